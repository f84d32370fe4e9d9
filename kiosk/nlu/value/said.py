"""A sentence made plain for values, with every character's place in what was said."""

from __future__ import annotations

import re
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


#: 6 个 月, 明天 起 一 个 月: a space beside a unit or a word of time is no pause.
_NUMERAL = "0-9零一二两俩三四五六七八九十半几"
_GLUED = re.compile(
    rf"(?<=[{_NUMERAL}])\s+(?=[个月年天日号周岁])|(?<=个)\s+(?=月)|(?<=[起到至])\s+|\s+(?=[起到至])"
)


def _dropped(raw: str) -> frozenset[int]:
    """Places of spaces that are no pauses: all where every character stands by itself."""
    pieces = raw.split()
    han = any("\u4e00" <= c <= "\u9fff" for c in raw)
    if len(pieces) > 2 and han and all(len(p) == 1 or (p.isascii() and p.isdigit()) for p in pieces):
        return frozenset(at for at, c in enumerate(raw) if c.isspace())
    return frozenset(at for m in _GLUED.finditer(raw) for at in range(*m.span()))


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
        dropped = _dropped(raw[:MAX_LENGTH])
        for place, character in enumerate(raw[:MAX_LENGTH]):
            if place in dropped:
                continue
            for one in _plain(character):
                text.append(one)
                places.append(place)
        return cls(raw, "".join(text), tuple(places))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of `raw` that `text[start:end]` came from."""
        if not self.places or start >= end or start >= len(self.places):
            return 0, 0
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1
