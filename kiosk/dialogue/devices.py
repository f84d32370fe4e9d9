"""A device is lost or there again: what of it matters to the conversation."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Say, StartTimer, StopTimers
from kiosk.dialogue.ends import hand_over
from kiosk.dialogue.questions import ask, page_of, patience_of
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State
from kiosk.dialogue.step import Step
from kiosk.dialogue.times import quiet_begins, quiet_begins_anew


def microphone_lost(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The question stands with its buttons, the terminal's notice over it."""
    assert isinstance(event, ev.DeviceLost)
    return (state, (Say("device.microphone"),)) if event.device == "microphone" else (state, ())


def reader_lost(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    assert isinstance(event, ev.DeviceLost)
    return hand_over(settings, state, "system", "device.reader") if event.device == "reader" else (state, ())


def eyes_lost(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """While a card is wanted: a camera may be back in a moment; nobody is told to lay a card meanwhile."""
    assert isinstance(event, ev.DeviceLost)
    if event.device == "camera":
        waiting = replace(state, camera_lost=True, silences=0)
        return waiting, (StopTimers(), page_of(waiting, settings), Say("device.camera.wait"))
    lost = reader_lost if event.device == "reader" else microphone_lost
    return lost(settings, state, event)


def eyes_back(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Where a card was waited for it is asked for again, and looked for."""
    assert isinstance(event, ev.DeviceBack)
    if event.device != "camera" or not state.camera_lost:
        return state, ()
    seeing = replace(state, camera_lost=False, silences=0)
    asked, actions = ask(seeing, settings, (Say("device.camera.back"),))
    return asked, (StopTimers(), *actions)


def camera_stays_lost(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return hand_over(settings, state, "system", "device.camera") if state.camera_lost else (state, ())


def card_quiet_begins(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    if state.camera_lost:
        return state, (StartTimer("camera", patience_of(state, settings.patience).camera),)
    return quiet_begins(settings, state, event)


def card_quiet_begins_anew(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return (state, ()) if state.camera_lost else quiet_begins_anew(settings, state, event)
