"""What the classifier looks at: meaning (the encoder), characters, and sounds.

Characters catch what is written as somebody else wrote it; toneless syllables, with the sounds that speakers
and recognisers mix up made one, catch what was misheard; the encoder catches what was never said like this.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kiosk.nlu.pinyin import readings

#: Changed whenever the features come out differently, so that an older model is never used with them.
VERSION = "1"

_LONGEST_GRAM = 3
_EDGE = "^"
_LETTERS = 4
#: Sounds made one, longest first: initials that Wu and southern speakers mix up, and n/ng.
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "h": "f"}
_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ong": "un", "uo": "o"}
_NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


@lru_cache(maxsize=16384)
def syllable(character: str) -> str:
    """A character's most usual reading without tone and what is mixed up; letters stay as they are."""
    spoken = readings(_NUMERALS.get(character, character))
    if not spoken:
        return character
    initial, final = spoken[0]
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)


def character_grams(text: str) -> list[str]:
    """Pieces of one to three characters, the edges marked; of Latin script one to three words."""
    if text.isascii():
        return _grams([_EDGE, *text.split(), _EDGE], " ")
    return _grams(list(f"{_EDGE}{text}{_EDGE}"), "")


def sound_grams(text: str) -> list[str]:
    """Pieces of one to three syllables; of Latin script four letters, for what was mistyped."""
    if text.isascii():
        return [text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1)]
    return _grams([_EDGE, *map(syllable, text), _EDGE], " ")


def _grams(parts: Sequence[str], joint: str) -> list[str]:
    last = len(parts)
    return [
        joint.join(parts[at : at + size])
        for size in range(1, _LONGEST_GRAM + 1)
        for at in range(last - size + 1)
        if not (size == 1 and parts[at] == _EDGE)
    ]


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that count, their place and weight."""

    place: Mapping[str, int]
    weight: NDArray[np.float32]
    """Inverse document frequency by place."""

    @classmethod
    def learn(cls, documents: Iterable[Sequence[str]], at_least: int) -> Vocabulary:
        """Pieces in at least so many sentences, in the order of the alphabet."""
        seen: Counter[str] = Counter()
        total = 0
        for document in documents:
            seen.update(set(document))
            total += 1
        kept = sorted(gram for gram, times in seen.items() if times >= at_least)
        weight = np.array([np.log((1 + total) / (1 + seen[gram])) + 1 for gram in kept], np.float32)
        return cls({gram: at for at, gram in enumerate(kept)}, weight)

    def look(self, grams: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(places, values) of one sentence; the values' length is 1 (0 where nothing is known)."""
        times = Counter(at for gram in grams if (at := self.place.get(gram)) is not None)
        places = np.fromiter(times.keys(), np.int64, len(times))
        counts = np.fromiter(times.values(), np.float32, len(times))
        values: NDArray[np.float32] = ((1 + np.log(counts)) * self.weight[places]).astype(np.float32)
        length = np.float32(np.sqrt((values * values).sum())) or np.float32(1)
        return places, (values / length).astype(np.float32)


def digest(parts: Iterable[bytes]) -> str:
    """Sixteen hexadecimal characters that change with any byte."""
    content = hashlib.sha256()
    for part in parts:
        content.update(len(part).to_bytes(8, "big"))
        content.update(part)
    return content.hexdigest()[:16]
