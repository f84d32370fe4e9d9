"""The calendar arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.derive import add_months, add_years, age_on, derive, next_validity
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import LONG_TERM

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 5), 6, date(2026, 7, 5)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (LONG_TERM, 12, LONG_TERM),
        (date(9999, 6, 1), 12, LONG_TERM),
    ],
)
def test_months_end_on_the_same_number_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(DAYS, st.integers(-240, 240))
def test_months_move_exactly_that_many_months(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


@given(DAYS, DAYS)
def test_an_age_changes_on_the_birthday_and_only_there(birth: date, day: date) -> None:
    age = age_on(birth, day)
    assert add_years(birth, age) <= day < add_years(birth, age + 1)


def test_a_leap_day_child_has_its_birthday_on_the_28th() -> None:
    assert age_on(date(2004, 2, 29), date(2022, 2, 27)) == 17
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 18


@pytest.mark.parametrize(
    ("start", "end", "cycles", "then"),
    [
        (date(2020, 3, 1), date(2026, 3, 1), 0, date(2036, 3, 1)),
        (date(2020, 3, 1), date(2026, 3, 1), 1, date(2032, 3, 1)),
        (date(2016, 3, 1), date(2026, 3, 1), 0, LONG_TERM),
        (date(2016, 3, 1), date(2026, 3, 1), 2, date(2036, 3, 1)),
    ],
)
def test_six_years_become_ten_and_ten_long_term(start: date, end: date, cycles: int, then: date) -> None:
    assert next_validity(start, end, cycles) == (end, then)


def test_what_is_missing_derives_nothing() -> None:
    assert derive({}, date(2026, 1, 5), Law({})) == {"as_of": date(2026, 1, 5)}
