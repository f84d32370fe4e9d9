"""The small wishes that work everywhere: back, again, louder, slower, larger, help, wait, an officer."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Adjust, Listen, Look, Print, Say
from kiosk.dialogue.desk import slip
from kiosk.dialogue.ends import again, detour, hand_over, lost_the_way, number_of
from kiosk.dialogue.questions import ask, ask_silently, say
from kiosk.dialogue.requests import next_request
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import Prompt, State, StateName
from kiosk.dialogue.step import QUIET, Step
from kiosk.dialogue.table import PREVIOUS
from kiosk.dialogue.told import Aid

_WAYS = {"louder": Adjust("louder"), "quieter": Adjust("quieter"), "slower": Adjust("slower")}

_AIDS: dict[str, Aid] = {name: name for name in get_args(Aid)}


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


def aid_chosen(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Contrast, reach, calm: nothing is said, the page stays."""
    assert isinstance(event, ev.AidChosen)
    return replace(state, aids=state.aids ^ {event.aid}), (Look(),)


def aid_asked(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The same by a word: on where it was off, off where it was on, and that is said."""
    assert isinstance(event, ev.Meant)
    aid = _AIDS[event.understanding.id or ""]
    helped = replace(state, aids=state.aids ^ {aid})
    now = "on" if aid in helped.aids else "off"
    return again(settings, helped, Say(f"adjust.{aid}.{now}"), (Look(),))


def print_slip(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """打印: the guide that is being read, or once more the slip with her number."""
    if not settings.prints:
        return again(settings, state, Say("print.none"))
    if state.name is StateName.GUIDE and state.item:
        return again(settings, state, Say("print.guide"), (Print("guide", state.item),), repeat=False)
    if state.case is not None and state.ended in ("issued", "handed_over"):
        return again(settings, state, Say("print.slip"), (Print("slip"),), repeat=False)
    return again(settings, state, Say("print.later"))


def guide(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """要带什么: the page of guidance; where the item is under way, or its page is there, it is told aloud."""
    view = settings.items.get(state.item or "")
    if view is None or view.guide is None:
        return again(settings, state, Say("help"))
    if state.name is StateName.CONFIRM_ITEM:
        # No progress: who reads it again and again is told how an officer is called.
        reading = detour(state)
        step = ask(reading.at(StateName.GUIDE, misses=state.misses, again=state.again), settings)
        return lost_the_way(settings, reading) or (step[0], (*QUIET, *step[1]))
    told = {name: value.get(state.language) for name, value in vars(view.guide).items()}
    return again(settings, state, Say("guide.told", told))


def explain(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """为什么: what the decision rests on, each rule with its article (PIPL 24)."""
    decided = state.name in (StateName.ISSUE, StateName.SURVEY, StateName.STAFF)
    if not decided or state.case is None or state.ended not in ("issued", "handed_over"):
        return again(settings, state, Say("why.none"))
    step = ask(state.at(StateName.WHY), settings)
    return step[0], (*QUIET, *step[1])


def back_from_why(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """To the number."""
    assert state.case is not None
    told = Prompt("handover.number", number_of(state.case))
    if state.ended == "issued" and state.later:
        return next_request(settings, state)
    if state.ended == "issued":
        asked, actions = ask_silently(state.at(StateName.SURVEY), settings)
        return replace(asked, prompt=told), (*QUIET, *actions)
    staff = state.at(StateName.STAFF, prompt=told)
    return staff, (*QUIET, slip(staff), say(told), Listen("commands"))


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
