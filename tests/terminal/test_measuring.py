"""What the desk is told of a visit: seconds, the first look at a card, whether she was satisfied."""

from __future__ import annotations

import pytest

from kiosk.dialogue.states import State, StateName
from kiosk.terminal.measuring import Measuring

ISSUED = State(StateName.ISSUE, ended="issued")


class Told:
    def __init__(self) -> None:
        self.figures: list[tuple[str, float]] = []
        self.measuring = Measuring(lambda kind, value: self.figures.append((kind, value)))


@pytest.fixture
def told() -> Told:
    return Told()


def test_from_the_first_word_to_the_last_of_the_result(told: Told) -> None:
    for at in (3.0, 9.0):
        told.measuring.spoke(at)
    told.measuring.silent(State(StateName.ASK_NEED), 10.0)
    told.measuring.read(True)
    told.measuring.silent(ISSUED, 48.26)
    told.measuring.silent(ISSUED, 60.0)
    assert told.figures == [("visit_seconds", 45.3), ("read_first_time", 1.0)]


def test_only_the_first_look_at_a_card_counts(told: Told) -> None:
    told.measuring.spoke(0.0)
    told.measuring.read(False)
    told.measuring.read(True)
    told.measuring.silent(State(StateName.STAFF, ended="handed_over"), 20.0)
    assert ("read_first_time", 0.0) in told.figures


def test_an_officer_who_has_no_number_yet_ends_nothing(told: Told) -> None:
    told.measuring.spoke(0.0)
    told.measuring.silent(State(StateName.STAFF), 5.0)
    assert told.figures == []


@pytest.mark.parametrize(("score", "value"), [(5, 1.0), (4, 1.0), (3, 0.0), (2, 0.0), (1, 0.0)])
def test_fair_is_not_satisfied(told: Told, score: int, value: float) -> None:
    told.measuring.rated(score)
    assert told.figures == [("satisfied", value)]


def test_a_skipped_survey_leaves_no_trace(told: Told) -> None:
    told.measuring.spoke(0.0)
    told.measuring.silent(ISSUED, 30.0)
    told.measuring.stepped(ISSUED, State(StateName.SURVEY, ended="issued"))
    told.measuring.silent(State(StateName.GOODBYE, ended="issued"), 40.0)
    told.measuring.forget()
    assert [kind for kind, _ in told.figures] == ["visit_seconds"]


def test_a_second_request_is_measured_from_its_own_beginning(told: Told) -> None:
    told.measuring.spoke(0.0)
    told.measuring.read(True)
    told.measuring.silent(ISSUED, 30.0)
    told.measuring.stepped(ISSUED, State(StateName.CONFIRM_ITEM, before="issued"))
    told.measuring.spoke(33.0)
    told.measuring.silent(ISSUED, 50.0)
    assert told.figures[2:] == [("visit_seconds", 17.0)]
