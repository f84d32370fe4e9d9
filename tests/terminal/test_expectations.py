"""What the ears expect in each kind of question."""

from __future__ import annotations

from kiosk.core.text import Bilingual
from kiosk.dialogue.actions import Listen
from kiosk.dialogue.slot import Option, Slot
from kiosk.terminal.expectations import Expectations

CORE = Option("core", Bilingual("核心区", "core"), ("核心", "丢"))
NORTH = Option("north", Bilingual("北仑", "Beilun"))
ZONE = Slot("zone", "choice", Bilingual("区", "zone"), (CORE, NORTH))
EXPECTED = Expectations(
    {"staff": ("转人工",)}, {"staff": ("转人工",), "back": ("返回",)}, ("我要办证。",)
).with_slots([ZONE])


def test_one_of_a_list_is_scored_against_its_words_and_the_commands() -> None:
    expectation = EXPECTED.of(Listen("choice", ("core", "north"), "zone"), "zh")
    assert expectation.kind == "choice"
    phrases = {a.id: a.phrases for a in expectation.answers}
    assert phrases["core"] == ("核心区", "核心"), "one character is too short to be told apart"
    assert {"core", "north", "staff", "back"} == set(phrases)


def test_numbers_and_days_are_expected_as_such() -> None:
    for kind in ("digits", "plate", "date"):
        expectation = EXPECTED.of(Listen(kind, (), "x"), "zh")
        assert (expectation.kind, expectation.prompt) == (kind, "我要办证。")
        assert [a.id for a in expectation.answers] == ["staff"]


def test_a_choice_without_words_is_heard_freely() -> None:
    assert EXPECTED.of(Listen("choice", ("a",), "unknown"), "zh").kind == "open"


def test_what_is_said_beside_a_closed_answer_is_primed() -> None:
    assert EXPECTED.closed("yes_no", "zh").prompt == "我要办证。"
    choice = EXPECTED.of(Listen("choice", ("core", "north"), "zone"), "zh")
    assert choice.prompt == "核心区。北仑。我要办证。"
