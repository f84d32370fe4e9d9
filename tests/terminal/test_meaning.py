"""Free words in the present question: an answer to it, a request besides it, never a yes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kiosk.core.paths import Paths
from kiosk.dialogue.actions import Listen
from kiosk.nlu.types import Candidate, Understanding
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.reading import WordReader

ASSETS = Paths.default().assets
NAMES = {"lic_lost": "驾驶证遗失补证", "lic_damaged": "驾驶证损毁换证"}
WHICH = Listen("open", ("lic_lost", "lic_damaged"))


class Told:
    """Understands what it is told to."""

    def __init__(self, **meanings: tuple[str, str | None]) -> None:
        self.meanings = meanings
        self.confidence = 0.0
        self.asked: list[str] = []

    def understand(self, text: str) -> Understanding:
        self.asked.append(text)
        outcome, id_ = self.meanings.get(text, ("none", None))
        candidates = (Candidate("lic_lost", 0.4), Candidate("idcard", 0.4)) if outcome == "ask" else ()
        return Understanding(text, outcome, id_, candidates, self.confidence)  # type: ignore[arg-type]

    def understand_best(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding:
        return self.understand(hypotheses[0][0])


def meaning(**meanings: tuple[str, str | None]) -> Meaning:
    return Meaning.load(ASSETS, Told(**meanings), WordReader.load(ASSETS), NAMES)


@pytest.mark.parametrize("text", ["丢了", "第一个", "上面那个"])
def test_one_of_those_that_were_offered_is_picked(text: str) -> None:
    said = meaning(**{text: ("ask", None)}).of([(text, 0.0)], WHICH)
    assert (said.outcome, said.id) == ("item", "lic_lost")


def test_what_completes_the_request_is_understood_with_it() -> None:
    whole = meaning(**{"我的驾照，外地的": ("item", "lic_transfer")})
    said = whole.of([("外地的", 0.0)], WHICH, "我的驾照")
    assert (said.outcome, said.id, said.text) == ("item", "lic_transfer", "外地的")


def test_a_request_a_command_and_an_emergency_come_first() -> None:
    for outcome, id_ in (("item", "veh_mark"), ("command", "staff"), ("emergency", "emergency")):
        said = meaning(第一个=(outcome, id_)).of([("第一个", 0.0)], WHICH)
        assert (said.outcome, said.id) == (outcome, id_)


def test_a_question_for_a_value_is_left_to_the_conversation() -> None:
    said = meaning().of([("第一个", 0.0)], Listen("choice", ("core", "centre"), "zone"))
    assert (said.outcome, said.text) == ("none", "第一个")


@pytest.mark.parametrize("command", ["confirm", "deny", "done", "staff"])
def test_beside_a_closed_question_free_words_are_no_command(command: str) -> None:
    said = meaning(**{"不对，第三位是九": ("command", command)}).beside([("不对，第三位是九", 0.0)])
    assert (said.outcome, said.id, said.text) == ("none", None, "不对，第三位是九")


PHONE = Listen("digits", (), "phone")


def test_the_likeliest_value_of_all_readings_counts() -> None:
    readings = [("13805742968", -3.0), ("13805742963", -3.2), ("我的号码是13805742963", -3.3)]
    assert meaning().of(readings, PHONE).text == "13805742963"


def test_a_day_that_is_not_in_the_calendar_is_passed_over() -> None:
    said = meaning().of([("二月三十号", -1.0), ("二月二十号", -2.0)], Listen("date", (), "day"))
    assert said.text == "二月二十号"


def test_what_is_said_instead_of_a_value_comes_first() -> None:
    told = meaning(我要转人工=("command", "staff"))
    said = told.of([("我要转人工", -3.0), ("1380", -9.0)], PHONE)
    assert (said.outcome, said.id) == ("command", "staff")


def test_a_value_from_end_to_end_is_not_looked_at_as_a_request() -> None:
    told = meaning(浙B13805=("ask", None))
    said = told.of([("浙B13805", -3.0)], Listen("plate", (), "plate"))
    assert (said.outcome, said.text) == ("none", "浙B13805")


def test_no_value_is_left_to_the_conversation() -> None:
    assert meaning().of([("不知道", -3.0)], PHONE).text == "不知道"


@pytest.mark.parametrize(
    ("text", "command", "confidence", "taken"),
    [
        ("你讲太快了", "slower", 0.93, True),
        ("你讲太快了", "slower", 0.6, False),
        ("太快", "slower", 0.93, False),
        ("没有问题", "confirm", 1.0, False),
        ("这个不对", "deny", 1.0, False),
    ],
)
def test_a_command_in_other_words_counts_beside_a_closed_question(
    text: str, command: str, confidence: float, taken: bool
) -> None:
    told = Told(**{text: ("command", command)})
    told.confidence = confidence
    said = Meaning.load(ASSETS, told, WordReader.load(ASSETS), NAMES).beside([(text, 0.0)])
    assert (said.outcome, said.id) == (("command", command) if taken else ("none", None))
