"""Tells those who wait for a case that it has changed: from worker threads into the API's event loop."""

from __future__ import annotations

import asyncio
import threading

#: Who listens for this hears of every case.
ANY_CASE = ""


class Bell:
    """Waiters by case id. Ringing is cheap and never blocks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}

    def listen(self, case_id: str) -> asyncio.Future[None]:
        """A future that the next `ring` settles; call `leave` afterwards. In the waiter's own loop."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.setdefault(case_id, set()).add(future)
        return future

    def leave(self, case_id: str, future: asyncio.Future[None]) -> None:
        with self._lock:
            waiting = self._waiting.get(case_id, set())
            waiting.discard(future)
            if not waiting:
                self._waiting.pop(case_id, None)

    def ring(self, case_id: str) -> None:
        """From any thread, after the commit."""
        with self._lock:
            waiting = [*self._waiting.get(case_id, ()), *self._waiting.get(ANY_CASE, ())]
        for future in waiting:
            loop = future.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, future)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
