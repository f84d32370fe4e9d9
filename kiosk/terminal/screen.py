"""What the citizen sees, as an immutable value, and the port that shows it. Qt is behind the port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from kiosk.catalogue.guide import GuideLine
from kiosk.core.text import Language
from kiosk.terminal.forms.model import ItemForm
from kiosk.vision.types import Image, Quad

Face = Literal["idle", "listening", "thinking", "speaking", "sorry", "happy"]
Asks = Literal["", "choice", "yes_no", "digits", "plate", "date", "months"]
"""What a question wants, and with it how it is answered by hand."""


@dataclass(frozen=True)
class Choice:
    """A button: what it means and what stands on it."""

    id: str
    kind: Literal["item", "command", "language", "value", "happened", "aid", "rating"]
    """`value`: the answer to a question, as if it had been said; `happened`: what somebody needs help with;
    `aid`: how the screen helps; `rating`: one of the five faces."""
    label: str
    group: str = ""
    """For an item its department: the home page groups by it."""
    minor: bool = False
    """An item that officers do: found behind "other matters"."""
    short: str = ""
    """For an item what people call it."""
    spelled: tuple[str, ...] = ()
    """For an item what may be keyed in to find it."""
    on: bool = False
    """For an aid: it helps already."""


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
    took: str = ""
    """How long it really took, in words; empty where that isn't known."""


@dataclass(frozen=True)
class ReasonLine:
    """One rule of the decision, with its article."""

    text: str
    basis: str
    holds: bool


@dataclass(frozen=True)
class OfficerView:
    """What an officer sees of the visit that she has taken over, or of the page on which she signs in."""

    by: str = ""
    step: str = ""
    item: str = ""
    problem: str = ""
    """On the sign-in page: why not."""
    locked: bool = False
    said: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Who (`citizen`, `xiaozhi`) and what, in order."""
    form: ItemForm | None = field(default=None, repr=False)
    """Of the item, where one is chosen."""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Key of the form -> what is held."""
    asked: str = ""
    """The key, or the document, that the visit asks for just now."""
    items: tuple[Choice, ...] = ()
    """What she may choose, where it can still be chosen."""
    reasons: tuple[ReasonLine, ...] = field(default=(), repr=False)
    may_skip: bool = False
    may_change: bool = False
    due: bool = False
    served: bool = True
    """False: the kiosk was at rest."""


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
    cause: str = ""
    """On the hand-over page: inaccurate, incomplete, not_eligible, system, asked_by_citizen, agent."""
    document: str = ""
    """On the page that wants a card: which."""
    countdown: float | None = None
    """Seconds, from when this was first shown, until something happens by itself: the visit is wiped, the
    notice goes on."""
    countdown_round: int = 0
    """Another number: the counting begins anew."""
    happenings: tuple[Choice, ...] = ()
    """On the home page: what may have happened."""
    guide: tuple[GuideLine, ...] = ()
    reasons: tuple[ReasonLine, ...] = field(default=(), repr=False)
    aids: tuple[Choice, ...] = ()
    """The ways in which the screen can help, and which of them do."""
    contrast: bool = False
    low: bool = False
    """Everything that can be touched lies in the lower three fifths of an upright panel."""
    calm: bool = False
    """Nothing moves."""
    always: tuple[Choice, ...] = ()
    """Back, repeat, officer: on every page but the standby one."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The window's own small words: the prompts under `label.touch.`, without that prefix."""
    notice: str = ""
    """A device is lost: one line over the page, which goes on."""
    item: str = ""
    """The item under way, for its picture."""
    slot: str = ""
    """On the question page: the name of what is asked for."""
    asks: Asks = ""
    """On the question page: what kind of answer."""
    length: int = 0
    """For digits: how many, where that is known."""
    officer: OfficerView | None = field(default=None, repr=False)
    """On the officers' pages."""


class Screen(Protocol):
    """Shows views. Called from the conductor's thread; must return at once."""

    def show(self, view: View) -> None: ...

    def level(self, loudness: float) -> None:
        """How loud the microphone or 小智's voice is just now, 0 to 1; about 20 times a second."""

    def preview(self, frame: Image | None, outline: Quad | None, still: bool = False) -> None:
        """What the camera sees while a card is wanted, with the card's corners where one was found.

        `still`: it lies still and is about to be read. No frame: nothing is wanted any more.
        """

    def clear(self) -> None:
        """Nothing of the visit may stay."""


class Watched:
    """Two screens: one that is looked at, and one that keeps what it showed."""

    def __init__(self, looked_at: Screen, kept: RecordingScreen) -> None:
        self._looked_at = looked_at
        self.kept = kept

    def show(self, view: View) -> None:
        self._looked_at.show(view)
        self.kept.show(view)

    def level(self, loudness: float) -> None:
        self._looked_at.level(loudness)

    def preview(self, frame: Image | None, outline: Quad | None, still: bool = False) -> None:
        self._looked_at.preview(frame, outline, still)

    def clear(self) -> None:
        self._looked_at.clear()
        self.kept.clear()


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

    def level(self, loudness: float) -> None:
        """Nothing to keep."""

    def preview(self, frame: Image | None, outline: Quad | None, still: bool = False) -> None:
        """Nothing to keep."""

    def clear(self) -> None:
        self.cleared = True
