"""Passes that trucks of the simulated city have or had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.registries.population.days import later
from kiosk.registries.population.draw import Draw, Shares
from kiosk.registries.population.stock import Stock
from kiosk.registries.population.vehicles import TRUCKS, Vehicle, Vehicles


@dataclass(frozen=True)
class Pass:
    """One pass."""

    zone: str
    begins: date
    ends: date


class PassBook:
    """The passes by vehicle."""

    def __init__(self, stock: Stock, vehicles: Vehicles) -> None:
        self._seed = stock.seed
        self._data = stock.numbers.passes
        self._zones = Shares(self._data.zones)
        self._days = Shares(self._data.days)
        self._vehicles = vehicles

    def of(self, vehicle: Vehicle, day: date) -> list[Pass]:
        """Those that began by a day, of this calendar year and the last, oldest first."""
        return sorted(
            (
                one
                for year in (day.year - 1, day.year)
                for one in self._of_year(vehicle, year)
                if max(one.begins, vehicle.registered) <= day
            ),
            key=lambda one: one.ends,
        )

    def _of_year(self, vehicle: Vehicle, year: int) -> Iterator[Pass]:
        if vehicle.kind not in TRUCKS:
            return
        draw = Draw(self._seed, "passes", vehicle.index)
        # The first vehicles belong to fleets, which always have passes.
        if not draw.per_1000(self._data.per_1000) and not self._vehicles.is_fleet(vehicle):
            return
        zone = self._zones.pick(draw)
        draw = Draw(self._seed, "pass", vehicle.index, year)
        begins = later(date(year, 1, 1), draw.below(30))
        while begins.year == year:
            ends = later(begins, self._days.pick(draw) - 1)
            yield Pass(zone, begins, ends)
            # Fleets take one after the other; others now and then.
            pause = draw.below(5) if self._vehicles.is_fleet(vehicle) else draw.between(5, 120)
            begins = ends + timedelta(days=1 + pause)

    def newest(self, vehicle: Vehicle, zone: str, day: date) -> Pass | None:
        """The one of a zone that ends last."""
        of_zone = [one for one in self.of(vehicle, day) if one.zone == zone]
        return of_zone[-1] if of_zone else None

    def in_force(self, person: int, day: date) -> int:
        """Passes in force of all vehicles somebody owns."""
        return sum(
            one.begins <= day <= one.ends
            for vehicle in self._vehicles.owned_by(person)
            for one in self.of(vehicle, day)
        )
