"""A flat page and the lines of text on it, the right way up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.vision.detect import TextBox, TextFinder
from kiosk.vision.recognise import Glyph, LineReader
from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM

_SURE = 6.0
"""So many characters that only make sense upright, and nothing else is tried."""
_INK_SHARE, _INK_AT_MOST = 8.0, 0.88
"""The darkest so many of a hundred pixels are print, if they keep at most so much of the paper's green."""
_FEW_PIXELS = 10
_RUNNING = 18.0
"""A line so many times as long as high is running text."""
_SAME = 0.3
"""Two characters' middles are further apart, in parts of a box's height; a digit's half em is 0.36."""
_TOO_HIGH = 3.2
"""A title is up to twice as high as the other lines."""
_REDDER, _RED_SHARE = 0.12, 0.4
"""A pixel that keeps so much more of the paper's red than of its green is a seal's; so many make its text.
Faint grey print in warm light keeps much of both, and a faint seal is still red: .5 to 1 against .1."""


@dataclass(frozen=True)
class Char:
    """A character with its middle in pixels of the page."""

    glyph: Glyph
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A piece of text as it was found and read; units are pixels of the page."""

    box: TextBox
    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(c.glyph.char for c in self.chars)


@dataclass(frozen=True)
class Page:
    """An upright page with all its lines."""

    image: Image
    lines: tuple[Line, ...]
    turns: int
    """By how many quarters to the left the page was turned to stand upright."""


def read_page(
    image: Image, finder: TextFinder, reader: LineReader, long_side: int, sheet: bool = False
) -> Page:
    """Find the text, turn the page until it reads, and read every line that isn't a seal's.

    On a `sheet` lines of running text aren't read: no field is so long, and they take a fifth of the time.
    """
    boxes = _print_like(finder.find(image, long_side))
    turns = 0
    if boxes and sum(b.height > 1.3 * b.width for b in boxes) > 0.5 * len(boxes):
        boxes = _quarter(boxes, image.shape[1])
        image, turns = np.ascontiguousarray(np.rot90(image)), 1
    read: dict[TextBox, tuple[Glyph, ...]] = {}
    if upside_down(image, boxes, reader, read):
        boxes = _half(boxes, image.shape[1], image.shape[0])
        image, turns = np.ascontiguousarray(image[::-1, ::-1]), turns + 2
        read.clear()
    if sheet:
        boxes = tuple(b for b in boxes if b.width < _RUNNING * b.height)
    lines = [_read(image, box, reader, read.get(box)) for box in boxes if not is_red(image, box)]
    return Page(image, _joined(_once([line for line in lines if line.chars])), turns)


def _print_like(boxes: Sequence[TextBox]) -> tuple[TextBox, ...]:
    """Without what is far higher than a line: a portrait that the detector took for text."""
    usual = float(np.median([min(b.width, b.height) for b in boxes])) if boxes else 0.0
    return tuple(b for b in boxes if min(b.width, b.height) <= _TOO_HIGH * usual)


def upside_down(
    image: Image, boxes: Sequence[TextBox], reader: LineReader, read: dict[TextBox, tuple[Glyph, ...]]
) -> bool:
    """Does the text read better from below? The longest lines decide; upright readings go into `read`."""
    upright = turned = 0.0
    for box in sorted((b for b in boxes if b.width < _RUNNING * b.height), key=lambda b: -b.width)[:3]:
        strip = crop(image, box)
        read[box] = reader.read(strip)
        upright += _worth(read[box])
        if upright >= _SURE:
            return False
        turned += _worth(reader.read(np.ascontiguousarray(strip[::-1, ::-1])))
    return turned > upright


def _worth(glyphs: Sequence[Glyph]) -> float:
    """Characters read, weighed by how sure they are; digits read upside down, too, so they weigh little."""
    return sum(g.probability * (0.15 if g.char.isascii() else 1.0) for g in glyphs if g.probability > 0.7)


def _quarter(boxes: Sequence[TextBox], width: int) -> tuple[TextBox, ...]:
    return tuple(TextBox(b.y0, width - b.x1, b.y1, width - b.x0) for b in boxes)


def _half(boxes: Sequence[TextBox], width: int, height: int) -> tuple[TextBox, ...]:
    turned = (TextBox(width - b.x1, height - b.y1, width - b.x0, height - b.y0) for b in boxes)
    return tuple(sorted(turned, key=lambda b: (b.y, b.x0)))


def crop(image: Image, box: TextBox) -> Image:
    """The box's pixels; a view."""
    top, left = max(round(box.y0), 0), max(round(box.x0), 0)
    return image[top : max(round(box.y1), top), left : max(round(box.x1), left)]


def is_red(image: Image, box: TextBox) -> bool:
    """Is the print in the box a seal's red rather than black or blue?"""
    strip = crop(image, box)
    if strip.size == 0:
        return False
    paper = np.percentile(strip.reshape(-1, 3), 85, axis=0).astype(np.float32)
    share = strip.astype(np.float32) / np.maximum(paper, 8)
    green = share[..., 1]
    ink = share[green <= min(_INK_AT_MOST, float(np.percentile(green, _INK_SHARE)))]
    return len(ink) >= _FEW_PIXELS and float((ink[:, 2] - ink[:, 1] > _REDDER).mean()) > _RED_SHARE


def _read(image: Image, box: TextBox, reader: LineReader, known: tuple[Glyph, ...] | None) -> Line:
    strip = crop(image, box)
    left = max(round(box.x0), 0)
    glyphs = known if known is not None else reader.read(strip) if strip.size else ()
    return Line(box, tuple(Char(g, left + g.at, box.y) for g in glyphs))


def _once(lines: Sequence[Line]) -> list[Line]:
    """Without what two boxes share: half a character at a box's end is read as another one (8| as 3)."""
    out = []
    for line in lines:
        near = [o for o in lines if o is not line and _share_ends(o, line)]
        chars = tuple(
            c
            for c in line.chars
            if not any(
                abs(c.x - d.x) < _SAME * line.box.height and d.glyph.probability > c.glyph.probability
                for other in near
                for d in other.chars
            )
        )
        if chars:
            out.append(Line(line.box, chars))
    return out


def _share_ends(one: Line, other: Line) -> bool:
    high = min(one.box.height, other.box.height)
    beside = abs(one.box.y - other.box.y) < 0.4 * high
    return beside and min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0) > 0


def _joined(lines: list[Line]) -> tuple[Line, ...]:
    """Single characters beside one another, as labels are printed in wide steps (姓　名), as one line."""
    out: list[Line] = []
    for line in sorted(lines, key=lambda one: (one.box.x0, one.box.y)):
        before = next((o for o in out if _goes_on(o, line)), None)
        if before is None:
            out.append(line)
            continue
        box = TextBox(
            min(before.box.x0, line.box.x0),
            min(before.box.y0, line.box.y0),
            max(before.box.x1, line.box.x1),
            max(before.box.y1, line.box.y1),
        )
        out[out.index(before)] = Line(box, (*before.chars, *line.chars))
    return tuple(sorted(out, key=lambda one: (one.box.y, one.box.x0)))


def _goes_on(before: Line, line: Line) -> bool:
    high = min(before.box.height, line.box.height)
    single = len(before.chars) == 1 and not before.text.isascii()
    same = abs(before.box.y - line.box.y) < 0.4 * high
    return single and same and 0 <= line.box.x0 - before.box.x1 + high < 2.5 * high


def enlarge(image: Image, long_side: int) -> Image:
    """The page with its longer side at `long_side` pixels; never smaller than it is."""
    scale = long_side / max(image.shape[:2])
    if scale <= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def in_mm(pixels: float) -> float:
    """Pixels of a page in the units of `warp.cut`: 12 a millimetre of a card."""
    return pixels / PX_PER_MM
