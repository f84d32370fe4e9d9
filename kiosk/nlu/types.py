"""What was understood: the values that leave this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["item", "handoff", "command", "ask", "emergency", "none"]


@dataclass(frozen=True)
class Candidate:
    """Something that may have been meant."""

    id: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class Understanding:
    """One utterance, understood as far as it goes."""

    text: str
    """As heard or typed."""
    outcome: Kind
    id: str | None
    """None for ask and none."""
    candidates: tuple[Candidate, ...] = ()
    """Best first; for ask the ones to offer."""
    confidence: float = 0.0
    values: Mapping[str, str] = field(default_factory=dict)
    """`for` (somebody else), `disqualifier`, `pointer` ... only what was said."""
