"""Finding the terms of a list in a sentence: exact and by pattern first, by sound second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.nlu.errors import NluError
from kiosk.nlu.pinyin import Sounds

_GAP = ".{0,6}?"
_PATTERN = re.compile(r"[+(|\[?^$]")
_ALLOWED = re.compile(r"[\w+()|\[\]?^$]+")


@dataclass(frozen=True)
class Term:
    """One word or pattern of a list."""

    group: str
    text: str
    sure: bool
    regex: re.Pattern[str] | None
    """None for a plain word."""


@dataclass(frozen=True)
class Span:
    """A term found in a sentence."""

    group: str
    term: str
    sure: bool
    start: int
    end: int
    cost: float = 0.0
    """Mean price a character; 0 is exact."""
    negated: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def make_term(group: str, text: str, sure: bool, where: str) -> Term:
    """Compile one entry. `A+B`: B at most six characters after A; (a|b): one of; ?: may be absent.

    Raises NluError `bad_words`.
    """
    if not _ALLOWED.fullmatch(text):
        raise NluError("bad_words", f"{where}: {text!r} has signs that no pattern may have")
    if not _PATTERN.search(text):
        return Term(group, text, sure, None)
    try:
        return Term(group, text, sure, re.compile(text.replace("+", _GAP)))
    except re.error as error:
        raise NluError("bad_words", f"{where}: {text!r}: {error}") from error


def find_exact(sentence: str, terms: Iterable[Term]) -> list[Span]:
    """Every place of every term."""
    found: list[Span] = []
    for term in terms:
        if term.regex is not None:
            found += [
                Span(term.group, term.text, term.sure, m.start(), m.end())
                for m in term.regex.finditer(sentence)
                if m.end() > m.start()
            ]
            continue
        at = sentence.find(term.text)
        while at >= 0:
            found.append(Span(term.group, term.text, term.sure, at, at + len(term.text)))
            at = sentence.find(term.text, at + 1)
    return found


def find_by_sound(sentence: str, terms: Iterable[Term], sounds: Sounds) -> list[Span]:
    """Plain terms of two characters and more that sound like a piece of the sentence (and aren't it)."""
    found: list[Span] = []
    starts: dict[str, list[int]] = {}
    for term in terms:
        size = len(term.text)
        if term.regex is not None or size < 2 or size > len(sentence):
            continue
        first = term.text[0]
        if first not in starts:
            # Every piece whose first character can be afforded at all.
            starts[first] = [i for i, c in enumerate(sentence) if sounds.cost(c, first) < sounds.other]
        for at in starts[first]:
            if at + size > len(sentence):
                break
            price = _price(sentence[at : at + size], term.text, sounds)
            if price is not None and price > 0:
                found.append(Span(term.group, term.text, term.sure, at, at + size, price / size))
    return found


def _price(said: str, meant: str, sounds: Sounds) -> float | None:
    """The price of a piece of the same length, or None where it is too dear.

    Two characters say little: each has to sound quite the same.
    """
    budget = sounds.limit * len(meant)
    dearest = sounds.same_sound if len(meant) == 2 else sounds.other
    price = 0.0
    for a, b in zip(said, meant, strict=True):
        one = sounds.cost(a, b)
        price += one
        if one > dearest or price > budget:
            return None
    return price


def longest(spans: Sequence[Span], *, touching: bool = True) -> list[Span]:
    """A longer span takes away every shorter one it overlaps (or, not `touching`, only what it contains).

    Of equal length the exact one stays, then the sure one.
    """
    inner = [s for s in spans if any(_within(s, o) for o in spans)]
    kept: list[Span] = []
    for span in sorted(
        (s for s in spans if s not in inner), key=lambda s: (-s.length, s.cost, not s.sure, s.start)
    ):
        if touching:
            beaten = any(span.overlaps(k) and k.length >= span.length for k in kept)
        else:
            beaten = any(k.start <= span.start and span.end <= k.end for k in kept)
        if not beaten:
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _within(span: Span, other: Span) -> bool:
    """A shorter span in a longer exact one."""
    inside = other.start <= span.start and span.end <= other.end
    return inside and span.length < other.length and other.cost == 0
