"""Everything an item needs from several registers, asked at the same time.

Each register has threads of its own, so that one which hangs takes none from the others, and a whole gather
takes hardly longer than its slowest register.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kiosk.registries.ports import Answer, KnownFact, Port, Record, Register, RegistryError, query_for
from kiosk.registries.queries import Query, Subject

_LOG = logging.getLogger("kiosk.registries")
#: A register keeps its own time; this much more is given before it is left behind.
_GRACE = 0.5


@dataclass(frozen=True)
class Gathered:
    """What came of asking several registers."""

    answers: Mapping[Port, Answer[Record]]
    """Of those that answered, also that they have no such record."""
    silent: Mapping[Port, RegistryError] = field(default_factory=dict)
    """Of those that didn't answer usefully."""
    unasked: tuple[Port, ...] = ()
    """The subject isn't known well enough to ask them (no plate, say)."""
    seconds: float = 0.0

    @property
    def records(self) -> dict[str, Record | None]:
        """By port; None: nobody is known there. A port that didn't answer isn't there."""
        return {port.value: answer.record for port, answer in self.answers.items()}

    def fact(self, port: Port, name: str) -> KnownFact | None:
        """One fact with its source and time, or None where the register gave no answer.

        Raises KeyError for a field that no record of that port has.
        """
        answer = self.answers.get(port)
        return None if answer is None else answer.fact(name)

    def changed_since(self, earlier: Gathered) -> tuple[Port, ...]:
        """The ports whose records differ between two gathers that both have them, sorted."""
        both = set(self.answers) & set(earlier.answers)
        return tuple(sorted(p for p in both if self.answers[p].record != earlier.answers[p].record))


class Gatherer:
    """Asks several registers at the same time. Safe to use from several threads."""

    def __init__(
        self,
        registers: Mapping[Port, Register[Any, Any]],
        concurrent: Mapping[Port, int] | None = None,
        seconds: float = 8.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`concurrent`: questions to one register at the same time, 4 where it isn't said."""
        self._registers = registers
        self._concurrent = concurrent or {}
        self._seconds = seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._pools: dict[Port, ThreadPoolExecutor] = {}
        self._usual: dict[Port, float] = {}

    def close(self) -> None:
        with self._lock:
            for pool in self._pools.values():
                pool.shutdown(wait=False, cancel_futures=True)

    def gather_for(self, ports: Iterable[Port], subject: Subject) -> Gathered:
        """What these ports know about a subject; those it isn't known well enough for are `unasked`."""
        needs: dict[Port, Query] = {}
        unasked: list[Port] = []
        for port in sorted(set(ports)):
            try:
                query = query_for(port, subject)
            except ValidationError:
                # What was heard or read is no number or plate: nothing to ask, and nothing to quote.
                _LOG.warning("a question no register takes", extra={"port": port.value})
                query = None
            if query is None:
                unasked.append(port)
            else:
                needs[port] = query
        gathered = self.gather(needs)
        return Gathered(gathered.answers, gathered.silent, tuple(unasked), gathered.seconds)

    def gather(self, needs: Mapping[Port, Query]) -> Gathered:
        """Ask all at once. A register's failure is in `silent`, never raised."""
        begun = self._monotonic()
        end = begun + self._seconds + _GRACE
        # Whoever was slowest last time is asked first: the others' questions then cost no waiting.
        order = sorted(needs, key=lambda port: -self._usual.get(port, 0.0))
        # Each on a thread of its own, under the asker's trace.
        asked = {
            port: self._pool(port).submit(copy_context().run, self._one, port, needs[port]) for port in order
        }
        answers: dict[Port, Answer[Record]] = {}
        silent: dict[Port, RegistryError] = {}
        for port, future in asked.items():
            try:
                answers[port] = self._result(port, future, end)
            except RegistryError as error:
                silent[port] = error
        return Gathered(answers, silent, (), self._monotonic() - begun)

    def _result(self, port: Port, future: Future[Answer[Record]], end: float) -> Answer[Record]:
        try:
            return future.result(max(0.0, end - self._monotonic()))
        except FutureTimeout:
            future.cancel()
            _LOG.warning("a register was left behind", extra={"port": port.value})
            message = f"the {port.value} register: its questions wait for one another"
            raise RegistryError("registry_timeout", port.value, message, "busy") from None

    def _one(self, port: Port, query: Query) -> Answer[Record]:
        register = self._registers.get(port)
        if register is None:
            raise RegistryError("registry_unavailable", port.value, f"no register is set up for {port.value}")
        answer: Answer[Record] = register.ask(query)
        self._usual[port] = answer.seconds
        return answer

    def _pool(self, port: Port) -> ThreadPoolExecutor:
        with self._lock:
            pool = self._pools.get(port)
            if pool is None:
                size = self._concurrent.get(port, 4)
                pool = ThreadPoolExecutor(size, thread_name_prefix=f"registry-{port.value}")
                self._pools[port] = pool
            return pool
