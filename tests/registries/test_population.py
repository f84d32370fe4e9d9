"""The simulated city: as many as promised, right in itself, and on both sides of every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.errors import SetupError
from kiosk.core.id_number import parse_id_number
from kiosk.registries.population.enterprises import uscc_check
from kiosk.registries.population.plates import plate_index, vin_check
from kiosk.registries.population.population import Population
from kiosk.registries.population.stock import load_stock
from kiosk.registries.population.vehicles import TRUCKS
from kiosk.registries.ports import Port
from kiosk.registries.queries import CrimeQuery, NumberQuery, PlateQuery, TruckPassQuery, ViolationQuery
from kiosk.registries.records import DriverRecord, MedicalRecord, PersonRecord
from tests.registries.parts import DAY, STOCK, population, somebody

CITY = population()
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def drivers() -> list[DriverRecord]:
    """Of every eighth inhabitant."""
    return [r for i in range(0, CITY.people.count, 8) if (r := CITY.licences.record(i, DAY))]


@pytest.fixture(scope="module")
def vehicles() -> list[Any]:
    return [
        (vehicle, record)
        for i in range(0, CITY.vehicles.count, 4)
        if (record := CITY.vehicles.record(vehicle := CITY.vehicles.one(i), DAY))
    ]


def test_as_many_as_promised() -> None:
    assert CITY.people.count >= 50_000
    assert sum(CITY.licences.holds(i, DAY) for i in range(CITY.people.count)) >= 30_000
    assert sum(CITY.licences.holds(i, date(2023, 3, 27)) for i in range(CITY.people.count)) >= 30_000
    assert CITY.vehicles.count >= 30_000
    assert CITY.enterprises.count >= 17_000


def test_numbers_are_lawful_and_nobody_shares_one() -> None:
    codes = {a.code for a in CITY.stock.areas.areas}
    seen = set()
    for index in range(CITY.people.count):
        who = CITY.people.one(index)
        seen.add(who.id_number)
        if index % 10 == 0:
            number = parse_id_number(who.id_number)
            assert number is not None
            assert (number.birth, number.sex) == (who.birth, who.sex)
            assert number.area in codes
            assert who.birth.year <= who.area.until
            assert CITY.people.index_of(who.id_number) == index
    assert len(seen) == CITY.people.count


def test_a_stranger_is_nobody() -> None:
    for number in ("11010519491231002X", "33021219880615342X", "330212198806153428", "", "x" * 18, "1" * 18):
        assert CITY.people.index_of(number) is None


def test_the_same_seed_is_the_same_city_and_another_is_another() -> None:
    again, other = Population.load(STOCK), Population.load(STOCK, {"seed": 7})
    query = NumberQuery(id_number=somebody().id_number)
    for port in (Port.PERSON, Port.DRIVER, Port.MEDICAL, Port.RESIDENCE):
        assert again.look_up(port, query, DAY) == CITY.look_up(port, query, DAY)
    assert other.people.one(0).id_number != CITY.people.one(0).id_number


def test_it_is_the_city_it_was_when_this_was_written() -> None:
    # A changed stream would change everybody: demos, scenarios and recorded cases refer to them.
    who = CITY.people.one(1)
    assert who.id_number == "341222197605082556"
    assert CITY.vehicles.one(1).plate == "浙B77773"


def test_an_id_card_fits_the_age_of_its_holder() -> None:
    for index in range(0, CITY.people.count, 20):
        record = CITY.people.record(index, DAY)
        assert record is None or record.card_valid_to is None or record.card_valid_to == "long-term" or (
            record.card_valid_to > date(2004, 1, 1)
        )  # fmt: skip
        if record is not None and record.card_valid_to == "long-term":
            assert record.birth < date(1980, 1, 6)


def test_a_licence_is_its_holders(drivers: list[DriverRecord]) -> None:
    for record in drivers:
        number = parse_id_number(record.licence_number)
        assert number is not None
        assert (record.first_issued - number.birth).days >= 18 * 365
        # One renewed early begins where the old one ends.
        assert record.first_issued <= record.valid_from <= DAY + timedelta(days=90)
        assert 0 <= record.points <= 12
        assert record.status != "points_full" or record.points == 12
        if record.valid_to != "long-term":
            assert round((record.valid_to - record.valid_from) / YEAR, 1) in (6, 10)
            if record.status == "normal":
                assert record.valid_to + YEAR >= DAY
        assert record.medical_date is None or record.medical_date <= DAY


def test_spans_go_six_ten_long_term_unless_a_cycle_was_full() -> None:
    lengths: Counter[tuple[bool, object]] = Counter()
    for index in range(0, CITY.people.count, 40):
        first = CITY.licences.first_issued(index)
        if first is None or first.year > 2005:
            continue
        before = CITY.licences.span(index, first + 5 * YEAR)
        after = CITY.licences.span(index, first + 9 * YEAR)
        if after.begins == before.begins or after.ends is None or before.ends is None:
            continue
        full = CITY.licences.full_cycles(index, before.begins, after.issued)
        lengths[full > 0, after.ends.year - after.begins.year] += 1
    assert set(lengths) == {(False, 10), (True, 6)}


def test_points_and_open_violations_come_from_the_same_violations() -> None:
    for index in range(0, CITY.people.count, 200):
        if not CITY.licences.holds(index, DAY):
            continue
        query = ViolationQuery(id_number=CITY.people.one(index).id_number)
        driver = CITY.licences.record(index, DAY)
        answer = CITY.look_up(Port.VIOLATION, query, DAY)
        assert driver is not None
        assert answer is not None
        assert answer.driver_open == driver.open_violations  # type: ignore[attr-defined]
        assert answer.driver_accidents_open == driver.open_accidents  # type: ignore[attr-defined]


def test_time_goes_on_and_nothing_of_the_past_changes() -> None:
    checked = 0
    for index in range(0, CITY.people.count, 300):
        early, late = (CITY.licences.record(index, d) for d in (DAY, DAY + timedelta(days=20)))
        if early is None or late is None:
            continue
        checked += 1
        assert late.first_issued == early.first_issued
        assert late.valid_from >= early.valid_from
        if late.valid_from == early.valid_from:
            assert late.valid_to == early.valid_to
    assert checked > 50


def test_hospitals_are_those_on_the_list(drivers: list[DriverRecord]) -> None:
    by_name = {h.name: h for h in CITY.stock.hospitals.hospitals}
    found = 0
    for index in range(0, CITY.people.count, 50):
        medical = CITY.licences.medical(index, DAY)
        if medical is None:
            continue
        found += 1
        hospital = by_name[medical.hospital or ""]
        assert (medical.hospital_listed, medical.hospital_provincial) == (
            hospital.listed,
            hospital.provincial,
        )
        query = NumberQuery(id_number=medical.id_number)
        driver = CITY.look_up(Port.DRIVER, query, DAY)
        assert isinstance(driver, DriverRecord)
        assert isinstance(CITY.look_up(Port.MEDICAL, query, DAY), MedicalRecord)
        assert (driver.medical_date, driver.medical_passed) == (medical.issued, medical.passed)
    assert found > 100


def test_plates_lead_back_to_their_vehicle_and_no_two_are_alike() -> None:
    plates = set()
    for index in range(CITY.vehicles.count):
        vehicle = CITY.vehicles.one(index)
        plates.add(vehicle.plate)
        assert plate_index(vehicle.plate) == index
        assert len(vehicle.plate) == (8 if "green" in vehicle.colour else 7)
        assert not set(vehicle.plate[2:]) & set("IO")
    assert len(plates) == CITY.vehicles.count
    for plate in ("浙A77773", "浙B7777", "浙BI7777", "浙BZ7777挂", "沪B77773"):
        assert CITY.vehicles.by_plate(plate) is None


def test_vehicles_are_right_in_themselves(vehicles: list[Any]) -> None:
    vins = Counter()  # type: ignore[var-annotated]
    for vehicle, record in vehicles:
        vins[record.vin] += 1
        assert len(record.vin) == 17
        assert record.vin[8] == vin_check(record.vin[:8] + "0" + record.vin[9:])
        assert not set(record.vin) & set("IOQ")
        assert record.registered < record.inspection_valid_to
        assert (record.emission_stage is None) == (record.energy == "new_energy")
        if record.owner_kind == "person":
            owner = parse_id_number(record.owner_number)
            assert owner is not None
            assert (record.registered - owner.birth).days >= 18 * 365
            assert vehicle in CITY.vehicles.owned_by(vehicle.owner)
        else:
            assert CITY.enterprises.index_of(record.owner_number) is not None
        insurance = CITY.vehicles.insurance(vehicle, DAY)
        assert insurance.valid_from >= record.registered
        assert (insurance.valid_to - insurance.valid_from).days in (364, 365)
    assert max(vins.values()) == 1


def test_known_check_digits() -> None:
    assert vin_check("1M8GDM9A_KP042788".replace("_", "0")) == "X"
    assert uscc_check("91350100M000100Y4") == "3"


def test_permits_are_of_those_registered_elsewhere_and_endorsed_by_the_year() -> None:
    found = Counter()  # type: ignore[var-annotated]
    for index in range(0, CITY.people.count, 5):
        permit = CITY.permits.record(index, DAY)
        if permit is None:
            continue
        person = CITY.people.record(index, DAY)
        assert person is not None
        assert not str(person.hukou_area).startswith("3302")
        assert str(permit.area).startswith("3302")
        assert permit.issued is not None
        assert permit.endorsed_to is not None
        assert permit.issued < permit.endorsed_to
        assert permit.status == "cancelled" or (permit.status == "valid") == (permit.endorsed_to >= DAY)
        found[permit.status] += 1
    assert min(found.values()) > 10


def test_a_sealed_record_answers_like_none() -> None:
    sealed = told = 0
    for index in range(CITY.people.count):
        conviction = CITY.crimes.conviction(index)
        if conviction is None or conviction.sentenced > DAY:
            continue
        who = CITY.people.one(index)
        record = CITY.crimes.record(index, who.name, DAY)
        assert record is not None
        assert record.hit is not conviction.sealed
        assert set(record.model_dump()) == {"id_number", "hit", "doubtful", "queries_12_months"}
        sealed += conviction.sealed
        told += not conviction.sealed
        if conviction.sealed:
            assert (conviction.committed - who.birth).days < 18 * 365.25
    assert sealed > 100
    assert told > 300


def test_a_name_that_is_not_the_numbers_is_doubtful() -> None:
    subject = somebody()
    for name, doubtful in ((subject.name, None), ("某某", True)):
        record = CITY.look_up(Port.CRIME, CrimeQuery(id_number=subject.id_number, name=name or ""), DAY)
        assert record is not None
        assert doubtful is None or record.doubtful is True  # type: ignore[attr-defined]


def test_passes_of_an_applicant_are_those_of_his_vehicles() -> None:
    fleet = CITY.vehicles.one(0)
    assert fleet.owner is not None
    number = CITY.people.one(fleet.owner).id_number
    zones = {p.zone for p in CITY.passes.of(fleet, DAY)}
    for zone in ("core", "centre", "beilun"):
        record = CITY.look_up(
            Port.TRUCK_PASS, TruckPassQuery(id_number=number, plate=fleet.plate, zone=zone), DAY
        )
        assert record is not None
        assert record.exists is (zone in zones)  # type: ignore[attr-defined]
        assert (record.valid_to is not None) is record.exists  # type: ignore[attr-defined]
        assert record.in_force >= 3  # type: ignore[attr-defined]


def test_enterprises() -> None:
    all_of_them = [CITY.enterprises.one(i) for i in range(CITY.enterprises.count)]
    assert len({e.uscc for e in all_of_them}) == len(all_of_them)
    assert sum(e.headcount >= 1000 for e in all_of_them) == 52
    assert sum(e.industrial for e in all_of_them) > 8000
    assert {e.zone for e in all_of_them} == set(range(1, 12))
    for enterprise in all_of_them[::200]:
        assert uscc_check(enterprise.uscc[:17]) == enterprise.uscc[17]
        assert CITY.enterprises.index_of(enterprise.uscc) == enterprise.index


def values(records: Iterable[Any], of: Callable[[Any], object]) -> set[object]:
    return {of(record) for record in records}


def test_every_word_of_the_drivers_register_occurs(drivers: list[DriverRecord]) -> None:
    statuses = DriverRecord.model_fields["status"].annotation.__args__  # type: ignore[union-attr]
    assert values(drivers, lambda r: r.status) == set(statuses)
    for name in ("portrait_usable", "death_accident_unreviewed", "review_study_done"):
        assert values(drivers, lambda r, n=name: getattr(r, n)) == {True, False}, name
    for name in ("medical_passed", "medical_hospital_listed", "abilities_passed"):
        assert values(drivers, lambda r, n=name: getattr(r, n)) == {True, False, None}, name
    for one in ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M"):
        assert any(one in r.classes for r in drivers), one


def left(record: DriverRecord) -> int:
    return 9999 if record.valid_to == "long-term" else (record.valid_to - DAY).days


def age_years(record: DriverRecord) -> float:
    number = parse_id_number(record.licence_number)
    assert number is not None
    return (DAY - number.birth) / YEAR


#: One line for each side of what the licence rules ask; each must be met by some of those sampled.
SIDES: dict[str, Callable[[DriverRecord], bool]] = {
    "more than 90 days left": lambda r: 90 < left(r) < 9999,
    "long-term": lambda r: left(r) == 9999,
    "within 90 days": lambda r: 0 <= left(r) <= 90,
    "late by less than a year": lambda r: -365 < left(r) < 0,
    "late by a year": lambda r: left(r) < -366,
    "violations": lambda r: r.open_violations > 0,
    "no violations": lambda r: r.open_violations == 0,
    "an accident": lambda r: r.open_accidents > 0,
    "11 points or fewer but some": lambda r: 0 < r.points < 12,
    "12 points": lambda r: r.points == 12,
    "frequent": lambda r: r.replacements_12_months >= 2,
    "once": lambda r: r.replacements_12_months == 1,
    "issued here": lambda r: r.issuer_area.startswith("3302"),
    "issued elsewhere": lambda r: not r.issuer_area.startswith("3302"),
    "large class past its age": lambda r: age_years(r) > 63.1 and r.classes[:1] in ("A", "B"),
    "large class before it": lambda r: age_years(r) < 63 and r.classes[:1] in ("A", "B"),
    "motorcycle past its age": lambda r: age_years(r) > 70.1 and r.classes[-1:] in ("D", "E"),
    "past 70": lambda r: age_years(r) > 70.1,
    "a fresh medical": lambda r: r.medical_date is not None and DAY - r.medical_date < timedelta(days=180),
    "an old medical": lambda r: r.medical_date is not None and DAY - r.medical_date > timedelta(days=200),
    "no medical": lambda r: r.medical_date is None,
    "a medical is owed for a past cycle": lambda r: r.medical_cycle_end is not None
    and r.medical_cycle_end <= DAY,
    "C5 at a provincial hospital": lambda r: "C5" in r.classes and r.medical_hospital_provincial is True,
    "C5 elsewhere": lambda r: "C5" in r.classes and r.medical_hospital_provincial is False,
    "large class with points, studied": lambda r: r.classes[:1] in ("A", "B") and r.points > 0
    and r.review_study_done is True,
    "large class with points, not studied": lambda r: r.classes[:1] in ("A", "B") and r.points > 0
    and not r.review_study_done,
    "good in everything and soon to renew": lambda r: r.status == "normal" and 0 <= left(r) <= 90
    and r.open_violations == 0 and r.medical_passed is True and r.issuer_area.startswith("3302"),
}  # fmt: skip


@pytest.mark.parametrize("side", SIDES)
def test_both_sides_of_the_licence_rules(drivers: list[DriverRecord], side: str) -> None:
    assert any(SIDES[side](record) for record in drivers)


def test_both_sides_of_the_persons_rules() -> None:
    people = [r for i in range(0, CITY.people.count, 10) if (r := CITY.people.record(i, DAY))]
    assert values(people, lambda r: r.alive) == {True, False}
    assert values(people, lambda r: r.card_status) == {"valid", "lost", "replaced", "cancelled"}
    ends = [r.card_valid_to for r in people]
    assert "long-term" in ends
    assert None in ends
    assert any(isinstance(e, date) and e < DAY for e in ends)
    moved = [r for r in people if PersonRecord.model_validate(r).hukou_area != r.id_number[:6]]
    assert moved
    names = [(CITY.people.one(i), CITY.licences.record(i, DAY)) for i in range(0, CITY.people.count, 100)]
    assert any(licence and licence.name != who.name for who, licence in names)


def test_both_sides_of_the_vehicle_rules(vehicles: list[Any]) -> None:
    records = [record for _, record in vehicles]
    assert values(records, lambda r: r.owner_kind) == {"person", "unit"}
    assert values(records, lambda r: r.status) == {"normal", "scrapped", "cancelled", "stolen", "seized"}
    assert values(records, lambda r: r.inspection_valid_to >= DAY) == {True, False}
    assert values(records, lambda r: r.replacements_12_months >= 2) == {True, False}
    for name in ("minivan", "injury_accident", "hazardous"):
        assert values(records, lambda r, n=name: getattr(r, n)) == {True, False}, name
    trucks = [r for r in records if r.kind in TRUCKS]
    assert {r.kind for r in trucks} == set(TRUCKS)
    assert {r.body for r in trucks} == {"closed", "box", "open", "other"}
    assert {3, 4, 5, 6} <= values([r for r in trucks if r.energy == "diesel"], lambda r: r.emission_stage)
    assert values(trucks, lambda r: r.axles > 2) == {True, False}
    opened = [CITY.vehicles.violations(v, DAY) for v, _ in vehicles]
    assert {o.vehicle_open >= 5 for o in opened if o} == {True, False}
    assert {o.vehicle_accidents_open for o in opened if o} == {0, 1}
    policies = [CITY.vehicles.insurance(v, DAY) for v, _ in vehicles]
    assert {p.valid_to >= DAY for p in policies if p and p.valid_to} == {True, False}
    assert {p.tax_paid for p in policies if p} == {True, False}
    in_force = [CITY.passes.in_force(v.owner, DAY) for v, _ in vehicles if v.owner is not None]
    assert {n >= 5 for n in in_force} == {True, False}


def test_both_sides_of_the_other_rules() -> None:
    crimes = [CITY.crimes.record(i, CITY.people.one(i).name, DAY) for i in range(0, CITY.people.count, 6)]
    assert {c.hit for c in crimes if c} == {True, False}
    assert {c.doubtful for c in crimes if c} == {True, False}
    assert {c.queries_12_months >= 3 for c in crimes if c and c.queries_12_months is not None} == {
        True,
        False,
    }
    permits = [p for i in range(0, CITY.people.count, 6) if (p := CITY.permits.record(i, DAY))]
    for name in ("employed", "housed", "studying"):
        assert values(permits, lambda p, n=name: getattr(p, n)) == {True, False, None}, name
    late = {(DAY - p.endorsed_to).days for p in permits if p.endorsed_to}
    for first, last in ((-9999, -40), (-30, -1), (1, 365), (366, 9999)):
        assert any(first <= days <= last for days in late)


def test_before_they_were_there_they_are_not() -> None:
    long_ago = date(1930, 1, 1)
    subject = somebody()
    assert CITY.look_up(Port.PERSON, NumberQuery(id_number=subject.id_number), long_ago) is None
    assert CITY.look_up(Port.DRIVER, NumberQuery(id_number=subject.id_number), long_ago) is None
    assert CITY.look_up(Port.VEHICLE, PlateQuery(plate=subject.plate or ""), long_ago) is None


def test_data_that_is_wrong_is_one_line(tmp_path: Path) -> None:
    for file in STOCK.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "hospitals.yaml").write_text("hospitals: [{name: x, listed: maybe}]", encoding="utf-8")
    with pytest.raises(SetupError) as error:
        load_stock(tmp_path)
    assert error.value.code == "population_unusable"
    assert "hospitals.0" in error.value.operator
    assert "\n" not in error.value.operator
