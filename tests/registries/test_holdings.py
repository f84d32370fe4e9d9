"""A world's people before the population's; the facts' sources; faults by switch."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from kiosk.core.paths import repository_root
from kiosk.registries.faults import Fault, FaultBoard, FaultKind
from kiosk.registries.holdings import Holdings
from kiosk.registries.ports import RECORDS, Port, query_for
from kiosk.registries.queries import Subject, TruckPassQuery, ViolationQuery
from kiosk.registries.records import (
    CrimeRecord,
    InsuranceRecord,
    MedicalRecord,
    ResidenceRecord,
    TruckPassRecord,
    VehicleRecord,
    ViolationRecord,
)
from kiosk.registries.simulator import create_app
from kiosk.registries.wire import PATHS
from kiosk.registries.world import World, load_world, parse_world
from tests.registries.parts import DAY, STRANGER, WORLD_FILE, population, somebody

WORLD = load_world(WORLD_FILE)
BY_ID = {entry.id: entry for entry in WORLD.persons.values()}
KEY = "simulator-key-of-tests"
ASSETS = repository_root() / "assets"


def number(who: str) -> str:
    return BY_ID[who].person.id_number


def look_up(port: Port, subject: Subject, world: World = WORLD) -> Any:
    query = query_for(port, subject)
    assert query is not None
    return Holdings(world, population()).look_up(port, query, DAY)


def test_the_worlds_people_have_their_say_in_every_port() -> None:
    mao = Subject(number("mao"), "毛晓燕", "浙B12345", "core")
    assert look_up(Port.PERSON, mao) == BY_ID["mao"].person
    assert look_up(Port.DRIVER, mao) == BY_ID["mao"].driver
    assert isinstance(look_up(Port.VEHICLE, mao), VehicleRecord)
    assert look_up(Port.VEHICLE, mao).owner_number == mao.id_number
    assert isinstance(look_up(Port.INSURANCE, mao), InsuranceRecord)
    assert look_up(Port.CRIME, mao) == CrimeRecord(
        id_number=mao.id_number, hit=False, doubtful=False, queries_12_months=0
    )
    assert look_up(Port.RESIDENCE, mao) is None
    assert look_up(Port.MEDICAL, mao) is None
    assert look_up(Port.VIOLATION, mao) == ViolationRecord(
        id_number=mao.id_number,
        plate=mao.plate,
        driver_open=0,
        driver_accidents_open=0,
        vehicle_open=0,
        vehicle_accidents_open=0,
    )
    chen = look_up(Port.RESIDENCE, Subject(number("chen_jiangxi")))
    assert isinstance(chen, ResidenceRecord)
    assert chen.status == "valid"


def test_a_medical_that_only_the_drivers_register_has_is_the_hospitals_too() -> None:
    medical = look_up(Port.MEDICAL, Subject(number("zhang_elder")))
    driver = BY_ID["zhang_elder"].driver
    assert isinstance(medical, MedicalRecord)
    assert driver is not None
    assert (medical.issued, medical.abilities_passed) == (driver.medical_date, driver.abilities_passed)


def test_passes_of_a_world() -> None:
    day = DAY.replace(month=9, year=2026)
    holdings = Holdings(WORLD, population())
    for zone, exists in (("centre", True), ("core", False)):
        query = TruckPassQuery(id_number=number("li_young"), plate="浙B6K729", zone=zone)
        found = holdings.look_up(Port.TRUCK_PASS, query, day)
        assert isinstance(found, TruckPassRecord)
        assert (found.exists, found.in_force) == (exists, 1)
    before = holdings.look_up(Port.TRUCK_PASS, query, DAY)
    assert isinstance(before, TruckPassRecord)
    assert (before.exists, before.valid_to, before.in_force) == (False, None, 0)


def test_a_violation_query_takes_each_half_from_where_it_is_known() -> None:
    other = somebody()
    holdings = Holdings(WORLD, population())
    mixed = ViolationQuery(id_number=other.id_number, plate="浙B6K729")
    record = holdings.look_up(Port.VIOLATION, mixed, DAY)
    assert isinstance(record, ViolationRecord)
    alone = holdings.look_up(Port.VIOLATION, ViolationQuery(id_number=other.id_number), DAY)
    assert isinstance(alone, ViolationRecord)
    assert (record.vehicle_open, record.driver_open) == (1, alone.driver_open)
    assert alone.plate is None
    assert holdings.look_up(Port.VIOLATION, ViolationQuery(id_number=STRANGER.id_number), DAY) is None


def test_without_a_population_strangers_are_nobody() -> None:
    query = query_for(Port.PERSON, somebody())
    assert query is not None
    assert Holdings(WORLD).look_up(Port.PERSON, query, DAY) is None


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"vehicles": {}}, "persons[0].vehicles: must be a list"),
        ({"vehicles": [{"plate": "浙B1", "colour": 1}]}, "persons[0].vehicles[0].colour: unknown field"),
        ({"vehicles": [{"plate": "浙B1", "insurance": {"until": 1}}]}, "vehicles[0].insurance.until"),
        ({"residence": {"status": "gone"}}, "persons[0].residence.status"),
        ({"crime": 5}, "persons[0].crime: must be a mapping"),
        ({"passes": [{"plate": "浙B1"}]}, "persons[0].passes[0].zone"),
        ({"medical": {"passed": True}}, "persons[0].medical.issued"),
    ],
)
def test_a_mistake_in_a_further_part_is_named(part: dict[str, Any], said: str) -> None:
    person = {"id_number": "11010519491231002X", "name": "某某", "ethnicity": "汉", "address": "某路1号"}
    with pytest.raises(Exception, match=re.escape(said)):
        parse_world({"persons": [{"person": person, **part}]}, "w")


def test_every_fact_of_a_register_has_a_field_there() -> None:
    facts = yaml.safe_load((ASSETS / "facts.yaml").read_text(encoding="utf-8"))["facts"]
    sources = [s for f in facts for s in (f.get("source"), f.get("fallback")) if s]
    asked = [s.removeprefix("registry:").split(".") for s in sources if s.startswith("registry:")]
    assert len(asked) > 40
    for port, field in asked:
        assert field == "found" or field in RECORDS[Port(port)].model_fields, f"{port}.{field}"


# Faults


def test_slow_and_rubbish_are_other_words() -> None:
    assert Fault.model_validate_json('{"port": "crime", "fault": "slow"}').fault is FaultKind.LATE
    assert Fault.model_validate_json('{"port": "crime", "fault": "rubbish"}').fault is FaultKind.GARBAGE
    with pytest.raises(ValueError, match="fault"):
        Fault.model_validate_json('{"port": "crime", "fault": "lazy"}')


def test_a_change_spoils_every_second_answer() -> None:
    board = FaultBoard()
    board.set(Fault(port=Port.DRIVER, fault=FaultKind.CHANGED))
    assert [board.take(Port.DRIVER) is not None for _ in range(6)] == [False, True] * 3
    assert board.take(Port.PERSON) is None


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(WORLD, KEY, population=population(), day=DAY))


def post(client: TestClient, path: str, body: Any) -> Any:
    return client.post(path, json=body, headers={"Authorization": f"Bearer {KEY}"})


def test_every_answer_says_that_it_is_simulated(client: TestClient) -> None:
    for port in Port:
        query = query_for(port, somebody())
        assert query is not None
        answer = post(client, PATHS[port], query.model_dump(exclude_none=True))
        assert answer.headers["X-Simulator"] == "true"
        assert answer.json()["source"].startswith("SIMULATOR ")
        assert answer.json()["matches"] == 1


def test_a_stale_answer_is_of_an_earlier_day(client: TestClient) -> None:
    subject = somebody()
    driver = population().licences.record
    index = population().people.index_of(subject.id_number)
    assert index is not None
    first = population().licences.first_issued(index)
    assert first is not None
    age = (DAY - first).days + 1
    fault = {"port": "driver", "fault": "stale", "seconds": min(age * 86_400, 40_000_000)}
    assert post(client, "/admin/faults", fault).status_code == 200
    told = post(client, PATHS[Port.DRIVER], {"id_number": subject.id_number}).json()
    earlier = DAY.toordinal() - int(fault["seconds"]) // 86_400  # type: ignore[call-overload]
    then = driver(index, DAY.fromordinal(earlier))
    assert told["record"] == (None if then is None else then.model_dump(mode="json"))


@pytest.mark.parametrize("body", [{}, {"id_number": 5}, {"id_number": "5"}, [], "x", {"plate": "浙B12345"}])
def test_a_bad_question_is_refused_without_an_echo(client: TestClient, body: Any) -> None:
    answer = post(client, PATHS[Port.PERSON], body)
    assert (answer.status_code, answer.json()) == (422, {"code": "query_invalid"})


def test_the_worlds_own_vins_are_right() -> None:
    from kiosk.registries.population.plates import vin_check

    vins = [v.vehicle.vin for v in WORLD.vehicles.values()]
    assert vins
    assert max(Counter(vins).values()) == 1
    for vin in vins:
        assert vin is not None
        assert vin[8] == vin_check(vin[:8] + "0" + vin[9:])
