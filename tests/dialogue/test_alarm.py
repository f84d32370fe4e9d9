"""What may be a call for help is asked about at once, and what was said beside it is not forgotten."""

from __future__ import annotations

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import (
    BACK,
    DIALOGUE,
    EMERGENCY,
    NOTHING,
    REACHED,
    perhaps,
    said,
    tapped,
    understood,
    walk,
    wants,
)  # fmt: skip

S = StateName
SERVED = [
    S.GREET, S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.NOTICE, S.PLACE_CARD, S.CONFIRM_FIELDS, S.ASK_SLOT,
    S.CONFIRM_SLOTS, S.ISSUE, S.SURVEY, S.GOODBYE,
]  # fmt: skip


def keys(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


@pytest.mark.parametrize("name", SERVED)
@pytest.mark.parametrize("kind", ["police", "fire", "medical"])
def test_it_is_asked_everywhere_and_yes_calls_that_help(name: StateName, kind: str) -> None:
    asked, actions = DIALOGUE.step(REACHED[name], perhaps("none", kind=kind))
    assert (asked.name, keys(actions)) == (S.ASK_ALARM, ["alarm.ask"])
    called, actions = DIALOGUE.step(asked, said("confirm"))
    assert called.name is S.EMERGENCY
    assert keys(actions) == [f"emergency.{kind}"]
    assert do.CallStaff("emergency") in actions


@pytest.mark.parametrize("name", [S.CONFIRM_ITEM, S.NOTICE, S.PLACE_CARD, S.CONFIRM_FIELDS, S.ASK_SLOT])
@pytest.mark.parametrize("answer", ["deny", "back"])
def test_after_a_no_the_same_question_is_asked_again(name: StateName, answer: str) -> None:
    before = REACHED[name]
    after, actions = DIALOGUE.step(walk(perhaps("none"), start=before), said(answer))
    assert after.name is name
    assert (after.item, after.documents, dict(after.answers)) == (
        before.item, before.documents, dict(before.answers),
    )  # fmt: skip
    assert after.prompt is not None
    assert before.prompt is not None
    assert (after.prompt.key, after.put_off) == (before.prompt.key, None)
    assert (name is S.PLACE_CARD) == any(isinstance(a, do.Capture) for a in actions)


def test_what_she_said_besides_counts_after_a_no() -> None:
    asked = walk(perhaps("item", "one_side"), start=REACHED[S.ASK_NEED])
    after, _ = DIALOGUE.step(asked, said("deny"))
    assert (after.name, after.item) == (S.CONFIRM_ITEM, "one_side")
    repeated, actions = DIALOGUE.step(
        walk(perhaps("command", "repeat"), start=REACHED[S.PLACE_CARD]), said("deny")
    )
    assert repeated.name is S.PLACE_CARD
    assert any(isinstance(a, do.Capture) for a in actions), "the camera looks again"


def test_no_answer_is_asked_for_once_more_and_then_the_numbers_are_told() -> None:
    asked = walk(perhaps("none"), start=REACHED[S.CONFIRM_FIELDS])
    again, actions = DIALOGUE.step(asked, ev.Unclear())
    assert again.name is S.ASK_ALARM
    assert keys(actions)
    for unclear in (ev.Unclear(), NOTHING, said("done")):
        after, actions = DIALOGUE.step(again, unclear)
        assert after.name is S.CONFIRM_FIELDS
        assert keys(actions)[0] == "alarm.in_case"
        assert after.fields_confirmed is REACHED[S.CONFIRM_FIELDS].fields_confirmed


def test_a_plain_cry_a_plain_request_and_an_officer_are_taken_at_once() -> None:
    asked = REACHED[S.ASK_ALARM]
    assert walk(EMERGENCY, start=asked).name is S.EMERGENCY
    assert walk(said("staff"), start=asked).name is S.STAFF
    assert walk(wants("two_sides"), start=asked).item == "two_sides"


def test_the_desks_look_ahead_is_not_lost_meanwhile() -> None:
    asked = walk(perhaps("none"), start=REACHED[S.CONFIRM_FIELDS])
    after = walk(ev.PrecheckDone((BACK,)), said("deny"), start=asked)
    assert (after.precheck, after.to_show) == ("answered", (BACK,))
    failed = walk(ev.DeskFailed("desk_unreachable"), said("deny"), start=asked)
    assert failed.precheck == "answered"


def test_what_she_chose_meanwhile_holds() -> None:
    asked = walk(perhaps("none"), start=REACHED[S.NOTICE])
    after = walk(ev.LanguageChosen("en"), tapped("elder_mode"), tapped("deny"), start=asked)
    assert (after.name, after.language, after.large) == (S.NOTICE, "en", True)


@pytest.mark.parametrize("name", [S.RECOGNISE, S.EXTRA_INFO, S.DECIDE, S.STAFF, S.EMERGENCY])
def test_where_an_officer_comes_or_the_desk_answers_it_is_not_asked(name: StateName) -> None:
    assert walk(perhaps("none"), start=REACHED[name]).name is not S.ASK_ALARM


def test_a_finger_is_no_cry() -> None:
    touched = ev.Meant(understood("item", "one_side", alarm="fire"), by="touch")
    assert walk(touched, start=REACHED[S.ASK_NEED]).name is S.GUIDE


def test_at_rest_nobody_is_asked() -> None:
    assert walk(perhaps("none"), start=State()).name is S.IDLE


def test_nobody_answers_the_numbers_are_told_and_the_visit_goes_on() -> None:
    asked = walk(perhaps("none"), ev.SaidAll(), ev.TimerFired("first"), start=REACHED[S.CONFIRM_FIELDS])
    assert asked.name is S.ASK_ALARM
    after, actions = DIALOGUE.step(asked, ev.TimerFired("second"))
    assert after.name is S.CONFIRM_FIELDS
    assert after.documents == REACHED[S.CONFIRM_FIELDS].documents
    assert keys(actions)[0] == "alarm.in_case"


@pytest.mark.parametrize("name", [S.ISSUE, S.SURVEY, S.GOODBYE])
def test_a_request_instead_of_an_answer_begins_with_nothing_of_the_one_that_is_done(name: StateName) -> None:
    asked = walk(perhaps("none"), start=REACHED[name])
    again = walk(wants("two_sides"), start=asked)
    direct = walk(wants("two_sides"), start=REACHED[name])
    assert (again.name, again.item) == (S.CONFIRM_ITEM, "two_sides")
    assert (again.submitted, again.ended, again.case, dict(again.answers)) == (False, None, None, {})
    assert (direct.submitted, direct.ended, direct.case) == (False, None, None)
