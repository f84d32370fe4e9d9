"""What a value is, and what was found of it in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "id_tail",
    "phone",
    "plate",
    "date",
    "period",
    "classes",
    "months",
    "amount",
    "reason",
    "yes_no",
    "choice",
    "correction",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Value = str | int | Mapping[str, str]
"""id_tail, phone, plate, classes, correction: text; date: ISO day or ISO month; period: {from, to}, ISO days,
both inclusive; months and choice (an index): whole numbers; amount: fen; reason: military | abroad | other;
yes_no: yes | no."""


@dataclass(frozen=True)
class Option:
    """One line of a list to choose from."""

    name: str
    id: str = ""
    words: tuple[str, ...] = ()
    """What people call it besides its name."""


@dataclass(frozen=True)
class Hit:
    """What one reader found, before it is made sayable."""

    value: Value
    confidence: float
    start: int
    end: int
    """Characters of the plain text."""
    alternatives: tuple[Value, ...] = ()


@dataclass(frozen=True)
class ValueFound:
    """A value, how sure it is, where it was said, and what is said to have it confirmed."""

    kind: Kind
    value: Value
    confidence: float
    """0 to 1."""
    span: tuple[int, int]
    """First and past-the-last character of the raw text that it was read from."""
    read_back: str
    """Never a whole ID number."""
    alternatives: tuple[Value, ...] = ()
    """What else it may be, likeliest first."""
