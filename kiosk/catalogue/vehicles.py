"""Kinds of vehicle as words, so that a rule of the city can be data: `light_truck:closed:local`."""

from __future__ import annotations

from collections.abc import Iterable, Set


def vehicle_words(kind: str, body: str, energy: str, local: bool) -> frozenset[str]:
    """What is said of a vehicle: its kind, body and energy, and `local` for a plate of this city."""
    return frozenset({kind, body, energy, *(("local",) if local else ())})


def words_match(words: Set[str], patterns: Iterable[str]) -> bool:
    """Is there a pattern whose every word (separated by `:`) is said of the vehicle?"""
    return any(set(pattern.split(":")) <= words for pattern in patterns)
