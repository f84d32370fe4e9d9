"""Reads a document that isn't an ID card's side: finds its text, names it by its labels, reads its fields."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from kiosk.vision import ink
from kiosk.vision.anchors import identify
from kiosk.vision.checks import CardWords, check_back, check_document, check_front
from kiosk.vision.detect import TextFinder
from kiosk.vision.fields import Fields
from kiosk.vision.layouts import Layout
from kiosk.vision.page import Page, read_page
from kiosk.vision.quality import Quality, assess
from kiosk.vision.recognise import LineReader
from kiosk.vision.types import FieldReading, Image, Problem, Quad
from kiosk.vision.values import Labelled, read_values
from kiosk.vision.warp import PX_PER_MM, warp

_A4_PX = (2376, 1680)
"""Long and short side of an A4 page as it is read: 8 pixels a millimetre."""
_A4_LIKELY, _A4_SURE = (0.46, 1.45), (0.6, 1.52)
"""A card never fills so much of the A4 field: share of the frame's long side, proportions at most."""
_RED, _MUCH_RED = 0.16, 250
_FAINT_RED, _FEW_RED = 0.06, 120
"""A seal that a strong JPEG has left hardly any colour: enough to doubt that there is none."""
_CARD_SIDE, _SHEET_SIDE = 608, 928


@dataclass(frozen=True)
class Known:
    """A page and what it is."""

    page: Page
    quad: Quad
    """The page's corners in the frame, beginning at its own top left."""
    document: str | None
    sure: float


class DocumentReader:
    """Knows the layouts; calls are independent of one another."""

    def __init__(
        self, finder: TextFinder, reader: LineReader, layouts: Mapping[str, Layout], words: CardWords
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._layouts = layouts
        self._words = words

    def look(self, frame: Image, quad: Quad, sheet: bool | None = None) -> Known:
        """Flatten and read everything in `quad`; `sheet`: it is an A4 page (None: by its size)."""
        long, short = _sides(quad)
        if sheet is None:
            share, ratio = long / max(frame.shape[:2]), long / short
            sheet = any(share > least and ratio < most for least, most in (_A4_LIKELY, _A4_SURE))
        size = _A4_PX if sheet else _card_px(long / short)
        flat = warp(frame, quad, size)
        page = read_page(flat, self._finder, self._reader, _SHEET_SIDE if sheet else _CARD_SIDE, sheet)
        document, sure = identify(page.lines, self._layouts)
        turned = np.ascontiguousarray(
            np.roll(quad, -page.turns if page.turns != 1 else -1, axis=0), np.float32
        )
        return Known(page, turned, document, sure)

    def fields(self, known: Known, birth: date | None = None) -> tuple[Fields, Quality]:
        """The fields of a page whose document is known. Raises KeyError where it isn't."""
        assert known.document is not None
        layout = self._layouts[known.document]
        image = known.page.image
        ground = ink.ground_of(image)
        quality = assess(image, ground)
        labelled = Labelled(
            known.page, layout, quality, ink.ink_mask(image, ground), self._reader, self._words
        )
        fields = read_values(labelled)
        if layout.seal:
            seal = "present" if has_seal(image) else "absent"
            fields.readings["seal"] = FieldReading(seal, 1.0, None)
            if seal == "absent" and has_seal(image, _FAINT_RED, _FEW_RED):
                fields.add("low_confidence", "seal", "something reddish that may be a faint one")
        values = {name: reading.value for name, reading in fields.readings.items()}
        if known.document == "id_card_front":
            fields.problems.extend(check_front(values))
        elif known.document == "id_card_back":
            fields.problems.extend(check_back(values, birth))
        else:
            fields.problems.extend(check_document(known.document, values))
        return fields, quality


def _sides(quad: Quad) -> tuple[float, float]:
    a, b, c, d = (float(np.hypot(*(quad[(i + 1) % 4] - quad[i]))) for i in range(4))
    return max(a + c, b + d) / 2, max(min(a + c, b + d) / 2, 1.0)


def _card_px(ratio: float) -> tuple[int, int]:
    """Width and height in pixels: the card's or the licence's, whichever its sides are nearer to."""
    width, height = min(((85.6, 54.0), (88.0, 60.0)), key=lambda s: abs(math.log(ratio * s[1] / s[0])))
    return round(width * PX_PER_MM), round(height * PX_PER_MM)


def has_seal(page: Image, redder: float = _RED, least: int = _MUCH_RED) -> bool:
    """Is there a red ring of a seal's size? It says that one was stamped, never whose it is.

    `redder`: how much more of the paper's red than of its green and blue a point keeps; `least`: points.
    """
    small = cv2.resize(
        page, (420, 594) if page.shape[0] > page.shape[1] else (594, 420), interpolation=cv2.INTER_AREA
    )
    paper = np.percentile(small.reshape(-1, 3), 80, axis=0).astype(np.float32)
    share = small.astype(np.float32) / np.maximum(paper, 8)
    red = ((share[..., 2] - np.maximum(share[..., 0], share[..., 1])) > redder).astype(np.uint8)
    near = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    for k in range(1, count):
        wide, high = int(stats[k, cv2.CC_STAT_WIDTH]), int(stats[k, cv2.CC_STAT_HEIGHT])
        # 25 to 55 mm at 2 pixels a millimetre, about as wide as high.
        if 46 <= wide <= 115 and 46 <= high <= 115 and 0.7 < wide / high < 1.4:
            return bool(red[labels == k].sum() > least)
    return False


def named(document: str | None, wanted: str) -> Problem:
    """The problem of a document that isn't the one that was asked for."""
    return Problem("wrong_document", None, f"{document or 'nothing known'} instead of {wanted}")
