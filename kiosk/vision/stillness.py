"""Does what lies under the camera lie still? A pure function of frames and the times they were taken at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image

STILL_SECONDS = 0.4
_SIZE = (160, 90)
_LEVELS = 14
"""A difference in grey levels that noise and flicker don't make after smoothing."""
_SHARE = 0.004
"""This share of the picture changed: a hand or the card moves."""


@dataclass(frozen=True)
class Stillness:
    """What is known after some frames."""

    reference: NDArray[np.uint8] | None = None
    """The thumbnail that later frames are held against: drifting slowly is moving, too."""
    since: float | None = None
    """When the reference was taken, in seconds of the caller's clock."""
    at: float | None = None
    """The newest frame's time."""

    @property
    def seconds(self) -> float:
        """How long nothing has moved."""
        return 0.0 if self.since is None or self.at is None else self.at - self.since

    def still(self, seconds: float = STILL_SECONDS) -> bool:
        """Has nothing moved for that long?"""
        return self.since is not None and self.seconds >= seconds - 1e-9


def observe(before: Stillness, frame: Image, at: float) -> Stillness:
    """The state after a frame that was taken at `at` (seconds, never going back)."""
    thumbnail = _thumbnail(frame)
    if before.reference is None or moved(before.reference, thumbnail):
        return Stillness(thumbnail, at, at)
    return Stillness(before.reference, before.since, at)


def moved(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Do two thumbnails differ by more than noise and a change of the light as a whole?"""
    difference = other.astype(np.float32) - one.astype(np.float32)
    difference -= float(np.median(difference))
    return bool((np.abs(difference) > _LEVELS).mean() > _SHARE)


def _thumbnail(frame: Image) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(cv2.resize(frame, _SIZE, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)
