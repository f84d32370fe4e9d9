"""How patient the conversation is, and what it knows of the items: passed in, never looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Patience:
    """Seconds of quiet before each rung of the ladder; settings of the installation."""

    first_prompt: float = 8.0
    second_prompt: float = 23.0
    warning: float = 60.0
    wipe: float = 75.0
    card: float = 120.0
    """While a card is to be placed, instead of `wipe`; the warning comes 15 s before."""
    survey: float = 8.0
    handed_over: float = 20.0
    """How long the slip's page stays."""

    def doubled(self) -> Patience:
        """For the large-type mode."""
        return replace(self, **{name: value * 2 for name, value in vars(self).items()})


@dataclass(frozen=True)
class ItemView:
    """What the conversation needs to know of an item."""

    id: str
    documents: tuple[str, ...]
    handed_over: bool = False
    """Recognised, explained, and always an officer's."""


@dataclass(frozen=True)
class DialogueSettings:
    """Everything outside the state that a step depends on."""

    items: Mapping[str, ItemView]
    card_problems: frozenset[str] = frozenset()
    """Problem codes that have a sentence of their own."""
    patience: Patience = Patience()
    max_misses: int = 3
    max_repeats: int = 6
    """After so many repeats in a row without progress an officer is called."""
    max_card_tries: int = 3
