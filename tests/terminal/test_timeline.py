"""Time that is lived and time that is skipped: the same stamps, and no work is ever skipped over."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.clock import ManualClock, SystemClock
from kiosk.terminal.timeline import TerminalError, Timeline
from tests.terminal.running import Inline, Later, pump, skipping


def test_skipping_goes_from_one_thing_to_the_next() -> None:
    timeline, seen = skipping(), []
    for seconds in (5.0, 1.0, 3600.0):
        timeline.after(seconds, lambda: seen.append((timeline.now(), timeline.skipped)))
    pump(timeline)
    assert seen == [(1.0, 1.0), (5.0, 5.0), (3600.0, 3600.0)]


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), max_size=30))
def test_what_is_due_comes_in_order_and_cancelled_things_never(plan: list[tuple[float, bool]]) -> None:
    timeline, seen = skipping(), []
    for number, (due, cancelled) in enumerate(plan):
        scheduled = timeline.at(due, lambda n=number: seen.append(n))
        if cancelled:
            scheduled.cancel()
    pump(timeline)
    wanted = [(due, n) for n, (due, cancelled) in enumerate(plan) if not cancelled]
    assert seen == [n for _, n in sorted(wanted)]
    assert timeline.now() == pytest.approx(max((due for due, _ in wanted), default=0))


def test_at_natural_speed_nothing_is_skipped() -> None:
    timeline, seen = Timeline(SystemClock(), skipping=False), []
    for due in (0.02, 0.01):
        timeline.after(due, lambda d=due: seen.append((d, timeline.now() >= d)))
    timeline.next()()
    timeline.next()()
    assert seen == [(0.01, True), (0.02, True)]
    assert timeline.skipped == 0


def test_both_speeds_give_the_same_order() -> None:
    orders = []
    for timeline in (skipping(), Timeline(SystemClock(), skipping=False)):
        order: list[str] = []
        timeline.after(1.0, lambda o=order: o.append("sentence over"))
        timeline.after(
            0.05,
            lambda t=timeline, o=order: (o.append("heard"), t.after(0.05, lambda: o.append("answered"))),
        )
        timeline.post(lambda o=order: o.append("tapped"))
        for _ in range(4):
            timeline.next()()
        orders.append(order)
    assert orders[0] == orders[1] == ["tapped", "heard", "answered", "sentence over"]


def test_work_that_is_pending_is_never_skipped_over() -> None:
    """An hour's timer is due next, but a thread works: its result comes first and no second was skipped."""
    timeline, seen, gate = skipping(), [], threading.Event()
    timeline.after(3600, lambda: seen.append("timer"))
    with ThreadPoolExecutor(1) as pool:
        timeline.work(pool, gate.wait, lambda _: seen.append("result"), lambda _: seen.append("failed"))
        threading.Timer(0.05, gate.set).start()
        timeline.next()()
        assert seen == ["result"]
        assert timeline.skipped == 0
        timeline.next()()
    assert seen == ["result", "timer"]
    assert timeline.skipped == 3600


def test_a_result_that_waits_in_the_inbox_holds_time_too() -> None:
    timeline, seen, pool = skipping(), [], Later()
    timeline.after(10, lambda: seen.append("timer"))
    timeline.work(pool, lambda: 1, lambda n: seen.append(n), lambda _: None)
    timeline.work(pool, lambda: 2, lambda n: seen.append(n), lambda _: None)
    pool.do(1)
    timeline.next()()
    assert (seen, timeline.skipped) == ([2], 0)
    pool.do()
    pump(timeline)
    assert seen == [2, 1, "timer"]


def test_what_others_post_comes_before_what_is_due() -> None:
    clock = ManualClock()
    timeline, seen = Timeline(clock, skipping=False), []
    timeline.after(1, lambda: seen.append("due"))
    clock.advance(2)
    timeline.post(lambda: seen.append("posted"))
    timeline.next()()
    timeline.next()()
    assert seen == ["posted", "due"]


def test_a_job_that_fails_reports_its_error() -> None:
    timeline, seen = skipping(), []

    def broken() -> int:
        raise ValueError("no")

    timeline.work(Inline(), broken, lambda _: seen.append("then"), lambda error: seen.append(str(error)))
    pump(timeline)
    assert seen == ["no"]


def test_a_failed_job_lets_time_go_on() -> None:
    timeline, seen = skipping(), []
    timeline.work(Inline(), lambda: 1 // 0, lambda _: None, lambda _: None)
    timeline.after(5, lambda: seen.append(timeline.now()))
    pump(timeline)
    assert seen == [5.0]


def test_a_call_from_another_thread_wakes_it() -> None:
    timeline = Timeline(SystemClock(), skipping=False)
    threading.Timer(0.02, lambda: timeline.post(lambda: None)).start()
    timeline.next(patience=30)()


def test_nothing_to_come_is_an_error_and_no_endless_wait() -> None:
    timeline = skipping()
    timeline.after(1, lambda: None).cancel()
    with pytest.raises(TerminalError) as caught:
        timeline.next(patience=0)
    assert caught.value.code == "stuck"


def test_a_long_job_is_not_taken_for_being_stuck() -> None:
    timeline, seen, gate = skipping(), [], threading.Event()
    with ThreadPoolExecutor(1) as pool:
        timeline.work(pool, gate.wait, lambda _: seen.append("result"), lambda _: None)
        threading.Timer(0.05, gate.set).start()
        timeline.next(patience=0.01)()
    assert seen == ["result"]


def test_the_visit_begins_at_zero_whatever_the_clock_says() -> None:
    clock = ManualClock(elapsed=123456.0)
    timeline = Timeline(clock, skipping=False)
    assert timeline.now() == 0
    clock.advance(2.5)
    assert timeline.now() == 2.5
