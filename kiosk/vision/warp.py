"""Takes a card out of a frame: flat, upright in size, 12 pixels a millimetre."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.vision.types import Image, Quad

PX_PER_MM = 12
CARD_MM = (85.6, 54.0)
CARD_PX = (round(CARD_MM[0] * PX_PER_MM), round(CARD_MM[1] * PX_PER_MM))
"""Width and height: 1027 x 648."""


def warp(frame: Image, quad: Quad, size: tuple[int, int] = CARD_PX) -> Image:
    """The quadrilateral as a flat picture of `size` (width, height)."""
    width, height = size
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    shrinks = float(np.hypot(*(quad[1] - quad[0]))) > 1.6 * width
    source = cv2.GaussianBlur(frame, (0, 0), 1.0) if shrinks else frame
    flat = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(flat, np.uint8)


def turn(card: Image) -> Image:
    """The card turned by 180 degrees."""
    return np.ascontiguousarray(card[::-1, ::-1])


def turn_quad(quad: Quad) -> Quad:
    """The corners named anew after a turn by 180 degrees."""
    return np.ascontiguousarray(np.roll(quad, 2, axis=0))


def cut(card: Image, x0: float, y0: float, x1: float, y1: float) -> Image:
    """A rectangle given in millimetres, clipped to the card; a view."""
    height, width = card.shape[:2]
    left, right = (min(max(round(x * PX_PER_MM), 0), width) for x in (x0, x1))
    top, bottom = (min(max(round(y * PX_PER_MM), 0), height) for y in (y0, y1))
    return card[top:bottom, left:right]
