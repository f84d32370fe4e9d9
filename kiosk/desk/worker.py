"""Does what the outbox says is still to do, and goes on with it after a crash.

A few threads, because one case may wait for a silent register while others needn't. A job is won by lease
(`store.jobs`): a new case's belongs to the desk that accepted it, so that it goes on at once; whose owner
gives no more sign of life is anybody's. One thread keeps the leases of what is being done alive.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.core.clock import Clock
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.trace import trace_of_case, tracing
from kiosk.desk.bell import Bell
from kiosk.desk.papers import PaperShop
from kiosk.desk.stages import PAPER, InHand, RegistersWait, Stages
from kiosk.desk.store.engine import Store
from kiosk.desk.store.jobs import LEASE, LONGEST_PAUSE, Job, Jobs

_LOG = logging.getLogger("kiosk.desk")
CRASH_VARIABLE = "XIAOZHI_CRASH_AFTER"
_THREADS = 4
_TRIES = 3
#: A stage that was begun so often and never ended or failed kills its worker: an officer's.
_CLAIMS = 5
_IDLE = 1.0
#: Where other processes make jobs, nobody wakes this one.
_IDLE_SHARED = 0.25


def crash_after(done: str, environment: Mapping[str, str] = os.environ) -> None:
    """For tests of crashes only: die as by `kill -9` right after the named stage's commit."""
    if environment.get(CRASH_VARIABLE) == done:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class WorkerParts:
    """What a worker is made of."""

    store: Store
    clock: Clock
    stages: Stages
    papers: PaperShop
    bell: Bell
    after: Callable[[str], None] = crash_after
    threads: int = _THREADS
    stages_only: bool = False
    """Leave papers to others (benchmarks render them apart)."""


class Worker:
    """Runs jobs until it is stopped."""

    def __init__(self, parts: WorkerParts) -> None:
        self._parts = parts
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._busy: dict[int, Job] = {}
        self._pool = ThreadPoolExecutor(parts.threads, thread_name_prefix="stage")
        self._thread = threading.Thread(target=self._loop, name="worker", daemon=True)
        self._pulse = threading.Thread(target=self._beat, name="worker-pulse", daemon=True)

    def start(self) -> None:
        """Begin, with whatever an earlier process left undone."""
        if self._parts.store.alone:
            # Whoever had these is dead: the store has one process.
            with self._parts.store.write() as connection:
                Jobs(connection, self._parts.clock.now()).release()
        self._thread.start()
        self._pulse.start()

    @property
    def running(self) -> bool:
        """It has been started and not stopped: jobs may be given to it."""
        return self._thread.is_alive() and not self._stopped.is_set()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def hand(self, job: Job, in_hand: InHand | None = None) -> None:
        """Do this job, which is ours by lease, and what follows from it."""
        with self._lock:
            self._busy[job.id] = job
        try:
            self._pool.submit(self._carry, job, in_hand)
        except RuntimeError:
            # Stopped between the commit and here: the lease runs out, and another worker has it.
            with self._lock:
                self._busy.pop(job.id, None)

    def stop(self, seconds: float = 1.5) -> None:
        """Begin nothing new, and give what is being done `seconds` to end.

        What isn't done by then (a register may be silent for longer) is done again at the next start.
        """
        self._stopped.set()
        self._wake.set()
        for thread in (self._thread, self._pulse):
            if thread.is_alive():
                thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + seconds
        while self._busy and time.monotonic() < end:
            time.sleep(0.01)
        self._give_back()

    def _give_back(self) -> None:
        """What was claimed and not begun needn't wait for its lease to run out."""
        try:
            with self._parts.store.write() as connection:
                Jobs(connection, self._parts.clock.now()).release(self.name)
        except Exception as error:  # noqa: BLE001 - the leases run out by themselves
            _LOG.warning("leases couldn't be given back", extra={"error": describe(error)})

    def _loop(self) -> None:
        idle = _IDLE if self._parts.store.alone else _IDLE_SHARED
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                full = self._hand_out()
            except Exception as error:  # noqa: BLE001 - the worker outlives a store that is locked or full
                _LOG.error("the outbox can't be read", extra={"error": describe(error)})
                full = False
            self._wake.wait(0.01 if full else idle)

    def _hand_out(self) -> bool:
        """Claim as many jobs as there are hands free; True where there may be more."""
        with self._lock:
            free = self._parts.threads - len(self._busy)
        if free <= 0:
            return False
        with self._parts.store.write() as connection:
            jobs = Jobs(connection, self._parts.clock.now()).claim(self.name, free)
        for job in jobs:
            self.hand(job)
        return False

    def _beat(self) -> None:
        while not self._stopped.wait(LEASE / 3):
            with self._lock:
                jobs = list(self._busy)
            try:
                with self._parts.store.write() as connection:
                    Jobs(connection, self._parts.clock.now()).heartbeat(self.name, jobs)
            except Exception as error:  # noqa: BLE001 - a lease that is lost is found out at the commit
                _LOG.warning("no sign of life could be given", extra={"error": describe(error)})

    def _carry(self, job: Job, in_hand: InHand | None) -> None:
        """One job and what follows from it, on this thread."""
        current: Job | None = job
        try:
            while current is not None and not self._stopped.is_set():
                if current.kind == PAPER and self._parts.stages_only:
                    break
                current, in_hand = self.step(current, in_hand)
                self._parts.bell.ring(job.case_id)
        finally:
            with self._lock:
                self._busy.pop(job.id, None)
            self._parts.bell.ring(job.case_id)
            self._wake.set()

    def step(self, job: Job, in_hand: InHand | None) -> tuple[Job | None, InHand | None]:
        """One job; the one that follows, if it is ours. Failures are recorded, never raised."""
        begun = time.monotonic()
        with tracing(trace_of_case(job.case_id), "stage", stage=job.kind):
            following = self._step(job, in_hand)
            said = {"stage": job.kind, "ms": round((time.monotonic() - begun) * 1000, 1)}
            _LOG.info("stage", extra=said)
            return following

    def _step(self, job: Job, in_hand: InHand | None) -> tuple[Job | None, InHand | None]:
        if job.claims > _CLAIMS and job.kind != PAPER:
            self._parts.stages.give_up(job, "worker_died")
            return None, None
        try:
            if job.kind == PAPER:
                if self._parts.papers.make(job):
                    self._parts.after(PAPER)
                return None, None
            done = self._parts.stages.run(job, in_hand)
            for stage in done.stages:
                self._parts.after(stage.value)
            return done.next, done.in_hand
        except RegistersWait as wait:
            with self._parts.store.write() as connection:
                Jobs(connection, self._parts.clock.now()).failed(job, wait.seconds)
            return None, None
        except Exception as error:  # noqa: BLE001 - one poisoned case mustn't stop the others
            if not self._stopped.is_set():
                self._failed(job, error)
            return None, None

    def _failed(self, job: Job, error: Exception) -> None:
        """Try again a little later; after the third time an officer gets the case."""
        attempts = job.attempts + 1
        _LOG.error(
            "a stage failed",
            extra={"case": job.case_id, "stage": job.kind, "attempt": attempts, "error": describe(error)},
        )
        code = error.code if isinstance(error, KioskError) else type(error).__name__
        try:
            if attempts >= _TRIES and job.kind != PAPER:
                self._parts.stages.give_up(job, code)
                return
            if attempts == _TRIES:
                self._parts.stages.paper_overdue(job, code)
            with self._parts.store.write() as connection:
                pause = min(0.1 * 3.0 ** min(attempts, 9), LONGEST_PAUSE)
                Jobs(connection, self._parts.clock.now()).failed(job, pause)
        except Exception as second:  # noqa: BLE001 - the job stays in the outbox and is tried again
            _LOG.error("a failure can't be recorded", extra={"error": describe(second)})
