"""What the registers' tests share: the population, somebody known to all nine, the simulator's faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import httpx

from kiosk.core.paths import repository_root
from kiosk.registries.population.population import Population
from kiosk.registries.ports import Port
from kiosk.registries.queries import Subject

STOCK = repository_root() / "assets" / "registries"
WORLD_FILE = repository_root() / "assets" / "demo" / "world.yaml"
DAY = date(2026, 1, 5)
STRANGER = Subject("11010519491231002X", "某某", "浙BZ9999", "core")


@cache
def population() -> Population:
    return Population.load(STOCK)


@cache
def somebody() -> Subject:
    """The owner of a truck whom every register has a record of."""
    city = population()
    for index in range(city.vehicles.count):
        vehicle = city.vehicles.one(index)
        if vehicle.owner is None or vehicle.registered > DAY:
            continue
        records = (
            city.people.record(vehicle.owner, DAY),
            city.licences.record(vehicle.owner, DAY),
            city.licences.medical(vehicle.owner, DAY),
            city.permits.record(vehicle.owner, DAY),
        )
        if all(records):
            who = city.people.one(vehicle.owner)
            return Subject(who.id_number, who.name, vehicle.plate, "core")
    raise AssertionError("nobody has everything")


@dataclass(frozen=True)
class Upstream:
    """The simulator behind an adapter, told to misbehave."""

    url: str
    key: str

    def misbehave(self, port: Port, **fault: object) -> None:
        answer = httpx.post(
            f"{self.url}/admin/faults",
            json={"port": port.value, **fault},
            headers={"Authorization": f"Bearer {self.key}"},
        )
        assert answer.status_code == 200, answer.text

    def misbehave_everywhere(self, **fault: object) -> None:
        for port in Port:
            self.misbehave(port, **fault)
