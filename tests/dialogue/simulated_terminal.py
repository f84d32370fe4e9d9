"""A terminal without devices: it keeps what a conductor keeps, so that a test can ask what is outstanding.

Half-duplex as the real one: the ears open when the mouth has closed, and a heard turn closes them.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.states import RESTING, State, StateName

#: Seconds a sentence takes here.
SENTENCE = 2.0
#: In these a voice is heard once everything has been said.
LISTENING = frozenset(QUESTIONS) | {StateName.STAFF, StateName.EMERGENCY}
_LADDER = frozenset({"first", "second", "warning", "wipe"})
_WORKING = frozenset({"still_working", "give_up"})
#: The timers that mean something in a state.
TIMERS: dict[StateName, frozenset[str]] = {
    **dict.fromkeys(QUESTIONS, _LADDER),
    **dict.fromkeys((StateName.RECOGNISE, StateName.EXTRA_INFO, StateName.DECIDE), _WORKING),
    StateName.NOTICE: _LADDER | {"notice"},
    StateName.PLACE_CARD: _LADDER | {"camera"},
    StateName.SURVEY: frozenset({"survey"}),
    StateName.STAFF: frozenset({"handed_over"}),
    StateName.EMERGENCY: frozenset({"wipe"}),
    StateName.SIGN_IN: frozenset({"sign_in"}),
    StateName.OFFICER: frozenset({"officer"}),
}
#: After these the sentence under way is out of date; the conductor's own list.
OVERTAKING = (ev.Meant, ev.Unclear, ev.CardStill, ev.CardRead, ev.CaseIssued, ev.CaseHandedOver)


class SimulatedTerminal:
    """One visit. `happen` is the conductor's, without threads."""

    def __init__(self, dialogue: Dialogue, state: State | None = None) -> None:
        self.dialogue = dialogue
        self.state = state or State()
        self.now = 0.0
        self.speech: list[str] = []
        self.speech_ends = 0.0
        self.timers: dict[str, float] = {}
        self.wanted_ears: do.Listen | None = None
        self.ears: do.Listen | None = None
        self.watching: str | None = None
        self.reading: str | None = None
        self.precheck = False
        self.desk = False
        """A submission or a hand-over has not been answered."""
        self.said: list[tuple[float, str]] = []
        self.last: tuple[do.Action, ...] = ()

    # -- what happens -----------------------------------------------------------------------------

    def happen(self, event: ev.Event) -> tuple[do.Action, ...]:
        """One step, carried out."""
        if isinstance(event, ev.Unclear) or (isinstance(event, ev.Meant) and event.by == "voice"):
            self.ears = None
            if self.state.name in QUESTIONS:
                # The ladder of quiet waits while she is being understood.
                self.timers.clear()
        self._answered(event)
        self.state, actions = self.dialogue.step(self.state, event)
        self.last = actions
        if isinstance(event, OVERTAKING) and any(isinstance(a, do.Say) for a in actions):
            self.speech.clear()
        for action in actions:
            self._perform(action)
        if self.wanted_ears and not self.speech:
            self.ears, self.wanted_ears = self.wanted_ears, None
        return actions

    def run(self, *events: ev.Event) -> None:
        for event in events:
            self.happen(event)

    def _answered(self, event: ev.Event) -> None:
        match event:
            case ev.SaidAll():
                self.speech.clear()
            case ev.CardStill():
                self.reading, self.watching = event.document, None
            case ev.CardRead():
                self.reading = self.watching = None
            case ev.PrecheckDone():
                self.precheck = False
            case ev.CaseIssued() | ev.CaseHandedOver():
                self.desk = False
            case ev.DeskFailed():
                self.precheck = self.desk = False
            case ev.TimerFired():
                self.timers.pop(event.timer, None)
            case ev.DeviceLost(device="reader"):
                # A camera without a picture is looked at on; a reader that fails has stopped.
                self.reading = self.watching = None

    def _perform(self, action: do.Action) -> None:
        match action:
            case do.Say():
                self._say(action)
            case do.Listen():
                self.wanted_ears = action
            case do.StopListening():
                self.wanted_ears = self.ears = None
            case do.Capture():
                self.watching, self.reading = action.document, None
            case do.StopCapture():
                self.watching = self.reading = None
            case do.AskPrecheck():
                self.precheck = True
            case do.Submit() | do.HandOver():
                self.desk = True
            case do.StartTimer():
                self.timers[action.timer] = self.now + action.seconds
            case do.StopTimers():
                self.timers.clear()
            case do.Hush():
                self.speech.clear()
            case do.Wipe():
                self.watching = self.reading = self.ears = None
                self.precheck = self.desk = False

    def _say(self, action: do.Say) -> None:
        if self.ears:
            self.wanted_ears, self.ears = self.ears, None
        begins = self.speech_ends if self.speech else self.now
        self.said.append((begins, action.key))
        self.speech_ends = begins + SENTENCE
        self.speech.append(action.key)

    # -- time -------------------------------------------------------------------------------------

    def pass_time(self) -> bool:
        """Let time go on to the next thing that happens by itself; False where there is none."""
        timer = min(self.timers, key=lambda name: self.timers[name], default=None)
        if self.speech and (timer is None or self.speech_ends <= self.timers[timer]):
            self.now = self.speech_ends
            self.happen(ev.SaidAll())
            return True
        if timer is None:
            return False
        self.now = max(self.now, self.timers[timer])
        self.happen(ev.TimerFired(timer))
        return True

    def left_alone(self) -> SimulatedTerminal:
        """A copy from which everybody has gone: no word, no card, no answer of the desk, until it rests."""
        alone = copy.copy(self)
        alone.speech, alone.timers = list(self.speech), dict(self.timers)
        alone.said = []
        for _ in range(60):
            if alone.state.name in RESTING:
                return alone
            assert alone.pass_time(), f"nothing will ever happen again in {alone.state}"
        raise AssertionError(f"never ends: {alone.state} after {[key for _, key in alone.said]}")

    # -- what must hold ---------------------------------------------------------------------------

    def check_outstanding(self) -> None:
        """Something is outstanding, and what the state waits for can come."""
        name = self.state.name
        if name in RESTING:
            going_on = [self.ears, self.watching, self.reading, *self.timers]
            assert not any(going_on), f"{name}: not at rest"
            return
        assert self.speech or self.timers, f"{name}: neither speech nor a timer"
        if name in LISTENING:
            assert self.ears or (self.speech and self.wanted_ears), f"{name}: deaf"
        else:
            assert not self.ears, f"{name}: listens to an answer that nobody asked for"
        assert set(self.timers) <= TIMERS.get(name, frozenset()), f"{name}: a timer that means nothing here"
        if name not in (StateName.PLACE_CARD, StateName.RECOGNISE):
            assert not self.watching, f"{name}: the camera looks on"
            assert not self.reading, f"{name}: a card is read that nobody waits for"
        if name is StateName.PLACE_CARD:
            assert self.watching == self.state.wanted_document is not None
        if name is StateName.RECOGNISE:
            assert self.reading or self.watching
        if name is StateName.EXTRA_INFO:
            assert self.precheck
        if name is StateName.DECIDE:
            assert self.desk

    def possible(self, meant: Sequence[ev.Meant]) -> list[ev.Event]:
        """What can happen now: taps always, the rest only if it is outstanding."""
        found: list[ev.Event] = [ev.Meant(m.understanding, by="touch") for m in meant]
        if self.state.name in RESTING:
            return [ev.Woke(), *found]
        if self.ears:
            found += [*meant, ev.Unclear()]
        if self.speech:
            found.append(ev.SaidAll())
        found += [ev.TimerFired(name) for name in self.timers]
        return found
