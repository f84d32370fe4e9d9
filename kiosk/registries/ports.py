"""What other systems know about a person, as the desk asks it: one port, typed records."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from kiosk.core.errors import KioskError


class RegistryError(KioskError):
    """A registry didn't answer usefully.

    Codes: `registry_timeout`, `registry_unavailable`, `registry_garbage`. An answer that nobody is known is
    no error: it is a record of None.
    """

    def __init__(self, code: str, port: str, operator: str) -> None:
        super().__init__(code, operator)
        self.port = port


class Record(BaseModel):
    """Strict: an unknown field or a wrong type is rubbish, and rubbish is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class PersonRecord(Record):
    """The population register (人口)."""

    id_number: str
    name: str
    sex: Literal["男", "女"]
    ethnicity: str
    birth: date
    address: str
    alive: bool = True
    card_status: Literal["valid", "lost", "replaced", "cancelled"] | None = None
    """Of the ID card last issued."""
    card_valid_to: date | Literal["long-term"] | None = None
    card_authority: str | None = None


class DriverRecord(Record):
    """The drivers' register (驾驶证)."""

    licence_number: str
    """Equal to the ID number."""
    name: str
    issuer_area: str
    """Area code of the place of issue; 3302 is Ningbo."""
    classes: str
    status: Literal[
        "normal",
        "seized",
        "detained",
        "suspended",
        "revoked",
        "cancelled",
        "withdrawn",
        "points_full",
        "expired_cancelled",
    ]
    first_issued: date
    valid_from: date
    valid_to: date | Literal["long-term"]
    points: int
    cycles_at_12: int
    """Scoring cycles within the present validity that reached 12 points (art 62)."""
    replacements_12_months: int
    """Re-issues, renewals and transfers in the last 12 months (art 83)."""
    portrait_usable: bool
    open_violations: int
    open_accidents: int
    death_accident_unreviewed: bool = False
    medical_date: date | None = None
    """Of the newest certificate of physical condition."""
    medical_passed: bool | None = None
    medical_hospital_listed: bool | None = None
    abilities_passed: bool | None = None
    """三力测试, for those of 70 and over."""


class Registries(Protocol):
    """The port. None: the registry answered, and knows nobody of that number."""

    def person(self, id_number: str) -> PersonRecord | None: ...

    def driver(self, id_number: str) -> DriverRecord | None: ...
