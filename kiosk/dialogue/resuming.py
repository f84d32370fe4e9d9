"""To go on exactly where a visit stands: its page, its sentence, its ears, and what the machine was at."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue.actions import Action, Capture, Listen, Say, Scan, Show
from kiosk.dialogue.desk import slip
from kiosk.dialogue.ends import number_of, wiped
from kiosk.dialogue.questions import ears_of, page_of, say
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import RESTING, State, StateName
from kiosk.dialogue.step import QUIET, WORKING, Step
from kiosk.dialogue.table import QUESTIONS

S = StateName


def resume(settings: DialogueSettings, inner: State) -> Step:
    """The same state, shown and said again; only quiet and a camera that was lost are forgotten."""
    if inner.name in RESTING:
        # Who rests begins from nothing.
        return wiped(inner, "cancelled")
    standing = replace(inner, silences=0, camera_lost=False)
    again = _question(settings, standing) if inner.name in QUESTIONS else _elsewhere(settings, standing)
    quiet = tuple(a for a in QUIET if inner.name is not S.RECOGNISE or a != QUIET[-1])
    return standing, (*quiet, *again)


def _question(settings: DialogueSettings, state: State) -> tuple[Action, ...]:
    """Not asked anew: it doesn't count as one time more."""
    said: tuple[Action, ...] = (say(state.prompt),) if state.prompt else ()
    eyes: tuple[Action, ...] = ()
    if state.name is S.PLACE_CARD and state.wanted_document:
        eyes = (Capture(state.wanted_document),)
    if state.name is S.VERIFY:
        eyes = (Scan(),)
    return (page_of(state, settings), *said, *eyes, ears_of(state, settings))


def _elsewhere(settings: DialogueSettings, state: State) -> tuple[Action, ...]:
    said: tuple[Action, ...] = (say(state.prompt),) if state.prompt else ()
    match state.name:
        case S.GREET:
            return (Show("home", {}, tuple(settings.items)), *said)
        case S.RECOGNISE:
            return (Show("recognise"), *WORKING)
        case S.EXTRA_INFO | S.DECIDE:
            last = {"done": list(state.stages)[-1]} if state.stages else {}
            return (Show("checking", last), *WORKING)
        case S.ISSUE:
            number = number_of(state.case) if state.case else {}
            return (Show("result", {**number, "item": state.item or ""}, ("why",)), *said)
        case S.GOODBYE:
            card = {"card": "yes"} if state.documents or state.wanted_document else {}
            return (Show("goodbye", card), *said)
    return _with_officer(state, said)


def _with_officer(state: State, said: tuple[Action, ...]) -> tuple[Action, ...]:
    """The slip with its number, or the page that waits for it."""
    page: Action = slip(state)
    if state.case is None:
        shown = {"cause": state.handoff_cause or "", "item": state.item or ""}
        page = Show("handover", shown, ("finish",))
    return (page, *(said or (Say("handover.wait"),)), Listen("commands"))
