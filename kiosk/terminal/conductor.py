"""The conductor: carries out the dialogue's actions with ears, mouth, eyes, desk and screen, in one loop.

Everything that happens comes to one inbox and is handled on one thread; slow work runs on a pool and reports
back. So there is one order of events, and what was measured can be told again from the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, get_args

from kiosk.core.text import Language
from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.states import State, StateName
from kiosk.nlu.types import Understanding
from kiosk.speech.types import Recogniser, Speech, Voice
from kiosk.terminal.counter import Counter, Desk
from kiosk.terminal.ears import Ears, Turn
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.eyes import Eyes, Reader
from kiosk.terminal.hesitation import Hesitation
from kiosk.terminal.listening import Heard, Listening
from kiosk.terminal.meaning import Meaning, Understands
from kiosk.terminal.measuring import Measuring
from kiosk.terminal.mouth import Mouth, Player
from kiosk.terminal.officer import Officer, OfficersLine
from kiosk.terminal.pages import Pages
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.scanner import Scanner
from kiosk.terminal.screen import Screen
from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.vision.types import CardReading, DocumentKind, FrameSource

_log = logging.getLogger("kiosk.terminal")
_DOCUMENTS: dict[str, DocumentKind] = {name: name for name in get_args(DocumentKind)}
#: Commands that wake 小智 when they are overheard.
_WAKING = frozenset({"staff", "help", "verify"})
#: What a page shows and the log doesn't keep.
_PERSONAL = frozenset({"reason", "values"})
#: Sentences that read back what she said.
_READS_BACK = ("slot.",)
_ANSWERING = frozenset({StateName.ASK_SLOT, StateName.CONFIRM_SLOTS})
#: A timer that runs out while she is speaking waits; seconds between two looks.
_SPEAKING = 0.5
#: What these timers end is counted down on the page.
_COUNTED = frozenset({"notice", "survey", "handed_over"})
#: After these the sentence under way is out of date.
_OVERTAKING = (
    ev.Meant,
    ev.LanguageChosen,
    ev.Unclear,
    ev.CardStill,
    ev.CardRead,
    ev.PaperChecked,
    ev.CaseIssued,
    ev.CaseHandedOver,
)


def _asked_about(state: State) -> tuple[object, ...]:
    """What makes a question another one."""
    return (state.name, state.item, state.wanted_document, state.slot, state.confirming, state.language)


class Slips(Protocol):
    """The printing of slips, as far as it is needed here. Returns at once."""

    def guide(self, item: str, language: Language) -> object: ...

    def case(self, case_id: str, again: bool = False) -> object: ...


@dataclass(frozen=True)
class Devices:
    """What a terminal has. Everything is behind a port."""

    recogniser: Recogniser
    voice: Voice
    player: Player
    reader: Reader
    frames: FrameSource
    shows_table: bool
    screen: Screen
    desk: Desk
    acknowledge: Callable[[], None]
    """Play the short sound."""
    adjust: Callable[[str], None]
    """Volume and speed."""
    lively: bool = False
    """Somebody looks at the screen: it gets loudness and the camera's picture."""
    recorded: bool = False
    """The citizen is on tape: she answers only what must be answered."""
    slips: Slips | None = None
    """What prints for her; None: there is no printer."""
    card_asked: Callable[[str], None] = lambda _: None
    """A card is wanted: a simulated citizen reaches for it."""
    card_taken: Callable[[], None] = lambda: None
    """It was read: a simulated citizen takes it away."""
    decided: Callable[[str], None] = lambda _: None
    """A case (its id) is decided or an officer's: its slip may be printed."""


class Conductor:
    """One terminal's loop. Call `run` on the thread that shall own it."""

    def __init__(
        self,
        dialogue: Dialogue,
        understander: Understands,
        expectations: Expectations,
        pages: Pages,
        devices: Devices,
        timeline: Timeline,
        pool: Executor,
        recorder: Recorder,
        office: str = "ningbo",
        meaning: Meaning | None = None,
        hesitation: Hesitation | None = None,
        officers: OfficersLine | None = None,
    ) -> None:
        self._dialogue = dialogue
        self._pages = pages
        self._devices = devices
        self._timeline = timeline
        self._pool = pool
        self._recorder = recorder
        self.state = State()
        self.said: list[str] = []
        """Every sentence of the visit, in order; forgotten by the wipe."""
        self._timers: dict[str, Scheduled] = {}
        self._readings: list[CardReading] = []
        self._stopped = False
        self.patience: float | None = 60.0
        """Seconds without anything due or at work after which something is wrong; None: it rests."""
        self.before_wipe: Callable[[], None] = lambda: None
        """Called when a visit ends, before everything of it is forgotten."""
        self.witness: Callable[[float, ev.Event, State], None] = lambda *_: None
        """Training's record: second of the visit, what happened, and the state after it. A hall has none."""
        self.not_understood: Callable[[str], None] = lambda text: None
        """Told of a request that means nothing; it decides what of it may be kept."""
        self.closed = False
        """Nobody is served: only a cry for help, and an officer."""
        self.listening = Listening(
            timeline,
            pool,
            devices.recogniser,
            expectations,
            meaning or Meaning(understander),
            self,
            hesitation,
        )
        """Who the ears report to."""
        self._mouth = Mouth(
            timeline,
            pool,
            devices.voice,
            devices.player,
            self._sound,
            self._silent,
            devices.screen.level if devices.lively else None,
            self.listening.own_voice,
        )
        self._eyes = Eyes(
            timeline,
            pool,
            devices.frames,
            devices.shows_table,
            devices.reader,
            self._card_still,
            self._card_read,
            self.device_lost,
            devices.screen.preview if devices.lively else None,
            self.device_back,
        )
        self._scanner = Scanner(
            timeline,
            pool,
            devices.frames,
            self._paper_seen,
            self.device_lost,
            devices.screen.preview if devices.lively else None,
        )
        self.counter = Counter(timeline, pool, devices.desk, self.happen, office, devices.decided)
        self.officer = Officer(timeline, pool, officers, self.happen, office)
        self._measuring = Measuring(self.counter.measured)

    @property
    def speeches(self) -> list[Speech]:
        """What was played, in order."""
        return self._mouth.spoken

    def attach(self, ears: Ears) -> None:
        """Give it ears; they report to `listening`, so they come second. Without them: touch only."""
        self.listening.attach(ears)

    # -- the loop ---------------------------------------------------------------------------------

    def run(self, until: Callable[[State], bool]) -> State:
        """Handle what happens until the state says so or `stop` is called."""
        while not self._stopped and not until(self.state):
            self._timeline.next(self.patience)()
        return self.state

    def stop(self) -> None:
        """From any thread: end the loop after what it is doing."""

        def end() -> None:
            self._stopped = True

        self._timeline.post(end)

    def post(self, event: ev.Event) -> None:
        """From any thread: something happened (a tap)."""
        self._timeline.post(lambda: self.happen(event))

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Have `call` made on the conductor's thread after so many seconds of the visit."""
        self._timeline.after(seconds, call)

    def rest(self) -> None:
        """Wait for the next citizen: a touch wakes 小智, or a request said aloud. Conductor's thread only."""
        self.state = State()
        # What is still being recognised was said in another visit.
        self.listening.new_question()
        self._devices.screen.clear()
        self._devices.screen.show(self._pages.standby(self.state.language, self.closed))
        self.listening.overhear()

    def set_house(self, closed: bool, spoken: bool) -> None:
        """Open or closed, from the next visit on; 小智 speaks or only writes. Conductor's thread only."""
        self._mouth.muted = not spoken
        if closed != self.closed:
            self.closed = closed
            self._note("closed" if closed else "opened")
            if self.at_rest:
                self._devices.screen.show(self._pages.standby(self.state.language, closed))

    def abandon(self) -> None:
        """Something broke in the middle, or the kiosk closes: nothing of the visit may stay."""
        self._stop_timers()
        self.listening.stop()
        self._wipe()

    def happen(self, event: ev.Event) -> None:
        """One step of the dialogue, and its actions carried out. On the conductor's thread only."""
        before = self.state
        if isinstance(event, ev.Meant) and not event.day:
            event = replace(event, day=self._timeline.day())
        if isinstance(event, ev.Meant):
            # Touched; who spoke has begun earlier.
            self._measuring.spoke(self._timeline.now())
        self.state, actions = self._dialogue.step(before, event)
        self._measuring.stepped(before, self.state)
        if before.name is StateName.SIGN_IN and self.state.name not in (StateName.SIGN_IN, StateName.OFFICER):
            self.officer.nobody_came()
        self.witness(self._timeline.now(), event, self.state)
        self.counter.language = self.state.language
        if _asked_about(before) != _asked_about(self.state):
            self.listening.new_question()
        self._note("step", on=type(event).__name__, was=before.name.value, state=self.state.name.value)
        overtaken = isinstance(event, _OVERTAKING)
        if isinstance(event, ev.CaseHandedOver) and before.name is StateName.STAFF:
            # Why an officer comes is said to its end; the number follows it.
            overtaken = False
        if overtaken and any(isinstance(a, do.Say) for a in actions):
            self._mouth.stop()
        for action in actions:
            self._perform(action)
        self._maybe_listen()
        if self.state.name is StateName.IDLE and self.state.language != before.language:
            self._devices.screen.show(self._pages.standby(self.state.language, self.closed))

    def _note(self, event: str, **details: object) -> None:
        self._recorder.record(self._timeline.now(), self._timeline.skipped, event, **details)

    # -- actions ----------------------------------------------------------------------------------

    def _perform(self, action: do.Action) -> None:
        match action:
            case do.Say():
                self._say(action)
            case do.Show():
                self._show(action)
            case do.Listen():
                self.listening.want(action)
            case do.StopListening():
                self.listening.stop()
            case do.Capture():
                self._devices.card_asked(action.document)
                self._eyes.watch(_DOCUMENTS[action.document], self._birth())
            case do.StopCapture():
                self._eyes.rest()
                self._scanner.rest()
            case do.Scan():
                self._scanner.watch()
            case do.CheckPaper():
                self.counter.check_paper(action.number)
            case do.Print():
                self._print(action)
            case do.AskPrecheck():
                self.counter.precheck(action.item, action.documents)
            case do.Submit():
                self._note("submit", item=action.item)
                self.counter.submit(action.item, action.documents, action.answers)
            case do.HandOver():
                self._note("hand_over", cause=action.cause, item=action.item)
                self.counter.hand_over(
                    action.cause, action.item, action.documents, action.note, action.answers, action.opens
                )
            case do.CallStaff():
                self._note("call_staff", urgency=action.urgency)
            case do.StartTimer():
                self._start_timer(action)
            case do.StopTimers():
                self._stop_timers()
            case do.Adjust():
                self._devices.adjust(action.what)
            case do.Look():
                self._devices.screen.show(self._pages.look(self.state))
            case do.Rate():
                # Only the figure: nobody can tell whose it is.
                self._note("rated", score=action.score)
                self._measuring.rated(action.score)
            case do.Acknowledge():
                self._acknowledge()
            case do.Hush():
                self._mouth.stop()
            case do.Record():
                self._note("officer", act=action.act, step=action.step, subject=action.subject)
                self.officer.record(self.counter.visit_id(), action)
            case do.SignOut():
                self.officer.sign_out()
            case do.Wipe():
                self._wipe()

    def _print(self, action: do.Print) -> None:
        """On a thread of the printing's own; the number is on the screen and said whatever becomes of it."""
        slips, case = self._devices.slips, self.counter.last
        if slips is None:
            return
        self._note("print", what=action.what)
        if action.what == "guide":
            slips.guide(action.item, self.state.language)
        elif case is not None:
            slips.case(case.case_id, again=True)

    def _paper_seen(self, number: str) -> None:
        self._note("paper_seen", ours=bool(number))
        self.happen(ev.PaperSeen(number))

    def _birth(self) -> date | None:
        """Of the citizen, once the front of her card was accepted: the back must fit it."""
        told = (d.fields.get("birth") for d in self.state.documents)
        return next((date.fromisoformat(birth) for birth in told if birth), None)

    def _say(self, action: do.Say) -> None:
        self.listening.mouth_opens()
        text = self._pages.sentence(action.key, action.values, self.state.language, action.variant)
        self._mouth.language = self.state.language
        self._mouth.say(action.key, text)

    def _show(self, action: do.Show) -> None:
        self._note("page", page=action.page, **{k: v for k, v in action.values.items() if k not in _PERSONAL})
        self._devices.screen.show(self._pages.turn(action, self.state, self._readings))

    def _maybe_listen(self) -> None:
        """Half-duplex: the ears open when the mouth has closed."""
        if self._mouth.busy:
            return
        listen = self.listening.open_wanted(self._devices.recorded)
        if listen is not None:
            self._note("listen", expect=listen.expect)
            self._devices.screen.show(self._pages.face("listening"))

    def _start_timer(self, action: do.StartTimer) -> None:
        if action.timer in self._timers:
            self._timers[action.timer].cancel()
        self._timers[action.timer] = self._timeline.after(action.seconds, lambda: self._fired(action.timer))
        if self._counted(action.timer):
            self._devices.screen.show(self._pages.countdown(action.seconds))

    def _counted(self, timer: str) -> bool:
        """The page shows its seconds. On the emergency page it is the end itself that nears."""
        return timer in _COUNTED or (timer == "wipe" and self.state.name is StateName.EMERGENCY)

    def _fired(self, timer: str) -> None:
        if self.listening.speaking:
            # Nobody is asked whether she is still there in the middle of her sentence.
            self._timers[timer] = self._timeline.after(_SPEAKING, lambda: self._fired(timer))
            return
        self._timers.pop(timer, None)
        self._note("timer", timer=timer)
        self.happen(ev.TimerFired(timer))

    def _stop_timers(self) -> None:
        for scheduled in self._timers.values():
            scheduled.cancel()
        if any(self._counted(timer) for timer in self._timers):
            self._devices.screen.show(self._pages.countdown(None))
        self._timers.clear()

    def _acknowledge(self) -> None:
        self._note("acknowledged", by="sound")
        self._devices.acknowledge()
        self._devices.screen.show(self._pages.face("thinking"))

    def _wipe(self) -> None:
        """Overwrite what was heard and seen; forget the case, the desk has it."""
        self.before_wipe()
        self._devices.adjust("reset")
        for reading in self._readings:
            reading.wipe()
        self._readings.clear()
        self._eyes.wipe()
        self._scanner.rest()
        self.listening.wipe()
        self.said.clear()
        self._mouth.wipe()
        self.counter.forget()
        self._measuring.forget()
        self._pages.forget()
        self._devices.screen.clear()
        self._note("wiped")

    # -- what the parts report --------------------------------------------------------------------

    def _sound(self, key: str, text: str) -> None:
        """The first sample of a sentence."""
        self.said.append(text)
        self._pages.remember("xiaozhi", text)
        self._note("sound", key=key, text="" if key.startswith(_READS_BACK) else text)
        self._devices.screen.show(self._pages.caption(text))

    def _silent(self) -> None:
        self._note("said_all", state=self.state.name.value)
        self._measuring.silent(self.state, self._timeline.now())
        self.happen(ev.SaidAll())

    # -- what was heard ---------------------------------------------------------------------------

    @property
    def at_rest(self) -> bool:
        """Nobody has touched anything: what is said is only overheard."""
        return self.state.name is StateName.IDLE

    @property
    def spoken_language(self) -> Language:
        return self.state.language

    def she_pauses(self) -> None:
        """This may be all: she sees that it is thought about, 0.25 s after her last word."""
        self._note("acknowledged", by="face")
        self._devices.screen.show(self._pages.face("thinking"))

    def she_goes_on(self) -> None:
        self._note("goes_on")
        self._devices.screen.show(self._pages.face("listening"))

    def she_has_ended(self, turn: Turn) -> None:
        if self.state.name in QUESTIONS:
            # She has spoken: the ladder of quiet starts anew with the answer. What ends a visit by itself
            # (an officer comes) runs on; a noisy hall would keep it open for ever.
            self._stop_timers()
        self._measuring.spoke(turn.first_voiced)
        self._note("first_voiced", at=round(turn.first_voiced, 4))
        self._note("last_voiced", at=round(turn.last_voiced, 4))
        self._acknowledge()
        if turn.cut:
            self.happen(ev.CutShort())

    def overheard(self, said: Understanding) -> bool:
        """At rest only what is plainly meant for 小智 wakes it."""
        if self.closed and said.outcome != "emergency":
            return False
        if said.outcome not in ("item", "handoff", "emergency") and said.id not in _WAKING:
            return False
        self.happen(ev.Woke())
        self.happen(ev.Meant(said))
        return True

    def calls_for_help(self, said: Understanding) -> None:
        self.happen(ev.Meant(said))

    def partly_heard(self, text: str) -> None:
        self._devices.screen.show(self._pages.heard(text))

    def she_means(self, heard: Heard) -> None:
        """An answer to the present question, or something that isn't sure enough to be one."""
        found, said = heard.recognition, heard.said
        self._note(
            "heard",
            # A number said or read back is hers.
            text="" if self.state.name in _ANSWERING else found.text,
            engine=found.engine,
            decode_seconds=round(found.decode_seconds, 3),
            outcome=said.outcome if said else "unclear",
            id=said.id if said else None,
            fault=heard.fault or "",
        )
        self._pages.remember("citizen", found.text)
        self._devices.screen.show(self._pages.heard(found.text))
        if said is None or (said.outcome == "none" and not found.text):
            self.happen(ev.Unclear(heard.fault or ""))
            return
        if said.outcome == "none" and self.state.name is StateName.ASK_NEED:
            self.not_understood(found.text)
        if said.outcome == "ask":
            self.listening.last_request = found.text
        self.happen(ev.Meant(said))

    def _card_still(self, document: str, since: float) -> None:
        self._note("card_lies", at=round(since, 4), document=document)
        self.happen(ev.CardStill(document))

    def _card_read(self, document: str, reading: CardReading) -> None:
        problems = tuple(dict.fromkeys(p.code for p in reading.problems))
        self._note(
            "card_read",
            document=reading.document,
            accepted=reading.accepted,
            problems=list(problems),
            seconds=round(reading.seconds, 3),
        )
        self._readings.append(reading)
        self._measuring.read(reading.accepted)
        self._devices.card_taken()
        fields = reading.values() if reading.accepted else {}
        self.happen(ev.CardRead(document, reading.accepted, fields, problems, reading.document))

    def device_lost(self, device: str) -> None:
        """On the conductor's thread: a device is gone."""
        self._note("device_lost", device=device)
        self._devices.screen.show(self._pages.device(device, there=False))
        self.happen(ev.DeviceLost(device))

    def device_back(self, device: str) -> None:
        """On the conductor's thread: it is there again."""
        self._note("device_back", device=device)
        self._devices.screen.show(self._pages.device(device, there=True))
        self.happen(ev.DeviceBack(device))
