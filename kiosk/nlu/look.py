"""Everything that is known of a sentence before anything is decided: grammar, and what was learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.nlu.bank import Bank, with_added
from kiosk.nlu.classifier import Classifier
from kiosk.nlu.danger import danger_of
from kiosk.nlu.encoder import Array, encode
from kiosk.nlu.evidence import gather
from kiosk.nlu.grammar import opinion
from kiosk.nlu.learned import Learned
from kiosk.nlu.looked import Looked
from kiosk.nlu.words import Words


def look(texts: Sequence[str], words: Words, learned: Learned | None, bank: Bank) -> list[Looked]:
    """One for each text; together is quicker and the same. Pure."""
    plains = [words.normaliser.plain(text) for text in texts]
    seen = [gather(plain, words, by_sound=learned is None) for plain in plains]
    said = [opinion(s, words) for s in seen]
    if learned is None:
        whole = zip(texts, plains, seen, said, strict=True)
        return [Looked(t, p, s, o, {}, None) for t, p, s, o in whole]
    shown = [p.english or s.rest or p.bare or p.text for p, s in zip(plains, seen, strict=True)]
    entire = [danger_of(plain) for plain in plains]
    own, of_entire = _vectors(shown, entire)
    shares = [
        with_added(s, v, bank.added) for s, v in zip(_rows(learned.classifier, shown, own), own, strict=True)
    ]
    shape, theirs = _rows(learned.shape, shown, own), _rows(learned.theirs, entire, of_entire)
    danger = _rows(learned.danger, entire, of_entire)
    known = zip(texts, plains, seen, said, shares, own, shape, theirs, danger, strict=True)
    return [Looked(*one) for one in known]


def _vectors(shown: Sequence[str], entire: Sequence[str]) -> tuple[Array, Array]:
    """Of what requests and what dangers are seen in; most sentences are the same for both."""
    other = [e for e, s in zip(entire, shown, strict=True) if e != s]
    vectors = encode([*shown, *other])
    own, more = vectors[: len(shown)], iter(vectors[len(shown) :])
    return own, np.stack([v if e == s else next(more) for e, s, v in zip(entire, shown, own, strict=True)])


def _rows(made: Classifier | None, texts: Sequence[str], vectors: Array) -> list[dict[str, float]]:
    if made is None:
        return [{}] * len(texts)
    rows = made.probabilities(texts, vectors).astype(float).tolist()
    return [dict(zip(made.labels, row, strict=True)) for row in rows]
