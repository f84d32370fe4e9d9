"""What a new sentence of an item would pull in: the over-match report, before anybody relies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.nlu.bank import Index, with_added
from kiosk.nlu.danger import CALM
from kiosk.nlu.decide import Limits, decide, weigh
from kiosk.nlu.encoder import Array, encode
from kiosk.nlu.evidence import gather
from kiosk.nlu.grammar import opinion
from kiosk.nlu.learned import Learned
from kiosk.nlu.sentences import OPEN
from kiosk.nlu.words import Words

#: Sentences less like it than this are not even shown.
_SHOWN = 0.65


@dataclass(frozen=True)
class Pull:
    """A sentence of another meaning that the new one reaches for."""

    sentence: str
    meaning: tuple[str, ...]
    likeness: float
    """Cosine, 1 is the same."""
    pulled: bool
    """Something said just like it would now come out as the item."""


@dataclass(frozen=True)
class Known:
    """All sentences 小智 knows, ready to be compared; made once for many reports."""

    texts: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]
    vectors: Array

    @classmethod
    def of(cls, learned: Learned) -> Known:
        held = {text: labels for text, labels in learned.exact.items() if labels != (CALM,)}
        return cls(tuple(held), tuple(held.values()), encode(tuple(held)))


def over_match(
    item: str, sentence: str, known: Known, learned: Learned, words: Words, ids: Sequence[str]
) -> list[Pull]:
    """Sentences of others that are like a new `sentence` of `item`, the likest first."""
    vector = encode([words.normaliser.plain(sentence).bare])[0]
    likeness = known.vectors @ vector
    found = []
    for at in likeness.argsort()[::-1]:
        if likeness[at] < _SHOWN:
            break
        if item not in known.meanings[at]:
            pulled = _pulled(item, at, vector, known, learned, words, ids)
            found.append(Pull(known.texts[at], known.meanings[at], float(likeness[at]), pulled))
    return found


def _pulled(
    item: str, at: int, new: Array, known: Known, learned: Learned, words: Words, ids: Sequence[str]
) -> bool:
    plain = words.normaliser.plain(known.texts[at])
    seen = gather(plain, words)
    made, vector = learned.classifier, known.vectors[at]
    shown = plain.english or seen.rest or plain.bare or plain.text
    row = made.probabilities([shown], vector[None])[0].astype(float).tolist()
    shares = with_added(dict(zip(made.labels, row, strict=True)), vector, Index(("",), (item,), new[None]))
    said = opinion(seen, words)
    verdict = decide(weigh(shares, ids, said, Limits()), shares.get(OPEN, 0.0), said, Limits())
    return verdict.outcome == "item" and verdict.ids[0] == item
