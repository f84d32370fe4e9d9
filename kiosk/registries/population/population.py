"""The whole simulated city, as the registers' answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.registries.population.crimes import CrimeFiles
from kiosk.registries.population.enterprises import Enterprises
from kiosk.registries.population.licences import Licences
from kiosk.registries.population.passes import PassBook
from kiosk.registries.population.people import People
from kiosk.registries.population.residences import Permits
from kiosk.registries.population.stock import Stock, load_stock
from kiosk.registries.population.vehicles import Vehicles
from kiosk.registries.ports import Port
from kiosk.registries.queries import (
    CrimeQuery,
    NumberQuery,
    PlateQuery,
    Query,
    TruckPassQuery,
    ViolationQuery,
)
from kiosk.registries.records import Record, TruckPassRecord, ViolationRecord


class Population:
    """Everybody and everything, worked out when it is asked about. Safe to use from several threads."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.people = People(stock)
        self.licences = Licences(stock, self.people)
        self.enterprises = Enterprises(stock)
        self.vehicles = Vehicles(stock, self.people, self.enterprises)
        self.permits = Permits(stock, self.people)
        self.crimes = CrimeFiles(stock, self.people)
        self.passes = PassBook(stock, self.vehicles)

    @classmethod
    def load(cls, folder: Path, changes: Mapping[str, Any] | None = None) -> Population:
        """From `assets/registries`. Raises SetupError `population_unusable`."""
        return cls(load_stock(folder, changes))

    def look_up(self, port: Port, query: Query, day: date) -> Record | None:
        """The record of a port on a day, or None where there is none."""
        if isinstance(query, ViolationQuery):
            return self._violations(query, day)
        if isinstance(query, TruckPassQuery):
            return self._truck_pass(query, day)
        if isinstance(query, PlateQuery):
            return self._vehicle(port, query.plate, day)
        index = self.people.index_of(query.id_number)
        if index is None:
            return None
        if isinstance(query, CrimeQuery):
            return self.crimes.record(index, query.name, day)
        return self._person(port, query, index, day)

    def _person(self, port: Port, query: NumberQuery, index: int, day: date) -> Record | None:
        if port is Port.PERSON:
            return self.people.record(index, day)
        if port is Port.DRIVER:
            return self.licences.record(index, day)
        if port is Port.MEDICAL:
            return self.licences.medical(index, day)
        return self.permits.record(index, day)

    def _vehicle(self, port: Port, plate: str, day: date) -> Record | None:
        vehicle = self.vehicles.by_plate(plate)
        if vehicle is None:
            return None
        if port is Port.INSURANCE:
            return self.vehicles.insurance(vehicle, day)
        return self.vehicles.record(vehicle, day)

    def _violations(self, query: ViolationQuery, day: date) -> Record | None:
        parts: dict[str, Any] = {}
        index = None if query.id_number is None else self.people.index_of(query.id_number)
        if index is not None and self.licences.holds(index, day):
            parts["id_number"] = query.id_number
            parts["driver_open"] = self.licences.open_violations(index, day)
            parts["driver_accidents_open"] = self.licences.open_accidents(index)
        vehicle = None if query.plate is None else self.vehicles.by_plate(query.plate)
        of_vehicle = None if vehicle is None else self.vehicles.violations(vehicle, day)
        if of_vehicle is not None:
            parts |= of_vehicle.model_dump(exclude_unset=True)
        return ViolationRecord(**parts) if parts else None

    def _truck_pass(self, query: TruckPassQuery, day: date) -> Record | None:
        vehicle = self.vehicles.by_plate(query.plate)
        if vehicle is None or vehicle.registered > day:
            return None
        index = self.people.index_of(query.id_number)
        newest = self.passes.newest(vehicle, query.zone, day)
        return TruckPassRecord(
            plate=vehicle.plate,
            exists=newest is not None,
            valid_to=newest.ends if newest else None,
            in_force=0 if index is None else self.passes.in_force(index, day),
        )
