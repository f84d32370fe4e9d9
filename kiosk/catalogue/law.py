"""Dated parameters of the law: `assets/law/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.model import NOWHERE, FactType, FactValue, Place
from kiosk.core.text import Bilingual

_DAYS_KEPT = 64


@dataclass(frozen=True)
class DatedValue:
    """What a parameter is within one span of days."""

    start: date | None
    """First day; None: since ever."""
    end: date | None
    """Last day; None: until further notice."""
    value: FactValue
    article: str
    source: str
    """The text it was read in."""
    mark: str
    """Evidence, as `model.Rule.mark`."""
    place: Place = field(default=NOWHERE, compare=False)

    def in_force(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Parameter:
    """A number, a word or a day that the law sets and changes."""

    name: str
    type: FactType
    label: Bilingual
    values: tuple[DatedValue, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Law:
    """All parameters."""

    parameters: Mapping[str, Parameter]
    _days: dict[date, Mapping[str, FactValue]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was in force on the days asked for lately."""

    def dated(self, name: str, day: date) -> DatedValue | None:
        """The value in force on that day with its article, or None.

        Raises CatalogueError for a name nobody declared.
        """
        if name not in self.parameters:
            raise CatalogueError("bad_file", f"no law parameter {name!r}{suggestion(name, self.parameters)}")
        return next((v for v in self.parameters[name].values if v.in_force(day)), None)

    def value(self, name: str, day: date) -> FactValue | None:
        """The bare value in force on that day, or None."""
        found = self.dated(name, day)
        return found.value if found else None

    def number(self, name: str, day: date) -> int | None:
        """The same for a whole number (days, months, fen)."""
        value = self.value(name, day)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def on(self, day: date) -> Mapping[str, FactValue]:
        """Everything in force on that day."""
        if day not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            self._days[day] = self._on(day)
        return self._days[day]

    def _on(self, day: date) -> dict[str, FactValue]:
        found = {name: self.value(name, day) for name in self.parameters}
        return {name: value for name, value in found.items() if value is not None}


def overlaps(values: Iterable[DatedValue]) -> list[tuple[DatedValue, DatedValue]]:
    """Neighbours in time that are both in force on some day."""
    ordered = sorted(values, key=lambda v: v.start or date.min)
    return [(a, b) for a, b in pairwise(ordered) if a.end is None or (b.start or date.min) <= a.end]


def gaps(values: Iterable[DatedValue]) -> list[date]:
    """First days after a value's end on which nothing is in force although a later value follows."""
    ordered = sorted(values, key=lambda v: v.start or date.min)
    found = []
    for a, b in pairwise(ordered):
        if a.end is not None and b.start is not None and b.start > a.end + timedelta(days=1):
            found.append(a.end + timedelta(days=1))
    return found
