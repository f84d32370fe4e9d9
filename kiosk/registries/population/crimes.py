"""Criminal records of the simulated city, also those that are sealed and never told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.registries.population.days import full_years, later, plus_years
from kiosk.registries.population.draw import Draw, Shares
from kiosk.registries.population.events import counted_within_a_year
from kiosk.registries.population.people import People
from kiosk.registries.population.stock import Stock
from kiosk.registries.records import CrimeRecord


@dataclass(frozen=True)
class Conviction:
    """One conviction."""

    committed: date
    sentenced: date
    sealed: bool
    """Committed under eighteen and punished with five years or less (刑事诉讼法 286)."""


class CrimeFiles:
    """The file by index of the inhabitant."""

    def __init__(self, stock: Stock, people: People) -> None:
        self._seed = stock.seed
        self._people = people
        self._data = stock.numbers.crimes
        self._queries = Shares(self._data.queries_a_year)

    def conviction(self, index: int) -> Conviction | None:
        """What is on file, sealed or not: the keeper's view, which no query gets to see."""
        draw = Draw(self._seed, "crime", index)
        birth = self._people.birth(index)
        minor, adult = draw.one_in(self._data.minor_one_in), draw.one_in(self._data.adult_one_in)
        if minor:
            committed = later(plus_years(birth, 14), draw.below(4 * 365))
            sealed = not draw.one_in(self._data.unsealed_minor_one_in)
        elif adult:
            committed, sealed = later(plus_years(birth, 18), draw.below(30 * 365)), False
        else:
            return None
        assert not sealed or full_years(birth, committed) < 18
        return Conviction(committed, later(committed, draw.between(60, 500)), sealed)

    def record(self, index: int, name: str, day: date) -> CrimeRecord | None:
        """What a query under a name gets on a day. A sealed record answers like none at all."""
        who = self._people.one(index)
        if who.birth > day:
            return None
        found = self.conviction(index)
        clash = Draw(self._seed, "clash", index).one_in(self._data.clash_one_in)
        return CrimeRecord(
            id_number=who.id_number,
            hit=found is not None and not found.sealed and found.sentenced <= day,
            doubtful=clash or name != who.name,
            queries_12_months=counted_within_a_year(
                self._queries, lambda year: Draw(self._seed, "crime_queries", index, year), day
            ),
        )
