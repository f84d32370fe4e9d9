"""Small values that events bring and states keep: a rule of the decision, and how the screen helps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.text import Language

Aid = Literal["contrast", "low", "calm"]
"""High contrast; all within reach from a wheelchair; nothing moves."""


@dataclass(frozen=True)
class Told:
    """One rule of the decision, as a citizen may hear it. Not for a log: it is about her."""

    basis: str
    """The article, as she would cite it."""
    zh: str = field(repr=False)
    en: str = field(repr=False)
    holds: bool = False

    def get(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
