"""What a sentence denies: 不是丢了，是坏了; 我没说驾照坏了; 不办遗失补证.

What is denied neither counts as evidence nor reaches the classifier, which has no ear for a 不是. Nor does a
thing that is only set aside (行驶证在的，丢的是驾驶证). A thing whose matter alone is denied stays
(我不是丢了行驶证，是烂了).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kiosk.nlu.match import Span
from kiosk.nlu.normalise import Plain, consists_of
from kiosk.nlu.words import Negation

Piece = tuple[int, int]


@dataclass(frozen=True)
class Denied:
    """Spans with those that are denied marked, and the pieces of the sentence to leave out."""

    objects: tuple[Span, ...]
    conditions: tuple[Span, ...]
    pieces: tuple[Piece, ...]

    def rest(self, text: str) -> str:
        """The sentence without what it denies."""
        return "".join(c for at, c in enumerate(text) if not any(a <= at < b for a, b in self.pieces))


def deny(
    plain: Plain,
    objects: Sequence[Span],
    conditions: Sequence[Span],
    denials: Sequence[Span],
    words: Negation,
) -> Denied:
    """Find what is denied. `denials`: conditions that are themselves a denial (没丢)."""
    text, clauses = plain.bare, plain.clauses
    bounds = _bounds(clauses)
    spans = sorted([*objects, *conditions], key=lambda s: (s.start, -s.end))
    aside = list(_set_aside(text, bounds, objects, words))
    pieces = [
        *((s.start, s.end) for s in denials),
        *_whole_clauses(text, bounds, conditions, words),
        *_next_ones(text, bounds, spans, frozenset(conditions), words),
    ]
    inner = [(a, b) for a, b in pieces if any(a <= s.start < b for s in spans)]
    inner = [*_carried(inner, objects, conditions), *aside]
    marked = {s: replace(s, negated=any(a <= s.start and s.end <= b for a, b in inner)) for s in spans}
    objects = tuple(marked[s] for s in objects)
    conditions = tuple(marked[s] for s in conditions)
    return Denied(objects, conditions, tuple(_widened(bounds, inner, objects, conditions)))


def _bounds(clauses: Sequence[str]) -> list[Piece]:
    found, at = [], 0
    for clause in clauses:
        found.append((at, at + len(clause)))
        at += len(clause)
    return found


def _whole_clauses(
    text: str, bounds: Sequence[Piece], conditions: Sequence[Span], words: Negation
) -> Iterable[Piece]:
    """我没说…, 不办…: all that follows, up to a correction; not where it is itself a matter (不想要大车)."""
    for start, end in bounds:
        for at, after in _places(text, words.clause, words.false):
            matter = any(c.start <= at and after < c.end for c in conditions)
            if start <= at < end and not matter:
                ends = [text.find(c, after, end) for c in words.corrections]
                yield at, min([e for e in ends if e >= 0], default=end)


def _next_ones(
    text: str, bounds: Sequence[Piece], spans: Sequence[Span], conditions: frozenset[Span], words: Negation
) -> Iterable[Piece]:
    """不是…: what stands right behind it, and what hangs on that."""
    for at, after in _places(text, words.negators, words.false):
        if any(s.start <= at and after <= s.end for s in spans):
            continue  # 没有犯罪记录 is a thing, not a denial
        end = next((b for a, b in bounds if a <= at < b), len(text))
        # One character negates only what it touches, and 没 only a matter (没有驾照 denies no licence).
        of_matter = text[at] == "没"
        reach, reached = (words.reach if after - at > 1 else 0), after
        for span in spans:
            fits = span in conditions or not of_matter
            if fits and reached <= span.start <= reached + reach and span.end <= end:
                if "是" in text[reached : span.start]:
                    break
                reached, reach = span.end, (0 if of_matter else 1)
        if reached > after:
            yield at, reached


def _set_aside(
    text: str, bounds: Sequence[Piece], objects: Sequence[Span], words: Negation
) -> Iterable[Piece]:
    """Clauses that only say of a thing that it is there or not needed, where another names another."""
    small = (*words.set_aside, *words.set_aside_with)
    for start, end in bounds:
        inside = [o for o in objects if start <= o.start < end]
        others = {o.group for o in objects if o not in inside and o.sure} - {o.group for o in inside}
        if not inside or not others or len({o.group for o in inside}) > 1:
            continue
        rest = text[start : inside[0].start], text[inside[-1].end : end]
        only = consists_of(rest[0], words.set_aside_with) and consists_of(rest[1], small)
        if only and any(word in rest[1] for word in words.set_aside):
            yield start, end


def _carried(pieces: Sequence[Piece], objects: Sequence[Span], conditions: Sequence[Span]) -> Iterable[Piece]:
    """Only the matter is denied where another one holds and no other thing is named: the thing stays."""

    def outside(span: Span) -> bool:
        return not any(a <= span.start and span.end <= b for a, b in pieces)

    stays = any(map(outside, conditions)) and not any(o.sure and outside(o) for o in objects)
    for start, end in pieces:
        held = [o for o in objects if o.sure and start <= o.start and o.end <= end]
        matter = any(start <= c.start and c.end <= end for c in conditions)
        if not (stays and held and matter):
            yield start, end
            continue
        for thing in held:
            if start < thing.start:
                yield start, thing.start
            start = thing.end
        if start < end:
            yield start, end


def _places(text: str, found: Sequence[str], false: Sequence[str]) -> list[Piece]:
    places: list[Piece] = []
    for word in sorted(found, key=len, reverse=True):
        for m in re.finditer(re.escape(word), text):
            around = text[max(0, m.start() - 2) : m.end() + 2]
            inside = any(a <= m.start() and m.end() <= b for a, b in places)
            if not inside and not any(f in around for f in false):
                places.append((m.start(), m.end()))
    return places


def _widened(
    bounds: Sequence[Piece], pieces: Sequence[Piece], objects: Sequence[Span], conditions: Sequence[Span]
) -> Iterable[Piece]:
    """A clause that only denies goes out whole, where another one names thing and matter."""
    for piece in pieces:
        clause = next((b for b in bounds if b[0] <= piece[0] < b[1]), piece)

        def outside(span: Span, clause: Piece = clause) -> bool:
            return not span.negated and not clause[0] <= span.start < clause[1]

        states = any(clause[0] <= c.start < clause[1] and not c.negated for c in conditions)
        if not states and any(map(outside, conditions)) and any(map(outside, objects)):
            yield clause
        else:
            yield piece
