"""How long somebody spoke: in babble the voice activity detector hears the others, too. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.speech.vad import SpeechSpan

_Levels = NDArray[np.float64]
_STEP = round(0.02 * SAMPLE_RATE)
#: Where the loudest is so much above the stillest, dB, there is nobody else, and the detector is right.
_STILL = 26.0
#: What is less than this below the loudest, dB, is hers.
_BELOW = 8.0
#: Frames that a soft beginning and end take.
_EDGES = 4


def is_loud(samples: Samples, span: SpeechSpan) -> bool:
    """Are others heard beside the voice in `span`?"""
    levels, inside, _ = _inside(samples, span)
    if not len(inside):
        return False
    return float(np.percentile(inside, 95) - np.percentile(levels, 10)) <= _STILL


def narrowed(samples: Samples, span: SpeechSpan, pause: float) -> SpeechSpan:
    """The part of `span` in which the nearest voice speaks, where the hall is loud; else `span`.

    `pause`: seconds that she may be silent in the middle of it.
    """
    if not is_loud(samples, span):
        return span
    _, inside, first = _inside(samples, span)
    least = float(np.percentile(inside, 95)) - _BELOW
    begin, end = _loudest_stretch(inside, least, round(pause * SAMPLE_RATE / _STEP))
    return SpeechSpan(
        max(span.first, (first + begin - _EDGES) * _STEP), min(span.last, (first + end + _EDGES) * _STEP)
    )


def _inside(samples: Samples, span: SpeechSpan) -> tuple[_Levels, _Levels, int]:
    """Levels of all, those of the span, and its first step."""
    levels = _levels(samples)
    first, last = span.first // _STEP, max(span.first // _STEP + 1, span.last // _STEP)
    return levels, levels[first:last], first


def _levels(samples: Samples) -> _Levels:
    """dB of each 20 ms, over three of them."""
    count = len(samples) // _STEP
    power = np.square(samples[: count * _STEP].astype(np.float64)).reshape(count, _STEP).mean(axis=1)
    smooth = np.convolve(power, np.ones(3) / 3, mode="same")
    return np.asarray(10 * np.log10(smooth + 1e-10))


def _loudest_stretch(levels: _Levels, least: float, gap: int) -> tuple[int, int]:
    """First and past-the-last frame of the stretch with the most above `least`."""
    runs: list[list[int]] = []
    for index in np.flatnonzero(levels >= least):
        if runs and index - runs[-1][1] <= gap:
            runs[-1][1] = int(index) + 1
            runs[-1][2] += 1
        else:
            runs.append([int(index), int(index) + 1, 1])
    best = max(runs, key=lambda run: run[2])
    return best[0], best[1]
