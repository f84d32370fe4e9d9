"""Sentences that are known word for word, and what is nearest to a sentence that isn't.

An officer's new sentence counts here at once, before the learned part is built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kiosk.nlu.encoder import WIDTH, Array

#: A sentence so near to an officer's new one counts as it …
_SAME = 0.80
#: … and to another office's matter so near is that office's.
_OFFICE = 0.66
#: … where two of the three nearest say so (or one that is nearly the same): a wrong door is worse than none.
_WITNESSES = 2
_NEARLY_SAME = 0.85


def _nowhere() -> Array:
    return np.zeros((0, WIDTH), np.float32)


@dataclass(frozen=True)
class Near:
    """The nearest sentence and how near (cosine)."""

    text: str
    meaning: str
    likeness: float


@dataclass(frozen=True)
class Index:
    """Sentences by what they mean, looked through by one product of matrices."""

    texts: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    vectors: Array = field(default_factory=_nowhere)

    def nearest(self, vector: Array, at_least: float) -> Near | None:
        """The one nearest to a sentence, where it is near enough."""
        if not self.texts:
            return None
        likeness = self.vectors @ vector
        at = int(likeness.argmax())
        if likeness[at] < at_least:
            return None
        return Near(self.texts[at], self.meanings[at], float(likeness[at]))

    def agreed(self, vector: Array, at_least: float) -> Near | None:
        """The nearest, where others near it mean the same."""
        near = self.nearest(vector, at_least)
        if near is None or near.likeness >= _NEARLY_SAME:
            return near
        order = (self.vectors @ vector).argsort()[::-1][:3]
        witnesses = sum(self.meanings[at] == near.meaning for at in order)
        return near if witnesses >= _WITNESSES else None


@dataclass(frozen=True)
class Bank:
    """What is known word for word."""

    exact: Mapping[str, tuple[str, ...]]
    """Plain sentence -> what it can mean."""
    added: Index = Index()
    """Sentences the learned part was not built from."""
    calm: frozenset[str] = frozenset()
    """Sentences that are known to be no emergency, whatever they are."""
    offices: Index = Index()
    """Other offices' matters; their meaning is the office."""

    def known(self, bare: str) -> tuple[str, ...]:
        """What a sentence means that is known; empty: unknown."""
        return self.exact.get(bare, ())

    def office(self, vector: Array) -> Near | None:
        """Whose matter it is."""
        return self.offices.agreed(vector, _OFFICE)


def like_added(added: Index, vector: Array) -> Near | None:
    """An officer's new sentence that says the same."""
    return added.nearest(vector, _SAME)


def with_added(shares: Mapping[str, float], vector: Array, added: Index) -> dict[str, float]:
    """The classifier's shares with an officer's new sentences counted in."""
    near = like_added(added, vector)
    if near is None:
        return dict(shares)
    counted = {label: share * (1 - near.likeness) for label, share in shares.items()}
    counted[near.meaning] = counted.get(near.meaning, 0.0) + near.likeness
    return counted


def merge(known: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """Sentences said by several hands with different meanings mean all of them."""
    merged: dict[str, tuple[str, ...]] = {}
    for bare, labels in known:
        if bare and labels:
            merged[bare] = tuple(dict.fromkeys((*merged.get(bare, ()), *labels)))
    return merged
