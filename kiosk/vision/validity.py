"""How long documents are valid: `assets/vision/validity.yaml`, for doubting what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.errors import SetupError
from kiosk.core.paths import Paths

LONG_TERM = "long-term"
_Years = Annotated[int, Field(gt=0, lt=100)] | Literal["long-term"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Age(_Shape):
    from_age: int = Field(ge=0, lt=150)
    years: _Years


class _IdCard(_Shape):
    article: str
    ages: list[_Age] = Field(min_length=1)
    made_within_days: int = Field(ge=0)


class _Licence(_Shape):
    article: str
    years: list[_Years] = Field(min_length=1)


class _Temporary(_Shape):
    days: tuple[int, int]


class _File(_Shape):
    id_card: _IdCard
    driving_licence: _Licence
    temporary_id_card: _Temporary


@dataclass(frozen=True)
class Validity:
    """The spans documents are issued for."""

    id_card_ages: tuple[tuple[int, int | str], ...]
    """From this age on: years, or long-term; by age."""
    made_within: timedelta
    """How long a card may be under way after the day its span was reckoned on."""
    licence_years: frozenset[int | str]
    temporary_days: tuple[int, int]
    """Fewest and most."""


@lru_cache(maxsize=4)
def load_validity(folder: Path | None = None) -> Validity:
    """From `assets/vision`. Raises SetupError `assets_missing`."""
    file = (folder or Paths.default().assets / "vision") / "validity.yaml"
    try:
        read = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError("assets_missing", f"cannot read {file.name}") from error
    ages = sorted((one.from_age, one.years) for one in read.id_card.ages)
    return Validity(
        tuple(ages),
        timedelta(days=read.id_card.made_within_days),
        frozenset(read.driving_licence.years),
        read.temporary_id_card.days,
    )
