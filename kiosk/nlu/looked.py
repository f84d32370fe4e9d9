"""One sentence with all that is known of it before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.nlu.encoder import Array
from kiosk.nlu.evidence import Evidence
from kiosk.nlu.grammar import Opinion
from kiosk.nlu.normalise import Plain


@dataclass(frozen=True)
class Looked:
    """What was found in a sentence, and what the classifier gives each label."""

    text: str
    plain: Plain
    seen: Evidence
    said: Opinion
    shares: Mapping[str, float]
    """Empty where nothing was learned."""
    vector: Array | None
    shape: Mapping[str, float] = field(default_factory=dict)
    """What one request, two, and one left open get; empty where nothing was learned."""
    theirs: Mapping[str, float] = field(default_factory=dict)
    """What its being one's own, another's, a unit's ... gets; empty where nothing was learned."""
    danger: Mapping[str, float] = field(default_factory=dict)
    """What calm, police, fire and medical get; empty where nothing was learned."""
