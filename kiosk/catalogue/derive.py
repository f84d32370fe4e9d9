"""Facts that follow from other facts: the calendar arithmetic that CEL hasn't.

Months and years are counted as 民法典 arts 201 and 202 do: the first day doesn't count, the period ends on
the day of the same number, and where the month has none, on the last of the month.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.law import Law
from kiosk.catalogue.model import LONG_TERM, FactType, FactValue
from kiosk.core.id_number import parse_id_number

Facts = Mapping[str, FactValue]


def add_months(day: date, months: int) -> date:
    """The day of the same number `months` later (or earlier), or that month's last. LONG_TERM stays."""
    if day == LONG_TERM:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return LONG_TERM
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28."""
    return add_months(day, 12 * years)


def age_on(birth: date, day: date) -> int:
    """Full years on `day`; the birthday itself counts as reached."""
    years = day.year - birth.year
    return years - 1 if day < add_years(birth, years) else years


def next_validity(start: date, end: date, cycles_at_12: int) -> tuple[date, date]:
    """First and last day of the licence that replaces this one at its end (arts 13 and 62).

    Six years become ten and ten become long-term, if no scoring cycle within them reached 12 points;
    otherwise the same length again (general practice, to be confirmed).
    """
    long = add_years(start, 10) <= end
    if cycles_at_12:
        return end, add_years(end, 10 if long else 6)
    return end, LONG_TERM if long else add_years(end, 10)


@dataclass(frozen=True)
class Derivation:
    """How one fact follows."""

    type: FactType
    needs: tuple[str, ...]
    """Facts; where one is missing the derived fact is unknown."""
    parameters: tuple[str, ...]
    compute: Callable[[Facts, date, Law], FactValue | None]


def _card_number_valid(facts: Facts, day: date, law: Law) -> FactValue | None:
    return parse_id_number(str(facts["card_number"])) is not None


def _age(facts: Facts, day: date, law: Law) -> FactValue | None:
    birth = facts["person_birth"]
    return age_on(birth, day) if isinstance(birth, date) else None


def _days_left(facts: Facts, day: date, law: Law) -> FactValue | None:
    end = facts["licence_valid_to"]
    return (end - day).days if isinstance(end, date) else None


def _lapse_day(facts: Facts, day: date, law: Law) -> FactValue | None:
    end, years = facts["licence_valid_to"], law.number("renewal_grace_years", day)
    return add_years(end, years) if isinstance(end, date) and years is not None else None


def _medical_last_day(facts: Facts, day: date, law: Law) -> FactValue | None:
    done, months = facts["medical_date"], law.number("medical_valid_months", day)
    return add_months(done, months) if isinstance(done, date) and months is not None else None


#: The functions that `source: derived:NAME` may name.
DERIVATIONS: Mapping[str, Derivation] = {
    "card_number_valid": Derivation("bool", ("card_number",), (), _card_number_valid),
    "age": Derivation("int", ("person_birth",), (), _age),
    "licence_days_left": Derivation("int", ("licence_valid_to",), (), _days_left),
    "licence_lapse_day": Derivation("date", ("licence_valid_to",), ("renewal_grace_years",), _lapse_day),
    "medical_last_day": Derivation("date", ("medical_date",), ("medical_valid_months",), _medical_last_day),
}


def derive(facts: Facts, as_of: date, law: Law) -> dict[str, FactValue]:
    """`facts` with `as_of` and everything that follows from them on that day. Pure."""
    known: dict[str, FactValue] = {**facts, "as_of": as_of}
    for name, derivation in DERIVATIONS.items():
        if all(need in facts for need in derivation.needs):
            value = derivation.compute(facts, as_of, law)
            if value is not None:
                known[name] = value
    return known
