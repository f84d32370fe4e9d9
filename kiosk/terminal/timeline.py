"""The visit's time: the machine's monotonic clock, with a way to skip what nobody works in.

At natural speed a sentence of three seconds takes three seconds. For benchmarks and tests the same visit can
skip the seconds in which every thread is idle and only a sentence is being played or a citizen is speaking;
all machine work still takes the time it takes. Both give the same stamps, so both are measured alike.
"""

from __future__ import annotations

import heapq
import itertools
import queue
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.core.clock import Clock, local_day
from kiosk.core.errors import KioskError

Call = Callable[[], None]
T = TypeVar("T")


class TerminalError(KioskError):
    """The conductor can't go on."""


@dataclass(order=True)
class Scheduled:
    """A call at a time; cancelled ones are passed over."""

    due: float
    order: int
    call: Call = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Timeline:
    """One inbox for what threads report, one heap for what is due; the conductor's thread takes from both."""

    def __init__(self, clock: Clock, skipping: bool) -> None:
        self._clock = clock
        self.skipping = skipping
        """Seconds in which nothing works are not lived through."""
        self._start = clock.monotonic()
        self._skipped = 0.0
        self._inbox: queue.Queue[Call] = queue.Queue()
        self._heap: list[Scheduled] = []
        self._order = itertools.count()
        self._working = 0

    @property
    def skipped(self) -> float:
        """Seconds that were skipped so far."""
        return self._skipped

    def day(self) -> str:
        """Today, ISO, where the law counts its days."""
        return local_day(self._clock.now()).isoformat()

    def now(self) -> float:
        """Seconds of the visit: monotonic, starting at 0."""
        return self._clock.monotonic() - self._start + self._skipped

    def post(self, call: Call) -> None:
        """From any thread: have `call` made on the conductor's."""
        self._inbox.put(call)

    def at(self, due: float, call: Call) -> Scheduled:
        """Make `call` at visit time `due`."""
        scheduled = Scheduled(due, next(self._order), call)
        heapq.heappush(self._heap, scheduled)
        return scheduled

    def after(self, seconds: float, call: Call) -> Scheduled:
        """Make `call` in `seconds`."""
        return self.at(self.now() + seconds, call)

    def work(
        self,
        pool: Executor,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run `job` on the pool; `then(result)` or `failed(error)` is called on the conductor's thread.

        While a job runs nothing is skipped.
        """
        self._working += 1

        def finished(future: Future[T]) -> None:
            self.post(lambda: self._deliver(future, then, failed))

        pool.submit(job).add_done_callback(finished)

    def _deliver(
        self, future: Future[T], then: Callable[[T], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._working -= 1
        error = future.exception()
        if error is not None:
            failed(error)
        else:
            then(future.result())

    def _drop_cancelled(self) -> None:
        """So that what is due first is at the top of the heap."""
        while self._heap and self._heap[0].cancelled:
            heapq.heappop(self._heap)

    def _next_within(self, real: Callable[[float], float]) -> Call | None:
        """The next thing to do; None where it has not come within `real(its seconds)`."""
        try:
            return self._inbox.get_nowait()
        except queue.Empty:
            pass
        self._drop_cancelled()
        wait = self._heap[0].due - self.now() if self._heap else 0.5
        if self._heap and wait <= 0:
            return heapq.heappop(self._heap).call
        if self._heap and self.skipping and self._working == 0:
            self._skipped += wait
            return None
        try:
            return self._inbox.get(timeout=max(0.001, real(wait)))
        except queue.Empty:
            return None

    def next(self, patience: float | None = 60.0) -> Call:
        """The next thing to do, waiting for it; skipped to where that is allowed.

        Raises TerminalError `stuck` where nothing at all is to come: nothing due, no job at work, and
        `patience` seconds without a word.
        """
        while True:
            try:
                return self._inbox.get_nowait()
            except queue.Empty:
                pass
            self._drop_cancelled()
            wait = patience
            if self._heap:
                wait = self._heap[0].due - self.now()
                if wait <= 0:
                    return heapq.heappop(self._heap).call
                if self.skipping and self._working == 0:
                    self._skipped += wait
                    continue
            try:
                return self._inbox.get(timeout=wait)
            except queue.Empty:
                if not self._heap and self._working == 0:
                    raise TerminalError("stuck", "nothing is due and nobody reports") from None
