"""Finds where there is text on a page: PP-OCRv6's detector, one run, axis-parallel boxes.

Cards whose layout is known don't need it (`id_card.py`); licences, permits and forms come in too many issues
to trust positions, so their text is found first and understood by its labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.network import open_network
from kiosk.vision.types import Image

_MODEL = "PP-OCRv6_det_small.onnx"
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_STD = np.array([0.229, 0.224, 0.225], np.float32)
_THRESHOLD = 0.3
_MIN_SCORE = 0.5
_GROW = 0.62
"""The detector marks the heart of a line; how much of its height is added on every side."""


@dataclass(frozen=True)
class TextBox:
    """A piece of a line, in pixels of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2


class TextFinder(Protocol):
    """Anything that says where there is text."""

    def find(self, page: Image, long_side: int) -> tuple[TextBox, ...]: ...


class Detector:
    """The model, loaded once; safe to call from several threads."""

    def __init__(self, threads: int = 1) -> None:
        """Raises VisionError `model_missing` when the package isn't whole."""
        self._session = open_network(_MODEL, threads)
        self._input = self._session.get_inputs()[0].name

    def find(self, page: Image, long_side: int = 640) -> tuple[TextBox, ...]:
        """Boxes of text on `page` (height x width x 3, BGR), looked for at `long_side` pixels."""
        height, width = page.shape[:2]
        scale = long_side / max(height, width)
        size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
        small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
        pixels = ((small.astype(np.float32) / 255.0 - _MEAN) / _STD).transpose(2, 0, 1)[None]
        heat = self._session.run(None, {self._input: np.ascontiguousarray(pixels)})[0][0, 0]
        return boxes_of(np.asarray(heat, np.float32), width / size[0], height / size[1])


def boxes_of(heat: NDArray[np.float32], sx: float, sy: float) -> tuple[TextBox, ...]:
    """Boxes of a probability map (height x width), scaled by `sx` and `sy`, top to bottom."""
    contours, _ = cv2.findContours(
        (heat > _THRESHOLD).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    found = []
    for contour in contours:
        x, y, wide, high = cv2.boundingRect(contour)
        if min(wide, high) < 3:
            continue
        blank = np.zeros((high, wide), np.uint8)
        cv2.drawContours(blank, [contour - [x, y]], -1, 1, -1)
        if float(heat[y : y + high, x : x + wide][blank > 0].mean()) < _MIN_SCORE:
            continue
        grow = _GROW * min(wide, high)
        found.append(
            TextBox((x - grow) * sx, (y - grow) * sy, (x + wide + grow) * sx, (y + high + grow) * sy)
        )
    return tuple(sorted(found, key=lambda box: (box.y, box.x0)))
