"""The desk's answers: the case is taken, goes through its stages, is issued or goes to an officer."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Action, CallStaff, Listen, Say, Show, StartTimer
from kiosk.dialogue.ends import NO_NUMBER, again, hand_over, leave, number_of, wiped
from kiosk.dialogue.questions import patience_of, say
from kiosk.dialogue.requests import next_request
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import CaseHeld, Prompt, State, StateName
from kiosk.dialogue.step import QUIET, Step

S = StateName


def case_taken(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """From here on it can't be lost."""
    assert isinstance(event, ev.CaseTaken)
    if not state.submitted or state.ended is not None:
        return state, ()
    return replace(state, case=CaseHeld(event.ticket, event.window, None, event.existing)), ()


def stage_done(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    assert isinstance(event, ev.StageDone)
    took = replace(state, stages={**state.stages, event.stage: event.seconds})
    return took, (Show("checking", {"done": event.stage}),)


def issued(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    assert isinstance(event, ev.CaseIssued)
    existing = state.case is not None and state.case.existing
    case = CaseHeld(event.ticket, event.window, event.certificate, existing)
    view = settings.items.get(state.item or "")
    done = view.approved if view else "result.approved"
    told = Prompt("result.existing" if existing else done, number_of(case))
    after = state.at(S.ISSUE, case=case, ended="issued", prompt=told, reasons=event.reasons)
    page = Show("result", {**told.values, "item": state.item or ""}, ("why",))
    return after, (*QUIET, page, say(told))


def issued_after_all(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The desk was quicker than the wish for an officer."""
    return issued(settings, state, event) if state.ended is None else (state, ())


def handed_over(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The rules, or a register, want an officer: why, and the number."""
    assert isinstance(event, ev.CaseHandedOver)
    over, page = _over(settings, state, event)
    says: list[Action] = [Say(f"handover.cause.{event.cause}")]
    if _discreet(settings, state):
        says = [Say("handover.discreet")]
    elif event.reason:
        says.append(Say("handover.reason", {"reason": event.reason}))
    assert over.prompt is not None
    says.append(say(over.prompt))
    staff = over.at(S.STAFF)
    return staff, (*QUIET, CallStaff("normal"), page, *says, Listen("commands"))


def number_told(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """She has heard why already; now the number."""
    assert isinstance(event, ev.CaseHandedOver)
    if state.ended is not None and state.prompt != NO_NUMBER:
        return state, ()
    over, page = _over(settings, state, event)
    assert over.prompt is not None
    return over, (page, say(over.prompt))


def _over(settings: DialogueSettings, state: State, event: ev.CaseHandedOver) -> tuple[State, Show]:
    case = CaseHeld(event.ticket, event.window, office=event.office)
    number = Prompt("handover.elsewhere" if event.office else "handover.number", number_of(case))
    discreet = _discreet(settings, state)
    over = replace(
        state,
        case=case,
        handoff_cause="" if discreet else event.cause,
        ended="handed_over",
        prompt=number,
        reasons=() if discreet else event.reasons,
        stages={},
    )
    return over, slip(over, "" if discreet else event.reason)


def slip(state: State, reason: str | None = None) -> Show:
    """The page with the number. Of a discreet item it tells no cause: the state holds none.

    `reason`: the desk's sentence; None: the first of those that are held.
    """
    if reason is None:
        reason = state.reasons[0].get(state.language) if state.reasons else ""
    number = number_of(state.case) if state.case else {}
    why = {"cause": state.handoff_cause or "", "reason": reason}
    return Show("handover", {**number, **why, "item": state.item or ""}, ("finish", "why"))


def _discreet(settings: DialogueSettings, state: State) -> bool:
    view = settings.items.get(state.item or "")
    return view is not None and view.discreet


def desk_fails(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return hand_over(settings, state, "system", "handover.cause.system")


def no_number(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The desk gives no number; the officer is told by the lamp."""
    if state.ended is not None:
        return state, ()
    told = replace(state, ended="handed_over", prompt=NO_NUMBER)
    return told, (Show("handover", {"cause": "system"}, ("finish",)), Say(NO_NUMBER.key))


# -- waiting for an officer -----------------------------------------------------------------------


def officer_said(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The number is told: her next request, or the slip's page stays a while."""
    if state.later and state.ended == "handed_over":
        return next_request(settings, state)
    return state, (StartTimer("handed_over", patience_of(state, settings.patience).handed_over),)


def slip_is_read(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    if state.ended is None:
        return state, ()
    return state, (StartTimer("handed_over", patience_of(state, settings.patience).handed_over),)


def slip_over(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody leaves without having heard where to go."""
    return no_number(settings, state, event) if state.ended is None else wiped(state, "handed_over")


def leave_officer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, state, None) if state.ended is None else leave(settings, state, event)
