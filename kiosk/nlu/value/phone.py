"""A mobile number: eleven digits, the first 1, the second 3 to 9."""

from __future__ import annotations

import re

from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

_MOBILE = re.compile(r"(?:86|0086)?(1[3-9][0-9]{9})\Z")


def valid(digits: str) -> bool:
    """A mobile number, with or without the country's code."""
    return _MOBILE.match(digits) is not None


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The number that was said, without +86."""
    shape = lexicon.digits.shape
    own = any(word in said.text for word in shape.phone_own)
    if not own and any(word in said.text for word in shape.phone_others):
        return None
    text = lexicon.questions.without_listening(said.text).replace("+", " ")
    found = lexicon.digits.read_after(text, shape.phone_cues, (11, 13, 15), valid)
    if found is None or lexicon.questions.asked(text, found.start, found.end):
        return None
    match = _MOBILE.match(found.digits)
    return Hit(match.group(1), found.confidence, found.start, found.end) if match else None
