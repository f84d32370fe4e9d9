"""Training's time: stopped, quick, and a timeline that follows."""

from __future__ import annotations

from kiosk.core.clock import ManualClock
from kiosk.training.pace import PacedClock, PacedTimeline


def test_the_clock_runs_as_fast_as_told_and_stands_still() -> None:
    real = ManualClock()
    clock = PacedClock(real)
    real.advance(2)
    assert clock.monotonic() == 2
    clock.set_speed(8)
    real.advance(1)
    assert clock.monotonic() == 10
    clock.pause()
    real.advance(100)
    assert clock.monotonic() == 10
    clock.go_on()
    real.advance(1)
    assert clock.monotonic() == 18


def test_speed_has_its_bounds() -> None:
    clock = PacedClock(ManualClock())
    clock.set_speed(100)
    assert clock.speed == 8
    clock.set_speed(0.1)
    assert clock.speed == 1


def test_what_is_due_comes_in_order_and_is_skipped_to() -> None:
    timeline = PacedTimeline(PacedClock(ManualClock()), skipping=True)
    seen: list[str] = []
    timeline.after(30, lambda: seen.append("later"))
    timeline.after(10, lambda: seen.append("first"))
    timeline.next()()
    timeline.next()()
    assert seen == ["first", "later"]
    assert timeline.skipped == 30
