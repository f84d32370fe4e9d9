"""Tries, pauses and the breaker, on a clock held by hand."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.clock import ManualClock
from kiosk.registries.patience import Breaker, BreakerSettings, Patience


@given(
    seconds=st.floats(0.1, 8),
    jitters=st.lists(st.floats(0, 0.999), min_size=3, max_size=3),
    used=st.lists(st.floats(0, 1), min_size=3, max_size=3),
)
def test_all_tries_and_pauses_fit_into_the_whole(
    seconds: float, jitters: list[float], used: list[float]
) -> None:
    patience = Patience(seconds=seconds)
    left = seconds
    for attempt, (jitter, share) in enumerate(zip(jitters, used, strict=True), 1):
        call = patience.call(left)
        assert call <= 2.0
        left -= call * share
        left -= patience.wait(attempt, left, jitter)
        assert left >= -1e-9


def test_three_silent_tries_of_two_seconds() -> None:
    patience = Patience()
    assert [patience.call(8.0), patience.call(6.0), patience.call(1.0)] == [2.0, 2.0, 1.0]


def test_pauses_grow_and_differ() -> None:
    patience = Patience(pause=0.2)
    assert patience.wait(1, 8, 0.5) == pytest.approx(0.2)
    assert patience.wait(2, 8, 0.5) == pytest.approx(0.4)
    assert patience.wait(1, 8, 0.0) < patience.wait(1, 8, 0.9)
    assert patience.wait(1, 0.01, 0.9) == 0.01


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def breaker(clock: ManualClock) -> Breaker:
    return Breaker(BreakerSettings(failures=3, rest_seconds=10), clock.monotonic)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        assert breaker.admit()
        breaker.failed()


def test_it_opens_after_so_many_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admit()
    breaker.succeeded()
    fail(breaker, 2)
    assert not breaker.is_open
    fail(breaker, 1)
    assert breaker.is_open
    assert not breaker.admit()


def test_one_probe_after_the_rest(breaker: Breaker, clock: ManualClock) -> None:
    fail(breaker, 3)
    clock.advance(9.9)
    assert not breaker.admit()
    clock.advance(0.2)
    assert breaker.admit()
    assert not breaker.admit()
    breaker.failed()
    assert not breaker.admit()
    clock.advance(10.1)
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.admit()
    assert not breaker.is_open


def test_a_probe_that_says_nothing_lets_another_one_through(breaker: Breaker, clock: ManualClock) -> None:
    fail(breaker, 3)
    clock.advance(11)
    assert breaker.admit()
    breaker.released()
    assert breaker.admit()


def test_of_many_threads_one_probes(breaker: Breaker, clock: ManualClock) -> None:
    fail(breaker, 3)
    clock.advance(11)
    admitted: list[bool] = []
    threads = [threading.Thread(target=lambda: admitted.append(breaker.admit())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 1
