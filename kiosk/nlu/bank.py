"""The catalogue's own sentences: said word for word, or nearly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.nlu.normalise import Normaliser
from kiosk.nlu.pinyin import Sounds

#: Dearest mean price a character of a sentence that still counts as said.
_NEAR = 0.2


@dataclass(frozen=True)
class Bank:
    """Sentences, made plain, and whose they are."""

    sentences: Mapping[str, str]
    """Plain sentence -> item id."""

    @classmethod
    def make(cls, items: Iterable[tuple[str, Iterable[str]]], normaliser: Normaliser) -> Bank:
        return cls({normaliser.plain(s).bare: item for item, said in items for s in said})

    def exact(self, bare: str) -> str | None:
        """The item whose sentence it is."""
        return self.sentences.get(bare)

    def near(self, bare: str, sounds: Sounds) -> tuple[str, str, float] | None:
        """(item, sentence, mean price) of the nearest sentence, where it is near enough."""
        best: tuple[str, str, float] | None = None
        for sentence, item in self.sentences.items():
            if abs(len(sentence) - len(bare)) > 2 or len(sentence) < 4:
                continue
            price = sounds.distance(bare, sentence) / len(sentence)
            if price <= _NEAR and (best is None or price < best[2]):
                best = (item, sentence, price)
        return best
