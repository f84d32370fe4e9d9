"""Working days: the staff's file, and counting by it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError

KNOWN = st.dates(date(2022, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 5), True),
        (date(2026, 1, 10), False),
        (date(2026, 10, 1), False),
        (date(2025, 1, 26), True),  # the Sunday worked before the Spring Festival
        (date(2025, 1, 28), False),
        (date(2027, 1, 4), None),
        (date(2021, 12, 31), None),
    ],
)
def test_a_day_is_worked_off_or_unknown(catalogue: Catalogue, day: date, worked: bool | None) -> None:
    assert catalogue.working_days.working(day) is worked


@given(KNOWN, st.integers(0, 15))
def test_so_many_working_days_lie_between(catalogue: Catalogue, day: date, count: int) -> None:
    end = catalogue.working_days.after(day, count)
    if end is None:
        assert day.year == 2026
        return
    between = [day + timedelta(days=n + 1) for n in range((end - day).days)]
    assert sum(catalogue.working_days.working(d) is True for d in between) == count


@given(KNOWN)
def test_a_period_ends_on_a_working_day(catalogue: Catalogue, day: date) -> None:
    days = catalogue.working_days
    end = days.last_day(day)
    assert end is not None
    assert end >= day
    assert days.working(end) is True
    assert (end == day) == (days.working(day) is True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years: [2022, ", "years: [", "isn't in `years`"),
        ("{from: 2022-01-01, to: 2022-01-03}", "{from: 2022-01-03, to: 2022-01-01}", "before they begin"),
        ("worked:\n", "worked:\n  - 2026-10-01\n", "both worked and off"),
    ],
)
def test_a_wrong_calendar_is_named(assets: Path, old: str, new: str, said: str) -> None:
    path = assets / "law" / "calendar" / "working_days.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"working_days\.yaml") as caught:
        Catalogue.load(assets)
    assert said in caught.value.operator
