"""A table that lies half in shadow has two colours; a card is what is neither."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

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
    height, width = log.shape[:2]
    rim = max(4, width // 60)
    y, x = np.mgrid[0:height:4, 0:width:4]
    at_rim = (y < rim) | (y >= height - rim) | (x < rim) | (x >= width - rim)
    ys, xs = y[at_rim], x[at_rim]
    colours = log[ys, xs]
    light = colours.mean(axis=1)
    cut = _cut(light)
    dark = light < cut
    if not _FEW < dark.mean() < 1 - _FEW:
        return None
    if float(np.median(light[~dark]) - np.median(light[dark])) < _APART:
        return None
    basis = np.stack([np.ones_like(xs), xs / width, ys / height, dark], axis=1).astype(np.float32)
    keep = np.ones(len(xs), bool)
    weights = np.zeros((4, 3), np.float32)
    for _ in range(3):
        weights = np.linalg.lstsq(basis[keep], colours[keep], rcond=None)[0]
        rest = np.linalg.norm(colours - basis @ weights, axis=1)
        keep = rest <= max(0.08, 2.0 * float(np.median(rest)))
    gx = np.linspace(0, 1, width, dtype=np.float32)
    gy = np.linspace(0, 1, height, dtype=np.float32)
    lit = weights[0] + gx[None, :, None] * weights[1] + gy[:, None, None] * weights[2]
    away = np.minimum(np.linalg.norm(log - lit, axis=2), np.linalg.norm(log - lit - weights[3], axis=2))
    return np.asarray(np.clip(away - 0.12, 0, 1.2), np.float32)


def _cut(light: NDArray[np.float32]) -> float:
    """Otsu's threshold between two groups of logarithms."""
    low, high = float(light.min()), float(light.max())
    if high - low < 1e-3:
        return low
    levels = ((light - low) / (high - low) * 255).astype(np.uint8).reshape(-1, 1)
    cut, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return low + (float(cut) + 0.5) / 255 * (high - low)
