"""How long one question may take, how often it is tried, and when a register isn't asked at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """How long and how often one question is asked."""

    tries: int = 3
    seconds: float = 8.0
    """Over all tries."""
    pause: float = 0.15
    """Before the second try, where the first failed at once; doubled before each further one."""
    call_seconds: float = 2.0
    """One try's own deadline."""

    def call(self, left: float) -> float:
        """Seconds for the next try with `left` of the whole; early tries leave time for later ones."""
        return min(left, self.call_seconds, self.seconds / self.tries)

    def wait(self, failed: int, left: float, jitter: float) -> float:
        """Seconds to wait after `failed` tries. `jitter` in [0, 1) spreads kiosks that failed together."""
        return min(self.pause * float(2 ** (failed - 1)) * (0.5 + jitter), max(0.0, left))


@dataclass(frozen=True)
class BreakerSettings:
    """When a register counts as down."""

    failures: int = 5
    """Questions in a row that found it silent or out of reach."""
    rest_seconds: float = 10.0
    """How long it is left alone before one question probes it."""


class Breaker:
    """Keeps citizens from waiting for a register that is down. Safe to use from several threads.

    closed: questions pass. open: none does. After the rest one probe passes; its success closes the breaker,
    its failure opens it anew. Rubbish doesn't count: it may be one person's record that is broken.
    """

    def __init__(self, settings: BreakerSettings, monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failed = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._opened_at is not None

    def admit(self) -> bool:
        """May a question pass now? After one that may: `succeeded`, `failed` or `released`."""
        with self._lock:
            if self._opened_at is None:
                return True
            rested = self._monotonic() - self._opened_at >= self._settings.rest_seconds
            if not rested or self._probing:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._opened_at, self._probing = 0, None, False

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._probing or self._failed >= self._settings.failures:
                self._opened_at = self._monotonic()
            self._probing = False

    def released(self) -> None:
        """The question ended without a word on the register's health."""
        with self._lock:
            self._probing = False
