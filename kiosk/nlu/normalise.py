"""A sentence made plain: width, script, punctuation, dialect words, fillers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opencc import OpenCC

_CLAUSE = re.compile(r"[，,。．.！!？?；;、：:\s~～…—]+")
_LATIN = re.compile(r"[^a-z0-9' ]")
_KEPT = re.compile(r"[^0-9A-Z\u3400-\u9fff]")
#: Longer than anybody asks in one breath; more is cut off.
MAX_LENGTH = 200


@lru_cache(maxsize=1)
def _converter() -> Any:
    return OpenCC("t2s")


@dataclass(frozen=True)
class Plain:
    """What is looked into."""

    text: str
    """Everything said, without punctuation."""
    bare: str
    """The same without fillers."""
    clauses: tuple[str, ...]
    """`bare` as it was punctuated."""
    english: str = ""
    """The sentence in small letters with its spaces, where it is in Latin script; else empty."""


@dataclass(frozen=True)
class Normaliser:
    """Made from assets/words/normalise.yaml."""

    fillers: tuple[str, ...]
    """Longest first."""
    replace: Mapping[str, str]
    """Longest first."""

    @classmethod
    def make(cls, fillers: Sequence[str], replace: Mapping[str, str]) -> Normaliser:
        ordered = dict(sorted(replace.items(), key=lambda kv: -len(kv[0])))
        return cls(tuple(sorted(fillers, key=len, reverse=True)), ordered)

    def plain(self, raw: str) -> Plain:
        """Pure; at most MAX_LENGTH characters of it are looked at."""
        text = unicodedata.normalize("NFKC", raw[:MAX_LENGTH]).upper()
        text = _converter().convert(text)
        parts = [self._words(part) for part in _CLAUSE.split(text)]
        parts = [part for part in parts if part]
        bare = [self._strip(part) for part in parts]
        english = _english(unicodedata.normalize("NFKC", raw[:MAX_LENGTH]))
        return Plain("".join(parts), "".join(bare), tuple(b for b in bare if b), english)

    def _words(self, part: str) -> str:
        part = _KEPT.sub("", part)
        for said, meant in self.replace.items():
            part = part.replace(said, meant)
        return part

    def _strip(self, part: str) -> str:
        for filler in self.fillers:
            part = part.replace(filler, "")
        return part


def _english(text: str) -> str:
    """The words, where there are at least twice as many Latin letters as others, and a few of them."""
    latin = sum(c.isascii() and c.isalpha() for c in text)
    others = sum(c.isalpha() for c in text) - latin
    if latin < 4 or latin < 2 * others:
        return ""
    return " ".join(_LATIN.sub(" ", text.lower().replace("’", "'")).split())


def consists_of(text: str, words: Sequence[str]) -> bool:
    """Is it made of nothing but `words`, in any order? Of an empty text it is."""
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached |= {at + len(word) for word in words if text.startswith(word, at)}
    return len(text) in reached
