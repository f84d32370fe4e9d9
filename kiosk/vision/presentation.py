"""Is it the thing itself? A copy without colour and a picture on a screen can often be told; not always.

What no camera can tell: a good colour print, a screen as fine as the camera, a forged card. That is a chip
reader's matter (`chip.py`) and the officer's at the window.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image, Problem, Quad
from kiosk.vision.warp import warp

_GREY_FAR, _GREY_NEAR = 0.06, 0.04
"""97 and 90 of 100 points of a copy are this near to one tint; the palest card's aren't by far."""
_GRID = 1.6
"""How far (as a logarithm) a screen's grid stands out of the card's other detail, in every part alike."""
_TILE = 96
_DARK_RIM = 0.33
_LARGER = (1.12, 4.0)
"""A device's area by that of the card it shows."""
_RIM_AT_MOST = 70.0
"""Grey level of a device's rim: dark grey plastic in good light."""
_STEP = 22.0
"""Grey levels between a telephone's rim and the table."""


def not_itself(card: Image, frame: Image, quad: Quad, printed_in_colour: bool = True) -> Problem | None:
    """The problem `photocopy` or `screen`, or None. `card` is flat and upright, at 12 pixels a millimetre."""
    if printed_in_colour and is_grey(card):
        return Problem("photocopy", None, "no colour at all")
    if has_rim(card) or rim_around(frame, quad):
        return Problem("screen", None, "a dark rim as of a telephone")
    if grid_strength(card) > _GRID:
        return Problem("screen", None, "a grid as of a screen")
    return None


def is_grey(card: Image) -> bool:
    """Are all its colours one tint? A warm lamp tints a copy as a whole, so tints are compared."""
    small = cv2.resize(card, (107, 68), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    chroma = lab[..., 1:] / np.maximum(lab[..., :1], 12)
    away = np.linalg.norm(chroma - np.median(chroma, axis=(0, 1)), axis=2)
    near, far = np.percentile(away, [90, 97])
    return bool(near < _GREY_NEAR and far < _GREY_FAR)


def grid_strength(card: Image) -> float:
    """How much one fine, straight, regular pattern runs through the whole card."""
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY).astype(np.float32)
    even = grey / np.maximum(cv2.GaussianBlur(grey, (0, 0), 12), 8)
    flat = np.clip(even - cv2.GaussianBlur(even, (0, 0), 8), -0.1, 0.1)
    window = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)
    total: NDArray[np.float32] | None = None
    tiles = 0
    for y in range(12, card.shape[0] - _TILE - 11, _TILE - 12):
        for x in range(12, card.shape[1] - _TILE - 11, _TILE - 12):
            power = np.log(np.abs(np.fft.fft2(flat[y : y + _TILE, x : x + _TILE] * window)) + 1e-3)
            total = power if total is None else total + power
            tiles += 1
    if total is None:
        return 0.0
    mean = np.fft.fftshift(total / tiles).astype(np.float32)
    background = cv2.medianBlur(mean, 5)
    background = cv2.GaussianBlur(background, (0, 0), 3)
    v, u = np.mgrid[0:_TILE, 0:_TILE] - _TILE // 2
    radius = np.hypot(u, v)
    # Periods of 3.5 to 24 pixels; what lies on the axes is print and the JPEG's blocks.
    wanted = (radius > _TILE / 24) & (radius < _TILE / 3.5) & (np.abs(u) > 1) & (np.abs(v) > 1)
    return float((mean - background)[wanted].max())


def has_rim(card: Image) -> bool:
    """Is what was found dark along three of its sides, and bright within? Then it is a device, not a card."""
    grey = cv2.cvtColor(cv2.resize(card, (107, 68), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    inside = float(np.median(grey[17:51, 27:80]))
    sides = (grey[1:4, 8:-8], grey[-4:-1, 8:-8], grey[8:-8, 1:4], grey[8:-8, -4:-1])
    return sum(float(np.percentile(side, 80)) < _DARK_RIM * inside for side in sides) >= 3


def in_device(frame: Image, quad: Quad, around: Sequence[Quad]) -> bool:
    """Does one of the quadrilaterals `around` hold the card, and is it a device with a dark rim?"""
    size = float(cv2.contourArea(quad.astype(np.float32)))
    for outer in around:
        larger = float(cv2.contourArea(outer.astype(np.float32))) / max(size, 1.0)
        if _LARGER[0] < larger < _LARGER[1]:
            common, _ = cv2.intersectConvexConvex(quad.astype(np.float32), outer.astype(np.float32))
            if common > 0.95 * size and has_rim(warp(frame, outer)):
                return True
    return False


def rim_around(frame: Image, quad: Quad) -> bool:
    """Does a dark band with an outer edge of its own go round the card?"""
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    middle = quad.mean(axis=0)
    wide = float(np.hypot(*(quad[1] - quad[0])))
    inside = _level(grey, middle + (quad - middle) * 0.92)
    ends = 0
    for k in range(4):
        a, b = quad[k], quad[(k + 1) % 4]
        along = (b - a) / max(float(np.hypot(*(b - a))), 1.0)
        out = np.array([along[1], -along[0]], np.float32)
        profile = [
            _level(grey, a + np.linspace(0.15, 0.85, 24)[:, None] * (b - a) + out * (step * wide))
            for step in np.arange(0.015, 0.3, 0.01)
        ]
        seen = [level for level in profile if level is not None]
        if len(seen) < 4 or inside is None or seen[0] > _DARK_RIM * inside or seen[0] > _RIM_AT_MOST:
            continue
        dark = next((i for i, level in enumerate(seen) if level > seen[0] + _STEP), None)
        ends += dark is not None and dark >= 2
    return ends >= 3


def _level(grey: NDArray[np.uint8] | cv2.typing.MatLike, points: NDArray[np.float32]) -> float | None:
    """The median grey at the points; None where most lie outside the frame."""
    x, y = points[:, 0].round().astype(int), points[:, 1].round().astype(int)
    within = (x >= 0) & (y >= 0) & (x < grey.shape[1]) & (y < grey.shape[0])
    return float(np.median(grey[y[within], x[within]])) if within.mean() > 0.7 else None
