"""Words as one alternative of a regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """The words escaped, the longest first, so that it wins."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
