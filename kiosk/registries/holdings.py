"""What the simulated registers hold: a world file's people first, then the population."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.registries.population.population import Population
from kiosk.registries.ports import Port
from kiosk.registries.queries import (
    CrimeQuery,
    NumberQuery,
    PlateQuery,
    Query,
    TruckPassQuery,
    ViolationQuery,
)
from kiosk.registries.records import CrimeRecord, Record, TruckPassRecord, ViolationRecord
from kiosk.registries.world import World, WorldPerson


class Holdings:
    """Both together. Whoever or whatever the world knows, the population has no say in."""

    def __init__(self, world: World, population: Population | None = None) -> None:
        self.world = world
        self._population = population

    @property
    def persons(self) -> int:
        """How many people there are."""
        return len(self.world.persons) + (self._population.people.count if self._population else 0)

    def look_up(self, port: Port, query: Query, day: date) -> Record | None:
        """The record of a port on a day, or None where there is none."""
        if isinstance(query, ViolationQuery):
            return self._violations(query, day)
        if isinstance(query, TruckPassQuery) and query.plate in self.world.vehicles:
            return self._truck_pass(query, day)
        if isinstance(query, PlateQuery) and query.plate in self.world.vehicles:
            vehicle = self.world.vehicles[query.plate]
            return vehicle.insurance if port is Port.INSURANCE else vehicle.vehicle
        if isinstance(query, NumberQuery | CrimeQuery) and query.id_number in self.world.persons:
            return _personal(port, query, self.world.persons[query.id_number])
        return None if self._population is None else self._population.look_up(port, query, day)

    def _violations(self, query: ViolationQuery, day: date) -> Record | None:
        """The driver's half and the vehicle's, each from where it is known."""
        parts: dict[str, Any] = {}
        left: dict[str, Any] = {}
        entry = self.world.persons.get(query.id_number or "")
        vehicle = self.world.vehicles.get(query.plate or "")
        if entry is None:
            left["id_number"] = query.id_number
        else:
            # Who was asked about is always named; who has no licence has no driver's violations to tell.
            parts["id_number"] = query.id_number
        if entry is not None and entry.driver is not None:
            parts["driver_open"] = entry.driver.open_violations
            parts["driver_accidents_open"] = entry.driver.open_accidents
        if vehicle is None:
            left["plate"] = query.plate
        else:
            parts |= vehicle.violations.model_dump(exclude_unset=True)
        asked = {key: value for key, value in left.items() if value is not None}
        if asked and self._population is not None:
            other = self._population.look_up(Port.VIOLATION, ViolationQuery(**asked), day)
            parts |= other.model_dump(exclude_unset=True) if other else {}
        return ViolationRecord(**parts) if parts else None

    def _truck_pass(self, query: TruckPassQuery, day: date) -> Record:
        """Passes of a vehicle of the world; the applicant's others are those of her entry."""
        begun = [p for e in self.world.persons.values() for p in e.passes if p.valid_from <= day]
        of_zone = [p.valid_to for p in begun if (p.plate, p.zone) == (query.plate, query.zone)]
        entry = self.world.persons.get(query.id_number)
        return TruckPassRecord(
            plate=query.plate,
            exists=bool(of_zone),
            valid_to=max(of_zone, default=None),
            in_force=sum(p.valid_from <= day <= p.valid_to for p in entry.passes) if entry else 0,
        )


def _personal(port: Port, query: NumberQuery | CrimeQuery, entry: WorldPerson) -> Record | None:
    if isinstance(query, CrimeQuery):
        clean = CrimeRecord(id_number=query.id_number, hit=False, doubtful=False, queries_12_months=0)
        record = entry.crime or clean
        wrong_name = query.name != entry.person.name
        return record.model_copy(update={"doubtful": True}) if wrong_name else record
    of: dict[Port, Record | None] = {
        Port.PERSON: entry.person,
        Port.DRIVER: entry.driver,
        Port.MEDICAL: entry.medical,
        Port.RESIDENCE: entry.residence,
    }
    return of[port]
