"""What the simulated population is made of: `assets/registries/*.yaml`, checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.errors import SetupError

Told = Literal["yes", "no", "untold"]
Span = tuple[int, int, int]
"""From, to, share."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(Part):
    """One area code."""

    code: str = Field(pattern=r"^[1-9]\d{5}$")
    text: str
    authority: str
    share: int = Field(ge=1)
    plate: str = Field(pattern=r"^[\u4e00-\u9fff][A-Z]$")
    until: int = 9999


class Areas(Part):
    home: str
    areas: list[Area] = Field(min_length=2)


class Names(Part):
    surnames: dict[str, int]
    given: dict[Literal["男", "女"], list[str]]
    ethnic: dict[str, int]


class Streets(Part):
    streets: list[str]
    ends: list[str]


class Hospital(Part):
    name: str
    listed: bool
    provincial: bool
    share: int


class Hospitals(Part):
    hospitals: list[Hospital]


class Births(Part):
    first: int
    last: int


class IdCards(Part):
    status: dict[Literal["valid", "lost", "replaced", "cancelled"], int]
    untold_one_in: int


class Licences(Part):
    holders_per_1000: int
    issued_at_home_per_1000: int
    first_possible: int
    last_first_issue: date
    classes: dict[str, int]
    large_class_end: int
    kept_large_one_in: int
    small_class_end: int
    kept_small_one_in: int
    status: dict[
        Literal["normal", "seized", "detained", "suspended", "revoked", "cancelled", "withdrawn"], int
    ]
    renewal: list[Span]
    violations_a_cycle: dict[int, int]
    points: dict[int, int]
    handled_after: list[Span]
    open_accident_one_in: int
    death_accident_one_in: int
    replaced_a_year: dict[int, int]
    portrait_unusable_one_in: int
    old_name_one_in: int
    old_address_one_in: int
    no_medical_one_in: int
    medical_failed_one_in: int
    abilities: dict[Literal["passed", "failed", "not_taken"], int]
    study_done_one_in: int


class Residences(Part):
    per_1000: int
    first_issue: date
    last_issue: date
    endorsed: list[Span]
    cancelled_one_in: int
    employed: dict[Told, int]
    housed: dict[Told, int]
    studying: dict[Told, int]


class Crimes(Part):
    adult_one_in: int
    minor_one_in: int
    unsealed_minor_one_in: int
    clash_one_in: int
    queries_a_year: dict[int, int]


class Kind(Part):
    """One kind of vehicle."""

    share: int
    bodies: dict[Literal["closed", "box", "open", "other"], int]
    energies: dict[Literal["diesel", "petrol", "gas", "new_energy"], int]
    axles: dict[int, int]
    seats: tuple[int, int]
    uses: dict[Literal["non_operating", "operating", "hire", "school"], int]
    marks: tuple[int, int]


class Make(Part):
    name: str
    wmi: str = Field(pattern=r"^[0-9A-HJ-NPR-Z]{3}$")


class Vehicles(Part):
    at_home_per_1000: int
    first_registered: int
    last_registered: date
    unit_owned_one_in: int
    unit_owned_truck_one_in: int
    fleets: int
    fleet_size: int
    status: dict[Literal["normal", "scrapped", "cancelled", "stolen", "seized"], int]
    inspected: list[Span]
    insured: list[Span]
    tax_unpaid_one_in: int
    violations_a_year: dict[int, int]
    careless_one_in: int
    handled_after: list[Span]
    open_accident_one_in: int
    injury_accident_one_in: int
    minivan_one_in: int
    hazardous_one_in: int
    replaced_a_year: dict[int, int]
    kinds: dict[str, Kind]
    stages: dict[int, int]
    makes: list[Make]
    insurers: list[str]


class Passes(Part):
    per_1000: int
    zones: dict[str, int]
    days: dict[int, int]


class EnterpriseNames(Part):
    first: list[str]
    second: list[str]
    trades: list[str]
    form: list[str]


class Enterprises(Part):
    area: str
    zones: int
    large: int
    industrial_per_1000: int
    names: EnterpriseNames


class Numbers(Part):
    """population.yaml."""

    seed: int
    people: int = Field(ge=1000)
    vehicles: int = Field(ge=1000)
    enterprises: int = Field(ge=100)
    births: Births
    moved_here_one_in: int
    dead_one_in: int
    id_card: IdCards
    licences: Licences
    residences: Residences
    crimes: Crimes
    vehicles_data: Vehicles
    passes: Passes
    enterprises_data: Enterprises


class Stock(Part):
    """All of it."""

    areas: Areas
    names: Names
    streets: Streets
    hospitals: Hospitals
    numbers: Numbers

    @property
    def seed(self) -> int:
        return self.numbers.seed


_P = TypeVar("_P", bound=Part)


def load_stock(folder: Path, changes: Mapping[str, Any] | None = None) -> Stock:
    """From a folder of data. `changes` replace numbers of population.yaml: seed, people, ...

    Raises SetupError `population_unusable`, one line.
    """
    return Stock(
        areas=_load(Areas, folder / "areas.yaml"),
        names=_load(Names, folder / "names.yaml"),
        streets=_load(Streets, folder / "streets.yaml"),
        hospitals=_load(Hospitals, folder / "hospitals.yaml"),
        numbers=_load(Numbers, folder / "population.yaml", changes or {}),
    )


def _load(model: type[_P], file: Path, changes: Mapping[str, Any] | None = None) -> _P:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
        return model.model_validate({**content, **(changes or {})})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        raise SetupError("population_unusable", f"{file.name}: {type(error).__name__}") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SetupError("population_unusable", f"{file.name}: {where}: {first['msg']}") from None
