"""A list for QML that grows at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QPersistentModelIndex, Qt

ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
_T = TypeVar("_T")


class PlainRows(QAbstractListModel, Generic[_T]):
    """`line` of a row is a map made by `show`; `more` is asked when the end comes into sight."""

    def __init__(self, show: Callable[[_T], dict[str, Any]], more: Callable[[], None]) -> None:
        super().__init__()
        self._show = show
        self._more = more
        self.lines: list[_T] = []
        self.more_left = False

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.lines)

    def data(self, index: Index, role: int = ROLE) -> Any:
        return self._show(self.lines[index.row()]) if 0 <= index.row() < len(self.lines) else None

    def roleNames(self) -> dict[int, QByteArray]:
        return {ROLE: QByteArray(b"line")}

    def canFetchMore(self, parent: Index | None = None) -> bool:
        return self.more_left

    def fetchMore(self, parent: Index | None = None) -> None:
        self._more()

    def put(self, lines: Sequence[_T]) -> None:
        """All anew."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def add(self, lines: Sequence[_T]) -> None:
        """Below those that are here."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(lines) - 1)
            self.lines += lines
            self.endInsertRows()

    def refresh(self) -> None:
        """The same lines in other words."""
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))
