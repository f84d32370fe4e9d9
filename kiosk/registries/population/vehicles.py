"""Vehicles of the simulated city: owners, kinds, inspections, insurance, violations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.registries.population.days import full_years, later, month_end, plus_months, plus_years
from kiosk.registries.population.draw import Draw, Ranges, Shares, column
from kiosk.registries.population.enterprises import Enterprises
from kiosk.registries.population.events import Violations, counted_within_a_year, years_since
from kiosk.registries.population.people import People
from kiosk.registries.population.plates import plate_index, plate_text, vin_text
from kiosk.registries.population.stock import Kind, Stock
from kiosk.registries.records import InsuranceRecord, VehicleRecord, ViolationRecord

TRUCKS = ("micro_truck", "light_truck", "medium_truck", "heavy_truck", "tractor", "pickup", "special")
_SMALL_PLATES = ("small_passenger", "micro_passenger", "micro_truck", "light_truck", "pickup")


@dataclass(frozen=True)
class Vehicle:
    """What never changes about a vehicle."""

    index: int
    plate: str
    kind: str
    energy: str
    colour: str
    area: str
    owner: int | None
    """Index of the person; None: a unit owns it."""
    unit: int
    registered: date


class Vehicles:
    """By index, by plate, by owner."""

    def __init__(self, stock: Stock, people: People, enterprises: Enterprises) -> None:
        self._stock = stock
        self._seed = stock.seed
        self._people = people
        self._enterprises = enterprises
        self._data = data = stock.numbers.vehicles_data
        self.count = stock.numbers.vehicles
        self._kinds = Shares({kind: of.share for kind, of in data.kinds.items()})
        self._trucks = Shares({kind: data.kinds[kind].share for kind in ("light_truck", "medium_truck")})
        self._status = Shares(data.status)
        self._inspected = Ranges(data.inspected)
        self._insured = Ranges(data.insured)
        self._replaced = Shares(data.replaced_a_year)
        self._violations = Violations(
            stock.seed, "vehicle_year", Shares(data.violations_a_year), Ranges(data.handled_after)
        )
        self._away = [a for a in stock.areas.areas if a.code[:4] != stock.areas.home[:4]]
        self._home_plate = next(a.plate for a in stock.areas.areas if a.code[:4] == stock.areas.home[:4])
        self._owners = self._find_owners()
        self._by_owner = np.argsort(self._owners, kind="stable")
        self._owner_keys = self._owners[self._by_owner]
        self.one = lru_cache(maxsize=4096)(self._make)

    def _find_owners(self) -> NDArray[np.int64]:
        """Everybody's index by vehicle: the first vehicles are the fleets', the others anybody's."""
        owners = (column(self._seed, "owner", self.count) % np.uint64(self._people.count)).astype(np.int64)
        fleet = self._data.fleets * self._data.fleet_size
        owners[:fleet] = owners[: self._data.fleets].repeat(self._data.fleet_size)
        return owners

    def is_fleet(self, vehicle: Vehicle) -> bool:
        """Does it belong to somebody with a whole fleet of trucks?"""
        return vehicle.index < self._data.fleets * self._data.fleet_size

    def owned_by(self, person: int) -> list[Vehicle]:
        """What somebody owns."""
        first = int(np.searchsorted(self._owner_keys, person, side="left"))
        last = int(np.searchsorted(self._owner_keys, person, side="right"))
        vehicles = (self.one(int(i)) for i in self._by_owner[first:last])
        return [v for v in vehicles if v.owner == person]

    def by_plate(self, plate: str) -> Vehicle | None:
        index = plate_index(plate)
        if index is None or index >= self.count:
            return None
        vehicle = self.one(index)
        return vehicle if vehicle.plate == plate else None

    def _make(self, index: int) -> Vehicle:
        data = self._data
        draw = Draw(self._seed, "vehicle", index)
        in_fleet = index < data.fleets * data.fleet_size
        kind = (self._trucks if in_fleet else self._kinds).pick(draw)
        energy = Shares(data.kinds[kind].energies).pick(draw)
        small = kind in _SMALL_PLATES or kind == "motorcycle"
        colour = ("green" if small else "yellow_green") if energy == "new_energy" else (
            "blue" if small else "yellow"
        )  # fmt: skip
        at_home = draw.per_1000(data.at_home_per_1000)
        area = None if at_home else draw.pick(self._away)
        unit_in = data.unit_owned_truck_one_in if kind in TRUCKS else data.unit_owned_one_in
        owner: int | None = int(self._owners[index])
        registered = self._registered(draw)
        birth = self._people.birth(int(self._owners[index]))
        if (not in_fleet and draw.one_in(unit_in)) or full_years(birth, registered) < 18:
            owner = None
        return Vehicle(
            index,
            plate_text(area.plate if area else self._home_plate, index, colour),
            kind,
            energy,
            colour,
            area.code[:4] + "00" if area else self._stock.areas.home,
            owner,
            draw.below(self._enterprises.count),
            registered,
        )

    def _registered(self, draw: Draw) -> date:
        first = date(self._data.first_registered, 1, 1)
        days = (self._data.last_registered - first).days
        # The later of two draws: newer vehicles are more.
        return later(first, max(draw.below(days), draw.below(days)))

    def record(self, vehicle: Vehicle, day: date) -> VehicleRecord | None:
        """What the vehicle register tells on a day, or None before the registration."""
        if vehicle.registered > day:
            return None
        data, kind = self._data, self._data.kinds[vehicle.kind]
        draw = Draw(self._seed, "vehicle_record", vehicle.index)
        make = draw.pick(data.makes)
        electric = vehicle.energy == "new_energy"
        stage = max((s for y, s in data.stages.items() if y <= vehicle.registered.year), default=2)
        serial = vehicle.index + 100_000
        minivan = draw.one_in(data.minivan_one_in) and vehicle.kind == "small_passenger"
        return VehicleRecord(
            plate=vehicle.plate,
            vin=vin_text(make.wmi, draw.below(31**5), vehicle.registered.year, serial),
            engine_number=f"{'E' if electric else 'M'}{draw.below(10**8):08d}",
            area=vehicle.area,
            status=self._status.pick(draw),
            kind=vehicle.kind,
            body=Shares(kind.bodies).pick(draw),
            energy=vehicle.energy,
            emission_stage=None if electric else stage,
            axles=Shares(kind.axles).pick(draw),
            plate_colour=vehicle.colour,
            use=Shares(kind.uses).pick(draw),
            seats=draw.between(*kind.seats),
            model=f"{make.name}{vehicle.kind.upper()[:2]}{draw.below(9000) + 1000}",
            minivan=minivan,
            injury_accident=draw.one_in(data.injury_accident_one_in),
            hazardous=vehicle.kind in ("heavy_truck", "light_truck") and draw.one_in(data.hazardous_one_in),
            registered=vehicle.registered,
            issued=vehicle.registered,
            inspection_valid_to=self._inspected_to(vehicle, kind, day),
            replacements_12_months=counted_within_a_year(
                self._replaced, lambda year: Draw(self._seed, "vehicle_replaced", vehicle.index, year), day
            ),
            **self._owner_fields(vehicle),
        )

    def _owner_fields(self, vehicle: Vehicle) -> dict[str, Any]:
        if vehicle.owner is None:
            unit = self._enterprises.one(vehicle.unit)
            return {"owner_kind": "unit", "owner_name": unit.name, "owner_number": unit.uscc}
        who = self._people.one(vehicle.owner)
        return {
            "owner_kind": "person",
            "owner_name": who.name,
            "owner_number": who.id_number,
            "address": self._people.address(who.index, who.hukou),
        }

    def _inspected_to(self, vehicle: Vehicle, kind: Kind, day: date) -> date:
        """The last day of the newest mark: marks end with a month."""
        within, after = kind.marks
        until = month_end(plus_months(vehicle.registered, within))
        number = 0
        while True:
            late = self._inspected.pick(Draw(self._seed, "inspected", vehicle.index, number))
            if later(until, late) > day:
                return until
            old = full_years(vehicle.registered, until) >= 10
            base = until if late <= 0 else later(until, late)
            until = month_end(plus_months(base, after if old else within))
            number += 1

    def insurance(self, vehicle: Vehicle, day: date) -> InsuranceRecord | None:
        """The newest policy."""
        if vehicle.registered > day:
            return None
        begins, number = vehicle.registered, 0
        while True:
            ends = plus_years(begins, 1) - timedelta(days=1)
            late = self._insured.pick(Draw(self._seed, "insured", vehicle.index, number))
            following = later(ends, max(1, late))
            if later(ends, late) > day:
                break
            begins, number = following, number + 1
        draw = Draw(self._seed, "policy", vehicle.index, number)
        return InsuranceRecord(
            plate=vehicle.plate,
            valid_from=begins,
            valid_to=ends,
            insurer=draw.pick(self._data.insurers),
            tax_paid=not draw.one_in(self._data.tax_unpaid_one_in),
        )

    def violations(self, vehicle: Vehicle, day: date) -> ViolationRecord | None:
        """What of the vehicle isn't dealt with: of this year of its life and the two before."""
        if vehicle.registered > day:
            return None
        number = years_since(vehicle.registered, day)
        careless = Draw(self._seed, "careless", vehicle.index).one_in(self._data.careless_one_in)
        open_ones = sum(
            v.on <= day and (careless or day < v.handled)
            for n in range(max(0, number - 2), number + 1)
            for v in self._violations.of_year(vehicle.index, n, plus_years(vehicle.registered, n))
        )
        accident = Draw(self._seed, "vehicle_accident", vehicle.index).one_in(self._data.open_accident_one_in)
        return ViolationRecord(
            plate=vehicle.plate, vehicle_open=open_ones, vehicle_accidents_open=int(accident)
        )
