"""The slope of a long run."""

from __future__ import annotations

import pytest

from benchmarks.longrun import median_of, slope


def test_a_leak_of_ten_an_hour_shows() -> None:
    times = [60.0 * i for i in range(60)]
    assert slope(times, [100 + 10 * t / 3600 for t in times]) == pytest.approx(10)
    assert slope(times, [5.0] * 60) == pytest.approx(0)
    assert slope([1.0], [5.0]) == 0


def test_the_ends() -> None:
    values = [1.0] * 10 + [3.0] * 10
    assert median_of(values, 0.1, last=False) == 1
    assert median_of(values, 0.1, last=True) == 3
