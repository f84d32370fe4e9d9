"""A table that lies half in shadow has two colours; a card is what is neither."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.rim import fit_table, rim_of
from kiosk.vision.types import Image

_APART = 0.3
"""Logarithm of lit by shaded from which it is a shadow, not a slope of the light."""
_FEW = 0.06
"""Share of the rim that each of the two must have."""


def two_tables(small: Image) -> NDArray[np.float32] | None:
    """Every pixel's distance (height x width) to the nearer of the lit and the shaded table.

    In logarithms, where a shadow is the same step on everything; None where no shadow reaches the rim.
    """
    log = np.log(cv2.GaussianBlur(small, (0, 0), 1.2).astype(np.float32) + 6.0)
    rim = rim_of(log)
    light = rim.colours.mean(axis=1)
    cut = _cut(light)
    dark = light < cut
    if not _FEW < dark.mean() < 1 - _FEW:
        return None
    if float(np.median(light[~dark]) - np.median(light[dark])) < _APART:
        return None
    table = fit_table(rim, 0.08, dark)
    lit, step = table.plane, table.steps[0]
    away = np.minimum(np.linalg.norm(log - lit, axis=2), np.linalg.norm(log - lit - step, axis=2))
    return np.asarray(np.clip(away - 0.12, 0, 1.2), np.float32)


def _cut(light: NDArray[np.float32]) -> float:
    """Otsu's threshold between two groups of logarithms."""
    low, high = float(light.min()), float(light.max())
    if high - low < 1e-3:
        return low
    levels = ((light - low) / (high - low) * 255).astype(np.uint8).reshape(-1, 1)
    cut, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return low + (float(cut) + 0.5) / 255 * (high - low)
