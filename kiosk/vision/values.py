"""From the labels of a page to its fields, each with what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.vision import gaps, ink
from kiosk.vision.anchors import (
    Anchor,
    find_anchors,
    next_line,
    on_band,
    only_word,
    until_gap,
    value_chars,
    without_english,
)
from kiosk.vision.checks import CardWords
from kiosk.vision.fields import MIN_PROBABILITY, Fields, lookalikes_in
from kiosk.vision.grammar import FREE, LETTERS, WHOLE, value_of, vin_fits
from kiosk.vision.layouts import FieldLayout, Layout
from kiosk.vision.looks import Box, agree
from kiosk.vision.page import Char, Line, Page, in_mm
from kiosk.vision.quality import Quality
from kiosk.vision.recognise import LineReader
from kiosk.vision.types import FieldReading, Problem
from kiosk.vision.warp import cut

_LOST_SHARE = 0.3
"""Print wider than this share of a line's height that no character explains."""
_SECOND = 0.05
_SURE_CODE = 0.8
"""Letters and digits without a check digit look alike (0/O, 8/B): each must be surer than a character."""


@dataclass(frozen=True)
class Labelled:
    """A page, the layout it is read by and what is needed to read it."""

    page: Page
    layout: Layout
    quality: Quality
    mask: ink.Mask
    reader: LineReader
    words: CardWords


@dataclass(frozen=True)
class Place:
    """A field's characters, line by line, and where its label is."""

    anchor: Anchor
    lines: tuple[tuple[Char, ...], ...]

    @property
    def chars(self) -> tuple[Char, ...]:
        return tuple(c for line in self.lines for c in line)


def read_values(labelled: Labelled) -> Fields:
    """Every field of the layout. Fields whose label can't be read are `unreadable`."""
    lines = without_english(labelled.page.lines, labelled.layout.english)
    anchors = find_anchors(lines, labelled.layout)
    lost = [f for f in labelled.layout.fields if all(a.field != f.name for a in anchors)]
    seen = gaps.search(labelled.page, labelled.mask, labelled.reader, [w for f in lost for w in f.labels])
    if seen:
        lines = tuple(sorted((*lines, *seen), key=lambda one: (one.box.y, one.box.x0)))
        anchors = find_anchors(lines, labelled.layout)
    out = Fields({}, [])
    for field in labelled.layout.fields:
        if all(a.field != field.name for a in anchors):
            alone = only_word(field, labelled.layout, lines)
            if alone is not None:
                lines = tuple(line for line in lines if line is not alone)
                _said_alone(out, labelled, field, alone)
    for field in labelled.layout.fields:
        if field.name in out.readings:
            continue
        anchor = next((a for a in anchors if a.field == field.name), None)
        if anchor is None and field.may_lack:
            continue
        if anchor is None:
            code = "covered" if labelled.quality.covered.any() else "unreadable"
            out.add(code, field.told, "its label can't be read")
            continue
        _one(out, labelled, field, _place(field, anchor, anchors, lines))
    return out


def _said_alone(out: Fields, labelled: Labelled, field: FieldLayout, line: Line) -> None:
    """A word that no other field can say, although its label can't be read (a light spot, a crease)."""
    box = (in_mm(max(line.box.x0, 0)), in_mm(max(line.box.y0, 0)), in_mm(line.box.x1), in_mm(line.box.y1))
    confidence = _confidence(field, line.chars, labelled.words.ethnic_groups)
    crop = cut(labelled.page.image, *box).copy()
    out.readings[field.name] = FieldReading(line.text, round(confidence, 4), crop)
    if confidence < MIN_PROBABILITY:
        out.add("low_confidence", field.told, f"a character at {confidence:.2f}")
    for mask, code in ((labelled.quality.burnt, "glare"), (labelled.quality.covered, "covered")):
        if labelled.quality.spot(mask, *box):
            out.add(code, field.told, "something lies on it")


def _place(field: FieldLayout, anchor: Anchor, anchors: Sequence[Anchor], lines: Sequence[Line]) -> Place:
    first = value_chars(anchor, anchors, lines)
    if field.kind in WHOLE:
        first = until_gap(first, anchor.line.box.height)
    found = [first] if first else []
    while found and len(found) < field.lines:
        following = next_line(found[-1], anchors, lines, anchor.line.box.height)
        if not following:
            break
        found.append(following)
    return Place(anchor, tuple(found))


def _one(out: Fields, labelled: Labelled, field: FieldLayout, place: Place) -> None:
    """Read one field's value and note what speaks against it."""
    boxes = tuple(_box(line, place.anchor) for line in place.lines)
    _seen(out, labelled, field, place, boxes)
    if not place.chars:
        _empty(out, labelled, field, place)
        return
    text, confidence = _text(out, labelled, field, place, boxes)
    values = value_of(field, text, labelled.words.ethnic_groups)
    whole = _around(boxes)
    if values is None:
        out.add("unreadable", field.told, "its characters make no such field")
        return
    for name, value in values.items():
        crop = cut(labelled.page.image, *whole).copy()
        out.readings[name] = FieldReading(value, round(confidence, 4), crop)
    if confidence < (_SURE_CODE if field.kind in ("code", "vin", "plate", "model") else MIN_PROBABILITY):
        out.add("low_confidence", field.told, f"a character at {confidence:.2f}")
    if field.kind == "vin" and not vin_fits(values[field.name]):
        out.notes.append(Problem("vin_check", field.name, "the check digit doesn't fit"))


def _text(
    out: Fields, labelled: Labelled, field: FieldLayout, place: Place, boxes: tuple[Box, ...]
) -> tuple[str, float]:
    """The text and its lowest character's probability; free text by several looks."""
    if field.kind == "ethnicity":
        return _of_groups(place.chars, labelled.words.ethnic_groups), _confidence(
            field, place.chars, labelled.words.ethnic_groups
        )
    if field.kind not in FREE:
        return "".join(c.glyph.char for c in place.chars), _confidence(
            field, place.chars, labelled.words.ethnic_groups
        )
    twins = labelled.words.lookalikes if field.kind in ("name", "address", "text") else {}
    rare = labelled.words.rare if field.name in ("name", "owner") else ""
    looks = [
        agree(
            labelled.page.image,
            labelled.reader,
            [c.glyph for c in line],
            box,
            labelled.quality.sharpness,
            twins,
            rare,
        )
        for line, box in zip(place.lines, boxes, strict=True)
    ]
    if field.kind in ("name", "address", "text"):
        out.notes.extend(lookalikes_in(labelled.words, field.name, "".join(look.text for look in looks)))
    if not all(look.sure for look in looks):
        out.add("low_confidence", field.told, "the looks at it don't agree")
    return "".join(look.text for look in looks), min(look.confidence for look in looks)


def _of_groups(chars: Sequence[Char], groups: frozenset[str]) -> str:
    """The text, or the one ethnic group that the recogniser's second thoughts make of it (士 of a 土)."""
    text = "".join(c.glyph.char for c in chars)
    if text in groups:
        return text
    thoughts = [{c.glyph.char, *(r for r, p in c.glyph.rivals if p >= _SECOND)} for c in chars]
    fitting = [
        g for g in groups if len(g) == len(chars) and all(a in t for a, t in zip(g, thoughts, strict=True))
    ]
    return fitting[0] if len(fitting) == 1 else text


def _confidence(field: FieldLayout, chars: Sequence[Char], groups: frozenset[str]) -> float:
    """The lowest probability of a character, against what may stand in such a field only."""
    letters = LETTERS.get(field.kind) or frozenset(
        "".join(groups if field.kind == "ethnicity" else field.words)
    )
    shares = []
    for char in chars:
        glyph = char.glyph
        if field.kind == "ethnicity" and glyph.char not in letters and glyph.rivals:
            inside = [p for c, p in glyph.rivals if c in letters]
            shares.append(max(inside, default=0.0) / max(sum(inside), 1e-6))
            continue
        if not letters or glyph.char not in letters or glyph.probability < 0.4:
            # Marks between digits (年, -, 至) carry nothing: their grammar does.
            shares.append(glyph.probability if not letters or glyph.char in letters else 1.0)
            continue
        others = sum(p for c, p in glyph.rivals if c in letters)
        shares.append(glyph.probability / (glyph.probability + others))
    return min(shares)


def _empty(out: Fields, labelled: Labelled, field: FieldLayout, place: Place) -> None:
    """Nothing stands there: right for what may be empty, where no ink says otherwise."""
    high = place.anchor.line.box.height
    right = place.anchor.x1 + 12 * high
    dark = ink.columns(
        labelled.mask, in_mm(place.anchor.y), in_mm(place.anchor.x1 + 0.9 * high), in_mm(right)
    )
    if not field.optional or len(dark) * 1.0 > 0.4 * high:
        out.add("unreadable", field.told, "no characters")
    else:
        out.readings[field.name] = FieldReading("", 1.0, None)


def _seen(out: Fields, labelled: Labelled, field: FieldLayout, place: Place, boxes: tuple[Box, ...]) -> None:
    """Reflections, covers and lost print on the field's lines."""
    high = place.anchor.line.box.height
    for line in place.lines:
        known = [in_mm(c.x) for c in line]
        first = place.anchor.x1 + 0.75 * high if line is place.lines[0] else line[0].x - 1.2 * high
        dark = ink.columns(
            labelled.mask,
            in_mm(line[0].y),
            in_mm(first),
            min(known[-1] + in_mm(1.3 * high), _stop(labelled, place, line)),
        )
        if ink.unexplained(dark, known, in_mm(0.62 * high)) > _LOST_SHARE * in_mm(high):
            out.add("unreadable", field.told, "print that no character explains")
    spots = boxes or (_label_box(place.anchor),)
    for box in spots:
        wide = (box[0] - in_mm(1.0 * high), box[1], box[2] + in_mm(0.8 * high), box[3])
        if labelled.quality.spot(labelled.quality.burnt, *wide):
            out.add("glare", field.told, "a reflection lies on it")
        if labelled.quality.spot(labelled.quality.covered, *wide):
            out.add("covered", field.told, "something lies on it")


def _stop(labelled: Labelled, place: Place, line: Sequence[Char]) -> float:
    """Where the next text on the same band begins, in the units of `warp.cut`."""
    starts = [
        other.chars[0].x - 0.45 * other.box.height
        for other in labelled.page.lines
        if on_band(other, place.anchor.line) and other.chars[0].x > line[-1].x + 0.4 * other.box.height
    ]
    return in_mm(min(starts, default=float(labelled.page.image.shape[1])))


def _label_box(anchor: Anchor) -> Box:
    box = anchor.line.box
    return in_mm(anchor.x1), in_mm(box.y0), in_mm(anchor.x1 + 5 * box.height), in_mm(box.y1)


def _box(line: Sequence[Char], anchor: Anchor) -> Box:
    """Where a line of a value is printed, in the units of `warp.cut`."""
    high = 0.62 * anchor.line.box.height
    y = sum(c.y for c in line) / len(line)
    x0, x1 = line[0].x - 0.95 * high, line[-1].x + 1.1 * high
    return in_mm(max(x0, 0)), in_mm(max(y - 0.82 * high, 0)), in_mm(x1), in_mm(y + 0.82 * high)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
