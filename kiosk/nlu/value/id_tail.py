"""The last four characters of an ID number: 001X."""

from __future__ import annotations

import re

from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

_TAIL = re.compile(r"[0-9]{3}[0-9X]\Z")


def valid(digits: str) -> bool:
    """Three digits, then a digit or X."""
    return _TAIL.match(digits) is not None


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The tail that was said; None for other numbers' tails and for a whole number."""
    shape = lexicon.digits.shape
    own = any(word in said.text for word in shape.tail_own)
    if not own and any(word in said.text for word in shape.tail_others):
        return None
    found = lexicon.digits.read_after(said.text, shape.tail_cues, (4,), valid)
    if found is None or lexicon.questions.asked(said.text, found.start, found.end):
        return None
    return Hit(found.digits, found.confidence, found.start, found.end)
