"""The judge's words: `phrases.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Closed(_Shape):
    """Command -> ways of saying it."""

    listed: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, ...]]


class Around(_Shape):
    """Words that people put before and after an answer."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Value(_Shape):
    """Something said for a value."""

    say: str
    value: str
    """As the kiosk's reader writes it."""


class Phrases(_Shape):
    """The file."""

    closed: Closed
    around: Around
    twice: Mapping[str, tuple[str, ...]]
    near_yes: tuple[str, ...]
    open: Mapping[str, tuple[str, ...]]
    plates: tuple[Value, ...]
    dates: tuple[Value, ...]
    aside: tuple[str, ...]
    crowd: tuple[str, ...]


def load_phrases() -> Phrases:
    """Raises pydantic's ValidationError where the file is wrong."""
    path = Path(__file__).parent / "phrases.yaml"
    return Phrases.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
