"""Certificates of physical condition that simulated hospitals send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.registries.population.days import full_years, later, plus_years
from kiosk.registries.population.draw import Draw, Shares
from kiosk.registries.population.events import years_since
from kiosk.registries.population.people import Inhabitant
from kiosk.registries.population.stock import Stock
from kiosk.registries.records import MedicalRecord

#: Every year from this age on, and C5 every three (art 74).
_YEARLY_AGE, _C5_YEARS = 70, 3


class Medicals:
    """Who has been to which hospital, and when."""

    def __init__(self, stock: Stock) -> None:
        self._seed = stock.seed
        self._data = stock.numbers.licences
        hospitals = stock.hospitals.hospitals
        self._hospitals = hospitals
        self._any = Shares({i: h.share for i, h in enumerate(hospitals)})
        self._provincial = Shares({i: h.share for i, h in enumerate(hospitals) if h.provincial})
        self._abilities = Shares(self._data.abilities)

    def newest(
        self, who: Inhabitant, classes: str, ends: Sequence[date], first: date, day: date
    ) -> MedicalRecord | None:
        """The newest certificate by a day. `ends`: of validities; `first`: the first licence."""
        visits = [
            visit for end in ends if (visit := self._before(who.index, end)) is not None and visit <= day
        ]
        number = years_since(first, day)
        for year in (number, number - 1):
            visit = self._yearly(who, classes, plus_years(first, year)) if year > 0 else None
            if visit is not None and visit <= day:
                visits.append(visit)
        return self._certificate(who, classes, max(visits)) if visits else None

    def _before(self, index: int, end: date) -> date | None:
        """The visit for a renewal at `end`, some weeks before it."""
        draw = Draw(self._seed, "visit", index, end.toordinal())
        return None if draw.one_in(self._data.no_medical_one_in) else later(end, -draw.between(2, 95))

    def _yearly(self, who: Inhabitant, classes: str, cycle_end: date) -> date | None:
        """The visit after a scoring cycle, of those who owe one for it."""
        due = full_years(who.birth, cycle_end) >= _YEARLY_AGE
        due = due or ("C5" in classes and cycle_end.year % _C5_YEARS == 0)
        draw = Draw(self._seed, "yearly", who.index, cycle_end.toordinal())
        if not due or draw.one_in(self._data.no_medical_one_in):
            return None
        return later(cycle_end, draw.between(0, 60))

    def _certificate(self, who: Inhabitant, classes: str, issued: date) -> MedicalRecord:
        draw = Draw(self._seed, "medical", who.index, issued.toordinal())
        sent_there = "C5" in classes and not draw.one_in(3)
        hospital = self._hospitals[(self._provincial if sent_there else self._any).pick(draw)]
        passed = not draw.one_in(self._data.medical_failed_one_in)
        abilities = self._abilities.pick(draw)
        old = full_years(who.birth, issued) >= _YEARLY_AGE
        return MedicalRecord(
            id_number=who.id_number,
            issued=issued,
            passed=passed,
            hospital=hospital.name,
            hospital_listed=hospital.listed,
            hospital_provincial=hospital.provincial,
            abilities_passed=None if not old or abilities == "not_taken" else abilities == "passed",
        )

    def owed_for(
        self, who: Inhabitant, classes: str, first: date, newest: MedicalRecord | None, day: date
    ) -> date | None:
        """End of the cycle for which a certificate is owed; the coming one where the last has its own."""
        number = years_since(first, day)
        last, coming = plus_years(first, number), plus_years(first, number + 1)
        if "C5" not in classes and full_years(who.birth, coming) < _YEARLY_AGE:
            return None
        if number == 0 or ("C5" not in classes and full_years(who.birth, last) < _YEARLY_AGE):
            return coming
        return coming if newest is not None and newest.issued >= last else last
