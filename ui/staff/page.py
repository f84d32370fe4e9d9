"""What a page of the officer's window is, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal

from kiosk.core.clock import Clock
from kiosk.core.errors import KioskError
from kiosk.core.text import Language
from kiosk.desk.staff_client import StaffClient
from kiosk.terminal.forms.drafts import DraftBook
from kiosk.vision.types import FrameSource
from ui.staff.names import NameBook
from ui.staff.settings import StaffSettings
from ui.staff.words import Words
from ui.staff.work import Work

if TYPE_CHECKING:
    from ui.staff.outbox import Outbox

#: Qt takes names for these; its stubs don't know that.
MAP: Any = "QVariantMap"
LIST: Any = "QVariantList"


@dataclass(frozen=True)
class Room:
    """What every page has: the desk, threads, words, and the frame around it."""

    client: StaffClient
    work: Work
    words: Words
    clock: Clock
    settings: StaffSettings
    outbox: Outbox
    tell: Callable[[str, str], None]
    """A line at the foot: kind (`done`, `note`, `problem`) and text."""
    go: Callable[[str], None]
    """Turn to a page."""
    rights: Callable[[], frozenset[str]]
    """Of who is signed in."""
    staff: Callable[[], str]
    """Who is signed in."""
    page: Callable[[str], PageModel]
    """Another page's model, to give it something to show."""
    over: Callable[[], None]
    """The desk says that the session has ended."""
    line: Callable[[bool], None]
    """Is the desk's line alive?"""
    names: NameBook
    """Of items and halls."""
    assets: Path
    save: Callable[[str, str, bytes], Path]
    """Name, suffix and content of an export: where it lies now. From any thread."""
    show_pdf: Callable[[bytes], None]
    """In the machine's own viewer, from which it is printed; gone from the disk with the officer."""
    camera: Callable[[], FrameSource] | None
    """Opens the window's camera, where it has one."""
    offer_undo: Callable[[str, Callable[[], None]], None]
    """Tell what was done, and what takes it back."""
    state: Path
    """Where this machine keeps what it must remember."""
    drafts: DraftBook
    """Of forms that are being typed."""

    @property
    def language(self) -> Language:
        return self.words.language

    def problem(self, error: KioskError) -> None:
        """Tell what went wrong; a session that has ended locks the window."""
        if error.code == "session_over":
            self.over()
        self.tell("problem", self.words.problem(error))


class PageModel(QObject):
    """What a page shows. `view` is made by `_view`, a pure look at the model's state and the language."""

    changed = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room

    def enter(self) -> None:
        """The page has come on the screen."""

    def leave(self) -> None:
        """Another page has come, or the window is locked."""

    def named(self) -> None:
        """The language, or what things are called, has changed."""
        self.changed.emit()

    def close(self) -> None:
        """The officer has gone; overwrite nothing, hold nothing."""

    def _view(self) -> dict[str, Any]:
        return {}

    def _get(self) -> dict[str, Any]:
        return self._view()

    view = Property(MAP, _get, notify=changed)


@dataclass(frozen=True)
class StaffPage:
    """One page: `id` names its words (`page.ID`), its heading and its place in the list on the left."""

    id: str
    file: str
    """Under qml/Staff/Pages."""
    icon: str
    """Of assets/images/icons."""
    rights: frozenset[str]
    """Who has one of them sees the page."""
    model: Callable[[Room], PageModel]
    listed: bool = True
    """False: it is reached from another page only."""
    keys: tuple[tuple[str, str], ...] = field(default=())
    """(key, id of its word) for the sheet of keys."""
