"""When a value read is the value printed. Strict in characters, lenient in how it is written down."""

from __future__ import annotations

import re
import unicodedata


def same(field: str, truth: str, read: str) -> bool:
    """Whether `read` says what is printed.

    Full and half width, spaces, and punctuation in running text (record, results) don't count; the unit of
    seats and the day of a month-only date don't either. Everything else must be equal.
    """
    return _plain(field, truth) == _plain(field, read)


def _plain(field: str, value: str) -> str:
    text = unicodedata.normalize("NFKC", value).replace("・", "·").replace("•", "·")
    text = re.sub(r"\s", "", text)
    if field in ("record", "results"):
        return re.sub(r"[^\w.]", "", text)
    if field == "seats":
        return re.sub(r"人$", "", text)
    if field == "inspection_valid_to":
        return text[:7]
    return text
