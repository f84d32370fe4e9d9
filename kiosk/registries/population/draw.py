"""Chance that is the same on every machine and in every version: splitmix64, by seed, purpose and place.

Every fact has a stream of its own, so that a new fact changes none of the others, and anybody's record can be
worked out alone. Not for secrets.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


class Draw:
    """One stream of chances."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, purpose: str, *place: int) -> None:
        state = _mix((seed + zlib.crc32(purpose.encode()) * _STEP) & _MASK)
        for number in place:
            state = _mix((state + (number + 1) * _STEP) & _MASK)
        self._state = state

    def next(self) -> int:
        """64 bits."""
        self._state = (self._state + _STEP) & _MASK
        return _mix(self._state)

    def below(self, end: int) -> int:
        """0 to end - 1."""
        return self.next() % end

    def between(self, first: int, last: int) -> int:
        """first to last, both included."""
        return first + self.below(last - first + 1)

    def one_in(self, so_many: int) -> bool:
        return self.below(so_many) == 0

    def per_1000(self, so_many: int) -> bool:
        return self.below(1000) < so_many

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]


class Shares(Generic[T]):
    """Things with relative shares."""

    def __init__(self, shares: Mapping[T, int]) -> None:
        self._things = list(shares)
        self._ends = list(accumulate(shares.values()))

    def pick(self, draw: Draw) -> T:
        return self._things[bisect_right(self._ends, draw.below(self._ends[-1]))]


class Ranges:
    """Whole numbers from ranges with relative shares: [from, to, share]."""

    def __init__(self, ranges: Sequence[tuple[int, int, int]]) -> None:
        self._shares = Shares({(first, last): share for first, last, share in ranges})

    def pick(self, draw: Draw) -> int:
        return draw.between(*self._shares.pick(draw))


def column(seed: int, purpose: str, count: int) -> NDArray[np.uint64]:
    """64 bits for each of `count` rows: what the lookups are built from in one go."""
    start = np.uint64(Draw(seed, purpose).next())
    with np.errstate(over="ignore"):
        x: NDArray[Any] = start + (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_STEP))
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed: NDArray[np.uint64] = x ^ (x >> np.uint64(31))
    return mixed
