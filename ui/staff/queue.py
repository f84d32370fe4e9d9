"""The review queue, live: the urgent first; what somebody did elsewhere shows within a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from kiosk.core.errors import KioskError
from kiosk.desk.staff_client import DeskError, QueueWish, StaffClient
from kiosk.desk.staff_schemas import QueuePage, ReviewLine
from ui.staff.case import CaseModel
from ui.staff.page import PageModel, Room
from ui.staff.queue_view import filters, following, queue_line

_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
#: Seconds before a broken line is tried again.
_AGAIN = 1.0


class Rows(QAbstractListModel):
    """The lines that are here so far; more are fetched as the list is scrolled."""

    def __init__(self, show: Callable[[ReviewLine], dict[str, Any]], more: Callable[[], None]) -> None:
        super().__init__()
        self._show = show
        self._more = more
        self.lines: list[ReviewLine] = []
        self.next: str | None = None

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.lines)

    def data(self, index: _Index, role: int = _ROLE) -> Any:
        return self._show(self.lines[index.row()]) if 0 <= index.row() < len(self.lines) else None

    def roleNames(self) -> dict[int, QByteArray]:
        return {_ROLE: QByteArray(b"line")}

    def canFetchMore(self, parent: _Index | None = None) -> bool:
        return self.next is not None

    def fetchMore(self, parent: _Index | None = None) -> None:
        self._more()

    def put(self, lines: Sequence[ReviewLine], following: str | None) -> None:
        """All anew."""
        self.beginResetModel()
        self.lines, self.next = list(lines), following
        self.endResetModel()

    def add(self, lines: Sequence[ReviewLine], following: str | None) -> None:
        """Below those that are here."""
        self.next = following
        known = {line.case_id for line in self.lines}
        new = [line for line in lines if line.case_id not in known]
        if new:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(new) - 1)
            self.lines += new
            self.endInsertRows()

    def refresh(self) -> None:
        """The same lines in other words."""
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))

    def merge(self, head: Sequence[ReviewLine], following: str | None) -> None:
        """The first lines as they are now; what is below them stays, but for those that have moved."""
        fewer = following is None
        fresh = {line.case_id for line in head}
        below = [] if fewer else [x for x in self.lines[len(head) :] if x.case_id not in fresh]
        wanted = [*head, *below]
        if fewer or len(self.lines) <= len(head):
            self.next = following
        self._turn_into(wanted)

    def _turn_into(self, wanted: list[ReviewLine]) -> None:
        """Row by row, so that the list keeps its place and its selection."""
        keep = {line.case_id for line in wanted}
        for row in range(len(self.lines) - 1, -1, -1):
            if self.lines[row].case_id not in keep:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.lines[row]
                self.endRemoveRows()
        for row, line in enumerate(wanted):
            here = self.lines[row].case_id if row < len(self.lines) else None
            if here != line.case_id:
                self._bring(row, line)
            if self.lines[row] != line:
                self.lines[row] = line
                self.dataChanged.emit(self.index(row), self.index(row))

    def _bring(self, row: int, line: ReviewLine) -> None:
        was = next((n for n in range(row, len(self.lines)) if self.lines[n].case_id == line.case_id), None)
        if was is not None:
            self.beginMoveRows(QModelIndex(), was, was, QModelIndex(), row)
            self.lines.insert(row, self.lines.pop(was))
            self.endMoveRows()
        else:
            self.beginInsertRows(QModelIndex(), row, row)
            self.lines.insert(row, line)
            self.endInsertRows()


class Feed:
    """The desk's line of the queue, on a thread of its own, taken up again whenever it breaks."""

    def __init__(
        self,
        client: StaffClient,
        wish: QueueWish,
        later: Callable[[Callable[[], None]], None],
        page: Callable[[QueuePage], None],
        alive: Callable[[bool], None],
        over: Callable[[DeskError], None],
    ) -> None:
        self._client, self._wish, self._later = client, wish, later
        self._page, self._alive, self._over = page, alive, over
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue-feed", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nothing comes any more; the thread ends with the next sign of life."""
        self._end.set()

    def _tell(self, call: Callable[[], None]) -> None:
        self._later(lambda: None if self._end.is_set() else call())

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                for page in self._client.queue_events(self._wish):
                    if self._end.is_set():
                        return
                    self._tell(lambda: self._alive(True))
                    if page is not None:
                        self._tell(partial(self._page, page))
            except DeskError as error:
                if error.status in (401, 403):
                    self._tell(partial(self._over, error))
                    return
                self._tell(lambda: self._alive(False))
            self._end.wait(_AGAIN)


class QueueModel(PageModel):
    """The page of the queue."""

    listChanged = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._rows = Rows(self._show, self._fetch_more)
        self._wish = QueueWish()
        self._page: QueuePage | None = None
        self._feed: Feed | None = None
        self._fetching = False

    def enter(self) -> None:
        self._listen()

    def leave(self) -> None:
        if self._feed is not None:
            self._feed.stop()
            self._feed = None

    # -- verbs

    @Slot(str)
    def open(self, case_id: str) -> None:
        """The case's own page."""
        case = self.room.page("case")
        if isinstance(case, CaseModel):
            case.show(case_id)

    @Slot(str)
    def by_cause(self, cause: str) -> None:
        """Only those; '' for all."""
        self._turn(replace(self._wish, cause=cause or None))

    @Slot(str)
    def by_office(self, office: str) -> None:
        """Only that hall's; '' for all."""
        self._turn(replace(self._wish, office=office or None))

    @Slot()
    def turn_order(self) -> None:
        """The urgent first, or the oldest."""
        self._turn(replace(self._wish, oldest_first=not self._wish.oldest_first))

    @Slot()
    def next_cause(self) -> None:
        options = [o["id"] for o in self._view()["causes"]]
        self.by_cause(following(options, self._wish.cause or ""))

    @Slot()
    def next_office(self) -> None:
        options = [o["id"] for o in self._view()["offices"]]
        self.by_office(following(options, self._wish.office or ""))

    @Slot()
    def refresh(self) -> None:
        """Ask anew."""
        self._listen()

    @Slot()
    def more(self) -> None:
        self._fetch_more()

    # -- inside

    def _turn(self, wish: QueueWish) -> None:
        self._wish = wish
        self._rows.put([], None)
        self.changed.emit()
        self._listen()

    def named(self) -> None:
        self._rows.refresh()
        self.changed.emit()

    def _listen(self) -> None:
        self.leave()
        room = self.room
        self._feed = Feed(room.client, self._wish, room.work.later, self._put, room.line, room.problem)

    def _put(self, page: QueuePage) -> None:
        self._page = page
        self._rows.merge(page.reviews, page.next)
        self.changed.emit()

    def _fetch_more(self) -> None:
        if self._fetching or self._rows.next is None:
            return
        self._fetching = True
        cursor, wish, limit = self._rows.next, self._wish, self.room.settings.page_rows

        def done(page: QueuePage) -> None:
            self._fetching = False
            if wish == self._wish:
                self._rows.add(page.reviews, page.next)

        def failed(error: KioskError) -> None:
            self._fetching = False
            self.room.problem(error)

        self.room.work.run(lambda: self.room.client.queue(wish, cursor, limit), done, failed)

    def _show(self, line: ReviewLine) -> dict[str, Any]:
        return queue_line(line, self.room.words, self.room.names, self.room.staff())

    def _view(self) -> dict[str, Any]:
        page = self._page
        state = {"loaded": page is not None, "lost": page.lost if page else 0}
        return state | filters(page, self._wish, self.room.words, self.room.names)

    rows = Property(QObject, lambda self: self._rows, constant=True)
