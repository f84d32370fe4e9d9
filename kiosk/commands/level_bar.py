"""The loudness of a microphone as a bar on one line of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kiosk.speech.levels import clipped_share, decibels, meter
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples

_WIDTH = 40
#: A bar is drawn anew every so many frames: eight times a second.
_EVERY = 4


def bar(level: float, clips: bool) -> str:
    """`level` 0 to 1; where the sound is cut off at full scale it says so."""
    filled = round(max(0.0, min(1.0, level)) * _WIDTH)
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}]{' TOO LOUD' if clips else '         '}"


class LevelBar:
    """Draws on standard error where somebody looks at it; nothing else is kept of what is heard."""

    def __init__(self, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._frames = 0
        self._level = 0.0
        self._clips = False

    def __call__(self, level: float, clips: bool) -> None:
        self._level, self._clips = max(self._level, level), self._clips or clips
        self._frames += 1
        if self._frames % _EVERY == 0:
            if self._shown:
                sys.stderr.write("\r" + bar(self._level, self._clips))
                sys.stderr.flush()
            self._level, self._clips = 0.0, False

    def end(self) -> None:
        if self._shown and self._frames:
            sys.stderr.write("\r" + " " * (_WIDTH + 12) + "\r")
            sys.stderr.flush()


@dataclass(frozen=True)
class Levels:
    """A few seconds of a microphone, measured."""

    loud_db: float
    """Of its loudest tenth, dB of full scale."""
    quiet_db: float
    """Of its quietest tenth."""
    clipped: float
    """Share of samples at full scale."""

    @property
    def dead(self) -> bool:
        """No room is so still: it is switched off."""
        return self.loud_db < -90


def watch(read: Callable[[float], Samples | None], seconds: float, draw: LevelBar) -> Levels | None:
    """Look at `seconds` of a microphone; None where nothing came. Raises what `read` raises."""
    levels: list[float] = []
    clipped: list[float] = []
    for _ in range(round(seconds * SAMPLE_RATE / FRAME)):
        frame = read(1.0)
        if frame is None:
            continue
        levels.append(decibels(frame))
        clipped.append(clipped_share(frame))
        draw(meter(frame), clipped[-1] > 0)
        frame.fill(0)
    draw.end()
    if not levels:
        return None
    return Levels(float(np.percentile(levels, 90)), float(np.percentile(levels, 10)), float(np.mean(clipped)))
