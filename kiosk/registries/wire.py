"""What a registry's adapter sends and what it takes back: shared by the client and the simulator.

`POST` of the port's path with the port's query as JSON; the number is in the body, never in a URL, because
URLs end up in logs. The answer is `{"record": {...} or null}` and, where the register tells them, `source`
(its name), `at` (when that was true), `request` (the X-Request-Id it answers) and `matches` (how many records
it has under that key).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import AwareDatetime, Field

from kiosk.registries.ports import (
    CrimeRecord,
    DriverRecord,
    InsuranceRecord,
    MedicalRecord,
    PersonRecord,
    Port,
    ResidenceRecord,
    TruckPassRecord,
    VehicleRecord,
    ViolationRecord,
)
from kiosk.registries.queries import Query
from kiosk.registries.records import Record

R = TypeVar("R", bound=Record)

#: Path of each port's query.
PATHS: Mapping[str, str] = {
    Port.PERSON: "/population/query",
    Port.DRIVER: "/drivers/query",
    Port.VEHICLE: "/vehicles/query",
    Port.CRIME: "/crimes/query",
    Port.RESIDENCE: "/residences/query",
    Port.INSURANCE: "/insurances/query",
    Port.MEDICAL: "/medicals/query",
    Port.VIOLATION: "/violations/query",
    Port.TRUCK_PASS: "/truck-passes/query",
}
#: An answer is a few hundred bytes; more than this is rubbish.
MAX_ANSWER_BYTES = 65_536


class AnswerBody(Record, Generic[R]):
    """One answer as it travels. `record` is None where the register has no such record."""

    record: R | None
    source: str | None = Field(default=None, min_length=1, max_length=120)
    at: AwareDatetime | None = None
    request: str | None = Field(default=None, max_length=64)
    matches: int | None = Field(default=None, ge=0)


class PersonAnswer(AnswerBody[PersonRecord]):
    """人口."""


class DriverAnswer(AnswerBody[DriverRecord]):
    """驾驶证."""


#: The form of each port's answer.
ANSWERS: Mapping[Port, type[AnswerBody[Any]]] = {
    Port.PERSON: PersonAnswer,
    Port.DRIVER: DriverAnswer,
    Port.VEHICLE: AnswerBody[VehicleRecord],
    Port.CRIME: AnswerBody[CrimeRecord],
    Port.RESIDENCE: AnswerBody[ResidenceRecord],
    Port.INSURANCE: AnswerBody[InsuranceRecord],
    Port.MEDICAL: AnswerBody[MedicalRecord],
    Port.VIOLATION: AnswerBody[ViolationRecord],
    Port.TRUCK_PASS: AnswerBody[TruckPassRecord],
}


def is_about(query: Query, record: Record) -> bool:
    """Is the record about what was asked? Every key the query names must come back as it was."""
    asked = query.model_dump(exclude_none=True)
    number = asked.get("id_number")
    if number is not None and isinstance(record, DriverRecord):
        return bool(record.licence_number == number)
    for key in ("id_number", "plate"):
        if key in asked and key in type(record).model_fields and bool(getattr(record, key) != asked[key]):
            return False
    return True
