"""Residence permits of those who live in the simulated city and are registered elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.registries.population.days import later, plus_years
from kiosk.registries.population.draw import Draw, Ranges, Shares
from kiosk.registries.population.people import People
from kiosk.registries.population.stock import Stock, Told
from kiosk.registries.records import ResidenceRecord


class Permits:
    """Permits by index of the inhabitant."""

    def __init__(self, stock: Stock, people: People) -> None:
        self._seed = stock.seed
        self._people = people
        self._data = stock.numbers.residences
        self._endorsed = Ranges(self._data.endorsed)
        self._home = [a for a in stock.areas.areas if a.code[:4] == stock.areas.home[:4] and a.until == 9999]
        self._told = {
            "employed": Shares(self._data.employed),
            "housed": Shares(self._data.housed),
            "studying": Shares(self._data.studying),
        }

    def record(self, index: int, day: date) -> ResidenceRecord | None:
        """What the permits' register tells on a day, or None for somebody without a permit."""
        data, who = self._data, self._people.one(index)
        draw = Draw(self._seed, "permit", index)
        if who.hukou in self._home or not draw.per_1000(data.per_1000):
            return None
        issued = later(data.first_issue, draw.below((data.last_issue - data.first_issue).days))
        issued = max(issued, plus_years(who.birth, 16))
        if issued > day:
            return None
        area = draw.pick(self._home)
        until = self._endorsed_to(index, issued, day)
        cancelled = draw.one_in(data.cancelled_one_in)
        return ResidenceRecord(
            id_number=who.id_number,
            status="cancelled" if cancelled else "valid" if day <= until else "suspended",
            area=area.code,
            address=self._people.address(index, area, 2),
            issued=issued,
            endorsed_to=until,
            **self._conditions(index, until),
        )

    def _endorsed_to(self, index: int, issued: date, day: date) -> date:
        """The day on which the running year is full. After a late endorsement years count from it anew."""
        until, number = plus_years(issued, 1), 0
        while True:
            late = self._endorsed.pick(Draw(self._seed, "endorsed", index, number))
            endorsed = later(until, late)
            if endorsed > day:
                return until
            until, number = plus_years(endorsed if late > 0 else until, 1), number + 1

    def _conditions(self, index: int, until: date) -> dict[str, Any]:
        """Employment, housing, study; what the register doesn't know isn't there."""
        draw = Draw(self._seed, "conditions", index, until.year)
        told: dict[str, Told] = {name: shares.pick(draw) for name, shares in self._told.items()}
        return {name: value == "yes" for name, value in told.items() if value != "untold"}
