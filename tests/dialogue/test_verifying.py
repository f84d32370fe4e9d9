"""核验证件, 打印 and the aids by voice: said, shown, and the visit stands where it stood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import DIALOGUE, LIVE, REACHED, SETTINGS, label, said, tapped, walk

S = StateName
PRINTING = Dialogue(replace(SETTINGS, prints=True))
NUMBER = "LD-NINGBO-20261124-0001"


def keys(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def shown(actions: tuple[do.Action, ...]) -> do.Show:
    return next(a for a in actions if isinstance(a, do.Show))


@pytest.mark.parametrize("way", [said, tapped])
def test_a_paper_is_looked_for_by_a_word_or_a_finger(way: object) -> None:
    state, actions = DIALOGUE.step(REACHED[S.ASK_NEED], way("verify"))  # type: ignore[operator]
    assert state.name is S.VERIFY
    assert do.Scan() in actions
    assert keys(actions) == ["verify.ask"]


@pytest.mark.parametrize("status", ["current", "revoked", "superseded", "unknown"])
def test_what_the_desk_knows_is_said_and_shown(status: str) -> None:
    looking, actions = DIALOGUE.step(REACHED[S.VERIFY], ev.PaperSeen(NUMBER))
    assert actions == (do.CheckPaper(NUMBER),)
    told, actions = DIALOGUE.step(looking, ev.PaperChecked(NUMBER, status, "one_side", "2026-11-24"))
    assert keys(actions)[0] == f"verify.{status}"
    assert dict(shown(actions).values)["status"] == status
    # Asked again, the answer is said and shown again.
    _, again = DIALOGUE.step(told, said("repeat"))
    assert f"verify.{status}" in keys(again)
    assert shown(again).values["status"] == status


def test_another_code_and_a_silent_desk_say_nothing_of_a_paper() -> None:
    _, other = DIALOGUE.step(REACHED[S.VERIFY], ev.PaperSeen(""))
    _, silent = DIALOGUE.step(REACHED[S.VERIFY], ev.DeskFailed("desk_unreachable"))
    assert (keys(other), keys(silent)) == (["verify.not_ours"], ["verify.no_answer"])


def test_the_next_page_knows_nothing_of_the_paper() -> None:
    told = walk(ev.PaperChecked(NUMBER, "revoked"), said("back"), start=REACHED[S.VERIFY])
    assert told.name is S.ASK_NEED
    anew, actions = DIALOGUE.step(told, said("verify"))
    assert anew.paper == {}
    assert "status" not in shown(actions).values


@pytest.mark.parametrize("aid", ["contrast", "low", "calm"])
@pytest.mark.parametrize("state", LIVE, ids=label)
def test_how_the_screen_helps_can_be_asked_for_everywhere(state: State, aid: str) -> None:
    if state.name is S.ASK_ALARM:
        return
    helped, actions = DIALOGUE.step(state, said(aid))
    assert helped.name is state.name
    assert helped.aids ^ state.aids == {aid}
    assert do.Look() in actions
    if helped.again <= SETTINGS.max_misses:
        assert f"adjust.{aid}.on" in keys(actions)


def test_a_guide_is_printed_by_touch_and_by_word() -> None:
    for way in (tapped, said):
        state, actions = PRINTING.step(REACHED[S.GUIDE], way("print"))
        assert do.Print("guide", "one_side") in actions
        assert keys(actions) == ["print.guide"]
        assert state.name is S.GUIDE


def test_the_slip_with_her_number_is_printed_once_more_when_asked_for() -> None:
    handed = walk(ev.CaseHandedOver("A001", "3", "system"), start=REACHED[S.DECIDE])
    for state in (handed, REACHED[S.SURVEY], REACHED[S.WHY]):
        _, again = PRINTING.step(state, said("print"))
        assert do.Print("slip") in again
    _, early = PRINTING.step(REACHED[S.PLACE_CARD], said("print"))
    assert "print.later" in keys(early)


def test_without_a_printer_there_is_no_button_and_a_word_for_it() -> None:
    _, actions = DIALOGUE.step(REACHED[S.GUIDE], said("print"))
    assert "print.none" in keys(actions)
    assert not any(isinstance(a, do.Print) for a in actions)
    assert "print" not in shown(actions).choices
    _, printing = PRINTING.step(REACHED[S.GUIDE], said("repeat"))
    assert "print" in shown(printing).choices
