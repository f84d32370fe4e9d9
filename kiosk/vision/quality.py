"""How well a flat card can be seen: sharpness, reflections, darkness, and what covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_WHITE = 250
_SPOT_MM = 3.0
"""A character is about this large: a spot of this size can hide one."""


@dataclass(frozen=True)
class Quality:
    """Figures of a flat card; the masks have the card's size divided by 4."""

    sharpness: float
    """Variance of the Laplacian, with the ground brought to one brightness."""
    glare: float
    """Share of the card that is burnt out."""
    brightness: float
    """Median grey level of the ground, 0 to 255."""
    burnt: Mask
    """Where a spot of a character's size is mostly burnt out."""
    covered: Mask
    """Where a spot of a character's size isn't the card's ground: a finger, another paper."""

    def spot(self, mask: Mask, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Does `mask` touch the rectangle (millimetres)?"""
        step = PX_PER_MM / 4
        part = mask[round(y0 * step) : round(y1 * step) + 1, round(x0 * step) : round(x1 * step) + 1]
        return bool(part.any())


def assess(card: Image, ground: Plane, plain: tuple[float, float, float, float] | None = None) -> Quality:
    """Measure a flat card; `ground` is the brightness of its paper without print (see `ink.ground_of`).

    `plain` is a rectangle in millimetres (left, top, right, bottom) where brightness is no reflection.
    """
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY).astype(np.float32)
    even = cv2.GaussianBlur(grey, (0, 0), 1.0) / np.maximum(ground, 8) * 220.0
    sharpness = float(cv2.Laplacian(even, cv2.CV_32F, ksize=1).var())
    burnt = (card.min(axis=2) >= _WHITE).astype(np.uint8)
    if plain is not None:
        left, top, right, bottom = (round(v * PX_PER_MM) for v in plain)
        burnt[top:bottom, left:right] = 0
    size = (card.shape[1] // 4, card.shape[0] // 4)
    return Quality(
        sharpness=sharpness,
        glare=float(burnt.mean()),
        brightness=float(np.median(ground)),
        burnt=_spots(cv2.resize(burnt * 255, size, interpolation=cv2.INTER_AREA), 0.5),
        covered=_spots(_strange(card, ground, size), 0.55),
    )


def _spots(plane: NDArray[Any], share: float) -> Mask:
    side = round(_SPOT_MM * PX_PER_MM / 4)
    return np.asarray(cv2.blur(plane, (side, side)) > 255 * share, np.bool_)


def _strange(card: Image, ground: Plane, size: tuple[int, int]) -> Plane:
    """255 where the colour is far from the card's own or the ground far darker than around it."""
    small = cv2.medianBlur(np.asarray(cv2.resize(card, size, interpolation=cv2.INTER_AREA), np.uint8), 7)
    lab = cv2.cvtColor(small.astype(np.float32) / 255.0, cv2.COLOR_BGR2LAB)
    paper = cv2.resize(ground, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    # Chroma shrinks with the light, so it is measured in parts of the brightness.
    chroma = lab[..., 1:] / np.maximum(lab[..., :1], 12.0)
    middle = np.median(chroma[size[1] // 8 : -size[1] // 8, size[0] // 16 : size[0] // 2], axis=(0, 1))
    # A seal's red is far redder than any skin, and the print under it can be read.
    odd = (np.linalg.norm(chroma - middle, axis=2) > 0.21) & (chroma[..., 0] - middle[0] < 0.75)
    dark = paper < 0.16 * float(np.percentile(paper, 90))
    return np.asarray((odd | dark) * 255, np.uint8)
