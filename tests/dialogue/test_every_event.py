"""Every state meets every event: always an outcome, never a dead end."""

from __future__ import annotations

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.questions import PREVIOUS
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import RESTING, State, StateName
from kiosk.dialogue.table import OFFICER_HERE
from tests.dialogue.building import (
    DIALOGUE,
    EMERGENCY,
    EVENTS,
    GOES_ON,
    LIVE,
    NOTHING,
    REACHED,
    SETTINGS,
    VARIANTS,
    label,
    said,
    tapped,
    understood,
    wants,
)
from tests.dialogue.simulated_terminal import LISTENING, SimulatedTerminal
from tests.dialogue.speakable import check_words

S = StateName
by_state = pytest.mark.parametrize("state", LIVE, ids=label)


def keys(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def test_the_ways_lead_where_they_say() -> None:
    assert set(REACHED) == set(StateName)
    assert {name: state.name for name, state in REACHED.items()} == {name: name for name in StateName}


@pytest.mark.parametrize("state", [*REACHED.values(), *VARIANTS], ids=label)
def test_every_event_has_an_outcome_that_can_be_carried_out(state: State) -> None:
    for event in EVENTS:
        after, actions = DIALOGUE.step(state, event)
        assert isinstance(after, State), label(event)
        check_words(after, actions)


@pytest.mark.parametrize("state", [*REACHED.values(), *VARIANTS], ids=label)
def test_after_every_event_the_visit_can_still_end_by_itself(state: State) -> None:
    for event in EVENTS:
        terminal = at(state)
        terminal.happen(event)
        end = terminal.left_alone()
        assert end.now <= 600, label(event)
        assert end.state in (
            State(name=end.state.name, language="zh", ended=end.state.ended),
            State(),
        ), label(event)


@by_state
def test_a_voice_that_is_heard_never_leaves_the_kiosk_deaf(state: State) -> None:
    """The ears close when a turn is heard; whatever was understood, they open again where words count."""
    for event in EVENTS:
        if not isinstance(event, ev.Meant | ev.Unclear):
            continue
        terminal = at(state)
        terminal.happen(event)
        if terminal.state.name in LISTENING:
            assert terminal.ears or terminal.wanted_ears, f"deaf after {label(event)}"


def at(state: State) -> SimulatedTerminal:
    """A terminal that stands in `state` with what that state has outstanding."""
    terminal = SimulatedTerminal(DIALOGUE, state)
    if state.name in RESTING:
        return terminal
    if state.name in (S.GREET, S.ISSUE, S.GOODBYE, S.NOTICE):
        terminal.speech, terminal.speech_ends = ["…"], 2.0
    if state.name in LISTENING:
        terminal.ears = do.Listen("commands")
        terminal.timers = {"survey": 8.0} if state.name is S.SURVEY else {"wipe": 75.0}
        if state.name is S.STAFF:
            terminal.timers = {"handed_over": 20.0}
    if state.name in (S.RECOGNISE, S.EXTRA_INFO, S.DECIDE):
        terminal.timers = {"still_working": 2.0, "give_up": 30.0}
    if state.name in OFFICER_HERE:
        terminal.timers = {"sign_in": 60.0} if state.name is S.SIGN_IN else {"officer": 180.0}
    return terminal


@by_state
def test_staff_comes_from_everywhere(state: State) -> None:
    after, actions = DIALOGUE.step(state, said("staff"))
    if state.name is S.EMERGENCY:
        assert after.name is S.EMERGENCY, "an officer was called already"
        assert keys(actions) == ["emergency.police"]
        return
    assert after.name is S.STAFF
    assert keys(actions), "it is answered"
    if state.name is not S.STAFF:
        assert do.CallStaff("normal") in actions
        assert [a.page for a in actions if isinstance(a, do.Show)] == ["handover"]
        if state.ended not in ("issued", "handed_over"):
            (over,) = [a for a in actions if isinstance(a, do.HandOver)]
            assert (over.cause, over.item, over.documents) == (
                "asked_by_citizen",
                state.item,
                state.documents,
            )


@by_state
def test_an_emergency_is_answered_at_once_everywhere(state: State) -> None:
    after, actions = DIALOGUE.step(state, EMERGENCY)
    assert after.name is S.EMERGENCY
    assert do.CallStaff("emergency") in actions
    assert keys(actions) == ["emergency.police"]


@pytest.mark.parametrize(("kind", "prompt"), [("fire", "fire"), ("medical", "medical"), ("other", "police")])
def test_each_emergency_has_its_own_number(kind: str, prompt: str) -> None:
    cry = ev.Meant(understood("emergency", "emergency", kind=kind))
    for state in (State(), REACHED[S.CONFIRM_FIELDS], REACHED[S.STAFF]):
        _, actions = DIALOGUE.step(state, cry)
        assert keys(actions) == [f"emergency.{prompt}"]
        assert do.Show("emergency", {"kind": prompt}, ("finish",)) in actions


@pytest.mark.parametrize("name", sorted(RESTING))
def test_an_emergency_is_answered_at_rest_too(name: StateName) -> None:
    after, actions = DIALOGUE.step(State(name=name), EMERGENCY)
    assert after.name is S.EMERGENCY
    assert do.CallStaff("emergency") in actions


@by_state
def test_the_wipe_timer_wipes_everywhere(state: State) -> None:
    after, actions = DIALOGUE.step(state, ev.TimerFired("wipe"))
    assert after == State(name=S.WIPE, language=state.language, ended=after.ended)
    assert actions[-1] == do.Wipe()
    assert {do.StopTimers(), do.StopListening(), do.StopCapture()} <= set(actions)
    assert after.ended == (state.ended or state.before or "timed_out")


@by_state
def test_restart_begins_anew_unless_the_desk_is_at_work(state: State) -> None:
    after, actions = DIALOGUE.step(state, said("restart"))
    assert keys(actions), "it is answered"
    if state.submitted and state.ended is None:
        assert after.name is state.name, "what was handed in can't be taken back by a word"
        return
    assert after.name is S.ASK_NEED
    going_round = 0 if state.ended in ("issued", "handed_over") else state.detours + 1
    assert after == State(
        name=S.ASK_NEED,
        large=state.large,
        aids=state.aids,
        prompt=after.prompt,
        asked={"need.ask": 1},
        detours=going_round,
    )
    assert do.Wipe() in actions
    assert actions.index(do.Wipe()) < next(i for i, a in enumerate(actions) if isinstance(a, do.Show))


@by_state
def test_back_goes_one_step_back_or_says_that_there_is_none(state: State) -> None:
    after, actions = DIALOGUE.step(state, said("back"))
    if state.name in (S.GREET, S.ASK_NEED):
        assert after.name is S.WIPE, "before the first page there is only rest"
    elif state.name in (S.ASK_SLOT, S.CONFIRM_SLOTS):
        told = set(state.answers) - set(after.answers)
        assert after.name in (S.ASK_SLOT, S.CONFIRM_FIELDS, S.CONFIRM_ITEM)
        assert (len(told) == 1) == (after.name is S.ASK_SLOT), "one answer back, or what led to the questions"
    elif state.name is S.ASK_ALARM:
        assert state.put_off is not None
        going_on = state.put_off.state.name
        assert after.name is (S.ASK_NEED if going_on is S.GREET else going_on), "what was being done goes on"
    elif state.name is S.WHY:
        assert after.name is (S.SURVEY if state.ended == "issued" else S.STAFF), "to the number"
    elif state.name in PREVIOUS:
        assert after.name is PREVIOUS[state.name]
        assert not after.fields_confirmed
    else:
        assert after.name is state.name
        assert keys(actions)[0] == "back.none"
        assert after == State(**{**vars(state), "silences": 0, "again": after.again})


def test_back_from_the_second_side_does_not_forget_to_ask_for_it() -> None:
    reading = REACHED[S.RECOGNISE]
    second = State(
        **{
            **vars(VARIANTS[0]),
            "name": S.RECOGNISE,
        }
    )
    assert second.documents
    assert DIALOGUE.step(second, said("back"))[0].wanted_document == second.wanted_document
    assert DIALOGUE.step(reading, said("back"))[0].wanted_document == reading.wanted_document
    for state in (second, VARIANTS[0]):
        terminal = SimulatedTerminal(DIALOGUE, state)
        terminal.happen(said("back"))
        for _ in range(6):
            if terminal.state.name is S.CONFIRM_FIELDS:
                break
            if terminal.watching:
                document = terminal.watching
                terminal.run(ev.CardStill(document), ev.CardRead(document, True, {"name": "甲"}))
            elif terminal.state.name is S.NOTICE:
                terminal.run(*GOES_ON)
        held = {d.document for d in terminal.state.documents}
        assert held == set(SETTINGS.items["two_sides"].documents)


@by_state
@pytest.mark.parametrize("command", ["repeat", "louder", "quieter", "slower", "help", "elder_mode", "wait"])
def test_small_wishes_keep_the_state_and_are_answered(state: State, command: str) -> None:
    after, actions = DIALOGUE.step(state, said(command))
    assert after.name is state.name
    assert keys(actions)
    changed = {"large": True} if command == "elder_mode" else {}
    changed |= {"held": True} if command == "wait" else {}
    assert after == State(**{**vars(state), "silences": 0, "again": after.again, **changed})
    if command in ("louder", "quieter", "slower"):
        assert do.Adjust(command) in actions  # type: ignore[arg-type]
    if command == "elder_mode":
        assert do.Adjust("large") in actions


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (S.GREET, "greet"),
        (S.ASK_NEED, "need.ask"),
        (S.CONFIRM_ITEM, "item.confirm"),
        (S.PLACE_CARD, "card.place.id_card_front"),
        (S.CONFIRM_FIELDS, "fields.confirm"),
        (S.DECIDE, "decide.wait"),
        (S.ISSUE, "result.approved"),
        (S.SURVEY, "result.approved"),
        (S.STAFF, "handover.wait"),
        (S.EMERGENCY, "emergency.police"),
        (S.GOODBYE, "survey.thanks"),
    ],
)
@pytest.mark.parametrize("command", ["repeat", "louder"])
def test_what_was_cut_off_is_said_again(name: StateName, sentence: str, command: str) -> None:
    """A word stops the sentence under way. Who didn't hear the number must hear it again, not "checking"."""
    _, actions = DIALOGUE.step(REACHED[name], said(command))
    spoken = keys(actions)
    if name is S.DECIDE and command == "louder":
        assert spoken == ["adjust.louder"]
    else:
        assert spoken[-1] == sentence


def test_a_number_that_was_told_is_repeated_at_the_hand_over() -> None:
    told = VARIANTS[1]
    assert told.name is S.STAFF
    _, actions = DIALOGUE.step(told, said("repeat"))
    (again,) = [a for a in actions if isinstance(a, do.Say)]
    assert (again.key, again.values["ticket"], again.values["window"]) == ("handover.number", "A001", "3")


@by_state
@pytest.mark.parametrize("command", ["cancel", "finish"])
def test_who_wants_to_leave_may(state: State, command: str) -> None:
    terminal = at(state)
    terminal.happen(tapped(command))
    if state.name is S.DECIDE:
        assert terminal.state.name is S.STAFF, "only a person may stop what the desk has"
        return
    assert terminal.state.name in (S.GOODBYE, S.WIPE)


def test_large_type_doubles_every_time() -> None:
    for name in (S.ASK_NEED, S.PLACE_CARD, S.SURVEY, S.STAFF):
        small = REACHED[name]
        large = State(**{**vars(small), "large": True})
        times = [_times(DIALOGUE.step(state, ev.SaidAll())[1]) for state in (small, large)]
        if name is S.PLACE_CARD:
            assert times[0] == {"first": 8, "second": 23, "warning": 105, "wipe": 120}
        assert times[0], name
        assert {k: v * 2 for k, v in times[0].items()} == times[1], name


def _times(actions: tuple[do.Action, ...]) -> dict[str, float]:
    return {a.timer: a.seconds for a in actions if isinstance(a, do.StartTimer)}


def test_states_and_events_never_show_what_stands_on_the_card() -> None:
    for state in LIVE:
        for event in EVENTS:
            after, actions = DIALOGUE.step(state, event)
            for value in (after, event, actions):
                assert "11010519491231002X" not in repr(value)


def test_the_dialogue_holds_no_state_of_its_own() -> None:
    for state in LIVE:
        for event in (wants("one_side"), NOTHING, ev.SaidAll(), ev.TimerFired("first")):
            assert DIALOGUE.step(state, event) == DIALOGUE.step(state, event)


def test_a_document_is_asked_for_even_where_an_item_names_none() -> None:
    from kiosk.dialogue.machine import Dialogue
    from kiosk.dialogue.settings import ItemView

    bare = Dialogue(DialogueSettings(items={"one_side": ItemView("one_side", ())}))
    state = REACHED[S.NOTICE]
    after, actions = bare.step(state, said("confirm"))
    assert after.wanted_document == "id_card_front"
    assert do.Capture("id_card_front") in actions
