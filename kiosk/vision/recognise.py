"""Reads one line of print: PP-OCRv6's recogniser alone, with a probability and a place for every character.

The model is the one inside the `rapidocr` wheel (Apache-2.0). Its own pipeline finds the lines first, which
takes six times as long; here the card's layout says where they are. Batch 1 and one thread were faster than
any other choice when other work shares the processor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.network import open_network
from kiosk.vision.types import Image

_HEIGHT = 48
_STRIDE = 8
"""Pixels of the scaled strip a column of the answer stands for."""
_MODEL = "PP-OCRv6_rec_small.onnx"


@dataclass(frozen=True)
class Glyph:
    """One character as the model saw it."""

    char: str
    probability: float
    at: float
    """Its middle, in pixels of the strip."""
    rivals: tuple[tuple[str, float], ...]
    """The next likeliest characters at its place, with their probabilities."""


class LineReader(Protocol):
    """Anything that reads a strip."""

    def read(self, strip: Image) -> tuple[Glyph, ...]: ...


class Recogniser:
    """The model, loaded once; safe to call from several threads."""

    def __init__(self, threads: int = 1) -> None:
        """Raises VisionError `model_missing` when the package isn't whole."""
        self._session = open_network(_MODEL, threads)
        table = self._session.get_modelmeta().custom_metadata_map["character"]
        self._chars = ["", *table.splitlines(), " "]
        self._input = self._session.get_inputs()[0].name

    def read(self, strip: Image) -> tuple[Glyph, ...]:
        """The characters of a strip of any height, left to right, without spaces."""
        height, width = strip.shape[:2]
        if height < 4 or width < 4:
            return ()
        columns = max(6, math.ceil(_HEIGHT * width / height / _STRIDE))
        interpolation = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
        scaled = cv2.resize(strip, (columns * _STRIDE, _HEIGHT), interpolation=interpolation)
        pixels = scaled.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1.0
        answer = self._session.run(None, {self._input: np.ascontiguousarray(pixels)})[0][0]
        return self._decode(answer, width / len(answer))

    def _decode(self, answer: NDArray[np.float32], pixels_a_column: float) -> tuple[Glyph, ...]:
        """CTC: equal neighbours are one character, class 0 is none."""
        best = answer.argmax(axis=1)
        glyphs: list[Glyph] = []
        start = 0
        while start < len(best):
            end = start
            while end + 1 < len(best) and best[end + 1] == best[start]:
                end += 1
            char = self._chars[best[start]]
            if char.strip():
                peak = start + int(answer[start : end + 1, best[start]].argmax())
                glyphs.append(self._glyph(answer[peak], char, ((start + end) / 2 + 0.5) * pixels_a_column))
            start = end + 1
        return tuple(glyphs)

    def _glyph(self, row: NDArray[np.float32], char: str, at: float) -> Glyph:
        top = np.argpartition(row, -4)[-4:]
        ranked = sorted(((self._chars[i], float(row[i])) for i in top), key=lambda pair: -pair[1])
        rivals = tuple((c, p) for c, p in ranked if c != char and p > 0.005)
        return Glyph(char, float(row.max()), at, rivals)
