"""Time as a value that is passed in, so that nothing pure ever asks for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

#: What the screens, the papers and the law's calendar days are in.
LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where a room gets its time from."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class ManualClock:
    """A clock that stands still until it is moved; for tests and simulated visits."""

    at: datetime = field(default_factory=lambda: datetime(2026, 1, 5, 1, 0, tzinfo=UTC))
    elapsed: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, seconds: float) -> None:
        from datetime import timedelta

        self.at += timedelta(seconds=seconds)
        self.elapsed += seconds


def local_day(instant: datetime) -> date:
    """The calendar day in Asia/Shanghai: what the law counts in."""
    return instant.astimezone(LOCAL_ZONE).date()
