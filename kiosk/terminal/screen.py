"""What the citizen sees, as an immutable value, and the port that shows it. Qt is behind the port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from kiosk.core.text import Language
from kiosk.vision.types import Image

Face = Literal["idle", "listening", "thinking", "speaking", "sorry"]


@dataclass(frozen=True)
class Choice:
    """A button: what it means and what stands on it."""

    id: str
    kind: Literal["item", "command"]
    label: str


@dataclass(frozen=True)
class FieldView:
    """A field that was read, beside its crop, for the citizen to compare."""

    label: str
    value: str
    crop: Image | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class StageView:
    """One of the five stages on the progress line."""

    id: str
    label: str
    done: bool


@dataclass(frozen=True)
class View:
    """One screen. Everything on it is in the visitor's language already."""

    page: str
    title: str
    hint: str
    hall: str
    subtitle: str
    language: Language = "zh"
    large: bool = False
    face: Face = "idle"
    caption: str = ""
    """What is being said."""
    heard: str = ""
    """What was heard, with its label."""
    choices: tuple[Choice, ...] = ()
    fields: tuple[FieldView, ...] = field(default=(), repr=False)
    stages: tuple[StageView, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """Label -> value in large letters: window, number."""
    card: Image | None = field(default=None, repr=False, compare=False)


class Screen(Protocol):
    """Shows views. Called from the conductor's thread; must return at once."""

    def show(self, view: View) -> None: ...

    def clear(self) -> None:
        """Nothing of the visit may stay."""


class RecordingScreen:
    """The headless screen: keeps what it would have shown, for pictures and tests.

    It copies the images, because the visit overwrites its own when it ends.
    """

    def __init__(self) -> None:
        self.views: list[View] = []
        self.cleared = False

    def show(self, view: View) -> None:
        fields = tuple(replace(f, crop=None) for f in view.fields)
        card = None if view.card is None else view.card.copy()
        self.views.append(replace(view, card=card, fields=fields))

    def clear(self) -> None:
        self.cleared = True
