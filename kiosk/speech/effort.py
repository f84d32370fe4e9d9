"""How much work a recognition may be: the whole path, or the smaller one of a slower machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """What an open recognition is done with."""

    name: str
    beam: int
    """Beginnings that are followed."""
    window: float
    """Seconds that the encoder sees: 15 s cost 0.3 s less than 30 s on two cores."""


FULL = Effort("full", beam=5, window=30.0)
LIGHT = Effort("light", beam=3, window=15.0)
