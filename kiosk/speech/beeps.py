"""Short sounds that say "I heard you": made, not recorded."""

from __future__ import annotations

import numpy as np

from kiosk.speech.types import Samples, Speech

RATE = 24_000


def acknowledgement() -> Speech:
    """A soft rising two-note chime of 0.22 s, well below the level of speech."""
    return _sound([(659.3, 0.10), (880.0, 0.12)], level=0.12)


def listening() -> Speech:
    """One soft note of 0.12 s: now is the time to speak."""
    return _sound([(784.0, 0.12)], level=0.10)


def _sound(notes: list[tuple[float, float]], level: float) -> Speech:
    samples = np.concatenate([_note(frequency, seconds) for frequency, seconds in notes])
    return Speech((samples * np.float32(level)).astype(np.float32), RATE, "tone", "tone", cached=True)


def _note(frequency: float, seconds: float) -> Samples:
    """A sine with a soft octave, 8 ms of attack and a decaying end: no click, low enough for old ears."""
    time = np.arange(round(seconds * RATE)) / RATE
    tone = np.sin(2 * np.pi * frequency * time) + 0.25 * np.sin(4 * np.pi * frequency * time)
    attack = np.minimum(1.0, time / 0.008)
    release = np.minimum(1.0, (seconds - time) / 0.03)
    return (tone / 1.25 * attack * release * np.exp(-time / seconds)).astype(np.float32)
