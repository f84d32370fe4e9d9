"""核验证件: a paper is held under the camera; it is told whether we issued it and whether it still stands.

Only the number of the paper is looked up; nothing of a person is asked, read or shown.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import CheckPaper, Say, Scan, StopTimers
from kiosk.dialogue.devices import microphone_lost
from kiosk.dialogue.ends import detour, goodbye, lost_the_way
from kiosk.dialogue.questions import ask, ears_of, page_of, say
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import Prompt, State, StateName
from kiosk.dialogue.step import QUIET, Step


def verify_paper(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The page that looks for a code. Whoever goes there again and again is told how an officer is called."""
    turned = detour(state) if state.name is StateName.VERIFY else state
    nothing = {"item": None, "for_whom": None, "disqualifier": None, "candidates": (), "later": ()}
    looking = turned.at(StateName.VERIFY, paper={}, **nothing)
    step = ask(looking, settings)
    return lost_the_way(settings, turned) or (step[0], (*QUIET, *step[1], Scan()))


def paper_seen(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """A code is under the camera: ours is looked up, another is told to be no paper of ours."""
    assert isinstance(event, ev.PaperSeen)
    if not event.number:
        return _tell(settings, state, "not_ours", {})
    return replace(state, silences=0), (CheckPaper(event.number),)


def paper_checked(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """What the desk knows of it."""
    assert isinstance(event, ev.PaperChecked)
    values = {"number": event.number, "about": event.item, "day": event.day}
    return _tell(settings, state, event.status, values)


def paper_unchecked(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The desk doesn't answer: nothing is said of the paper."""
    return _tell(settings, state, "no_answer", {})


def scanner_lost(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Without a picture no code can be seen: that is said, and the page may be left."""
    assert isinstance(event, ev.DeviceLost)
    if event.device == "camera":
        return state, (Say("device.camera.wait"),)
    return microphone_lost(settings, state, event)


def leave_verifying(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return goodbye(state, "goodbye", "cancelled")


def _tell(settings: DialogueSettings, state: State, status: str, values: dict[str, str]) -> Step:
    """Shown and said; the next paper may follow at once."""
    told = Prompt(f"verify.{status}")
    answered = replace(state, prompt=told, silences=0, misses=0, paper={"status": status, **values})
    return answered, (StopTimers(), page_of(answered, settings), say(told), ears_of(answered, settings))
