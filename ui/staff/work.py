"""Slow things happen beside the window: a call on a thread, its end on the GUI thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.core.describe import describe
from kiosk.core.errors import KioskError

_log = logging.getLogger("ui.staff")
_T = TypeVar("_T")
Failed = Callable[[KioskError], None]


class Work(QObject):
    """A few threads. `run` from the GUI thread only; what it calls back comes there, too."""

    _ended = Signal(object)

    def __init__(self, threads: int = 4) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="staff")
        self._generation = 0
        self._under_way = 0
        self._ended.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Is anything under way whose end is still to come?"""
        return self._under_way > 0

    def run(self, call: Callable[[], _T], done: Callable[[_T], None], failed: Failed) -> None:
        """`call` beside the window, then `done` with its result, or `failed` with its KioskError.

        After `forget` neither is called: what was asked for somebody else is nobody's business.
        """
        generation = self._generation
        self._under_way += 1

        def end(future: Future[_T]) -> None:
            self._ended.emit(lambda: self._end(future, generation, done, failed))

        self._pool.submit(call).add_done_callback(end)

    def later(self, call: Callable[[], None]) -> None:
        """From any thread: `call` on the GUI thread."""
        self._ended.emit(call)

    def forget(self) -> None:
        """Nobody waits any more for what is under way."""
        self._generation += 1

    def close(self) -> None:
        """Ends what hasn't begun; what has begun is not waited for."""
        self.forget()
        self._pool.shutdown(wait=False, cancel_futures=True)

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()

    def _end(self, future: Future[Any], generation: int, done: Callable[[Any], None], failed: Failed) -> None:
        self._under_way -= 1
        if future.cancelled() or generation != self._generation:
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, KioskError):
            failed(error)
        else:
            _log.error("a call to the desk broke: %s", describe(error), extra={"code": "staff_call"})
            failed(KioskError("staff_call", "a call to the desk broke; see the log"))
