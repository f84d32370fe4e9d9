"""Labels on a page: which document it is, and where each field begins and ends. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kiosk.vision.layouts import FieldLayout, Layout
from kiosk.vision.page import Char, Line

_FUZZY_FROM = 4
"""A label of so many characters may have one of them wrong."""
_TITLE_FITS = 0.8
_NEXT_THING = 4.0
_TITLED_SHARE = 0.3
"""With its title read, so many are enough; each field still needs its own label."""
_SURE_SHARE = 0.7
"""Of a document's labels, so many must be there."""


@dataclass(frozen=True)
class Anchor:
    """A label where it was found."""

    label: str
    field: str | None
    """None for one that only ends the field before it."""
    line: Line
    start: int
    end: int
    """Places in the line's characters."""

    @property
    def x0(self) -> float:
        return self.line.chars[self.start].x

    @property
    def x1(self) -> float:
        return self.line.chars[self.end - 1].x

    @property
    def y(self) -> float:
        return self.line.box.y


def identify(lines: Sequence[Line], layouts: Mapping[str, Layout]) -> tuple[str | None, float]:
    """(document, how sure: 0 to 2.5); None where too few labels can be read."""
    whole = "|".join(line.text for line in lines)
    best, sure = None, 0.0
    for name, layout in layouts.items():
        if any(word in whole for word in layout.without):
            continue
        found = sum(any(contains(line.text, w) for line in lines for w in f.labels) for f in layout.fields)
        share = found / len(layout.fields)
        title = max((_title_fit(line.text, layout.titles) for line in lines), default=0.0)
        titled = title > _TITLE_FITS
        # A vehicle's second page and a driver's differ in one character of the title.
        score = share + (0.5 + title if titled else 0.0)
        if share >= (_TITLED_SHARE if titled else _SURE_SHARE) and score > sure:
            best, sure = name, score
    return best, sure


def _title(text: str, titles: Iterable[str]) -> bool:
    return _title_fit(text, titles) > _TITLE_FITS


def _title_fit(text: str, titles: Iterable[str]) -> float:
    """How like a title the text is: 0 to 1."""
    return max((1.0 if t in text else SequenceMatcher(None, text, t).ratio() for t in titles), default=0.0)


def contains(text: str, label: str) -> bool:
    return place_of(text, label, frozenset()) is not None


def place_of(text: str, label: str, taken: frozenset[int]) -> tuple[int, int] | None:
    """Where `label` stands in `text`, at places not taken; with one wrong character where it is long."""
    for start in range(len(text) - len(label) + 1):
        if text.startswith(label, start) and not taken & set(range(start, start + len(label))):
            return start, start + len(label)
    if len(label) < _FUZZY_FROM:
        return None
    for start in range(len(text) - len(label) + 1):
        part = text[start : start + len(label)]
        wrong = sum(a != b for a, b in zip(part, label, strict=True))
        if wrong == 1 and not taken & set(range(start, start + len(label))):
            return start, start + len(label)
    return None


def _by_rivals(line: Line, label: str, taken: frozenset[int]) -> tuple[int, int] | None:
    """Where `label` may stand if the recogniser's second thoughts count; one character must be plain."""
    for start in range(len(line.chars) - len(label) + 1):
        part = line.chars[start : start + len(label)]
        plain = sum(c.glyph.char == wanted for c, wanted in zip(part, label, strict=True))
        possible = all(
            wanted == c.glyph.char or wanted in {char for char, _ in c.glyph.rivals}
            for c, wanted in zip(part, label, strict=True)
        )
        if plain and possible and not taken & set(range(start, start + len(label))):
            return start, start + len(label)
    return None


def find_anchors(lines: Sequence[Line], layout: Layout) -> tuple[Anchor, ...]:
    """Every label of the layout once, the longest first so that 居住地址 isn't taken for 住址."""
    wanted: list[tuple[str, str | None]] = [(label, None) for label in layout.also]
    wanted += [(label, field.name) for field in layout.fields for label in field.labels]
    taken: dict[int, set[int]] = {}
    found: list[Anchor] = []
    titles = {id(line) for line in lines if _title(line.text, layout.titles)}
    for label, field in sorted(wanted, key=lambda pair: -len(pair[0])):
        if field is not None and any(a.field == field for a in found):
            continue
        places = []
        for line in lines:
            if id(line) in titles:
                continue
            used = frozenset(taken.get(id(line), ()))
            place = place_of(line.text, label, used) or _by_rivals(line, label, used)
            if place is not None:
                exact = line.text[place[0] : place[1]] == label
                places.append((not exact, place[0] > 0, line.box.y, line, place))
        if not places:
            continue
        *_, line, place = min(places, key=lambda p: p[:3])
        taken.setdefault(id(line), set()).update(range(*place))
        found.append(Anchor(label, field, line, *place))
    return tuple(found)


def without_english(lines: Sequence[Line], english: Sequence[str]) -> tuple[Line, ...]:
    """Lines that aren't a label's English translation."""
    known = [_letters(word) for word in english]

    def translated(line: Line) -> bool:
        text = line.text
        if not known or not text.isascii() or re.search(r"\d{2}", text):
            return False
        letters = _letters(text)
        return len(letters) > 1 and any(
            letters == k or (len(letters) > 3 and SequenceMatcher(None, letters, k).ratio() > 0.7)
            for k in known
        )

    return tuple(line for line in lines if not translated(line))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def value_chars(anchor: Anchor, anchors: Sequence[Anchor], lines: Sequence[Line]) -> tuple[Char, ...]:
    """What stands right of a label, on its line, before the next label."""
    high = anchor.line.box.height
    stop = min(
        (a.x0 for a in anchors if a is not anchor and on_band(a.line, anchor.line) and a.x0 > anchor.x1),
        default=1e9,
    )
    own = {(id(a.line), k) for a in anchors for k in range(a.start, a.end)}
    chars = [
        char
        for line in lines
        if on_band(line, anchor.line)
        for k, char in enumerate(line.chars)
        if (id(line), k) not in own and anchor.x1 + 0.2 * high < char.x < stop - 0.2 * high
    ]
    return tuple(sorted(chars, key=lambda c: c.x))


def only_word(field: FieldLayout, layout: Layout, lines: Sequence[Line]) -> Line | None:
    """The one line that is a word of this field's closed vocabulary and of no other field's; else None."""
    others = frozenset(word for f in layout.fields if f is not field for word in f.words)
    if not field.words or field.words & others or field.kind != "word":
        return None
    found = [line for line in lines if line.text in field.words]
    return found[0] if len(found) == 1 else None


def until_gap(chars: Sequence[Char], high: float) -> tuple[Char, ...]:
    """The characters before the first gap of more than `_NEXT_THING` heights: what comes after is no value.

    Only for kinds whose grammar tells a value that lost its end.
    """
    for k, (one, other) in enumerate(pairwise(chars)):
        if other.x - one.x > _NEXT_THING * high:
            return tuple(chars[: k + 1])
    return tuple(chars)


def on_band(one: Line, other: Line) -> bool:
    """Do two lines stand beside one another?"""
    return abs(one.box.y - other.box.y) < 0.5 * max(one.box.height, other.box.height)


def next_line(
    above: Sequence[Char], anchors: Sequence[Anchor], lines: Sequence[Line], high: float
) -> tuple[Char, ...]:
    """The line that goes on below: begins where the one above does, and no label stands beside it."""
    y, x = above[0].y, above[0].x
    for line in lines:
        if not line.chars or not 0.55 * high < line.box.y - y < 1.75 * high:
            continue
        if abs(line.chars[0].x - x) > 0.9 * high or any(on_band(a.line, line) and a.x0 < x for a in anchors):
            continue
        if any(a.line is line for a in anchors):
            continue
        return line.chars
    return ()
