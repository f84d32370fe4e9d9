"""The last four characters of an ID number: 001X."""

from __future__ import annotations

import re
from collections.abc import Callable

from kiosk.nlu.value.digits import Number
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.tail_patterns import TailPatterns
from kiosk.nlu.value.types import Hit

_TAIL = re.compile(r"[0-9]{3}[0-9X]\Z")
_FRONT = re.compile(r"[0-9]{3}\Z")


def valid(digits: str) -> bool:
    """Three digits, then a digit or X."""
    return _TAIL.match(digits) is not None


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The tail that was said; None for other numbers' tails and for a whole number."""
    shape = lexicon.digits.shape
    own = any(word in said.text for word in shape.tail_own)
    if not own and any(word in said.text for word in shape.tail_others):
        return None
    text = lexicon.questions.without_listening(said.text)
    found = _last_first(text, lexicon) or _announced(text, lexicon)
    if found is None or lexicon.questions.asked(text, found.start, found.end):
        return None
    return Hit(found.digits, found.confidence, found.start, found.end)


def _number(text: str, lexicon: Lexicon, check: Callable[[str], bool] = valid) -> Number | None:
    length = 4 if check is valid else 3
    return lexicon.digits.read_after(text, lexicon.digits.shape.tail_cues, (length,), check)


def _front(text: str, last: str, lexicon: Lexicon) -> Number | None:
    """Three digits, and the fourth said elsewhere."""
    found = _number(text, lexicon, lambda digits: _FRONT.match(digits) is not None)
    return found and Number(found.digits + last, found.start, found.end, min(found.confidence, 0.87))


def _last_first(text: str, lexicon: Lexicon) -> Number | None:
    """最后一位是X，前面是二四六."""
    patterns: TailPatterns = lexicon.tail_patterns
    match = patterns.last_first.search(text)
    if match is None:
        return None
    last = patterns.digit(match.group("last"))
    rest = "\x01" * match.start("rest") + match.group("rest")
    whole = _number(rest, lexicon)
    if whole is not None:
        return whole if whole.digits.endswith(last) else None
    return _front(rest, last, lexicon)


def _announced(text: str, lexicon: Lexicon) -> Number | None:
    """叉结尾的，九八七叉; 没有叉的，一零零八: what is announced must be so."""
    patterns: TailPatterns = lexicon.tail_patterns
    without = patterns.without.sub(_blank, text)
    if without != text:
        found = _number(without, lexicon)
        return None if found is None or found.digits.endswith("X") else found
    rest = patterns.ending.sub(_blank, text)
    if rest == text:
        return _number(text, lexicon)
    found = _number(rest, lexicon)
    if found is not None:
        return found if found.digits.endswith("X") else None
    return _front(rest, "X", lexicon)


def _blank(match: re.Match[str]) -> str:
    return "，" * len(match.group(0))
