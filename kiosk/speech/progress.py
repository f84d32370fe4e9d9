"""How far a download or a long piece of work is: a small port, and rich bars behind it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress


class Progress(Protocol):
    """Told what is going on. Every method may be called often and returns at once."""

    def begin(self, task: str, total: int) -> None:
        """`task` starts; `total` is bytes or pieces."""

    def reach(self, task: str, done: int) -> None:
        """`done` of `total`."""

    def end(self, task: str) -> None:
        """`task` is over, well or not."""

    def note(self, line: str) -> None:
        """One line for the operator."""


class SilentProgress:
    """Says nothing: for tests and for `--json`."""

    def begin(self, task: str, total: int) -> None:
        """Nothing to show."""

    def reach(self, task: str, done: int) -> None:
        """Nothing to show."""

    def end(self, task: str) -> None:
        """Nothing to show."""

    def note(self, line: str) -> None:
        """Nothing to show."""


class BarProgress:
    """Bars on standard error; `unit` says whether bytes or pieces are counted."""

    def __init__(self, unit: str = "bytes", console: Console | None = None) -> None:
        count = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
        self._bars = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            count,
            TimeRemainingColumn(),
            console=console or Console(file=sys.stderr),
        )
        self._ids: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begin(self, task: str, total: int) -> None:
        if task in self._ids:
            self._bars.reset(self._ids[task], total=total)
        else:
            self._ids[task] = self._bars.add_task(task, total=total)

    def reach(self, task: str, done: int) -> None:
        self._bars.update(self._ids[task], completed=done)

    def end(self, task: str) -> None:
        self._bars.stop_task(self._ids[task])

    def note(self, line: str) -> None:
        self._bars.console.print(line, highlight=False)
