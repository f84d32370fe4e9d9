"""Time in training: it stands still, goes step by step, and runs up to eight times as fast."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from kiosk.core.clock import LOCAL_ZONE, Clock, ManualClock
from kiosk.terminal.timeline import Call, Timeline
from kiosk.training.scenario import DAY

SLOWEST, FASTEST = 1.0, 8.0
#: Seconds between two looks at a clock that stands still.
_LOOK = 0.05


def morning() -> datetime:
    """Nine o'clock of the scenarios' day: 明天 means the day after it, whenever a scenario is run."""
    return datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=LOCAL_ZONE).astimezone(UTC)


def still_clock() -> ManualClock:
    """It stands: the machine's work takes no time of the visit, so that every run has one order of events."""
    return ManualClock(morning())


class ScenarioClock:
    """The machine's seconds on the scenarios' day."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return morning() + timedelta(seconds=time.monotonic() - self._begun)

    def monotonic(self) -> float:
        return time.monotonic()


class PacedClock:
    """A clock whose seconds can be stretched and stopped. Safe to use from several threads."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._lock = threading.Lock()
        self._speed = 1.0
        self._paused = False
        self._mark = real.monotonic()
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._real.now()

    def monotonic(self) -> float:
        with self._lock:
            return self._reading()

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def paused(self) -> bool:
        return self._paused

    def set_speed(self, speed: float) -> None:
        """1 to 8."""
        with self._lock:
            self._keep()
            self._speed = min(FASTEST, max(SLOWEST, speed))

    def pause(self) -> None:
        with self._lock:
            self._keep()
            self._paused = True

    def go_on(self) -> None:
        with self._lock:
            self._keep()
            self._paused = False

    def real_seconds(self, seconds: float) -> float:
        """How long to wait for so many of this clock's; a short look where it stands still."""
        with self._lock:
            return _LOOK if self._paused else min(seconds / self._speed, 0.5)

    def _keep(self) -> None:
        self._elapsed, self._mark = self._reading(), self._real.monotonic()

    def _reading(self) -> float:
        if self._paused:
            return self._elapsed
        return self._elapsed + (self._real.monotonic() - self._mark) * self._speed


class PacedTimeline(Timeline):
    """A visit's time that follows a paced clock. While that stands still nothing more begins."""

    def __init__(self, clock: PacedClock, skipping: bool = False) -> None:
        super().__init__(clock, skipping)
        self._paced = clock

    def next(self, patience: float | None = 60.0) -> Call:
        while True:
            while self._paced.paused:
                threading.Event().wait(_LOOK)
            call = self._next_within(self._paced.real_seconds)
            if call is not None:
                return call
