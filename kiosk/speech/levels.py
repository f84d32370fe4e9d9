"""How loud, how clear, how badly clipped: what can be said of a sound without knowing its words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kiosk.speech.types import FRAME, Samples

#: Nothing is quieter, dB of full scale.
FLOOR_DB = -100.0
#: From here on a sample stands at the converter's end.
_CLIPPED = 0.985

Fault = Literal["too_quiet", "too_loud", "noise"]


@dataclass(frozen=True)
class Limits:
    """What is too quiet, too loud, too noisy. dB of full scale."""

    quiet_db: float = -46.0
    """Speech below this is too far away: base Whisper mishears it even in a still room."""
    clipped: float = 0.004
    """Share of the voiced samples at full scale."""
    above_room_db: float = 6.0
    """Speech has to stand out of the room by this."""


@dataclass(frozen=True)
class TurnLevel:
    """One turn, measured."""

    speech_db: float
    """Of its louder half of frames."""
    room_db: float
    """Of the sound before it."""
    clipped: float
    """Share of its samples at full scale."""

    def fault(self, limits: Limits | None = None) -> Fault | None:
        """Why it may not have been understood, the most telling first; None where the sound is good."""
        rules = limits or Limits()
        if self.clipped >= rules.clipped:
            return "too_loud"
        if self.speech_db - self.room_db < rules.above_room_db:
            return "noise"
        return "too_quiet" if self.speech_db < rules.quiet_db else None


def decibels(samples: Samples) -> float:
    """Root mean square in dB of full scale, -100 for silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return max(FLOOR_DB, 10 * float(np.log10(max(power, 1e-12))))


def clipped_share(samples: Samples) -> float:
    """Share of the samples at full scale, 0 to 1. A peak that just touches it counts for little."""
    return float(np.mean(np.abs(samples) >= _CLIPPED)) if len(samples) else 0.0


def measure(samples: Samples, first_voiced: int, last_voiced: int) -> TurnLevel:
    """Of one turn with its lead-in; the places are samples within it."""
    voiced = samples[first_voiced:last_voiced]
    frames = _frames(voiced)
    loud = float(np.percentile(frames, 75)) if len(frames) else FLOOR_DB
    before = _frames(samples[:first_voiced])
    room = float(np.percentile(before, 20)) if len(before) else FLOOR_DB
    return TurnLevel(loud, room, clipped_share(voiced))


def meter(samples: Samples) -> float:
    """0 for -50 dB and below, 1 for full scale: for meters and mouths."""
    return float(np.clip((decibels(samples) + 50) / 50, 0.0, 1.0))


def _frames(samples: Samples) -> list[float]:
    return [decibels(samples[at : at + FRAME]) for at in range(0, len(samples) - FRAME + 1, FRAME)]
