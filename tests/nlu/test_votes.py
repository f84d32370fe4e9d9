"""Several readings of one utterance: what they come to together."""

from __future__ import annotations

from kiosk.nlu.types import Candidate, Understanding
from kiosk.nlu.votes import voted


def item(name: str, confidence: float = 0.9) -> Understanding:
    return Understanding("x", "item", name, (Candidate(name, confidence),), confidence)


def ask(**shares: float) -> Understanding:
    candidates = tuple(Candidate(i, s) for i, s in shares.items())
    return Understanding("first", "ask", None, candidates, candidates[0].confidence)


NOTHING = Understanding("first", "none", None)


def test_the_first_is_taken_where_most_agree() -> None:
    found = voted([item("lost"), item("lost"), item("damaged")], [1.0, 0.5, 0.3])
    assert (found.outcome, found.id) == ("item", "lost")


def test_readings_that_differ_are_asked_about() -> None:
    found = voted([item("lost"), item("damaged")], [1.0, 0.8])
    assert (found.outcome, [c.id for c in found.candidates]) == ("ask", ["lost", "damaged"])


def test_a_later_reading_alone_never_acts() -> None:
    found = voted([NOTHING, item("lost", 1.0)], [1.0, 0.9])
    assert (found.outcome, [c.id for c in found.candidates]) == ("ask", ["lost"])


def test_one_wrong_syllable_in_the_first_is_put_right_by_the_second() -> None:
    found = voted([ask(damaged=0.8), item("damaged", 0.95)], [1.0, 0.9])
    assert (found.outcome, found.id, found.text) == ("item", "damaged", "first")


def test_what_no_reading_names_plainly_stays_asked() -> None:
    assert voted([ask(damaged=0.8), ask(damaged=0.9)], [1.0, 0.9]).outcome == "ask"


def test_what_the_first_leaves_open_stays_open() -> None:
    found = voted([ask(lost=0.5, damaged=0.5), item("damaged", 1.0)], [1.0, 0.6])
    assert (found.outcome, {c.id for c in found.candidates}) == ("ask", {"lost", "damaged"})


def test_at_most_three_are_offered() -> None:
    readings = [item("a"), item("b"), item("c"), item("d")]
    assert len(voted(readings, [1.0, 0.9, 0.8, 0.7]).candidates) == 3


def test_two_requests_stay_two() -> None:
    both = Understanding("x", "ask", None, (Candidate("a", 0.4), Candidate("b", 0.4)), 0.4, {"two": "yes"})
    assert voted([both, item("a")], [1.0, 0.9]) is both


def test_a_pointer_to_another_office_stays() -> None:
    elsewhere = Understanding("x", "none", None, values={"pointer": "医保"})
    assert voted([elsewhere, item("a")], [1.0, 0.9]) is elsewhere
