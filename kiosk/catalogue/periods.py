"""Calendar arithmetic of the law: ages, months, years and working days. Pure.

民法典: the first day doesn't count (art 201); a period of months or years ends on the day of the same number,
and where the month has none, on its last (art 202); a period whose last day is a day off ends with the next
working day (art 203). 行政许可法 art 82 and the regulations of the desk count days as working days.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.catalogue.model import LONG_TERM

_SATURDAY = 5
_LONGEST_BREAK = 400


def add_months(day: date, months: int) -> date:
    """The day of the same number `months` later (or earlier), or that month's last.

    LONG_TERM stays; what would lie outside the calendar is its first or last day.
    """
    if day == LONG_TERM:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return LONG_TERM
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """So many calendar days later. LONG_TERM stays."""
    if day == LONG_TERM or (date.max - day).days < days:
        return LONG_TERM
    return day + timedelta(days=days)


def months_between(start: date, end: date) -> int:
    """Full months from `start` to `end` by art 202; negative where `end` comes first.

    31 January to 28 February is a full month: February has no 31st.
    """
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end < add_months(start, months) else months


def age_on(birth: date, day: date) -> int:
    """Full years on `day`; the birthday itself counts as reached."""
    years = day.year - birth.year
    return years - 1 if day < add_years(birth, years) else years


def next_anniversary(start: date, day: date) -> date:
    """The first anniversary of `start` after `day`; `start` itself where that is still to come."""
    if day < start:
        return start
    years = age_on(start, day) + 1
    return add_years(start, years)


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: `assets/law/calendar/working_days.yaml`, kept by the staff."""

    years: frozenset[int]
    """Years whose days are known."""
    off: frozenset[date]
    """Days off by the yearly notice, Saturdays and Sundays among them."""
    work: frozenset[date]
    """Saturdays and Sundays that are worked."""

    def working(self, day: date) -> bool | None:
        """Is it a working day? None: nobody has entered that year."""
        if day.year not in self.years:
            return None
        if day in self.off:
            return False
        return day in self.work or day.weekday() < _SATURDAY

    def after(self, day: date, count: int) -> date | None:
        """The last of `count` working days after `day`, which itself doesn't count; None: not known."""
        left = count
        for _ in range(_LONGEST_BREAK + 2 * count):
            if left <= 0:
                return day
            day += timedelta(days=1)
            answer = self.working(day)
            if answer is None:
                return None
            left -= answer
        return None

    def last_day(self, day: date) -> date | None:
        """The end of a period that would end on `day`: that day, or the next working one (art 203)."""
        answer = self.working(day)
        if answer is None:
            return None
        return day if answer else self.after(day, 1)
