"""Listening: turns cut from a stream of sound, from a microphone or recordings; never while 小智 speaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kiosk.core.describe import describe
from kiosk.speech.types import FRAME, SAMPLE_RATE, ExpectationKind, Samples, SpeechError
from kiosk.speech.vad import SileroVad, SpeechEnded, SpeechStarted, TurnDetector
from kiosk.terminal.timeline import Scheduled, Timeline

_log = logging.getLogger("kiosk.terminal")
#: Silence after a recording, long enough for every end-of-speech pause.
_TRAILING = 1.5


#: Seconds between two tries to open a lost microphone.
_RETRY = 1.0
#: A room is never so still: below this peak (3 of 32768 steps) the microphone's own switch is off.
_SWITCHED_OFF = 1e-4
#: Seconds of that, with the ears open and a finger on the glass meanwhile, before it is told.
_SILENT = 6.0


def loudness(samples: Samples) -> float:
    """0 for -50 dB and below, 1 for full scale: for meters and mouths."""
    power = float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
    return float(np.clip((20 * np.log10(max(power, 1e-6)) + 50) / 50, 0.0, 1.0))


@dataclass(frozen=True)
class Turn:
    """What was said in one go, with its place in the visit's time."""

    samples: Samples
    first_voiced: float
    last_voiced: float
    """Seconds of the visit."""
    cut: bool


class Ears(Protocol):
    """Owned by the conductor's thread."""

    def open(self, kind: ExpectationKind) -> None:
        """Listen for one turn."""

    def close(self) -> None:
        """Hear nothing."""

    def wipe(self) -> None:
        """Overwrite what was heard."""


class RecordedEars:
    """A citizen on tape: each time the ears open she says her next recording, the last one ever after.

    The voice activity detector runs over the recording as over a microphone; its turn ends, in the visit's
    time, when it would have ended live. A recording in which nobody speaks is a question left unanswered.
    """

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        recordings: Sequence[Samples],
        on_turn: Callable[[Turn], None],
        reaction: float = 0.3,
    ) -> None:
        self._timeline = timeline
        self._pool = pool
        self._recordings = list(recordings)
        self._next = 0
        self._on_turn = on_turn
        self._reaction = reaction
        self._due: Scheduled | None = None
        self._round = 0

    def open(self, kind: ExpectationKind) -> None:
        self.close()
        if not self._recordings:
            return
        samples = self._recordings[min(self._next, len(self._recordings) - 1)]
        begin, round_ = self._timeline.now() + self._reaction, self._round
        self._timeline.work(
            self._pool,
            lambda: first_turn(samples, kind),
            lambda found: self._found(found, begin, round_),
            self._failed,
        )

    def close(self) -> None:
        self._round += 1
        if self._due:
            self._due.cancel()
            self._due = None

    def wipe(self) -> None:
        self.close()

    def _found(self, found: tuple[SpeechEnded, int] | None, begin: float, round_: int) -> None:
        if round_ != self._round:
            return
        if found is None:
            self._next += 1
            return
        ended, position = found
        last = begin + ended.last_voiced_in_stream / SAMPLE_RATE
        first = last - (ended.last_voiced - ended.first_voiced) / SAMPLE_RATE
        turn = Turn(ended.samples, first, last, ended.cut)
        self._due = self._timeline.at(begin + position / SAMPLE_RATE, lambda: self._said(turn))

    def _said(self, turn: Turn) -> None:
        self._next += 1
        self._on_turn(turn)

    def _failed(self, error: BaseException) -> None:
        _log.error("a recording could not be heard: %s", describe(error))


def first_turn(samples: Samples, kind: ExpectationKind) -> tuple[SpeechEnded, int] | None:
    """The first turn in a recording and the sample at which its end was noticed; None where nobody speaks."""
    detector = TurnDetector(SileroVad())
    detector.expect(kind)
    padded = np.concatenate([samples, np.zeros(int(_TRAILING * SAMPLE_RATE), dtype=np.float32)])
    for start in range(0, len(padded) - FRAME + 1, FRAME):
        happened = detector.feed(padded[start : start + FRAME])
        if isinstance(happened, SpeechEnded):
            return happened, detector.position
    return None


def listen_once(stream: FrameStream, kind: ExpectationKind, patience: float = 15.0) -> Samples:
    """One turn from a microphone.

    Raises SpeechError `nothing_heard` where nobody speaks within `patience` seconds.
    """
    detector = TurnDetector(SileroVad())
    detector.expect(kind)
    while detector.position < patience * SAMPLE_RATE:
        frame = stream.read(timeout=1.0)
        happened = detector.feed(frame) if frame is not None else None
        if isinstance(happened, SpeechEnded):
            return happened.samples
    raise SpeechError("nothing_heard", f"nobody spoke within {patience:.0f} s")


class FrameStream(Protocol):
    """A microphone: frames of 512 samples as they come."""

    def open(self) -> None:
        """Open the device, or open it anew. Raises SpeechError."""

    def close(self) -> None: ...

    def read(self, timeout: float) -> Samples | None:
        """The next frame, or None after `timeout` seconds without one. Raises SpeechError when it is lost."""


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
        on_turn: Callable[[Turn], None],
        on_started: Callable[[], None],
        on_lost: Callable[[str], None],
        on_level: Callable[[float], None] = lambda _: None,
        on_back: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`on_lost` and `on_back`: `microphone`, or `switched_off` where it runs but nothing comes of it."""
        self._on_back = on_back
        self._gone = False
        """Told as lost, and not heard since."""
        self._silent = _Silence()
        self._timeline = timeline
        self._stream = stream
        self._on_level = on_level
        self._on_turn = on_turn
        self._on_started = on_started
        self._on_lost = on_lost
        self._detector = TurnDetector(SileroVad())
        self._open = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name="ears", daemon=True)
        self._thread.start()

    def open(self, kind: ExpectationKind) -> None:
        with self._lock:
            self._detector.expect(kind)
            self._detector.drop_turn()
        self._open.set()

    def close(self) -> None:
        self._open.clear()
        with self._lock:
            self._detector.drop_turn()

    def wipe(self) -> None:
        self._open.clear()
        with self._lock:
            self._detector.wipe()
            self._silent.new_visit()

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
                self._on_level(loudness(frame))
            with self._lock:
                happened = self._detector.feed(frame)
                position = self._detector.position
                if not self._open.is_set():
                    self._detector.drop_turn()
                    continue
            self._report(happened, position)

    def _lost(self, error: SpeechError) -> None:
        """Tell it once, and try until it can be opened again."""
        if not self._gone:
            self._gone = True
            _log.error("microphone lost: %s", error.operator, extra={"code": error.code})
            self._timeline.post(lambda: self._on_lost("microphone"))
        with self._lock:
            # What was being said is lost with it; nobody answers half a sentence.
            self._detector.drop_turn()
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

    def _report(self, happened: SpeechStarted | SpeechEnded | None, position: int) -> None:
        if isinstance(happened, SpeechStarted):
            self._timeline.post(self._on_started)
        elif isinstance(happened, SpeechEnded):
            now = self._timeline.now()
            last = now - (position - happened.last_voiced_in_stream) / SAMPLE_RATE
            first = last - (happened.last_voiced - happened.first_voiced) / SAMPLE_RATE
            turn = Turn(happened.samples, first, last, happened.cut)
            self._timeline.post(lambda: self._on_turn(turn))
