"""One loudness for every voice, so that nobody has to touch the volume between two sentences."""

from __future__ import annotations

import numpy as np

from kiosk.speech.types import Samples

#: RMS of the voiced parts, dBFS: close to -18 LUFS for speech.
TARGET_DB = -18.0
#: Highest peak, of 1.0; leaves room for the loudspeaker's own filters.
PEAK = 0.89


def voiced_rms_db(samples: Samples, rate: int) -> float:
    """RMS in dBFS of the 50 ms blocks within 30 dB of the loudest one; -inf for silence."""
    block = max(1, rate // 20)
    count = max(1, len(samples) // block)
    cut = samples[: count * block] if len(samples) >= block else samples
    power = np.square(cut.astype(np.float64)).reshape(count, -1).mean(axis=1)
    loudest = float(power.max(initial=0.0))
    if loudest <= 1e-10:
        return float("-inf")
    return float(10 * np.log10(power[power > loudest * 1e-3].mean()))


def level(samples: Samples, rate: int) -> Samples:
    """`samples` at TARGET_DB, lower where a peak would pass PEAK; silence stays as it is."""
    now = voiced_rms_db(samples, rate)
    if now == float("-inf"):
        return samples
    gain = 10 ** ((TARGET_DB - now) / 20)
    gain = min(gain, PEAK / float(np.abs(samples).max()))
    return (samples * np.float32(gain)).astype(np.float32)


def trim(samples: Samples, rate: int, lead: float = 0.03, tail: float = 0.12) -> Samples:
    """`samples` without the silence at both ends, but for `lead` and `tail` seconds."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if not len(loud):
        return samples[:0]
    return samples[max(0, int(loud[0] - lead * rate)) : int(loud[-1] + tail * rate)]
