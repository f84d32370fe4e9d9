"""Where there is print on a flat card, found by contrast with the paper around it and not by brightness.

A recogniser can drop a character that lies in shadow and be wholly sure of the rest. The ink is the witness:
print that no character explains means that something was lost.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_HALF_LINE_MM = 1.35


def ground_of(card: Image) -> Plane:
    """The brightness of the paper: print closed away, then smoothed; the card's size."""
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 3)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), 3)
    return np.asarray(cv2.resize(smooth, (card.shape[1], card.shape[0])), np.uint8)


def ink_mask(card: Image, ground: Plane) -> Mask:
    """True where there is dark print. Height x width of the card."""
    grey = cv2.GaussianBlur(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), (0, 0), 1.2).astype(np.float32)
    ratio = grey / np.maximum(ground.astype(np.float32), 4.0)
    mask = (ratio < _threshold(np.asarray(ratio, np.float32))).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), bool)


def _threshold(ratio: NDArray[np.float32]) -> float:
    """Between paper and print: Otsu over what is darker than paper, kept within sensible bounds."""
    levels = np.clip(ratio * 200, 0, 255).astype(np.uint8)
    part = levels[levels < 196]
    if part.size < 500:
        return 0.75
    cut, _ = cv2.threshold(part.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return float(np.clip(cut / 200.0, 0.6, 0.82))


def line_at(mask: Mask, y: float, x0: float, x1: float, reach: float) -> float | None:
    """The middle of the line of print near `y`, all in millimetres; None where there is none."""
    top, bottom = (
        round(max(v, 0) * PX_PER_MM) for v in (y - reach - _HALF_LINE_MM, y + reach + _HALF_LINE_MM)
    )
    rows = (
        mask[top:bottom, round(max(x0, 0) * PX_PER_MM) : round(x1 * PX_PER_MM)].sum(axis=1).astype(np.float32)
    )
    window = round(2 * _HALF_LINE_MM * PX_PER_MM)
    if len(rows) <= window or rows.sum() < 2.5 * PX_PER_MM:
        return None
    sums = np.convolve(rows, np.ones(window, np.float32), "valid")
    best = np.flatnonzero(sums >= sums.max() * 0.995)
    start = int(best[len(best) // 2])
    part = rows[start : start + window]
    middle = float((part * np.arange(len(part))).sum() / max(part.sum(), 1e-6))
    return (top + start + middle + 0.5) / PX_PER_MM


def columns(mask: Mask, y: float, x0: float, x1: float) -> NDArray[np.float64]:
    """The x (millimetres) of every pixel column with print on the line at `y`."""
    half = _HALF_LINE_MM
    top, bottom = (round(max(v, 0) * PX_PER_MM) for v in (y - half, y + half))
    left = round(max(x0, 0) * PX_PER_MM)
    part = mask[top:bottom, left : round(x1 * PX_PER_MM)]
    return np.asarray((np.flatnonzero(part.sum(axis=0) >= 3) + left + 0.5) / PX_PER_MM, np.float64)


def unexplained(ink: NDArray[np.float64], middles: list[float], reach: float) -> float:
    """Millimetres of print further than `reach` from every character's middle."""
    if len(ink) == 0:
        return 0.0
    if not middles:
        return len(ink) / PX_PER_MM
    distance = np.abs(ink[:, None] - np.array(middles)[None, :]).min(axis=1)
    return float((distance > reach).sum()) / PX_PER_MM
