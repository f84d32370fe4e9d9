"""A sentence made plain for values, with every character's place in what was said."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opencc import OpenCC

#: More than anybody says in one breath; the rest isn't looked at.
MAX_LENGTH = 200


@lru_cache(maxsize=1)
def _converter() -> Any:
    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character).upper()
    return str(_converter().convert(wide)) if wide and ord(wide[0]) >= 0x3400 else wide


@dataclass(frozen=True)
class Said:
    """Simplified, half-width, capital letters; punctuation is kept."""

    raw: str
    text: str
    places: tuple[int, ...]
    """For each character of `text` the place in `raw` it came from."""

    @classmethod
    def make(cls, raw: str) -> Said:
        """Pure; never raises."""
        text: list[str] = []
        places: list[int] = []
        for place, character in enumerate(raw[:MAX_LENGTH]):
            for one in _plain(character):
                text.append(one)
                places.append(place)
        return cls(raw, "".join(text), tuple(places))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of `raw` that `text[start:end]` came from."""
        if not self.places or start >= end or start >= len(self.places):
            return 0, 0
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1
