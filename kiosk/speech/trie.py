"""All expected phrases at once: common beginnings are worked out once, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.decoder import Beginnings, Decoder, Sound
from kiosk.speech.written import Written


@dataclass(frozen=True)
class PhraseScore:
    """How likely one phrase is, in natural logarithms."""

    said: float
    """Of its tokens."""
    ended: float
    """That nothing more follows them."""


@dataclass(frozen=True)
class _Level:
    """The nodes of one depth."""

    parents: NDArray[np.int64]
    """Of each node, its place in the level before."""
    tokens: NDArray[np.int64]
    ends: tuple[tuple[int, int], ...]
    """(node, phrase) where a phrase is complete."""


class Trie:
    """Phrases by their tokens. Made once for a question."""

    def __init__(self, phrases: Sequence[Sequence[int]]) -> None:
        self.size = len(phrases)
        levels: list[_Level] = []
        places: dict[tuple[int, ...], int] = {(): 0}
        for depth in range(1, max(map(len, phrases), default=0) + 1):
            begun = dict.fromkeys(tuple(p[:depth]) for p in phrases if len(p) >= depth)
            here = {path: place for place, path in enumerate(begun)}
            ends = tuple((here[tuple(p)], i) for i, p in enumerate(phrases) if len(p) == depth)
            parents = np.asarray([places[path[:-1]] for path in here], np.int64)
            levels.append(_Level(parents, np.asarray([path[-1] for path in here], np.int64), ends))
            places = here
        self._levels = tuple(levels)

    def tokens(self) -> set[int]:
        """All that are in it."""
        return {int(t) for level in self._levels for t in level.tokens}

    def score(self, decoder: Decoder, sound: Sound, start: Beginnings, written: Written) -> list[PhraseScore]:
        """One score a phrase; probabilities are shares among what may be `written`."""
        found = [PhraseScore(0.0, 0.0)] * self.size
        state, sums = start, np.zeros(1)
        shares = written.log_probabilities(state.hidden)
        for level in self._levels:
            columns = np.asarray([written.place[int(t)] for t in level.tokens])
            sums = sums[level.parents] + shares[level.parents, columns]
            state = decoder.step(sound, state, level.parents, level.tokens)
            shares = written.log_probabilities(state.hidden)
            ended = shares[:, written.place[written.end]]
            for node, phrase in level.ends:
                found[phrase] = PhraseScore(float(sums[node]), float(ended[node]))
        return found
