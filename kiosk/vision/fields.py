"""From lines of print to the fields of a card, each with what speaks against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import pairwise

from kiosk.core.id_number import parse_id_number
from kiosk.vision import id_card
from kiosk.vision.checks import CardWords
from kiosk.vision.id_card import Placed, ReadRow, between, text_of
from kiosk.vision.looks import Box, agree
from kiosk.vision.quality import Quality
from kiosk.vision.recognise import LineReader
from kiosk.vision.types import FieldReading, Image, Problem
from kiosk.vision.warp import cut

MIN_PROBABILITY = 0.7
MAX_LOST_MM = 0.5
_LEAD = 2.3
"""How far right of its place a value's first character may begin, in millimetres."""
_FULL_LINE_TO = 44.0
"""A line of the address that another one follows reaches at least here."""
_DIGIT_MM = 1.8


@dataclass
class Fields:
    """What has been gathered of one card."""

    readings: dict[str, FieldReading]
    problems: list[Problem]
    notes: list[Problem] = dataclass_field(default_factory=list)
    in_place: bool = False
    """The labels stand where a whole, flat card has them: its outline is right, however faint its edges."""

    def add(self, code: str, field: str, detail: str) -> None:
        if not any(p.code == code and p.field == field for p in self.problems):
            self.problems.append(Problem(code, field, detail))


@dataclass(frozen=True)
class Flat:
    """An upright, flat card and what is known of it."""

    card: Image
    quality: Quality
    reader: LineReader
    words: CardWords


def front_fields(flat: Flat, rows: dict[str, ReadRow]) -> Fields:
    """name, sex, ethnicity, birth, address, id_number."""
    out = Fields({}, [])
    _free_text(out, flat, "name", (rows["name"],))
    sex, group = between(rows["sex"], 12.0, 24.6), between(rows["sex"], 32.2, 52.0)
    _take(out, flat, "sex", (sex,), text_of(sex.value), allowed={"男", "女"})
    _take(
        out, flat, "ethnicity", (group,), text_of(group.value), allowed=flat.words.ethnic_groups, value_x=34.6
    )
    birth = rows["birth"]
    value = id_card.parse_birth(birth)
    digits = [p.glyph.probability for p in birth.value if p.glyph.char.isdigit()]
    _take(out, flat, "birth", (birth,), value, confidence=min(digits, default=0.0))
    _address(out, flat, rows)
    number = rows["id_number"]
    _take(out, flat, "id_number", (number,), text_of(number.value).upper())
    return out


def back_fields(flat: Flat, rows: dict[str, ReadRow]) -> Fields:
    """authority, valid_from, valid_to."""
    out = Fields({}, [])
    authority, validity = rows["authority"], rows["validity"]
    _free_text(out, flat, "authority", (authority,))
    span = id_card.parse_validity(text_of(validity.value))
    digits = tuple(p for p in validity.value if p.glyph.char.isdigit() or p.glyph.char in "长期")
    only = ReadRow(
        validity.row,
        validity.y,
        validity.printed,
        digits,
        validity.labels_found,
        validity.shift,
        validity.lost,
    )
    for index, field in enumerate(("valid_from", "valid_to")):
        _take(out, flat, field, (only,), span[index] if span else None)
    return out


def _address(out: Fields, flat: Flat, rows: dict[str, ReadRow]) -> None:
    lines = [rows[name] for name in ("address", "address_2", "address_3")]
    used = [line for line in lines if line.value]
    _free_text(out, flat, "address", tuple(used) or (lines[0],))
    for line, following in pairwise(lines):
        if following.value and _end(line, following) < _FULL_LINE_TO:
            out.add("unreadable", "address", "a line before the last isn't full")
    for line in lines:
        if not line.value and line.lost > MAX_LOST_MM:
            out.add("unreadable", "address", "print that couldn't be read")
    _spots(out, flat, "address", (3.4, lines[0].y - 2.2, 50.5, lines[2].y + 2.2))


def _end(line: ReadRow, following: ReadRow) -> float:
    """Where a line of the address ends, in millimetres: a number that goes on below might not have fitted."""
    if not line.value:
        return 0.0
    number = re.match(r"[0-9A-Za-z-]*", text_of(following.value))
    return line.value[-1].x + _DIGIT_MM * len(number[0] if number else "")


def _take(
    out: Fields,
    flat: Flat,
    field: str,
    lines: tuple[ReadRow, ...],
    value: str | None,
    *,
    allowed: set[str] | frozenset[str] | None = None,
    value_x: float | None = None,
    confidence: float | None = None,
) -> None:
    """Keep one field with its crop, and note what speaks against it."""
    placed = [p for line in lines for p in line.value]
    if confidence is None:
        confidence = _confidence(placed, allowed)
    box = _box(lines, value_x)
    if not value or not placed:
        out.add("unreadable", field, "no characters, or none that make such a field")
    elif allowed is not None and value not in allowed:
        out.add("unreadable", field, "not a word of this field")
    if value:
        out.readings[field] = FieldReading(value, round(confidence, 4), cut(flat.card, *box).copy())
    if placed and confidence < MIN_PROBABILITY:
        out.add("low_confidence", field, f"a character at {confidence:.2f}")
    for line in lines:
        start = line.row.value_x if value_x is None else value_x
        if line.value and line.value[0].x > start + _LEAD + 0.6:
            out.add("unreadable", field, "the line begins too far right")
        if line.lost > MAX_LOST_MM:
            out.add("unreadable", field, f"{line.lost:.1f} mm of print that no character explains")
    # Eighteen digits whose check digit fits hide nothing under a reflection beside them.
    whole = field == "id_number" and parse_id_number(value or "") is not None
    _spots(out, flat, field, box, glare=not whole)


def _spots(out: Fields, flat: Flat, field: str, box: Box, glare: bool = True) -> None:
    if glare and flat.quality.spot(flat.quality.burnt, *box):
        out.add("glare", field, "a reflection lies on it")
    if flat.quality.spot(flat.quality.covered, *box):
        out.add("covered", field, "something lies on it")


def _confidence(placed: list[Placed], allowed: set[str] | frozenset[str] | None) -> float:
    """The lowest probability of a character; a closed vocabulary's against its own characters only."""
    if not placed:
        return 0.0
    if allowed is None:
        return min(p.glyph.probability for p in placed)
    letters = set("".join(allowed))
    shares = []
    for p in placed:
        others = sum(prob for char, prob in p.glyph.rivals if char in letters)
        share = p.glyph.probability / (p.glyph.probability + others)
        shares.append(share if p.glyph.probability >= 0.4 else p.glyph.probability)
    return min(shares)


def _box(lines: tuple[ReadRow, ...], value_x: float | None) -> Box:
    """Where the value is printed: from its place to 2 mm after its last character."""
    first, last = lines[0], lines[-1]
    left = (first.row.value_x if value_x is None else value_x) - 0.8 + first.shift
    if first.row.name == "sex" and first.value:
        left = min(left, first.value[0].x - 2.2 + first.shift)
    ends = [line.value[-1].x + 3.6 + line.shift for line in lines if line.value]
    right = min(max([*ends, left + 5.0]), last.row.x1)
    return left, first.y - 2.2, right, last.y + 2.2


def _free_text(out: Fields, flat: Flat, field: str, lines: tuple[ReadRow, ...]) -> None:
    """A field without check digit or vocabulary: every line must be read alike twice."""
    texts = [
        agree(
            flat.card,
            flat.reader,
            [p.glyph for p in line.value],
            _box((line,), None),
            flat.quality.sharpness,
            flat.words.lookalikes,
            flat.words.rare if field == "name" else "",
        )
        for line in lines
    ]
    value = "".join(text.text for text in texts)
    if field in ("name", "address"):
        out.notes.extend(lookalikes_in(flat.words, field, value))
    if not all(text.sure for text in texts):
        out.add("low_confidence", field, "the looks at it don't agree")
    _take(out, flat, field, lines, value, confidence=min(text.confidence for text in texts))


def lookalikes_in(words: CardWords, field: str, text: str) -> list[Problem]:
    """A note where `text` has a character that has twins: to be confirmed beside its picture."""
    if any(char in words.lookalikes for char in text):
        return [Problem("lookalike", field, "a character that is easily taken for another")]
    return []
