"""The frame around the pages: which are there, which is shown, what is told at the foot, the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.core.errors import KioskError
from kiosk.desk.staff_schemas import Names
from ui.staff.page import LIST, MAP, PageModel, Room, StaffPage
from ui.staff.session import SessionModel
from ui.staff.words import Words


class Shell(QObject):
    """What Main.qml shows besides the page itself."""

    pagesChanged = Signal()
    pageChanged = Signal()
    wordsChanged = Signal()
    toldChanged = Signal()
    lineChanged = Signal()
    clockChanged = Signal()

    def __init__(self, pages: Sequence[StaffPage], words: Words, session: SessionModel) -> None:
        super().__init__()
        self._pages = pages
        self._words = words
        self._session = session
        self._room: Room | None = None
        self._models: dict[str, PageModel] = {}
        self._current = ""
        self._told: tuple[str, str] = ("", "")
        self._undo: Callable[[], None] | None = None
        self._live = True
        self._kept = 0
        self._clock = ("", "")
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(lambda: self.tell("", ""))
        self.on_language: Callable[[], None] = lambda: None
        self.on_gone: Callable[[], None] = lambda: None
        """The officer has signed out, or somebody else has signed in."""
        session.on_in = self._signed_in
        session.on_out = self._signed_out
        session.on_lock = self._locked
        session.changed.connect(self.pagesChanged)

    def open_room(self, room: Room) -> None:
        """What pages are made with."""
        self._room = room

    # -- pages

    def model(self, page_id: str) -> PageModel:
        """The page's model, made when it is first wanted."""
        if page_id not in self._models:
            if self._room is None:
                raise KioskError("no_room", "the window isn't ready")
            page = self._page(page_id)
            self._models[page_id] = page.model(self._room)
        return self._models[page_id]

    def may(self, page: StaffPage) -> bool:
        return bool(page.rights & self._session.rights)

    @Slot(str)
    def go(self, page_id: str) -> None:
        """Turn to a page that this officer may see."""
        page = self._page(page_id)
        if not self.may(page) or page_id == self._current:
            return
        if self._current in self._models:
            self._models[self._current].leave()
        self._current = page_id
        self.model(page_id).enter()
        self.pageChanged.emit()

    @Slot(int)
    def go_to(self, number: int) -> None:
        """By its number in the list, from 1."""
        listed = self._listed()
        if 1 <= number <= len(listed):
            self.go(listed[number - 1].id)

    def _page(self, page_id: str) -> StaffPage:
        return next(page for page in self._pages if page.id == page_id)

    def _listed(self) -> list[StaffPage]:
        return [page for page in self._pages if page.listed and self.may(page)]

    def _signed_in(self, same: bool) -> None:
        self.pagesChanged.emit()
        if same and self._current in self._models:
            self._models[self._current].enter()
        else:
            listed = self._listed()
            if listed:
                self.go(listed[0].id)
        if self._room is not None:
            self._room.outbox.send_all()
            self._learn_names(self._room)

    def _learn_names(self, room: Room) -> None:
        def learnt(names: Names) -> None:
            room.names.put(names)
            for model in self._models.values():
                model.named()

        room.work.run(room.client.names, learnt, room.problem)

    def _locked(self) -> None:
        self.tell("", "")
        if self._current in self._models:
            self._models[self._current].leave()

    def _signed_out(self) -> None:
        if self._room is not None:
            self._room.work.forget()
            self._room.outbox.forget()
        models, self._models, self._current = self._models, {}, ""
        self.pageChanged.emit()
        for model in models.values():
            model.leave()
            model.close()
            model.deleteLater()
        self.tell("", "")
        self.on_gone()

    # -- what is told

    def tell(self, kind: str, text: str) -> None:
        """A line at the foot, for a while."""
        self._undo = None
        self._told = (kind, text)
        self.toldChanged.emit()
        if text and self._room is not None:
            self._fade.start(int(self._room.settings.told_seconds * 1000))

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Tell what was done, with a way back as long as it is told."""
        self.tell("done", text)
        self._undo = undo
        self.toldChanged.emit()

    @Slot()
    def undo(self) -> None:
        """Take back what was told last."""
        undo, self._undo = self._undo, None
        if undo is not None and self._session.rights:
            self.tell("", "")
            undo()

    def put_line(self, live: bool, kept: int) -> None:
        """Is the desk there, and how many decisions wait to be sent?"""
        if (live, kept) != (self._live, self._kept):
            self._live, self._kept = live, kept
            self.lineChanged.emit()

    def put_clock(self, time: str, day: str) -> None:
        if (time, day) != self._clock:
            self._clock = (time, day)
            self.clockChanged.emit()

    @Slot()
    def turn_language(self) -> None:
        """zh, en, zh."""
        self._words.language = "en" if self._words.language == "zh" else "zh"
        self.wordsChanged.emit()
        self._session.changed.emit()
        self.lineChanged.emit()
        self.on_language()
        for model in self._models.values():
            model.named()

    # -- what QML reads

    def _get_pages(self) -> list[dict[str, Any]]:
        return [
            {"id": page.id, "icon": page.icon, "key": f"Ctrl+{n}", "name": self._words.say(f"page.{page.id}")}
            for n, page in enumerate(self._listed(), 1)
        ]

    def _get_page(self) -> dict[str, Any]:
        if not self._current:
            return {"id": "", "file": "", "keys": []}
        page = self._page(self._current)
        keys = [{"key": key, "does": self._words.say(word)} for key, word in page.keys]
        return {"id": page.id, "file": page.file, "keys": keys}

    def _get_line(self) -> str:
        if self._kept:
            return self._words.say("line.kept", count=self._kept)
        return self._words.say("line.live" if self._live else "line.lost")

    def _current_model(self) -> QObject | None:
        return self._models.get(self._current)

    pages = Property(LIST, _get_pages, notify=pagesChanged)
    page = Property(MAP, _get_page, notify=pageChanged)
    current = Property(str, lambda self: self._current, notify=pageChanged)
    model_now = Property(QObject, _current_model, notify=pageChanged)
    words = Property(MAP, lambda self: self._words.all(), notify=wordsChanged)
    language = Property(str, lambda self: self._words.language, notify=wordsChanged)
    toldKind = Property(str, lambda self: self._told[0], notify=toldChanged)
    told = Property(str, lambda self: self._told[1], notify=toldChanged)
    canUndo = Property(bool, lambda self: self._undo is not None, notify=toldChanged)
    line = Property(str, _get_line, notify=lineChanged)
    live = Property(bool, lambda self: self._live and not self._kept, notify=lineChanged)
    time = Property(str, lambda self: self._clock[0], notify=clockChanged)
    day = Property(str, lambda self: self._clock[1], notify=clockChanged)
