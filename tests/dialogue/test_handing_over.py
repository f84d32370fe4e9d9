"""The machine approves or hands over: when, why, and what the citizen is told."""

from __future__ import annotations

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import (
    BACK,
    CAUSES,
    DIALOGUE,
    ISSUED,
    REACHED,
    TAKEN,
    gives,
    said,
    understood,
    walk,
    wants,
)
from tests.dialogue.simulated_terminal import SimulatedTerminal

S = StateName


def says(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def over(actions: tuple[do.Action, ...]) -> do.HandOver:
    (found,) = [a for a in actions if isinstance(a, do.HandOver)]
    return found


@pytest.mark.parametrize(
    ("event", "cause", "item", "sentences"),
    [
        (wants("officers"), "asked_by_citizen", "officers", ["handover.why", "handover.item"]),
        (ev.Meant(understood("handoff", "officers")), "asked_by_citizen", "officers",
         ["handover.why", "handover.item"]),
        (wants("one_side", for_="father"), "agent", "one_side", ["handover.agent"]),
        (wants("one_side", for_="father", disqualifier="other_person"), "agent", "one_side",
         ["handover.agent"]),
        (wants("one_side", disqualifier="foreigner"), "not_eligible", "one_side",
         ["handover.because.foreigner", "handover.item"]),
        (wants("one_side", disqualifier="without_a_sentence"), "not_eligible", "one_side",
         ["handover.item"]),
    ],
)  # fmt: skip
def test_what_is_always_an_officers_is_confirmed_explained_and_handed_over(
    event: ev.Event, cause: str, item: str, sentences: list[str]
) -> None:
    """A wrong item is worse than a question: words are asked about before anybody is sent to a window."""
    asked, actions = DIALOGUE.step(REACHED[S.ASK_NEED], event)
    assert (asked.name, asked.item) == (S.CONFIRM_ITEM, item)
    state, actions = DIALOGUE.step(asked, said("confirm"))
    assert state.name is S.STAFF
    assert says(actions) == sentences
    assert (over(actions).cause, over(actions).item, over(actions).note) == (cause, item, "confirm_item")


def test_a_finger_on_an_officers_item_is_sure_once_she_has_seen_its_guide() -> None:
    tapped_item = ev.Meant(understood("handoff", "officers"), by="touch")
    read, actions = DIALOGUE.step(REACHED[S.ASK_NEED], tapped_item)
    assert (read.name, says(actions)) == (S.GUIDE, ["guide.ask.officer"])
    state, actions = DIALOGUE.step(read, said("confirm"))
    assert state.name is S.STAFF
    assert says(actions) == ["handover.why", "handover.item"]


@pytest.mark.parametrize("event", [wants("not_in_the_settings"), ev.Meant(understood("handoff"))])
def test_what_has_no_name_here_goes_to_an_officer_at_once(event: ev.Event) -> None:
    state, actions = DIALOGUE.step(REACHED[S.ASK_NEED], event)
    assert state.name is S.STAFF
    assert says(actions) == ["handover.item"]


@pytest.mark.parametrize("cause", CAUSES)
def test_a_discreet_item_sounds_the_same_whatever_the_cause(cause: str) -> None:
    """Nobody in the hall can hear from it what was found."""
    asked = walk(wants("discreet"), said("confirm"), start=REACHED[S.ASK_NEED])
    _, actions = DIALOGUE.step(asked, gives("work"))
    by_wish = DIALOGUE.step(asked, said("staff"))[1]
    assert says(actions) == says(by_wish) == ["handover.discreet"]
    decide = State(**{**vars(REACHED[S.DECIDE]), "item": "discreet"})
    _, told = DIALOGUE.step(decide, ev.CaseHandedOver("A007", "5", cause, "查到了。"))
    assert says(told) == ["handover.discreet", "handover.number"]
    page = next(a for a in told if isinstance(a, do.Show))
    assert page.values["cause"] == page.values["reason"] == ""


def test_who_has_the_case_at_another_hall_is_told_which() -> None:
    event = ev.CaseHandedOver("Y001", "Y1", "elsewhere", office="鄞州区大厅")
    state, actions = DIALOGUE.step(REACHED[S.DECIDE], event)
    assert says(actions) == ["handover.cause.elsewhere", "handover.elsewhere"]
    page = next(a for a in actions if isinstance(a, do.Show))
    assert (page.values["office"], page.values["window"], page.values["ticket"]) == (
        "鄞州区大厅",
        "Y1",
        "Y001",
    )
    assert any(isinstance(a, do.CallStaff) for a in actions), "a person of this hall is called, too"
    assert state.name is S.STAFF


@pytest.mark.parametrize(
    "name", [S.GREET, S.CLARIFY, S.CONFIRM_ITEM, S.NOTICE, S.PLACE_CARD, S.CONFIRM_FIELDS]
)
def test_somebody_elses_matter_is_handed_over_from_anywhere(name: StateName) -> None:
    asked = walk(wants("one_side", for_="father"), start=REACHED[name])
    assert asked.prompt is not None
    assert asked.prompt.key == "item.confirm.other"
    state, actions = DIALOGUE.step(asked, said("confirm"))
    assert (state.name, says(actions)) == (S.STAFF, ["handover.agent"])
    assert over(actions).documents == REACHED[name].documents


def test_the_same_item_for_somebody_else_is_no_yes() -> None:
    asked = REACHED[S.CONFIRM_ITEM]
    assert walk(wants("one_side"), start=asked).name is S.CONFIRM_ITEM, "naming it again is no yes"
    assert walk(wants("one_side", for_="father"), start=asked).for_whom == "father"
    assert walk(wants("one_side", for_="father"), said("confirm"), start=asked).name is S.STAFF


@pytest.mark.parametrize("cause", CAUSES)
def test_the_desk_hands_over_with_cause_reason_window_and_number(cause: str) -> None:
    handed = ev.CaseHandedOver("A007", "5", cause, "您的驾驶证被扣留。")
    state, actions = DIALOGUE.step(REACHED[S.DECIDE], handed)
    assert (state.name, state.handoff_cause, state.ended) == (S.STAFF, cause, "handed_over")
    assert says(actions) == [f"handover.cause.{cause}", "handover.reason", "handover.number"]
    assert do.CallStaff("normal") in actions
    page = next(a for a in actions if isinstance(a, do.Show))
    assert {"window": "5", "ticket": "A007", "cause": cause}.items() <= page.values.items()
    assert not [a for a in actions if isinstance(a, do.HandOver)], "the desk has it already"


def test_without_a_reason_none_is_read() -> None:
    _, actions = DIALOGUE.step(REACHED[S.DECIDE], ev.CaseHandedOver("A007", "5", "system"))
    assert says(actions) == ["handover.cause.system", "handover.number"]


def test_the_number_follows_when_the_kiosk_handed_over() -> None:
    state, actions = DIALOGUE.step(REACHED[S.STAFF], ev.CaseHandedOver("A007", "5", "asked_by_citizen"))
    assert says(actions) == ["handover.number"]
    again, more = DIALOGUE.step(state, ev.CaseHandedOver("A007", "5", "asked_by_citizen"))
    assert (again, more) == (state, ()), "told once"


def test_a_silent_desk_is_an_officers_and_never_an_approval() -> None:
    state, actions = DIALOGUE.step(REACHED[S.DECIDE], ev.DeskFailed("desk_unreachable"))
    assert (state.name, state.handoff_cause) == (S.STAFF, "system")
    assert over(actions).cause == "system"
    told, actions = DIALOGUE.step(state, ev.DeskFailed("desk_unreachable"))
    assert says(actions) == ["handover.no_number"], "nobody is left standing without a word"
    end = SimulatedTerminal(DIALOGUE, told)
    end.run(ev.SaidAll())
    assert end.left_alone().state == State(name=S.WIPE, ended="handed_over")


@pytest.mark.parametrize("name", [S.CONFIRM_FIELDS, S.EXTRA_INFO])
def test_a_failed_precheck_only_costs_the_precheck(name: StateName) -> None:
    state = walk(ev.DeskFailed("desk_unreachable"), start=REACHED[name])
    if name is S.CONFIRM_FIELDS:
        assert state.name is S.CONFIRM_FIELDS
        state = walk(said("confirm"), start=state)
    assert (state.name, state.submitted) == (S.DECIDE, True)
    assert state.case is None


@pytest.mark.parametrize("name", [s for s in StateName if s not in (S.DECIDE, S.STAFF, S.ISSUE)])
def test_an_approval_counts_only_where_one_was_waited_for(name: StateName) -> None:
    after, actions = DIALOGUE.step(REACHED[name], ISSUED)
    assert after == REACHED[name]
    assert actions == ()


def test_a_paper_that_overtook_the_wish_for_an_officer_is_told() -> None:
    """She says "staff" while the desk issues: the paper is there, so she hears its window and number."""
    wish = walk(said("staff"), start=walk(TAKEN, start=REACHED[S.DECIDE]))
    state, actions = DIALOGUE.step(wish, ISSUED)
    assert (state.name, state.ended) == (S.ISSUE, "issued")
    assert says(actions) == ["result.approved"]


def test_a_late_number_is_told_even_after_no_number() -> None:
    lost = walk(ev.DeskFailed("x"), start=REACHED[S.STAFF])
    state, actions = DIALOGUE.step(lost, ev.CaseHandedOver("A007", "5", "system"))
    assert says(actions) == ["handover.number"]
    assert state.case is not None


def test_nobody_leaves_without_having_heard_where_to_go() -> None:
    terminal = SimulatedTerminal(DIALOGUE, REACHED[S.STAFF])
    terminal.run(ev.SaidAll())
    end = terminal.left_alone()
    assert [key for _, key in end.said] == ["handover.no_number"]
    assert end.state == State(name=S.WIPE, ended="handed_over")


@pytest.mark.parametrize("command", ["confirm", "deny", "done"])
def test_a_stray_yes_or_no_does_not_send_her_away_before_she_has_a_number(command: str) -> None:
    assert walk(said(command), start=REACHED[S.STAFF]).name is S.STAFF
    told = walk(ev.CaseHandedOver("A007", "5", "system"), start=REACHED[S.STAFF])
    assert walk(said(command), start=told).name is S.GOODBYE


@pytest.mark.parametrize("way", [(), (ev.SaidAll(),), (ev.SaidAll(), said("confirm"))])
def test_staff_after_the_result_names_the_window_again(way: tuple[ev.Event, ...]) -> None:
    state, actions = DIALOGUE.step(walk(*way, start=REACHED[S.ISSUE]), said("staff"))
    assert (state.name, state.ended) == (S.STAFF, "issued")
    assert says(actions) == ["handover.collect", "handover.number"]
    assert not [a for a in actions if isinstance(a, do.HandOver)], "the case is done"
    end = SimulatedTerminal(DIALOGUE, state)
    end.run(ev.SaidAll())
    assert end.left_alone().state.ended == "issued"


def test_staff_after_a_cancelled_visit_is_a_new_wish() -> None:
    leaving = walk(said("cancel"), start=REACHED[S.NOTICE])
    state, actions = DIALOGUE.step(leaving, said("staff"))
    assert (state.name, state.ended) == (S.STAFF, None)
    assert over(actions).item == "one_side"


def test_a_request_while_an_officer_is_coming_is_answered_and_heard() -> None:
    for name in (S.STAFF, S.EMERGENCY):
        state, actions = DIALOGUE.step(REACHED[name], wants("one_side"))
        assert state.name is name
        assert says(actions) == ["handover.wait" if name is S.STAFF else "emergency.police"]
        assert do.Listen("commands") in actions


def test_what_is_handed_over_is_never_handed_in_twice() -> None:
    state = walk(said("staff"), start=REACHED[S.CONFIRM_FIELDS])
    for event in (said("confirm"), ev.PrecheckDone(()), wants("one_side"), ev.PrecheckDone((BACK,)), TAKEN):
        state, actions = DIALOGUE.step(state, event)
        assert not [a for a in actions if isinstance(a, do.Submit)]


def test_news_of_a_case_that_was_not_handed_in_is_not_believed() -> None:
    for name in (S.ASK_NEED, S.CONFIRM_FIELDS, S.EMERGENCY):
        assert walk(TAKEN, start=REACHED[name]).case is None
