"""Labels that the detector missed: small, faint print between pieces of text on the same line."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.vision import ink
from kiosk.vision.anchors import contains, on_band
from kiosk.vision.detect import TextBox
from kiosk.vision.page import Char, Line, Page, crop, in_mm, is_red
from kiosk.vision.recognise import LineReader
from kiosk.vision.warp import PX_PER_MM

_AIR = 0.9
"""A label and the next text are parted by so many heights at least."""
_LEAST, _MOST = 1.2, 9.0
"""A label's width in heights."""


def search(page: Page, mask: ink.Mask, reader: LineReader, wanted: Sequence[str]) -> tuple[Line, ...]:
    """New lines that hold one of the `wanted` labels, from ink that no line explains; empty where none."""
    if not wanted:
        return ()
    out: list[Line] = []
    for band in _bands(page.lines):
        for box in _unread(band, mask):
            if is_red(page.image, box):
                continue
            left = max(round(box.x0), 0)
            strip = crop(page.image, box)
            glyphs = reader.read(strip) if strip.size else ()
            line = Line(box, tuple(Char(g, left + g.at, box.y) for g in glyphs))
            if line.chars and any(contains(line.text, label) for label in wanted):
                out.append(line)
    return tuple(out)


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines beside one another, with Han characters or digits among them."""
    bands: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box.y):
        if line.text.isascii() and not any(c.isdigit() for c in line.text):
            continue
        own = next((band for band in bands if on_band(band[0], line)), None)
        if own is None:
            bands.append([line])
        else:
            own.append(line)
    return bands


def _unread(band: Sequence[Line], mask: ink.Mask) -> list[TextBox]:
    """Boxes of ink on the band that is as wide as a label and in none of its lines."""
    high = min(line.box.height for line in band)
    y0, y1 = (sum(v) / len(band) for v in zip(*((b.box.y0, b.box.y1) for b in band), strict=True))
    xs = ink.columns(mask, in_mm((y0 + y1) / 2), 0.0, in_mm(float(mask.shape[1]))) * PX_PER_MM
    free = [x for x in xs if not any(b.box.x0 - 2 <= x <= b.box.x1 + 2 for b in band)]
    runs: list[list[float]] = []
    for x in free:
        if runs and x - runs[-1][1] < _AIR * high:
            runs[-1][1] = float(x)
        else:
            runs.append([float(x), float(x)])
    air = 0.25 * high
    return [TextBox(a - air, y0, b + air, y1) for a, b in runs if _LEAST * high * 0.6 < b - a < _MOST * high]
