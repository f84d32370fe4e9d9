"""One whole visit on given sound and pictures: what `demo`, the benchmark and the journeys run.

Nothing here decides anything: recordings go through the voice activity detector and the recogniser, pictures
through the card reader, the case through the desk's HTTP API, like a live citizen's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.core.clock import Clock
from kiosk.desk.schemas import CaseView
from kiosk.dialogue.events import Woke
from kiosk.dialogue.states import State, visit_over
from kiosk.speech.types import Samples, Speech
from kiosk.terminal.adjusting import Adjusting
from kiosk.terminal.conductor import Conductor, Devices
from kiosk.terminal.counter import Desk
from kiosk.terminal.ears import Ears, FrameStream, LiveEars
from kiosk.terminal.kiosk import conductor_of
from kiosk.terminal.mouth import Player
from kiosk.terminal.parts import Parts
from kiosk.terminal.recorded_ears import RecordedEars
from kiosk.terminal.recorder import Recorder, visit_seconds, waits
from kiosk.terminal.screen import RecordingScreen, Screen
from kiosk.terminal.timeline import Timeline
from kiosk.vision.types import FrameSource, Image

#: A citizen hears where the card goes and lays it there.
HAND_SECONDS = 4.0


class AdjustablePlayer(Player, Protocol):
    """A player that can be louder and quieter."""

    volume: float


class SilentPlayer:
    """Plays nothing; the mouth keeps the time."""

    volume = 1.0

    def play(self, speech: Speech) -> None:
        """Sound goes nowhere."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def busy(self) -> bool:
        return False


class LaidCards:
    """A citizen's hand: when a card is asked for, the next picture lies under the camera a little later.

    The last picture is laid again for every later request.
    """

    name = "pictures"

    def __init__(self, timeline: Timeline, pictures: Sequence[Image], seconds: float = HAND_SECONDS) -> None:
        self._timeline = timeline
        self._pictures = list(pictures)
        self._seconds = seconds
        self._next = 0
        self._lies_from: float | None = None

    def asked(self, document: str) -> None:
        """The kiosk wants a card."""
        self._lies_from = self._timeline.now() + self._seconds if self._pictures else None

    def read(self) -> Image | None:
        """What lies under the camera now."""
        if self._lies_from is None or self._timeline.now() < self._lies_from:
            return None
        return self._pictures[min(self._next, len(self._pictures) - 1)]

    def taken(self) -> None:
        """It was read; the citizen takes it and has the next one ready."""
        self._next += 1
        self._lies_from = None

    def close(self) -> None:
        self._pictures.clear()


class Hand(FrameSource, Protocol):
    """A simulated citizen's: lays what is asked for, and takes it away."""

    def asked(self, document: str) -> None:
        """The kiosk wants a card."""

    def taken(self) -> None:
        """It was read."""


class Citizen(Protocol):
    """Somebody simulated who answers by what she is asked."""

    def hand(self, timeline: Timeline) -> Hand: ...

    def ears(self, timeline: Timeline, pool: Executor, conductor: Conductor) -> Ears:
        """小智's ears, that is: what they hear is hers."""


@dataclass(frozen=True)
class VisitPlan:
    """What the citizen brings."""

    recordings: Sequence[Samples] = ()
    cards: Sequence[Image] = ()
    microphone: FrameStream | None = None
    """Instead of recordings."""
    camera: FrameSource | None = None
    """Instead of pictures."""
    citizen: Citizen | None = None
    """Instead of recordings and pictures."""
    timeline: Timeline | None = None
    """The visit's time, where somebody else holds its reins."""
    natural: bool = True
    """Live through every second; False skips those in which nothing works."""
    keep_audio: Callable[[Samples], None] | None = None
    """Gets a copy of every turn that was heard. For a demo that says so loudly; nothing is kept otherwise."""


@dataclass(frozen=True)
class VisitOutcome:
    """What came of it."""

    state: State
    case: CaseView | None
    said: Sequence[str]
    """小智's sentences in order."""
    closing: str
    """The last of them that told the result."""
    speeches: Sequence[Speech] = field(repr=False)
    screen: Screen = field(repr=False)
    machine_seconds: float
    """Sum of the citizen's waits."""
    visit_seconds: float | None


def run_visit(
    parts: Parts,
    desk: Desk,
    plan: VisitPlan,
    recorder: Recorder,
    clock: Clock,
    player: AdjustablePlayer | None = None,
    screen: Screen | None = None,
    ready: Callable[[Conductor], None] = lambda _: None,
) -> VisitOutcome:
    """From the first greeting to the wipe.

    `screen`: somebody looks on; it gets loudness and the camera's picture too. `ready` is given the conductor
    before it begins: taps may be posted to it.
    """
    timeline = plan.timeline or Timeline(clock, skipping=not plan.natural)
    shown = screen or RecordingScreen()
    speaker: AdjustablePlayer = player or SilentPlayer()
    hand: Hand = plan.citizen.hand(timeline) if plan.citizen else LaidCards(timeline, plan.cards)
    with ThreadPoolExecutor(3, thread_name_prefix="work") as pool:
        conductor = conductor_of(
            parts,
            Devices(
                recogniser=parts.recogniser,
                voice=parts.voices,
                player=speaker,
                reader=parts.reader,
                frames=plan.camera or hand,
                shows_table=plan.camera is not None,
                screen=shown,
                desk=desk,
                acknowledge=lambda: speaker.play(parts.beep),
                adjust=Adjusting(speaker, parts.voices),
                lively=screen is not None,
                recorded=plan.microphone is None,
                card_asked=hand.asked,
                card_taken=hand.taken,
            ),
            timeline,
            pool,
            recorder,
        )
        ears = _ears(plan, timeline, pool, conductor)
        conductor.listening.keep = plan.keep_audio
        conductor.attach(ears)
        kept = _Kept()
        conductor.before_wipe = lambda: kept.take(conductor)
        ready(conductor)
        timeline.post(lambda: conductor.happen(Woke()))
        state = conductor.run(until=visit_over)
        if isinstance(ears, LiveEars):
            ears.stop()
    entries = recorder.entries
    return VisitOutcome(
        state=state,
        case=kept.case,
        said=tuple(kept.said),
        closing=_closing(entries),
        speeches=tuple(kept.speeches),
        screen=shown,
        machine_seconds=sum(w.seconds for w in waits(entries)),
        visit_seconds=visit_seconds(entries),
    )


@dataclass
class _Kept:
    """What the demo and the journeys look at after the conductor has forgotten it."""

    case: CaseView | None = None
    said: list[str] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)

    def take(self, conductor: Conductor) -> None:
        self.case = conductor.counter.last or self.case
        self.said += conductor.said
        self.speeches += conductor.speeches


def _ears(plan: VisitPlan, timeline: Timeline, pool: ThreadPoolExecutor, conductor: Conductor) -> Ears:
    if plan.citizen is not None:
        return plan.citizen.ears(timeline, pool, conductor)
    if plan.microphone is None:
        return RecordedEars(timeline, pool, plan.recordings, conductor.listening)
    return LiveEars(timeline, plan.microphone, conductor.listening, conductor.device_lost)


def _closing(entries: Sequence[dict[str, object]]) -> str:
    """The sentences that told the result or the hand-over."""
    told = [
        e for e in entries if e["event"] == "sound" and str(e["key"]).startswith(("result.", "handover."))
    ]
    return "".join(str(e["text"]) for e in told)
