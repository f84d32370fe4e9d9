"""Does what the outbox says is still to do, and goes on with it after a crash.

A few threads, because one case may wait for a silent register while others needn't. The outbox is the
truth; what is in memory only keeps two threads off one job.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from kiosk.core.clock import Clock
from kiosk.core.crypto import KeyRing
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.desk.bell import Bell
from kiosk.desk.papers import PaperShop
from kiosk.desk.stages import PAPER, Stages
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Job, Ledger

_LOG = logging.getLogger("kiosk.desk")
CRASH_VARIABLE = "XIAOZHI_CRASH_AFTER"
_THREADS = 4
_TRIES = 3
_IDLE = 1.0
_LONGEST_PAUSE = 60.0


def crash_after(done: str, environment: Mapping[str, str] = os.environ) -> None:
    """For tests of crashes only: die as by `kill -9` right after the named stage's commit."""
    if environment.get(CRASH_VARIABLE) == done:
        os.kill(os.getpid(), signal.SIGKILL)


class Worker:
    """Runs jobs until it is stopped."""

    def __init__(
        self,
        store: Store,
        keys: KeyRing,
        clock: Clock,
        stages: Stages,
        papers: PaperShop,
        bell: Bell,
        after: Callable[[str], None] = crash_after,
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._stages = stages
        self._papers = papers
        self._bell = bell
        self._after = after
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._pauses: dict[int, float] = {}
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="stage")
        self._thread = threading.Thread(target=self._loop, name="worker", daemon=True)

    def start(self) -> None:
        """Begin, with whatever an earlier process left undone."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def stop(self, seconds: float = 1.5) -> None:
        """Begin nothing new, and give what is being done `seconds` to end.

        What isn't done by then (a register may be silent for longer) is done again at the next start.
        """
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + seconds
        while self._busy and time.monotonic() < end:
            time.sleep(0.01)

    def _loop(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                self._hand_out()
            except Exception as error:  # noqa: BLE001 - the worker outlives a store that is locked or full
                _LOG.error("the outbox can't be read", extra={"error": describe(error)})
            self._wake.wait(_IDLE)

    def _hand_out(self) -> None:
        with self._store.read() as connection:
            jobs = Ledger(connection, self._keys, self._clock.now()).waiting_jobs(100)
        now = time.monotonic()
        for job in jobs:
            with self._lock:
                if job.id in self._busy or self._pauses.get(job.id, 0.0) > now:
                    continue
                self._busy.add(job.id)
            self._pool.submit(self._run, job).add_done_callback(partial(self._left, job))

    def _run(self, job: Job) -> None:
        try:
            done = self._papers.make(job) if job.kind == PAPER else self._stages.run(job)
            if done:
                self._after(job.kind)
            self._pauses.pop(job.id, None)
        except Exception as error:  # noqa: BLE001 - one poisoned case mustn't stop the others
            if not self._stopped.is_set():
                self._failed(job, error)

    def _left(self, job: Job, _: Future[None]) -> None:
        """A thread is through with a job, or it was called off."""
        with self._lock:
            self._busy.discard(job.id)
        self._bell.ring(job.case_id)
        self._wake.set()

    def _failed(self, job: Job, error: Exception) -> None:
        """Try again a little later; after the third time an officer gets the case."""
        attempts = job.attempts + 1
        _LOG.error(
            "a stage failed",
            extra={"case": job.case_id, "stage": job.kind, "attempt": attempts, "error": describe(error)},
        )
        self._pauses[job.id] = time.monotonic() + min(0.1 * 3**attempts, _LONGEST_PAUSE)
        code = error.code if isinstance(error, KioskError) else type(error).__name__
        try:
            if attempts >= _TRIES and job.kind != PAPER:
                self._stages.give_up(job, code)
                return
            if attempts == _TRIES:
                self._stages.paper_overdue(job, code)
            with self._store.write() as connection:
                Ledger(connection, self._keys, self._clock.now()).failed(job.id)
        except Exception as second:  # noqa: BLE001 - the job stays in the outbox and is tried again
            _LOG.error("a failure can't be recorded", extra={"error": describe(second)})
