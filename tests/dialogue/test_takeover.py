"""An officer takes a visit over and gives it back: at the same point, with nothing asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.states import RESTING, State, StateName, Taken
from kiosk.dialogue.table import OFFICER_HERE
from tests.dialogue.building import (
    BACK,
    DIALOGUE,
    EMERGENCY,
    FRONT,
    ID_NUMBER,
    ISSUED,
    LIVE,
    OFFICER_EVENTS,
    REACHED,
    TAKEN,
    VARIANTS,
    label,
    read_well,
    said,
    tells,
    walk,
    wants,
)
from tests.dialogue.simulated_terminal import SimulatedTerminal
from tests.dialogue.speakable import check_words

S = StateName
OFFICER = ev.TakenOver("王丽")
TAKEABLE = [s for s in LIVE if s.name is not S.EMERGENCY]
by_state = pytest.mark.parametrize("state", TAKEABLE, ids=label)


def step(state: State, *events: ev.Event) -> tuple[State, list[do.Action]]:
    """All actions of all events."""
    happened: list[do.Action] = []
    for event in events:
        state, actions = DIALOGUE.step(state, event)
        check_words(state, actions)
        happened += actions
    return state, happened


def pages(actions: list[do.Action]) -> list[str]:
    return [a.page for a in actions if isinstance(a, do.Show)]


def standing(state: State) -> State:
    """Without what a pause forgets: quiet, and that the camera was lost."""
    return replace(state, silences=0, camera_lost=False)


def below(state: State) -> State:
    assert state.taken is not None
    return state.taken.state


@by_state
def test_while_somebody_signs_in_nothing_of_the_visit_can_be_seen_or_heard(state: State) -> None:
    masked, actions = step(state, ev.CornerHeld())
    assert masked == State(S.SIGN_IN, state.language, large=state.large, taken=Taken(state))
    assert pages(actions) == ["sign_in"]
    (page,) = (a for a in actions if isinstance(a, do.Show))
    assert not page.values
    assert all(a in actions for a in {do.Hush(), do.StopTimers(), do.StopListening()})
    assert not [a for a in actions if isinstance(a, do.Say | do.Listen)]


@by_state
@pytest.mark.parametrize(
    "way", [(ev.SignInLeft(),), (ev.TimerFired("sign_in"),), (OFFICER, ev.GivenBack())], ids=len
)
def test_it_goes_on_exactly_where_it_stood(state: State, way: tuple[ev.Event, ...]) -> None:
    after, actions = step(state, ev.CornerHeld(), *way)
    assert after == standing(state)
    if state.name in QUESTIONS:
        terminal = SimulatedTerminal(DIALOGUE, state)
        terminal.precheck = terminal.desk = True
        terminal.run(ev.CornerHeld(), *way)
        terminal.check_outstanding()
    assert "sign_in" in pages(actions)
    assert pages(actions)[-1] not in ("sign_in", "officer")


@by_state
def test_the_visit_can_be_taken_over_in_every_state_and_ends_by_itself(state: State) -> None:
    for event in (*OFFICER_EVENTS, EMERGENCY, said("confirm")):
        terminal = SimulatedTerminal(DIALOGUE, state)
        terminal.run(ev.CornerHeld(), OFFICER, event)
        end = terminal.left_alone()
        assert end.state == State(S.WIPE, end.state.language, ended=end.state.ended) or end.state == State()


def test_a_kiosk_at_rest_rests_again() -> None:
    after, actions = step(State(), ev.CornerHeld(), OFFICER, ev.GivenBack())
    assert after == State(S.WIPE, ended="cancelled")
    assert do.Wipe() in actions


def test_an_emergency_is_never_masked() -> None:
    assert DIALOGUE.step(REACHED[S.EMERGENCY], ev.CornerHeld()) == (REACHED[S.EMERGENCY], ())
    after, actions = step(REACHED[S.OFFICER], EMERGENCY)
    assert after.name is S.EMERGENCY
    assert do.CallStaff("emergency") in actions
    assert do.SignOut() in actions


def test_three_minutes_without_her_lock_and_only_she_or_another_officer_opens() -> None:
    locked, actions = step(REACHED[S.OFFICER], ev.TimerFired("officer"))
    assert locked.name is S.SIGN_IN
    assert do.SignOut() in actions
    assert pages(actions) == ["sign_in"]
    for event in (ev.SignInLeft(), ev.Touched(), said("confirm"), ev.GivenBack(), ev.VisitEnded()):
        assert step(locked, event)[0] == locked, event
    again, _ = step(locked, ev.TakenOver("李明"))
    assert again.name is S.OFFICER
    assert below(again) == below(REACHED[S.OFFICER])
    gone, actions = step(locked, ev.TimerFired("sign_in"))
    assert gone.name is S.STAFF, "nothing of it is lost"
    assert [a.item for a in actions if isinstance(a, do.HandOver)] == ["asking"]


def test_a_field_is_corrected_the_desk_is_told_and_looks_again() -> None:
    hers, _ = step(REACHED[S.CONFIRM_FIELDS], ev.PrecheckDone(()), ev.CornerHeld(), OFFICER)
    after, actions = step(hers, ev.FieldCorrected(FRONT, "name", "乙"))
    (record,) = (a for a in actions if isinstance(a, do.Record))
    assert record == do.Record("corrected", "confirm_fields", "one_side", f"{FRONT}.name", "甲", "乙")
    assert "乙" not in repr(record)
    (asked,) = (a for a in actions if isinstance(a, do.AskPrecheck))
    assert asked.documents[0].fields == {"name": "乙", "id_number": ID_NUMBER}
    back, _ = step(after, ev.PrecheckDone((BACK,)), ev.GivenBack())
    assert back.name is S.CONFIRM_FIELDS
    assert back.documents[0].fields["name"] == "乙"
    assert back.to_show == (BACK,)
    same, actions = step(hers, ev.FieldCorrected(FRONT, "name", "甲"))
    assert (same, actions) == (hers, [])


def test_a_question_answered_by_the_officer_is_not_asked_again() -> None:
    state = REACHED[S.ASK_SLOT]
    assert state.slot == "plate"
    after, actions = step(
        state, ev.CornerHeld(), OFFICER, ev.AnsweredByOfficer("plate", "浙B54321"), ev.GivenBack()
    )
    assert after.name is S.ASK_SLOT
    assert after.slot == "zone"
    assert after.answers["plate"].confirmed
    assert [a.key for a in actions if isinstance(a, do.Say)] == ["slot.ask.zone"]
    wrong, told = step(REACHED[S.OFFICER], ev.AnsweredByOfficer("plate", "no plate"))
    assert (wrong, told) == (REACHED[S.OFFICER], [])


def test_what_was_answered_by_hand_is_handed_in_when_it_is_given_back_and_not_before() -> None:
    answers = [
        ("plate", "浙B54321"),
        ("zone", "core"),
        ("pass_from", "2026-02-01"),
        ("pass_to", "2026-03-01"),
    ]
    hers, actions = step(REACHED[S.OFFICER], *(ev.AnsweredByOfficer(n, v) for n, v in answers))
    assert hers.taken is not None
    assert hers.taken.due
    assert not [a for a in actions if isinstance(a, do.Submit)]
    hers, _ = step(hers, ev.AnsweredByOfficer("zone", "centre"), ev.FieldCorrected(FRONT, "name", "乙"))
    after, actions = step(hers, ev.GivenBack())
    assert after.name is S.DECIDE
    (handed_in,) = (a for a in actions if isinstance(a, do.Submit))
    assert handed_in.answers == {**dict(answers), "zone": "centre"}
    assert handed_in.documents[0].fields["name"] == "乙"


def test_a_worn_card_is_typed_and_its_step_skipped() -> None:
    hers, _ = step(REACHED[S.PLACE_CARD], ev.CornerHeld(), OFFICER)
    hers, _ = step(
        hers, ev.FieldCorrected(FRONT, "name", "乙"), ev.FieldCorrected(FRONT, "id_number", ID_NUMBER)
    )
    after, actions = step(hers, ev.StepSkipped("card is worn"), ev.GivenBack())
    assert after.name is S.CONFIRM_FIELDS
    (skipped,) = (a for a in actions if isinstance(a, do.Record) and a.act == "skipped")
    assert (skipped.step, skipped.reason) == ("place_card", "card is worn")
    done, _ = step(after, ev.PrecheckDone(()), said("confirm"))
    assert done.name is S.DECIDE


def test_every_step_of_a_visit_can_be_done_by_hand() -> None:
    """No microphone, no camera: the officer leads it to the desk alone."""
    hers, _ = step(REACHED[S.ASK_NEED], ev.CornerHeld(), OFFICER, ev.ItemChosen("asking"))
    assert below(hers).name is S.NOTICE
    hers, _ = step(hers, ev.StepSkipped("read aloud to her"))
    hers, _ = step(hers, ev.FieldCorrected(FRONT, "id_number", ID_NUMBER), ev.StepSkipped("typed"))
    assert below(hers).name is S.CONFIRM_FIELDS
    hers, _ = step(hers, ev.StepSkipped("she agrees"), ev.PrecheckDone(()))
    assert below(hers).name is S.ASK_SLOT
    for slot, value in (("plate", "浙B54321"), ("zone", "core"), ("pass_from", "2026-02-01")):
        hers, _ = step(hers, ev.AnsweredByOfficer(slot, value))
    hers, _ = step(hers, ev.StepSkipped("no end is known"))
    after, actions = step(hers, ev.GivenBack())
    assert after.name is S.DECIDE
    (handed_in,) = (a for a in actions if isinstance(a, do.Submit))
    assert set(handed_in.answers) == {"plate", "zone", "pass_from"}


def test_what_the_machines_report_meanwhile_belongs_to_the_visit() -> None:
    reading, _ = step(REACHED[S.RECOGNISE], ev.CornerHeld(), OFFICER)
    read, actions = step(reading, read_well())
    assert below(read).name is S.CONFIRM_FIELDS
    assert not [a for a in actions if isinstance(a, do.Say | do.Listen)]
    deciding, _ = step(REACHED[S.DECIDE], ev.CornerHeld(), OFFICER)
    issued, actions = step(deciding, TAKEN, ISSUED, ev.GivenBack())
    assert issued.name is S.ISSUE
    assert pages(actions)[-1] == "result"
    masked, actions = step(REACHED[S.DECIDE], ev.CornerHeld(), TAKEN, ISSUED)
    assert pages(actions) == ["sign_in"], "the result doesn't show through the mask"
    assert below(masked).name is S.ISSUE


def test_a_case_that_lies_at_the_desk_is_not_changed_here() -> None:
    hers, _ = step(REACHED[S.STAFF], ev.CornerHeld(), OFFICER)
    for event in (ev.FieldCorrected(FRONT, "name", "乙"), ev.AnsweredByOfficer("plate", "浙B54321")):
        assert step(hers, event) == (hers, [])


def test_the_visit_can_be_ended_and_nothing_stays() -> None:
    after, actions = step(REACHED[S.OFFICER], ev.VisitEnded())
    assert after == State(S.WIPE, ended="cancelled")
    assert all(a in actions for a in {do.Wipe(), do.SignOut()})


SKIPS = st.sampled_from(OFFICER_EVENTS)
FROM = st.sampled_from([s for s in (*REACHED.values(), *VARIANTS) if s.name not in RESTING | OFFICER_HERE])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(FROM, st.lists(SKIPS, max_size=12))
def test_whatever_she_does_it_is_recorded_and_handed_in_once_at_most(
    state: State, events: list[ev.Event]
) -> None:
    handed_in = 0
    state, _ = step(state, ev.CornerHeld(), OFFICER)
    for event in events:
        before = state
        state, actions = step(state, event)
        handed_in += sum(isinstance(a, do.Submit) for a in actions)
        if before.name is S.OFFICER and below(before) != (state.taken.state if state.taken else None):
            assert any(isinstance(a, do.Record) for a in actions), event
        if state.name in OFFICER_HERE:
            assert not [a for a in actions if isinstance(a, do.Say | do.Listen | do.Submit)]
    assert handed_in <= 1


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(FROM.filter(lambda s: s.name is not S.EMERGENCY), st.integers(1, 4))
def test_taking_over_again_and_again_changes_nothing(state: State, times: int) -> None:
    after = state
    for _ in range(times):
        after, _ = step(after, ev.CornerHeld(), OFFICER, ev.TimerFired("officer"), OFFICER, ev.GivenBack())
    assert after == standing(state)


def test_a_visit_that_was_given_back_comes_to_its_end() -> None:
    state = walk(ev.Woke(), ev.SaidAll(), wants("asking"), said("confirm"))
    reads = (ev.SaidAll(), ev.TimerFired("notice"), ev.CardStill(FRONT), read_well())
    tells_all = tells("浙B12345，核心区，明天起一个月")
    for event in (*reads, ev.PrecheckDone(()), said("confirm"), tells_all):
        state, _ = step(state, ev.CornerHeld(), OFFICER, ev.GivenBack(), event)
    assert state.name is S.CONFIRM_SLOTS
    state, _ = step(state, ev.CornerHeld(), OFFICER, ev.GivenBack(), said("confirm"))
    state, _ = step(state, ev.CornerHeld(), OFFICER, ev.GivenBack(), said("confirm"))
    assert state.name is S.DECIDE
