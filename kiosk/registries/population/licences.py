"""Licences of the simulated city: spans, points by scoring cycle, violations, medicals.

A licence begins at its first issue and goes from span to span: 6, 10 years, long-term, renewed when its
holder comes. All of it is worked out for the day that is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from kiosk.registries.population.days import full_years, later, plus_years
from kiosk.registries.population.draw import Draw, Ranges, Shares
from kiosk.registries.population.events import Violation, Violations, counted_within_a_year, years_since
from kiosk.registries.population.medicals import Medicals
from kiosk.registries.population.people import Inhabitant, People
from kiosk.registries.population.stock import Stock
from kiosk.registries.records import DateOrOpen, DriverRecord, MedicalRecord

_LARGE = ("A1", "A2", "A3", "B1", "B2")
_SMALL_ENDS = ("C3", "C4", "C6", "D", "E")


@dataclass(frozen=True)
class Span:
    """One validity of a licence; `ends` None: long-term."""

    begins: date
    ends: date | None
    issued: date
    """The day the holder came."""
    lapsed: bool
    """A year or more late: cancelled."""


class Licences:
    """The drivers by index of the inhabitant."""

    def __init__(self, stock: Stock, people: People) -> None:
        self._seed = stock.seed
        self._people = people
        self._data = data = stock.numbers.licences
        self._home = stock.areas.home
        self._abroad = [a.code[:4] + "00" for a in stock.areas.areas if a.code[:4] != self._home[:4]]
        self._classes = Shares(data.classes)
        self._status = Shares(data.status)
        self._renewal = Ranges(data.renewal)
        self._replaced = Shares(data.replaced_a_year)
        self._violations = Violations(
            stock.seed,
            "cycle",
            Shares(data.violations_a_cycle),
            Ranges(data.handled_after),
            Shares(data.points),
        )
        self._medicals = Medicals(stock)
        self.first_issued = lru_cache(maxsize=4096)(self._first_issued)
        # One question goes through the same cycles and spans several times.
        self.cycle = lru_cache(maxsize=1024)(self._cycle)
        self.span = lru_cache(maxsize=256)(self._span)

    def _first_issued(self, index: int) -> date | None:
        """The day of the first licence, or None for somebody who never has one."""
        draw = Draw(self._seed, "licence", index)
        if not draw.per_1000(self._data.holders_per_1000):
            return None
        birth = self._people.birth(index)
        earliest = max(plus_years(birth, 18), date(self._data.first_possible, 1, 1))
        latest = min(plus_years(birth, 55), self._data.last_first_issue)
        if earliest >= latest:
            return None
        return later(earliest, draw.below((latest - earliest).days))

    def holds(self, index: int, day: date) -> bool:
        first = self.first_issued(index)
        return first is not None and first <= day

    def classes(self, who: Inhabitant, day: date) -> str:
        """The classes on record: most holders past an age have given up what ends with it."""
        draw = Draw(self._seed, "classes", who.index)
        classes = self._classes.pick(draw)
        keeps_large = draw.one_in(self._data.kept_large_one_in)
        keeps_small = draw.one_in(self._data.kept_small_one_in)
        age = full_years(who.birth, day)
        large = any(one in classes for one in _LARGE) or "M" in classes
        if age >= self._data.large_class_end and large and not keeps_large:
            classes = "C1E" if "E" in classes else "C1"
        if age >= self._data.small_class_end and any(o in classes for o in _SMALL_ENDS) and not keeps_small:
            classes = "F" if classes in ("D", "E") else "C1"
        return classes

    def _span(self, index: int, day: date) -> Span:
        """The validity on a day; a lapsed one stays the last."""
        begins = issued = self._start(index)
        ends: date | None = plus_years(begins, 6)
        number = 0
        while ends is not None:
            late = self._renewal.pick(Draw(self._seed, "renewal", index, number))
            renewed = later(ends, late)
            lapses = plus_years(ends, 1)
            if renewed >= lapses:
                return Span(begins, ends, issued, day >= lapses)
            if renewed > day:
                return Span(begins, ends, issued, False)
            full = self.full_cycles(index, begins, renewed)
            long = plus_years(begins, 10) <= ends
            following = None if long and not full else plus_years(ends, 6 if full and not long else 10)
            begins, ends, issued, number = ends, following, renewed, number + 1
        return Span(begins, None, issued, False)

    def _start(self, index: int) -> date:
        first = self.first_issued(index)
        assert first is not None  # callers ask `holds` first
        return first

    def _cycle(self, index: int, number: int) -> list[Violation]:
        """The violations of one scoring cycle."""
        return self._violations.of_year(index, number, plus_years(self._start(index), number))

    def points(self, index: int, number: int, day: date) -> int:
        """Points of one cycle by a day: what was dealt with by then."""
        total = sum(v.points for v in self.cycle(index, number) if v.handled <= day)
        return min(total, 12)

    def full_cycles(self, index: int, begins: date, day: date) -> int:
        """Cycles that began in a validity and reached 12 points by a day."""
        first = self._start(index)
        numbers = range(years_since(first, begins), years_since(first, day) + 1)
        return sum(
            self.points(index, n, min(day, plus_years(first, n + 1) - timedelta(days=1))) >= 12
            for n in numbers
        )

    def open_violations(self, index: int, day: date) -> int:
        """Of the running cycle and the two before."""
        number = years_since(self._start(index), day)
        return sum(
            v.on <= day < v.handled
            for n in range(max(0, number - 2), number + 1)
            for v in self.cycle(index, n)
        )

    def open_accidents(self, index: int) -> int:
        return int(Draw(self._seed, "accident", index).one_in(self._data.open_accident_one_in))

    def medical(self, index: int, day: date) -> MedicalRecord | None:
        """The newest certificate of physical condition."""
        if not self.holds(index, day):
            return None
        who = self._people.one(index)
        return self._medicals.newest(
            who, self.classes(who, day), self._ends_until(index, day), self._start(index), day
        )

    def _ends_until(self, index: int, day: date) -> list[date]:
        """Ends of validities for which the holder has been, or may have been, to hospital: the last two."""
        span = self.span(index, day)
        found = [] if span.ends is None or span.ends - timedelta(days=100) > day else [span.ends]
        first = self._start(index)
        return found + ([span.begins] if span.begins != first else [])

    def record(self, index: int, day: date) -> DriverRecord | None:
        """What the drivers' register tells on a day, or None where there is no licence."""
        if not self.holds(index, day):
            return None
        who, data = self._people.one(index), self._data
        span = self.span(index, day)
        number = years_since(self._start(index), day)
        points = self.points(index, number, day)
        draw = Draw(self._seed, "driver", index)
        classes = self.classes(who, day)
        medical = self.medical(index, day)
        old_name = draw.one_in(data.old_name_one_in)
        old_address = draw.one_in(data.old_address_one_in)
        at_home = draw.per_1000(data.issued_at_home_per_1000)
        ends: DateOrOpen = "long-term" if span.ends is None else span.ends
        large = any(one in classes for one in _LARGE)
        return DriverRecord(
            licence_number=who.id_number,
            name=self._people.name(index, who.sex, 1) if old_name else who.name,
            issuer_area=self._home if at_home else draw.pick(self._abroad),
            classes=classes,
            status=self._status_on(index, span, points),
            first_issued=self._start(index),
            valid_from=span.begins,
            valid_to=ends,
            points=points,
            cycles_at_12=self.full_cycles(index, span.begins, day),
            replacements_12_months=self._replacements(index, span, day),
            portrait_usable=not draw.one_in(data.portrait_unusable_one_in),
            open_violations=self.open_violations(index, day),
            open_accidents=self.open_accidents(index),
            death_accident_unreviewed=draw.one_in(data.death_accident_one_in),
            address=self._people.address(index, who.hukou, 1 if old_address else 0),
            review_study_done=large and points > 0 and draw.one_in(data.study_done_one_in),
            medical_cycle_end=self._medicals.owed_for(who, classes, self._start(index), medical, day),
            **_medical_fields(medical),
        )

    def _status_on(self, index: int, span: Span, points: int) -> Any:
        status = self._status.pick(Draw(self._seed, "status", index))
        if status != "normal":
            return status
        if span.lapsed:
            return "expired_cancelled"
        # One in four full ones still stands as normal: the register lags behind the points.
        lags = Draw(self._seed, "lag", index).one_in(4)
        return "points_full" if points >= 12 and not lags else "normal"

    def _replacements(self, index: int, span: Span, day: date) -> int:
        def draw_of(year: int) -> Draw:
            return Draw(self._seed, "replaced", index, year)

        renewed = plus_years(day, -1) < span.issued <= day and span.issued != self._start(index)
        return counted_within_a_year(self._replaced, draw_of, day) + renewed


def _medical_fields(medical: MedicalRecord | None) -> dict[str, Any]:
    """What the drivers' register has of the hospital's certificate; null where there is none."""
    if medical is None:
        return dict.fromkeys(
            (
                "medical_date",
                "medical_passed",
                "medical_hospital_listed",
                "medical_hospital_provincial",
                "abilities_passed",
            )
        )
    return {
        "medical_date": medical.issued,
        "medical_passed": medical.passed,
        "medical_hospital_listed": medical.hospital_listed,
        "medical_hospital_provincial": medical.hospital_provincial,
        "abilities_passed": medical.abilities_passed,
    }
