"""The people a simulated register knows: a YAML or JSON file, checked field by field.

The format is written at the head of `assets/demo/world.yaml`. Messages name the entry and the field and
never a value, so that no ID number gets into an error line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from kiosk.core.errors import UsageError
from kiosk.core.id_number import parse_id_number, redact
from kiosk.registries.records import (
    CrimeRecord,
    DriverRecord,
    InsuranceRecord,
    MedicalRecord,
    PersonRecord,
    Record,
    ResidenceRecord,
    VehicleRecord,
    ViolationRecord,
)

_R = TypeVar("_R", bound=Record)
_ENTRY = ("id", "about", "person", "driver", "medical", "residence", "crime", "vehicles", "passes")


@dataclass(frozen=True)
class WorldVehicle:
    """One vehicle of an entry."""

    vehicle: VehicleRecord
    insurance: InsuranceRecord | None
    violations: ViolationRecord


class WorldPass(Record):
    """One truck pass of an entry, held by its person."""

    plate: str
    zone: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class WorldPerson:
    """One entry of a world file."""

    id: str
    person: PersonRecord
    driver: DriverRecord | None
    medical: MedicalRecord | None = None
    residence: ResidenceRecord | None = None
    crime: CrimeRecord | None = None
    vehicles: Sequence[WorldVehicle] = ()
    passes: Sequence[WorldPass] = ()


@dataclass(frozen=True)
class World:
    """Everybody the simulator knows by a file, by ID number."""

    persons: Mapping[str, WorldPerson] = field(default_factory=dict)

    @cached_property
    def vehicles(self) -> Mapping[str, WorldVehicle]:
        """By plate."""
        return {v.vehicle.plate: v for person in self.persons.values() for v in person.vehicles}

    def person(self, id_number: str) -> PersonRecord | None:
        entry = self.persons.get(id_number)
        return entry.person if entry else None

    def driver(self, id_number: str) -> DriverRecord | None:
        entry = self.persons.get(id_number)
        return entry.driver if entry else None

    def merged(self, later: World) -> World:
        """Both; where both know a number, `later` wins for the whole person."""
        return World({**self.persons, **later.persons})


def load_worlds(files: Sequence[Path]) -> World:
    """The files' people together, later files winning.

    Raises UsageError `world_unreadable` or `world_invalid`, one line, without values.
    """
    world = World({})
    for file in files:
        world = world.merged(load_world(file))
    return world


def load_world(file: Path) -> World:
    """One file's people. Raises as `load_worlds`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "world_unreadable", f"can't read the world file {file}: {_os_reason(error)}"
        ) from error
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "it"
        raise UsageError("world_unreadable", f"{file.name}: {where} is neither YAML nor JSON") from None
    except ValueError:
        # PyYAML reads 2026-02-30 as a date and lets datetime complain.
        raise UsageError("world_unreadable", f"{file.name}: a date that no calendar has") from None
    return parse_world(content, file.name)


def parse_world(content: object, name: str) -> World:
    """The people in a loaded document; `name` stands in messages. Raises UsageError `world_invalid`."""
    if not isinstance(content, dict) or not isinstance(content.get("persons"), list):
        raise _invalid(name, "needs a list named `persons` at the top")
    unknown = sorted(str(k) for k in content if k not in ("persons", "about"))
    if unknown:
        raise _invalid(name, f"`{_safe(unknown[0])}` isn't known at the top; only `persons` and `about` are")
    found: dict[str, WorldPerson] = {}
    first_at: dict[str, int] = {}
    for index, raw in enumerate(content["persons"]):
        entry = _entry(raw, index, name)
        number = entry.person.id_number
        if number in found:
            raise _invalid(
                name, f"persons[{index}].person.id_number: the same number as persons[{first_at[number]}]"
            )
        found[number] = entry
        first_at[number] = index
    return World(found)


def _entry(raw: object, index: int, name: str) -> WorldPerson:
    where = f"persons[{index}]"
    if not isinstance(raw, dict):
        raise _invalid(name, f"{where}: must hold `id`, `person` and perhaps `driver`")
    unknown = sorted(str(k) for k in raw if k not in _ENTRY)
    if unknown:
        raise _invalid(name, f"{where}.{_safe(unknown[0])}: unknown field")
    entry_id = raw.get("id", f"person_{index}")
    if not isinstance(entry_id, str) or not entry_id:
        raise _invalid(name, f"{where}.id: must be a text")
    place = f"{where}.person"
    person = _record(PersonRecord, _with_number_parts(raw.get("person"), place, name), place, name)
    _check_person(person, place, name)
    own = {"id_number": person.id_number}
    driver = _driver(raw.get("driver"), person, where, name)
    return WorldPerson(
        entry_id,
        person,
        driver,
        _part(MedicalRecord, raw, "medical", own, where, name) or _medical_of(driver),
        _part(ResidenceRecord, raw, "residence", own, where, name),
        _part(CrimeRecord, raw, "crime", own, where, name),
        [
            _vehicle(vehicle, person, f"{where}.vehicles[{i}]", name)
            for i, vehicle in enumerate(_list(raw, "vehicles", where, name))
        ],
        [
            _record(WorldPass, one, f"{where}.passes[{i}]", name)
            for i, one in enumerate(_list(raw, "passes", where, name))
        ],
    )


def _driver(raw: object, person: PersonRecord, where: str, name: str) -> DriverRecord | None:
    if raw is None:
        return None
    if isinstance(raw, dict):
        own = {"licence_number": person.id_number, "name": person.name, "death_accident_unreviewed": False}
        raw = {**own, **raw}
    driver = _record(DriverRecord, raw, f"{where}.driver", name)
    if driver.licence_number != person.id_number:
        raise _invalid(name, f"{where}.driver.licence_number: must equal the ID number")
    return driver


def _medical_of(driver: DriverRecord | None) -> MedicalRecord | None:
    """The hospital's certificate behind what the drivers' register has of it."""
    if driver is None or driver.medical_date is None:
        return None
    told = {
        "passed": driver.medical_passed,
        "hospital_listed": driver.medical_hospital_listed,
        "hospital_provincial": driver.medical_hospital_provincial,
        "abilities_passed": driver.abilities_passed,
    }
    known = {key: value for key, value in told.items() if value is not None}
    return MedicalRecord(id_number=driver.licence_number, issued=driver.medical_date, **known)


def _vehicle(raw: object, person: PersonRecord, where: str, name: str) -> WorldVehicle:
    if not isinstance(raw, dict):
        raise _invalid(name, f"{where}: must be a mapping of fields")
    own = {"owner_kind": "person", "owner_name": person.name, "owner_number": person.id_number}
    parts = {key: raw.get(key) for key in ("insurance", "violations")}
    fields = {key: value for key, value in raw.items() if key not in parts}
    vehicle = _record(VehicleRecord, {**own, **fields}, where, name)
    plate = {"plate": vehicle.plate}
    none_open = {**plate, "vehicle_open": 0, "vehicle_accidents_open": 0}
    violations = _part(ViolationRecord, parts, "violations", none_open, where, name)
    return WorldVehicle(
        vehicle,
        _part(InsuranceRecord, parts, "insurance", plate, where, name),
        violations or ViolationRecord(plate=vehicle.plate, vehicle_open=0, vehicle_accidents_open=0),
    )


def _part(
    model: type[_R], raw: Mapping[str, object], key: str, own: Mapping[str, object], where: str, name: str
) -> _R | None:
    """An optional part of an entry with the keys it shares with the rest, or None where it is left out."""
    part = raw.get(key)
    if isinstance(part, dict):
        part = {**own, **part}
    return None if part is None else _record(model, part, f"{where}.{key}", name)


def _list(raw: Mapping[str, object], key: str, where: str, name: str) -> list[object]:
    found = raw.get(key, [])
    if not isinstance(found, list):
        raise _invalid(name, f"{where}.{key}: must be a list")
    return found


def _with_number_parts(raw: object, where: str, name: str) -> object:
    """`raw` with sex and birth from the number where they are left out. A bad number is named first."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id_number"), str):
        return raw
    number = parse_id_number(raw["id_number"])
    if number is None or number.text != raw["id_number"]:
        raise _invalid(
            name, f"{where}.id_number: not a valid ID number (18 characters, check digit, real date)"
        )
    return {"sex": number.sex, "birth": number.birth, "alive": True, **raw}


def _check_person(person: PersonRecord, where: str, name: str) -> None:
    number = parse_id_number(person.id_number)
    if number is None or number.birth != person.birth:
        raise _invalid(name, f"{where}.birth: differs from the date in the ID number")
    if number.sex != person.sex:
        raise _invalid(name, f"{where}.sex: differs from the sex in the ID number")


def _record(model: type[_R], raw: object, where: str, name: str) -> _R:
    """One record, checked as strictly as an answer on the wire is."""
    if not isinstance(raw, dict):
        raise _invalid(name, f"{where}: must be a mapping of fields")
    try:
        # Through JSON, so that a world file and an answer on the wire obey one strict reading.
        return model.model_validate_json(json.dumps(raw, default=_iso), strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        field = _safe(".".join(str(part) for part in first["loc"][:1]))
        message = "unknown field" if first["type"] == "extra_forbidden" else first["msg"]
        if first["type"] == "string_type":
            message += " (put it in quotes)"
        raise _invalid(name, f"{where}.{field}: {message}") from None
    except TypeError:
        raise _invalid(
            name, f"{where}: holds something that is no text, number, date or true/false"
        ) from None


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        raise TypeError("a date with a time of day")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _safe(field: str) -> str:
    """A field's name as the file has it, unless somebody wrote a number there."""
    return redact(field)[:60]


def _invalid(name: str, message: str) -> UsageError:
    return UsageError("world_invalid", f"{name}: {message}")


def _os_reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it isn't UTF-8 text"
    return error.strerror or type(error).__name__
