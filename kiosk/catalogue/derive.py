"""Facts that follow from other facts: what CEL can't compute. Every number in it comes from `assets/law`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.law import Law
from kiosk.catalogue.model import LONG_TERM, FactType, FactValue
from kiosk.catalogue.periods import (
    add_days,
    add_months,
    add_years,
    age_on,
    months_between,
    next_anniversary,
)
from kiosk.catalogue.vehicles import vehicle_words, words_match
from kiosk.core.id_number import parse_id_number

Facts = Mapping[str, FactValue]

_CLASS = re.compile(r"[A-Z][0-9]?")


def split_classes(classes: str) -> list[str]:
    """`A2E` -> A2, E."""
    return _CLASS.findall(classes)


@dataclass(frozen=True)
class ValidityTerms:
    """How long a licence is valid (arts 13 and 62)."""

    first: int
    """Years of the first licence."""
    second: int
    """Years of the one that follows a first without a full cycle."""


def validity_terms(law: Law, day: date) -> ValidityTerms | None:
    """The terms in force on that day, or None where the law on file doesn't say."""
    first, second = law.number("licence_first_years", day), law.number("licence_second_years", day)
    return None if first is None or second is None else ValidityTerms(first, second)


def next_validity(start: date, end: date, cycles_at_12: int, terms: ValidityTerms) -> tuple[date, date]:
    """First and last day of the licence that replaces this one at its end (arts 13 and 62).

    Six years become ten and ten become long-term, if no scoring cycle within them reached 12 points;
    otherwise the same length again (general practice, to be confirmed).
    """
    long = add_years(start, terms.second) <= end
    if cycles_at_12:
        return end, add_years(end, terms.second if long else terms.first)
    return end, LONG_TERM if long else add_years(end, terms.second)


@dataclass(frozen=True)
class Derivation:
    """How one fact follows."""

    type: FactType
    needs: tuple[str, ...]
    """Facts; where one is missing the derived fact is unknown."""
    parameters: tuple[str, ...]
    """Of the law; where one isn't in force the derived fact is unknown."""
    compute: Callable[[_Given], FactValue | None]
    may: tuple[str, ...] = ()
    """Facts that only some people's answer needs; `compute` answers None where one is needed and missing."""


@dataclass(frozen=True)
class _Given:
    """What a computation may look at."""

    facts: Facts
    day: date
    law: Law

    def date(self, name: str) -> date:
        value = self.facts[name]
        assert isinstance(value, date)  # the loader checked the type
        return value

    def text(self, name: str) -> str:
        return str(self.facts[name])

    def number(self, name: str) -> int:
        value = self.law.number(name, self.day)
        assert value is not None  # `derive` looked whether it is in force
        return value

    def words(self, name: str) -> list[str]:
        """A parameter that is a list of words."""
        return str(self.law.value(name, self.day)).split()


def _covered(given: _Given, present: str, target: str) -> bool:
    """Does the class `present` permit what `target` does, being another one?"""
    name = f"covers_{present.lower()}"
    return name in given.law.parameters and target in given.words(name)


def _target_covered(given: _Given) -> bool | None:
    target = given.text("target_class")
    present = split_classes(given.text("licence_classes"))
    if not present:
        return None
    return target not in present and any(_covered(given, one, target) for one in present)


def _classes_after(given: _Given) -> str | None:
    """The licence's classes once the target has taken the place of every class that covers it."""
    target, present = given.text("target_class"), split_classes(given.text("licence_classes"))
    if not _target_covered(given):
        return None
    kept = [one for one in present if not _covered(given, one, target) and not _covered(given, target, one)]
    return "".join([target, *kept])


def _postpone_from(given: _Given) -> date | None:
    """The first day on which something falls due: the licence's end, a medical, a review (art 75)."""
    days = [given.date("licence_valid_to")]
    classes, grace = split_classes(given.text("licence_classes")), given.number("cycle_grace_days")
    if age_on(given.date("person_birth"), given.day) >= given.number("medical_yearly_age") or "C5" in classes:
        if "medical_cycle_end" not in given.facts:
            return None
        days.append(add_days(given.date("medical_cycle_end"), grace))
    if set(classes) & set(given.words("review_classes")):
        ends = next_anniversary(given.date("licence_first_issued"), given.day)
        last = add_days(add_years(ends, -1), grace)
        days.append(last if last >= given.day else add_days(ends, grace))
    return min(days)


def _postpone_last_day(given: _Given) -> date | None:
    due = _postpone_from(given)
    return None if due is None else add_years(due, given.number("postpone_years"))


def _test_due(given: _Given) -> bool:
    """Is the vehicle's coming inspection one for which it must be tested at a station?"""
    years = months_between(given.date("vehicle_registered"), given.date("inspection_valid_to")) // 12
    return str(years) in given.words("vehicle_test_years") or years > given.number("vehicle_exempt_years")


def _vehicle_words(given: _Given) -> frozenset[str]:
    local = given.text("plate").startswith(str(given.law.value("home_plate", given.day)))
    kind, body = given.text("vehicle_kind"), given.text("vehicle_body")
    return vehicle_words(kind, body, given.text("vehicle_energy"), local)


def _truck_free(given: _Given) -> bool | None:
    """May the vehicle enter the zone at every hour without a pass? None: a zone nobody described."""
    zone = given.text("zone")
    if zone == "beilun":
        if given.text("vehicle_energy") != "diesel":
            return True
        stage = given.facts.get("vehicle_emission_stage")
        return stage > given.number("beilun_diesel_stage") if isinstance(stage, int) else None
    if zone not in ("core", "centre"):
        return None
    return words_match(_vehicle_words(given), given.words(f"{zone}_free"))


def _pass_days(given: _Given) -> int:
    return (given.date("pass_to") - given.date("pass_from")).days + 1


#: The functions that `source: derived:NAME` may name.
DERIVATIONS: Mapping[str, Derivation] = {
    "card_number_valid": Derivation(
        "bool", ("card_number",), (), lambda g: parse_id_number(g.text("card_number")) is not None
    ),
    "age": Derivation("int", ("person_birth",), (), lambda g: age_on(g.date("person_birth"), g.day)),
    "licence_days_left": Derivation(
        "int", ("licence_valid_to",), (), lambda g: (g.date("licence_valid_to") - g.day).days
    ),
    "licence_lapse_day": Derivation(
        "date",
        ("licence_valid_to",),
        ("renewal_grace_years",),
        lambda g: add_years(g.date("licence_valid_to"), g.number("renewal_grace_years")),
    ),
    "medical_last_day": Derivation(
        "date",
        ("medical_date",),
        ("medical_valid_months",),
        lambda g: add_months(g.date("medical_date"), g.number("medical_valid_months")),
    ),
    "medical_cancel_day": Derivation(
        "date",
        ("medical_cycle_end",),
        ("medical_grace_years",),
        lambda g: add_years(g.date("medical_cycle_end"), g.number("medical_grace_years")),
    ),
    "postpone_from": Derivation(
        "date",
        ("licence_valid_to", "licence_first_issued", "licence_classes", "person_birth"),
        ("cycle_grace_days", "medical_yearly_age", "review_classes"),
        _postpone_from,
        may=("medical_cycle_end",),
    ),
    "postpone_last_day": Derivation(
        "date",
        ("licence_valid_to", "licence_first_issued", "licence_classes", "person_birth"),
        ("cycle_grace_days", "medical_yearly_age", "review_classes", "postpone_years"),
        _postpone_last_day,
        may=("medical_cycle_end",),
    ),
    "target_covered": Derivation(
        "bool",
        ("licence_classes", "target_class"),
        tuple(f"covers_{c}" for c in ("a1", "a2", "a3", "b1", "b2", "c1", "c3", "d", "e")),
        _target_covered,
    ),
    "inspection_window_day": Derivation(
        "date",
        ("inspection_valid_to",),
        ("inspection_window_months",),
        lambda g: add_months(g.date("inspection_valid_to"), -g.number("inspection_window_months")),
    ),
    "vehicle_test_due": Derivation(
        "bool",
        ("vehicle_registered", "inspection_valid_to"),
        ("vehicle_test_years", "vehicle_exempt_years"),
        _test_due,
    ),
    "truck_free": Derivation(
        "bool",
        ("zone", "plate", "vehicle_kind", "vehicle_body", "vehicle_energy"),
        ("home_plate", "core_free", "centre_free", "beilun_diesel_stage"),
        _truck_free,
        may=("vehicle_emission_stage",),
    ),
    "pass_days": Derivation("int", ("pass_from", "pass_to"), (), _pass_days),
    "pass_lead_days": Derivation("int", ("pass_from",), (), lambda g: (g.date("pass_from") - g.day).days),
    "endorse_window_day": Derivation(
        "date",
        ("residence_endorsed_to",),
        ("endorse_window_months",),
        lambda g: add_months(g.date("residence_endorsed_to"), -g.number("endorse_window_months")),
    ),
    "endorse_late_day": Derivation(
        "date",
        ("residence_endorsed_to",),
        ("endorse_late_years",),
        lambda g: add_years(g.date("residence_endorsed_to"), g.number("endorse_late_years")),
    ),
}


def classes_after(present: str, target: str, day: date, law: Law) -> str | None:
    """The classes printed after a voluntary step down, or None where the target isn't covered.

    What neither covers the target nor is covered by it stays: A2E stepped down to C1 is C1E.
    """
    return _classes_after(_Given({"licence_classes": present, "target_class": target}, day, law))


def cycle_end(first_issued: date, day: date) -> date:
    """The day on which the scoring cycle that holds `day` is over and the next begins: 12 months (art 71).

    Counted from the first issue (general practice, to be confirmed).
    """
    return next_anniversary(first_issued, day)


def derive(facts: Facts, as_of: date, law: Law, names: frozenset[str] | None = None) -> dict[str, FactValue]:
    """`facts` with `as_of` and everything that follows from them on that day. Pure.

    `names`: only these are wanted; None: all of them.
    """
    known: dict[str, FactValue] = {**facts, "as_of": as_of}
    given = _Given(facts, as_of, law)
    for name in DERIVATIONS if names is None else names:
        derivation = DERIVATIONS[name]
        if all(need in facts for need in derivation.needs) and _in_force(derivation, given):
            value = derivation.compute(given)
            if value is not None:
                known[name] = value
    return known


def _in_force(derivation: Derivation, given: _Given) -> bool:
    return all(given.law.value(name, given.day) is not None for name in derivation.parameters)
