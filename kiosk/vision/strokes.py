"""A second opinion on one character: the strokes on the card against those of the likely characters.

The recogniser hesitates between characters that differ by a stroke (仉/仇, 冼/洗). Drawn in a plain face and
laid over the print, the right one fits better. The face isn't the card's own, so only comparing counts.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM

_FAMILY = "Noto Sans CJK SC"
_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
_EM = 48
"""Pixels an em that strokes are compared at."""
_SMALL_EM = 24
"""The same for a first pass over many characters."""
_DARK, _HAN_HEIGHT = 0.25, 0.92
"""Print is so much darker than its paper; a Han character's ink is so high in parts of its em."""
_FOUND = 0.55
"""A character's strokes that fit so well somewhere near say where it is."""
_SMALL_SLACK = 0.06
_NO_PRINT = 0.02
_SCALES = (0.88, 0.94, 1.0, 1.06, 1.12)

Plane = NDArray[np.float32]


def fits(card: Image, x: float, y: float, pitch: float, candidates: Iterable[str]) -> Mapping[str, float]:
    """Candidate -> how well its strokes lie on the print: -1 to 1; empty where there is no font to draw with.

    `x`, `y`: the character's middle, `pitch`: its width, in millimetres of the card.
    """
    font = _font()
    if font is None or pitch < 1.0:
        return {}
    half = 0.78 * pitch * PX_PER_MM
    left, top = round(x * PX_PER_MM - half), round(y * PX_PER_MM - half)
    right, bottom = round(x * PX_PER_MM + half), round(y * PX_PER_MM + half)
    if left < 0 or top < 0 or right > card.shape[1] or bottom > card.shape[0]:
        return {}
    cell = _ink(card[top:bottom, left:right], _EM / (pitch * PX_PER_MM))
    out: dict[str, float] = {}
    for char in candidates:
        best = -1.0
        for scale in _SCALES:
            drawn = _drawn(char, scale)
            if drawn is None or drawn.shape[0] > cell.shape[0] or drawn.shape[1] > cell.shape[1]:
                continue
            best = max(best, float(cv2.matchTemplate(cell, drawn, cv2.TM_CCOEFF_NORMED).max()))
        out[char] = best
    return out


def rarer(card: Image, x: float, y: float, pitch: float, read: str, rare: str) -> bool:
    """Does a rare character lie on the print better than the one that was read? Then that one isn't trusted.

    The recogniser knows few of them and takes them, sure of itself, for a common one (𫘝 for 驶).
    """
    font = _font()
    half = 0.68 * pitch * PX_PER_MM
    left, top = round(x * PX_PER_MM - half), round(y * PX_PER_MM - half)
    right, bottom = round(x * PX_PER_MM + half), round(y * PX_PER_MM + half)
    outside = left < 0 or top < 0 or right > card.shape[1] or bottom > card.shape[0]
    if font is None or pitch < 1.0 or outside:
        return False
    cell = _ink(card[top:bottom, left:right], _SMALL_EM / (pitch * PX_PER_MM))
    if float(cell.std()) < _NO_PRINT:
        return False
    own = _best_small(cell, read)
    likely = sorted((c for c in rare if c != read), key=lambda char: -_best_small(cell, char))[:4]
    if _best_small(cell, likely[0]) < own - _SMALL_SLACK:
        return False
    fitting = fits(card, x, y, pitch, {read, *likely})
    return bool(fitting) and max(fitting.values()) > fitting[read]


def settle_on(
    card: Image, box: tuple[float, float, float, float], x: float, pitch: float, char: str
) -> tuple[float, float, float]:
    """Where `char` lies on the line in `box`: (x, y, its width), all in millimetres.

    The recogniser's places are coarse and its steps hold the air between characters; the line's ink says how
    high they are, and the character's own strokes where it begins. As given where no font is at hand.
    """
    left, top, right, bottom = (round(v * PX_PER_MM) for v in box)
    strip = card[max(top, 0) : bottom, max(left, 0) : right]
    y = (box[1] + box[3]) / 2
    if _font() is None or min(strip.shape[:2]) < 12 or pitch < 1.0:
        return x, y, pitch
    rows = np.flatnonzero((_ink(strip, 1.0) > _DARK).sum(axis=1) >= 3)
    run = _longest(rows)
    high = len(run) / PX_PER_MM / _HAN_HEIGHT
    if 0.6 * pitch < high < 1.15 * pitch:
        pitch = high
        y = (max(top, 0) + float(run[0] + run[-1]) / 2 + 0.5) / PX_PER_MM
    half_x, half_y = (round(v * pitch * PX_PER_MM) for v in (1.15, 0.75))
    x0, y0 = max(round(x * PX_PER_MM) - half_x, 0), max(round(y * PX_PER_MM) - half_y, 0)
    scale = _EM / (pitch * PX_PER_MM)
    cell = _ink(card[y0 : y0 + 2 * half_y, x0 : x0 + 2 * half_x], scale)
    drawn = _drawn(char, 1.0)
    if drawn is None or drawn.shape[0] > cell.shape[0] or drawn.shape[1] > cell.shape[1]:
        return x, y, pitch
    _, best, _, at = cv2.minMaxLoc(cv2.matchTemplate(cell, drawn, cv2.TM_CCOEFF_NORMED))
    if best < _FOUND:
        return x, y, pitch
    middle_x, middle_y = at[0] + drawn.shape[1] / 2, at[1] + drawn.shape[0] / 2
    return (x0 + middle_x / scale) / PX_PER_MM, (y0 + middle_y / scale) / PX_PER_MM, pitch


def _longest(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The longest run of neighbouring numbers."""
    if not len(rows):
        return rows
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1)
    return max(runs, key=len)


def draw_ahead(rare: str) -> None:
    """Draw the rare characters once, so that the first name doesn't wait for it."""
    for char in rare:
        _drawn(char, 1.0, _SMALL_EM)


def _best_small(cell: Plane, char: str) -> float:
    drawn = _drawn(char, 1.0, _SMALL_EM)
    if drawn is None or drawn.shape[0] > cell.shape[0] or drawn.shape[1] > cell.shape[1]:
        return -1.0
    return float(cv2.matchTemplate(cell, drawn, cv2.TM_CCOEFF_NORMED).max())


def _ink(strip: Image, scale: float) -> Plane:
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY).astype(np.float32)
    paper = cv2.GaussianBlur(cv2.dilate(grey, np.ones((15, 15), np.uint8)), (0, 0), 6)
    dark = 1.0 - grey / np.maximum(paper, 8)
    return np.asarray(cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)


@lru_cache(maxsize=4096)
def _drawn(char: str, scale: float, em: int = _EM) -> Plane | None:
    font = _font()
    if font is None:
        return None
    sheet = Pillow.new("L", (2 * em, 2 * em), 0)
    face = font.font_variant(size=round(em * scale))
    ImageDraw.Draw(sheet).text((em, em), char, font=face, fill=255, anchor="mm")
    box = sheet.getbbox()
    if box is None:
        return None
    rim = em // 16
    part = sheet.crop((box[0] - rim, box[1] - rim, box[2] + rim, box[3] + rim))
    return np.asarray(cv2.GaussianBlur(np.asarray(part, np.float32) / 255, (0, 0), em * 0.027), np.float32)


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | None:
    for path in _found():
        if not path.is_file():
            continue
        for index in range(12):
            try:
                face = ImageFont.truetype(str(path), _EM, index=index)
            except OSError:
                break
            if face.getname()[0] in (_FAMILY, "SimHei"):
                return face
    return None


def _found() -> list[Path]:
    places = [Path(place) for place in _PLACES]
    tool = shutil.which("fc-match")
    if tool and not any(place.is_file() for place in places):
        told = subprocess.run(
            [tool, "-f", "%{file}", _FAMILY], capture_output=True, text=True, timeout=10, check=False
        ).stdout.strip()
        places += [Path(told)] if told else []
    return places
