"""The calendar arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.derive import (
    classes_after,
    cycle_end,
    derive,
    next_validity,
    split_classes,
    validity_terms,
)
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import LONG_TERM
from kiosk.catalogue.periods import add_days, add_months, add_years, age_on, months_between, next_anniversary

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
        (date(1, 1, 31), -1, date.min),
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
def test_six_years_become_ten_and_ten_long_term(
    catalogue: Catalogue, start: date, end: date, cycles: int, then: date
) -> None:
    terms = validity_terms(catalogue.judge.law, end)
    assert terms is not None
    assert next_validity(start, end, cycles, terms) == (end, then)


def test_before_the_law_on_file_there_are_no_terms(catalogue: Catalogue) -> None:
    assert validity_terms(catalogue.judge.law, date(2004, 4, 30)) is None


def test_what_is_missing_derives_nothing() -> None:
    assert derive({}, date(2026, 1, 5), Law({})) == {"as_of": date(2026, 1, 5)}


@given(DAYS, DAYS)
def test_full_months_between_two_days(start: date, end: date) -> None:
    start, end = min(start, end), max(start, end)
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)
    assert months_between(end, start) == -months


def test_a_month_that_has_no_such_day_ends_on_its_last() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert months_between(date(2026, 1, 31), date(2026, 2, 27)) == 0


@given(DAYS, st.integers(0, 20_000))
def test_a_cycle_ends_within_a_year_on_the_day_it_began(first: date, later: int) -> None:
    day = first + timedelta(days=later)
    end = cycle_end(first, day)
    assert day < end <= add_years(day, 1)
    assert (end.month, end.day) == (first.month, first.day) or (first.month, first.day) == (2, 29)
    assert next_anniversary(first, end - timedelta(days=1)) == end


@given(DAYS, st.integers(0, 4000))
def test_days_are_added_up_to_the_end_of_the_calendar(day: date, days: int) -> None:
    assert (add_days(day, days) - day).days == days
    assert add_days(LONG_TERM, days) == LONG_TERM
    assert add_days(date(9999, 12, 30), 2 + days) == LONG_TERM


CLASSES = ["A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P"]


@given(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True), st.sampled_from(CLASSES))
def test_a_step_down_never_gives_more(catalogue: Catalogue, present: list[str], target: str) -> None:
    law, day = catalogue.judge.law, date(2026, 1, 5)
    covers = {
        c: str(law.value(f"covers_{c.lower()}", day)).split()
        for c in CLASSES
        if f"covers_{c.lower()}" in law.parameters
    }
    direct = set(present).union(*(covers.get(c, []) for c in present))
    # The annex names C3 under C1 and C4 under C3, but not C4 under C1.
    may = direct.union(*(covers.get(c, []) for c in direct))
    after = classes_after("".join(present), target, day, law)
    if after is None:
        assert target not in direct or target in present
        return
    then = split_classes(after)
    assert set(then).union(*(covers.get(c, []) for c in then)) <= may
    assert target in then


def test_motorcycles_stay_where_a_car_steps_down(catalogue: Catalogue) -> None:
    law = catalogue.judge.law
    assert classes_after("A2E", "C1", date(2026, 1, 5), law) == "C1E"
    assert classes_after("A1A2", "C1", date(2026, 1, 5), law) == "C1"
    assert classes_after("C2", "C1", date(2026, 1, 5), law) is None
