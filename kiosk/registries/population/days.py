"""Days as the simulated registers count them: a reckoning of their own, which can't copy a rule's mistake."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def later(day: date, days: int) -> date:
    """`days` after (or before) a day."""
    return day + timedelta(days=days)


def plus_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def plus_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def full_years(birth: date, day: date) -> int:
    """Age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
