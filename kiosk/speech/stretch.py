"""Slower or faster at the same pitch: what was made at the usual speed serves at once who asks for slower.

WSOLA (Verhelst and Roelands 1993): overlapping windows, each taken where it best continues the one before.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from kiosk.speech.types import Samples

#: Seconds of a window, and how far the best place is looked for.
_WINDOW, _SEARCH = 0.030, 0.010


def stretch(samples: Samples, rate: int, speed: float) -> Samples:
    """`samples` at `speed` (1.0 natural, 0.8 slower), the pitch as it was."""
    half = round(_WINDOW * rate / 2)
    reach = round(_SEARCH * rate)
    if abs(speed - 1.0) < 1e-3 or len(samples) < 4 * half:
        return samples
    window = np.hanning(2 * half + 1)[:-1]
    padded = np.concatenate([np.zeros(reach), samples.astype(np.float64), np.zeros(2 * half + 2 * reach)])
    count = int(len(samples) / speed / half)
    made = np.zeros((count + 1) * half + half)
    place = reach
    for index in range(count):
        made[index * half : (index + 2) * half] += window * padded[place : place + 2 * half]
        # What would have followed by itself, and the stretch of sound in which it is looked for.
        follows = padded[place + half : place + 3 * half]
        wanted = min(reach + round((index + 1) * half * speed), len(padded) - 2 * half - reach - 1)
        around = padded[wanted - reach : wanted + reach + 2 * half]
        if len(follows) < 2 * half or wanted < reach:
            break
        match = signal.correlate(around, follows, mode="valid")
        energy = np.convolve(np.square(around), np.ones(2 * half), mode="valid")
        place = wanted - reach + int(np.argmax(match / np.sqrt(energy + 1e-6)))
    return made[: round(len(samples) / speed)].astype(np.float32)
