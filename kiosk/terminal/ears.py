"""Listening: turns cut from the sound of a microphone that is open all the time; never while 小智 speaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kiosk.speech.echo import HalfDuplex, OwnVoice, OwnVoiceHeard
from kiosk.speech.levels import clipped_share, meter
from kiosk.speech.turns import (
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    TurnDetector,
    TurnEvent,
)
from kiosk.speech.types import (
    FRAME,
    SAMPLE_RATE,
    ExpectationKind,
    Partials,
    Samples,
    Speech,
    SpeechError,
)
from kiosk.speech.vad import SileroVad
from kiosk.terminal.timeline import Timeline

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two tries to open a lost microphone.
_RETRY = 0.25
#: A room is never so still: below this peak (3 of 32768 steps) the microphone's own switch is off.
_SWITCHED_OFF = 1e-4
#: Seconds of that, with the ears open and a finger on the glass meanwhile, before it is told.
_SILENT = 6.0
#: Share of a frame's samples at full scale that the meter shows as clipping.
_CLIPS = 0.02


@dataclass(frozen=True)
class Turn:
    """What was said in one go, or up to a pause, with its place in the visit's time."""

    samples: Samples
    first_voiced: float
    last_voiced: float
    """Seconds of the visit."""
    cut: bool
    begin: int = 0
    """Sample of the first voiced frame within `samples`."""
    end: int = 0
    """End of the last voiced one; 0: unknown."""
    mark: int = 0
    """Where in its stream the last voiced frame ended: two turns with one mark hold the same words."""


class Hearer(Protocol):
    """Who is told of what is heard; on the conductor's thread."""

    def started(self) -> None:
        """Somebody begins to speak."""

    def paused(self, turn: Turn) -> None:
        """She is silent for a moment: this may be all."""

    def resumed(self) -> None:
        """She has gone on: it was not."""

    def heard(self, turn: Turn) -> None:
        """She has ended."""

    def broken_off(self) -> None:
        """What was being said will not be heard to its end."""

    def partial(self, text: str) -> None:
        """What was understood so far, for the screen."""


class Ears(Protocol):
    """Owned by the conductor's thread."""

    def open(self, kind: ExpectationKind) -> None:
        """Listen for one turn."""

    def close(self) -> None:
        """Hear nothing."""

    def wipe(self) -> None:
        """Overwrite what was heard."""

    def own_voice(self, speech: Speech | None) -> None:
        """小智 begins this sentence; None: her mouth has closed."""


class FrameStream(Protocol):
    """A microphone: frames of 512 samples as they come."""

    def open(self) -> None:
        """Open the device, or open it anew. Raises SpeechError."""

    def close(self) -> None: ...

    def read(self, timeout: float) -> Samples | None:
        """The next frame, or None after `timeout` seconds without one. Raises SpeechError when it is lost."""


def turn_of(event: SpeechPaused, last: float) -> Turn:
    """The turn of an event; `last`: second of the visit at which the last voiced frame ended."""
    first = last - (event.last_voiced - event.first_voiced) / SAMPLE_RATE
    cut = isinstance(event, SpeechEnded) and event.cut
    return Turn(
        event.samples,
        first,
        last,
        cut,
        event.first_voiced,
        event.last_voiced,
        event.last_voiced_in_stream,
    )


def listen_once(
    stream: FrameStream,
    kind: ExpectationKind,
    patience: float = 15.0,
    on_level: Callable[[float, bool], None] = lambda *_: None,
) -> Samples:
    """One turn from a microphone; `on_level` is told each frame's loudness (0 to 1), and whether it clips.

    Raises SpeechError `nothing_heard` where nobody speaks within `patience` seconds.
    """
    detector = TurnDetector(SileroVad())
    detector.expect(kind)
    while detector.position < patience * SAMPLE_RATE or detector.speaking:
        frame = stream.read(timeout=1.0)
        if frame is None:
            continue
        on_level(meter(frame), clips(frame))
        happened = detector.feed(frame)
        if isinstance(happened, SpeechEnded):
            return happened.samples
    raise SpeechError("nothing_heard", f"nobody spoke within {patience:.0f} s")


def clips(frame: Samples) -> bool:
    """The sound is cut off at full scale."""
    return clipped_share(frame) >= _CLIPS


class _Silence:
    """Whether a microphone that runs is switched off at the device: nothing comes of it, and she uses her
    finger. A line that is silent while nobody speaks proves nothing; it is told once a visit."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._touches = 0
        self._off = False
        self._told = False

    def new_visit(self) -> None:
        self._seconds, self._touches, self._told = 0.0, 0, False

    def touched(self) -> None:
        self._touches += 1

    def heard(self, peak: float, listening: bool) -> bool | None:
        """True: it is switched off; False: it is heard again; None: nothing new."""
        if peak >= _SWITCHED_OFF:
            self._seconds, self._touches = 0.0, 0
            was, self._off = self._off, False
            return False if was else None
        if listening:
            self._seconds += FRAME / SAMPLE_RATE
        if self._off or self._told or self._seconds < _SILENT or not self._touches:
            return None
        self._off = self._told = True
        return True


class LiveEars:
    """A microphone that is open all the time; a thread cuts its sound into turns."""

    def __init__(
        self,
        timeline: Timeline,
        stream: FrameStream,
        hearer: Hearer,
        on_lost: Callable[[str], None],
        on_level: Callable[[float], None] = lambda _: None,
        on_back: Callable[[str], None] = lambda _: None,
        partials: Partials | None = None,
        voice: OwnVoice | None = None,
    ) -> None:
        """`on_lost` and `on_back`: `microphone`, or `switched_off` where it runs but nothing comes of it.

        `on_level`: 0 to 1, above 1 where the sound is cut off at full scale. `partials`: what is being said,
        for the screen; none where no engine gives it.
        """
        self._timeline = timeline
        self._stream = stream
        self._hearer = hearer
        self._on_lost = on_lost
        self._on_level = on_level
        self._on_back = on_back
        self._partials = partials
        self._voice = voice or OwnVoice()
        self._gone = False
        """Told as lost, and not heard since."""
        self._silent = _Silence()
        self._detector = TurnDetector(SileroVad())
        self._duplex = HalfDuplex(self._detector, self._voice)
        self._open = threading.Event()
        self._round = 0
        """Counts the openings: what was reported of an earlier one is not told any more."""
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name="ears", daemon=True)
        self._thread.start()

    def open(self, kind: ExpectationKind) -> None:
        with self._lock:
            self._round += 1
            self._detector.expect(kind)
            self._detector.drop_turn()
        self._open.set()

    def close(self) -> None:
        self._open.clear()
        with self._lock:
            self._round += 1
            self._detector.drop_turn()

    def wipe(self) -> None:
        self._open.clear()
        with self._lock:
            self._round += 1
            self._detector.wipe()
            self._voice.wipe()
            self._silent.new_visit()
        # The partial recogniser is the ears' thread's own; it is emptied there, with the next frame.

    def own_voice(self, speech: Speech | None) -> None:
        now = self._timeline.now()
        with self._lock:
            if speech is None:
                self._voice.closes(now)
            else:
                self._voice.begins(speech, now)

    def touched(self) -> None:
        """A finger on the glass: who is heard doesn't need it."""
        with self._lock:
            self._silent.touched()

    def stop(self) -> None:
        """End the thread and give the device back."""
        self._stopped.set()
        self._thread.join(timeout=2)
        self._stream.close()

    def _listen(self) -> None:
        """The device is opened here, too: one that is missing at the start is as one that is lost."""
        try:
            self._stream.open()
        except SpeechError as error:
            self._lost(error)
        while not self._stopped.is_set():
            try:
                frame = self._stream.read(timeout=0.5)
            except SpeechError as error:
                self._lost(error)
                continue
            if frame is None:
                continue
            self._there()
            self._notice_silence(frame)
            if self._open.is_set():
                self._on_level(2.0 if clips(frame) else meter(frame))
            self._take(frame)
            frame.fill(0)

    def _take(self, frame: Samples) -> None:
        """One frame into the detector, and what comes of it told."""
        now = self._timeline.now()
        with self._lock:
            listening = self._open.is_set()
            happened = self._duplex.feed(frame, now, listening)
            position, round_ = self._detector.position, self._round
            speaking = listening and self._detector.speaking
        self._follow(frame, speaking, isinstance(happened, SpeechStarted), round_)
        if happened is not None:
            self._report(happened, now, position, round_)

    def _follow(self, frame: Samples, speaking: bool, begins: bool, round_: int) -> None:
        """Word by word, for the screen."""
        if self._partials is None:
            return
        if not speaking or begins:
            self._partials.reset()
        if speaking:
            text = self._partials.feed(frame)
            if text:
                self._post(lambda: self._hearer.partial(text), round_)

    def _lost(self, error: SpeechError) -> None:
        """Tell it once, and try until it can be opened again."""
        if not self._gone:
            self._gone = True
            _log.error("microphone lost: %s", error.operator, extra={"code": error.code})
            self._timeline.post(lambda: self._on_lost("microphone"))
        with self._lock:
            # What was being said is lost with it; nobody answers half a sentence.
            self._detector.drop_turn()
            self._post(self._hearer.broken_off, self._round)
        while not self._stopped.wait(_RETRY):
            try:
                self._stream.close()
                self._stream.open()
            except SpeechError:
                continue
            return

    def _there(self) -> None:
        """A frame has come: only that proves that a device is back."""
        if self._gone:
            self._gone = False
            _log.warning("the microphone is back")
            self._timeline.post(lambda: self._on_back("microphone"))

    def _notice_silence(self, frame: Samples) -> None:
        with self._lock:
            told = self._silent.heard(float(np.abs(frame).max()), self._open.is_set())
        if told is None:
            return
        report = self._on_lost if told else self._on_back
        _log.warning("the microphone is %s", "silent: its switch is off" if told else "heard again")
        self._timeline.post(lambda: report("switched_off"))

    def _report(self, happened: TurnEvent | OwnVoiceHeard, now: float, position: int, round_: int) -> None:
        if isinstance(happened, OwnVoiceHeard):
            _log.warning("小智's own voice came back late", extra={"delay": self._voice.delay or 0.0})
            self._post(self._hearer.broken_off, round_)
        elif isinstance(happened, SpeechStarted):
            self._post(self._hearer.started, round_)
        elif isinstance(happened, SpeechResumed):
            self._post(self._hearer.resumed, round_)
        else:
            turn = turn_of(happened, now - (position - happened.last_voiced_in_stream) / SAMPLE_RATE)
            told = self._hearer.heard if isinstance(happened, SpeechEnded) else self._hearer.paused
            self._post(lambda: told(turn), round_, turn.samples)

    def _post(self, call: Callable[[], None], round_: int, samples: Samples | None = None) -> None:
        """Tell it on the conductor's thread; what was heard before the ears closed is overwritten instead."""

        def told() -> None:
            if round_ == self._round:
                call()
            elif samples is not None:
                samples.fill(0)

        self._timeline.post(told)
