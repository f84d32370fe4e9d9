"""Things that happen to a driver or a vehicle again and again: violations, re-issues, queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.registries.population.days import later, plus_years
from kiosk.registries.population.draw import Draw, Ranges, Shares


@dataclass(frozen=True)
class Violation:
    """One violation: when it happened, when it is dealt with, what it costs."""

    on: date
    handled: date
    points: int


class Violations:
    """Draws the violations of a span that begins on a day and lasts a year."""

    def __init__(
        self,
        seed: int,
        purpose: str,
        how_many: Shares[int],
        handled_after: Ranges,
        points: Shares[int] | None = None,
    ) -> None:
        self._seed = seed
        self._purpose = purpose
        self._how_many = how_many
        self._handled_after = handled_after
        self._points = points

    def of_year(self, index: int, number: int, begins: date) -> list[Violation]:
        """Those of the `number`th year of somebody or something. At most 12 points by what was handled."""
        draw = Draw(self._seed, self._purpose, index, number)
        found = []
        for _ in range(self._how_many.pick(draw)):
            on = later(begins, draw.below(365))
            handled = later(on, self._handled_after.pick(draw))
            found.append(Violation(on, handled, self._points.pick(draw) if self._points else 0))
        return found


def years_since(first: date, day: date) -> int:
    """Full years from `first` to `day`: the number of the year that is running."""
    years = day.year - first.year
    return years if plus_years(first, years) <= day else years - 1


def counted_within_a_year(how_many: Shares[int], draw_of: Callable[[int], Draw], day: date) -> int:
    """How many things of calendar years happened in the 12 months that end with `day`."""
    begins = plus_years(day, -1)
    return sum(
        begins < on <= day
        for year in (day.year - 1, day.year)
        for on in _days_of(how_many, draw_of(year), year)
    )


def _days_of(how_many: Shares[int], draw: Draw, year: int) -> Iterator[date]:
    for _ in range(how_many.pick(draw)):
        yield later(date(year, 1, 1), draw.below(365))
