"""The small wishes that work everywhere: back, again, louder, slower, larger, help, wait, an officer."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Adjust, Say
from kiosk.dialogue.ends import again, detour, hand_over, lost_the_way
from kiosk.dialogue.questions import ask
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import QUIET, Step
from kiosk.dialogue.table import PREVIOUS

_WAYS = {"louder": Adjust("louder"), "quieter": Adjust("quieter"), "slower": Adjust("slower")}


def call_officer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """转人工."""
    return hand_over(settings, state, "asked_by_citizen", "handover.asked")


def repeat(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, state, None)


def help_(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, state, Say("help"))


def wait(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, replace(state, held=True), Say("wait"), repeat=False)


def adjust(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Louder, quieter, slower."""
    assert isinstance(event, ev.Meant)
    way = _WAYS[event.understanding.id or ""]
    return again(settings, state, Say(f"adjust.{way.what}"), (way,))


def larger(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, replace(state, large=True), Say("adjust.large"), (Adjust("large"),))


def back(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """One question back."""
    target = PREVIOUS[state.name]
    turned = detour(state)
    stuck = lost_the_way(settings, turned)
    if stuck is not None:
        return stuck
    changes: dict[str, object] = {"fields_confirmed": False}
    if target is StateName.ASK_NEED:
        changes |= {"item": None, "for_whom": None, "disqualifier": None, "candidates": (), "later": ()}
    step = ask(turned.at(target, **changes), settings)
    return step[0], (*QUIET, *step[1])


def no_way_back(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return again(settings, state, Say("back.none"))
