"""What a rule is: settings, state and event in, the next state and what is to be done out."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.dialogue.actions import Action, StartTimer, StopCapture, StopListening, StopTimers
from kiosk.dialogue.events import Event
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State

Step = tuple[State, tuple[Action, ...]]
Rule = Callable[[DialogueSettings, State, Event], Step]

#: Seconds before the machine says that it is still working, and before it gives up and calls an officer.
STILL_WORKING = 2.0
GIVE_UP = 30.0
#: Ears, eyes and clocks rest.
QUIET: tuple[Action, ...] = (StopTimers(), StopListening(), StopCapture())
WORKING: tuple[Action, ...] = (StartTimer("still_working", STILL_WORKING), StartTimer("give_up", GIVE_UP))


def nothing(_: DialogueSettings, state: State, __: Event) -> Step:
    """It means nothing here."""
    return state, ()
