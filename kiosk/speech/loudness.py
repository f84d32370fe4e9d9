"""One loudness for every voice, so that nobody has to touch the volume between two sentences.

Loudness by ITU-R BS.1770-4 (K-weighting, 400 ms blocks, two gates), as EBU R 128 uses it; true peaks by
four-fold oversampling, its annex 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from kiosk.speech.types import Samples

#: Speech in LUFS.
TARGET_LUFS = -16.0
#: dB below full scale that no peak passes, between samples neither.
PEAK_DBTP = -1.0
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_BLOCK, _HOP = 0.4, 0.1
_OVERSAMPLING = 4
#: Seconds over which the limiter closes before a peak and opens after it.
_LOOK_AHEAD = 0.004
#: The limiter may be passed by what its own curve rounds off; it comes again for that.
_PASSES = 4

Wide = NDArray[np.float64]


def _k_weighting(rate: int) -> Wide:
    """Two second-order sections [2, 6]: the head's shelf and the low cut, for any rate.

    The standard gives them at 48 kHz; the analogue prototypes behind are bent to other rates.
    """
    f0, gain, q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k, vh = np.tan(np.pi * f0 / rate), 10 ** (gain / 20)
    vb, a0 = vh**0.4996667741545416, 1 + k / q + k * k
    shelf = [
        (vh + vb * k / q + k * k) / a0,
        2 * (k * k - vh) / a0,
        (vh - vb * k / q + k * k) / a0,
        1.0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    ]
    f0, q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * f0 / rate)
    a0 = 1 + k / q + k * k
    low_cut = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
    return np.array([shelf, low_cut])


def lufs(samples: Samples, rate: int) -> float:
    """Integrated loudness of a mono sound; -inf for silence. A sound shorter than a block is one block."""
    if not len(samples):
        return float("-inf")
    weighted = signal.sosfilt(_k_weighting(rate), samples.astype(np.float64))
    block, hop = round(_BLOCK * rate), round(_HOP * rate)
    if len(weighted) < block:
        power = np.array([np.mean(np.square(weighted))])
    else:
        sums = np.concatenate([[0.0], np.cumsum(np.square(weighted))])
        begins = np.arange(0, len(weighted) - block + 1, hop)
        power = (sums[begins + block] - sums[begins]) / block
    loud = power[_level(power) > _ABSOLUTE_GATE]
    if not len(loud):
        return float("-inf")
    gate = _level(loud.mean()) + _RELATIVE_GATE
    return float(_level(loud[_level(loud) > gate].mean()))


def _level(power: Wide | np.floating[np.typing.NBitBase]) -> Wide:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-15)))


def true_peak(samples: Samples) -> float:
    """The highest value between the samples too, of 1.0."""
    return float(_peaks(samples).max(initial=0.0))


def _peaks(samples: Samples) -> Wide:
    """The highest value around each sample [len(samples)]."""
    if not len(samples):
        return np.zeros(0)
    wide = signal.resample_poly(samples.astype(np.float64), _OVERSAMPLING, 1)
    between = np.abs(wide).reshape(len(samples), _OVERSAMPLING).max(axis=1)
    # What lies after a sample belongs to it and to its neighbour.
    return np.asarray(np.maximum(between, np.concatenate([[0.0], between[:-1]])))


def level(samples: Samples, rate: int) -> Samples:
    """`samples` at TARGET_LUFS, its peaks rounded off below PEAK_DBTP; silence stays as it is."""
    now = lufs(samples, rate)
    if now == float("-inf"):
        return samples
    return limit((samples * np.float32(10 ** ((TARGET_LUFS - now) / 20))).astype(np.float32), rate)


def limit(samples: Samples, rate: int) -> Samples:
    """`samples` with no true peak above PEAK_DBTP: the gain goes down before one and up after it, softly."""
    ceiling = 10 ** (PEAK_DBTP / 20)
    reach = max(3, 2 * round(_LOOK_AHEAD * rate) + 1)
    window = np.hanning(reach + 2)[1:-1]
    window /= window.sum()
    for _ in range(_PASSES):
        peaks = _peaks(samples)
        if not len(peaks) or peaks.max() <= ceiling:
            return samples
        # A hair lower than needed, since the curve itself moves the peaks between samples.
        needed = np.minimum(1.0, 0.995 * ceiling / np.maximum(peaks, 1e-9))
        gain = ndimage.convolve1d(ndimage.minimum_filter1d(needed, reach), window, mode="nearest")
        samples = (samples * gain).astype(np.float32)
    worst = true_peak(samples)
    return samples if worst <= ceiling else (samples * np.float32(ceiling / worst)).astype(np.float32)


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


def trim(samples: Samples, rate: int, lead: float = 0.03, tail: float = 0.12) -> Samples:
    """`samples` without the silence at both ends, but for `lead` and `tail` seconds."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if not len(loud):
        return samples[:0]
    return samples[max(0, int(loud[0] - lead * rate)) : int(loud[-1] + tail * rate)]
