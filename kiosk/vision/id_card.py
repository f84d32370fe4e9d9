"""The resident ID card's layout and how its fields are read off a flat card.

Positions are millimetres from the top left corner. They say where to look; what counts is what is there:
a line is put where its ink is, and left and right are taken from the labels that were read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from statistics import median

from kiosk.vision import ink
from kiosk.vision.recognise import Glyph, LineReader
from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM, cut

_HALF_STRIP = 2.35
"""Half the height of the strip that is read, in millimetres: a line of 3 mm with air."""
_NEXT_LINE = 0.7
"""The same for a line that is counted from the one above; the two must never be taken for one another."""


@dataclass(frozen=True)
class Row:
    """One line of print."""

    name: str
    y: float
    x0: float
    x1: float
    labels: Mapping[str, float] = field(default_factory=dict)
    """Label character -> its middle."""
    value_x: float = 14.9
    """Where the value begins."""
    half: float = _HALF_STRIP
    reach: float = 1.7
    """How far the line may be from where the layout has it."""


def _labels(text: str, xs: tuple[float, ...], wide: float = 2.75) -> dict[str, float]:
    return {char: x + wide / 2 for char, x in zip(text, xs, strict=True)}


FRONT_ROWS = (
    Row("name", 8.0, 3.4, 50.5, _labels("姓名", (5.0, 8.9)), half=2.6),
    Row("sex", 14.4, 3.4, 51.5, _labels("性别民族", (5.0, 8.9, 25.4, 29.3))),
    Row("birth", 20.7, 3.4, 51.5, _labels("出生", (5.0, 8.9))),
    Row("address", 27.4, 3.4, 52.0, _labels("住址", (5.0, 8.9)), half=2.2),
    Row("address_2", 31.65, 12.6, 52.0, half=2.15, reach=_NEXT_LINE),
    Row("address_3", 35.9, 12.6, 52.0, half=2.15, reach=_NEXT_LINE),
    Row("id_number", 46.2, 3.4, 80.0, _labels("公民身份号码", (5.0, 8.25, 11.5, 14.75, 18.0, 21.25)), 28.6),
)
BACK_ROWS = (
    Row("authority", 41.0, 19.6, 83.0, _labels("签发机关", (21.2, 24.4, 27.6, 30.8)), 36.2),
    Row("validity", 47.0, 19.6, 80.0, _labels("有效期限", (21.2, 24.4, 27.6, 30.8)), 36.2),
)
_LABELS_SHARE, _SHIFT_MM = 0.6, 1.2
"""Of a side's label characters so many must be read, and its print lie no further from the layout's."""
_FRONT_TITLE = ("公民身份号码", (3.4, 43.4, 26.4, 49.0))
_BACK_TITLE = ("居民身份证", (24.5, 16.8, 74.5, 26.8))


@dataclass(frozen=True)
class Placed:
    """A character with its middle in millimetres from the card's left side, as the layout counts."""

    glyph: Glyph
    x: float


@dataclass(frozen=True)
class ReadRow:
    """A line as it was read."""

    row: Row
    y: float
    """Where its middle was found."""
    printed: bool
    """There is ink."""
    value: tuple[Placed, ...]
    """Characters that are no label."""
    labels_found: int
    shift: float
    """How far to the right of the layout it lies."""
    lost: float
    """Millimetres of ink that no character explains."""


def title_score(card: Image, reader: LineReader, side: str) -> float:
    """How much of the side's own heading can be read where it should be: 0 to 1."""
    words, box = _FRONT_TITLE if side == "id_card_front" else _BACK_TITLE
    seen = {glyph.char for glyph in reader.read(cut(card, *box))}
    return len(seen & set(words)) / len(words)


def read_rows(card: Image, mask: ink.Mask, reader: LineReader, rows: tuple[Row, ...]) -> dict[str, ReadRow]:
    """Every line of the layout by name; lines without ink have no characters."""
    raw: list[tuple[Row, float, bool, tuple[Glyph, ...], float]] = []
    offset = 0.0
    for row in rows:
        found = ink.line_at(mask, row.y + offset, row.x0 + 1.0, row.x1, row.reach)
        y = row.y + offset if found is None else found
        if found is not None:
            offset = found - row.y
        strip = cut(card, row.x0, y - row.half, row.x1, y + row.half)
        raw.append((row, y, found is not None, reader.read(strip) if found is not None else (), row.x0))
    shifts = [s for row, _, _, glyphs, x0 in raw for s in _label_shifts(row, glyphs, x0)]
    common = median(shifts) if shifts else 0.0
    return {row.name: _settle(row, y, printed, glyphs, common, mask) for row, y, printed, glyphs, _ in raw}


def _label_shifts(row: Row, glyphs: tuple[Glyph, ...], x0: float) -> list[float]:
    shifts = []
    for glyph in glyphs:
        expected = row.labels.get(glyph.char)
        x = x0 + glyph.at / PX_PER_MM
        if expected is not None and abs(x - expected) < 2.6:
            shifts.append(x - expected)
    return shifts


def _settle(
    row: Row, y: float, printed: bool, glyphs: tuple[Glyph, ...], shift: float, mask: ink.Mask
) -> ReadRow:
    value: list[Placed] = []
    found = 0
    for glyph in glyphs:
        x = row.x0 + glyph.at / PX_PER_MM - shift
        label = row.labels.get(glyph.char)
        if label is not None and abs(x - label) < 1.9:
            found += 1
        elif x > row.value_x - 1.2:
            value.append(Placed(glyph, x))
    dark = ink.columns(mask, y, row.value_x - 0.6 + shift, row.x1)
    known = [p.x + shift for p in value] + [x + shift for x in row.labels.values() if x > row.value_x]
    lost = ink.unexplained(dark, known, 2.15)
    return ReadRow(row, y, printed, tuple(value), found, shift, lost)


def in_place(rows: Mapping[str, ReadRow]) -> bool:
    """Do the labels stand where they belong? Then the card lies whole and flat in its outline."""
    expected = sum(len(r.row.labels) for r in rows.values())
    found = sum(r.labels_found for r in rows.values())
    return found >= _LABELS_SHARE * expected and all(abs(r.shift) < _SHIFT_MM for r in rows.values())


def between(read: ReadRow, x0: float, x1: float) -> ReadRow:
    """The same line with only the characters of one zone."""
    return replace(read, value=tuple(p for p in read.value if x0 <= p.x < x1))


def text_of(placed: tuple[Placed, ...]) -> str:
    return "".join(p.glyph.char for p in placed)


def parse_birth(read: ReadRow) -> str | None:
    """年, 月 and 日 part the digits wherever they stand; faint ones that weren't read, by the gap they leave.

    ISO, or None.
    """
    text = text_of(read.value)
    marked = _BIRTH.fullmatch(text)
    if marked is not None:
        return _iso(*marked.groups())
    digits = [p for p in read.value if p.glyph.char.isdigit()]
    others = {p.glyph.char for p in read.value} - {p.glyph.char for p in digits}
    if not others <= set("年月日") or not 6 <= len(digits) <= 8:
        return None
    gaps = [after.x - before.x for before, after in pairwise(digits)]
    pitch = max(median(gaps[:3]), 0.5)
    wide = [place for place, gap in enumerate(gaps) if gap > _PARTED * pitch]
    if len(wide) != 2 or wide[0] != 3:
        return None
    chars = "".join(p.glyph.char for p in digits)
    return _iso(chars[:4], chars[4 : wide[1] + 1], chars[wide[1] + 1 :])


_BIRTH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_PARTED = 2.0
"""A gap of so many digits' width between two digits holds a 年 or a 月."""
_SPAN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{4})(\d{2})(\d{2})|(长期))")


def parse_validity(text: str) -> tuple[str, str] | None:
    """(from, to) of 2019.03.02-2039.03.02 or 2009.04.16-长期; dots and dash may be missing."""
    match = _SPAN.fullmatch(re.sub(r"[^0-9长期]", "", text))
    if match is None:
        return None
    start = _iso(match[1], match[2], match[3])
    end = "long-term" if match[7] else _iso(match[4], match[5], match[6])
    return (start, end) if start and end else None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
