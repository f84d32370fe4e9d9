"""What other systems know, as the desk asks it: one port a register, typed frozen answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, Protocol, TypeVar

from kiosk.core.errors import KioskError
from kiosk.registries.queries import (
    CrimeQuery,
    NumberQuery,
    PlateQuery,
    Query,
    Subject,
    TruckPassQuery,
    ViolationQuery,
)
from kiosk.registries.records import (
    CrimeRecord,
    DriverRecord,
    InsuranceRecord,
    MedicalRecord,
    PersonRecord,
    Record,
    ResidenceRecord,
    TruckPassRecord,
    VehicleRecord,
    ViolationRecord,
)

__all__ = [
    "RECORDS",
    "Answer",
    "CrimeRecord",
    "DriverRecord",
    "FieldState",
    "InsuranceRecord",
    "KnownFact",
    "MedicalRecord",
    "PersonRecord",
    "Port",
    "Record",
    "Register",
    "Registries",
    "RegistryError",
    "ResidenceRecord",
    "TruckPassRecord",
    "VehicleRecord",
    "ViolationRecord",
    "query_for",
]

Reason = Literal["", "breaker_open", "busy", "stale", "duplicate", "other_question", "other_subject"]


class Port(StrEnum):
    """The registers, by the name that facts and messages use."""

    PERSON = "person"
    DRIVER = "driver"
    VEHICLE = "vehicle"
    CRIME = "crime"
    RESIDENCE = "residence"
    INSURANCE = "insurance"
    MEDICAL = "medical"
    VIOLATION = "violation"
    TRUCK_PASS = "truck_pass"


class RegistryError(KioskError):
    """A registry didn't answer usefully.

    Codes: `registry_timeout`, `registry_unavailable` (also: its breaker is open, its bulkhead is full),
    `registry_garbage` (also: stale, two records for one number, somebody else's). An answer that nobody is
    known is no error: it is a record of None.
    """

    def __init__(self, code: str, port: str, operator: str, reason: Reason = "") -> None:
        super().__init__(code, operator)
        self.port = port
        self.reason: Reason = reason
        """What lies behind the code, where it is one of those named there."""


class FieldState(StrEnum):
    """What an answer says of one field."""

    KNOWN = "known"
    NULL = "null"
    """The register says that there is none."""
    MISSING = "missing"
    """The register doesn't say: unknown."""
    NOBODY = "nobody"
    """The register has no such record, and says so."""


@dataclass(frozen=True)
class KnownFact:
    """One fact with where it comes from and when that was said."""

    state: FieldState
    value: object
    """None unless `state` is KNOWN."""
    source: str
    """`registry:PORT.FIELD`."""
    register: str
    """The system as it names itself."""
    at: datetime


R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)
Q_contra = TypeVar("Q_contra", bound=Record, contravariant=True)


@dataclass(frozen=True)
class Answer(Generic[R_co]):
    """What a register said to one question."""

    port: Port
    record: R_co | None
    """None: the register answered, and has no such record."""
    source: str
    """The system as it names itself; the port's name where it doesn't."""
    at: datetime
    """When it was true: the register's own time, or the time of receipt where it tells none. UTC."""
    seconds: float = 0.0
    """How long the citizen waited for it, over all tries."""

    @property
    def found(self) -> bool:
        return self.record is not None

    def state(self, field: str) -> FieldState:
        """Raises KeyError for a field that no record of this port has."""
        if field not in RECORDS[self.port].model_fields:
            raise KeyError(field)
        if self.record is None:
            return FieldState.NOBODY
        if field not in self.record.model_fields_set:
            return FieldState.MISSING
        return FieldState.NULL if getattr(self.record, field) is None else FieldState.KNOWN

    def fact(self, field: str) -> KnownFact:
        """One field; `found` itself is a fact too. Raises KeyError as `state` does."""
        place = f"registry:{self.port}.{field}"
        if field == "found":
            return KnownFact(FieldState.KNOWN, self.found, place, self.source, self.at)
        state = self.state(field)
        value = getattr(self.record, field) if state is FieldState.KNOWN else None
        return KnownFact(state, value, place, self.source, self.at)


class Register(Protocol[Q_contra, R_co]):
    """One register. Safe to use from several threads."""

    def ask(self, query: Q_contra) -> Answer[R_co]:
        """Answer within the time the port's patience allows. Raises RegistryError."""


class PersonRegister(Register[NumberQuery, PersonRecord], Protocol):
    """人口."""


class DriverRegister(Register[NumberQuery, DriverRecord], Protocol):
    """驾驶证."""


class VehicleRegister(Register[PlateQuery, VehicleRecord], Protocol):
    """机动车."""


class CrimeRegister(Register[CrimeQuery, CrimeRecord], Protocol):
    """犯罪记录."""


class ResidenceRegister(Register[NumberQuery, ResidenceRecord], Protocol):
    """居住证."""


class InsuranceRegister(Register[PlateQuery, InsuranceRecord], Protocol):
    """交强险."""


class MedicalRegister(Register[NumberQuery, MedicalRecord], Protocol):
    """体检: the hospitals' certificates."""


class ViolationRegister(Register[ViolationQuery, ViolationRecord], Protocol):
    """违法."""


class TruckPassRegister(Register[TruckPassQuery, TruckPassRecord], Protocol):
    """货车通行."""


class Registries(Protocol):
    """The two first registers in one. None: the registry answered, and knows nobody of that number."""

    def person(self, id_number: str) -> PersonRecord | None: ...

    def driver(self, id_number: str) -> DriverRecord | None: ...


#: The record of each port.
RECORDS: Mapping[Port, type[Record]] = {
    Port.PERSON: PersonRecord,
    Port.DRIVER: DriverRecord,
    Port.VEHICLE: VehicleRecord,
    Port.CRIME: CrimeRecord,
    Port.RESIDENCE: ResidenceRecord,
    Port.INSURANCE: InsuranceRecord,
    Port.MEDICAL: MedicalRecord,
    Port.VIOLATION: ViolationRecord,
    Port.TRUCK_PASS: TruckPassRecord,
}

#: The question of each port.
QUERIES: Mapping[Port, type[Record]] = {
    Port.PERSON: NumberQuery,
    Port.DRIVER: NumberQuery,
    Port.VEHICLE: PlateQuery,
    Port.CRIME: CrimeQuery,
    Port.RESIDENCE: NumberQuery,
    Port.INSURANCE: PlateQuery,
    Port.MEDICAL: NumberQuery,
    Port.VIOLATION: ViolationQuery,
    Port.TRUCK_PASS: TruckPassQuery,
}


def query_for(port: Port, subject: Subject) -> Query | None:
    """The question to a register about a case's subject, or None where the subject isn't known well enough.

    Raises pydantic's ValidationError where what is known of it can't be asked, such as a plate that is none.
    """
    if port in (Port.VEHICLE, Port.INSURANCE):
        return PlateQuery(plate=subject.plate) if subject.plate else None
    if port is Port.CRIME:
        return CrimeQuery(id_number=subject.id_number, name=subject.name) if subject.name else None
    if port is Port.VIOLATION:
        return ViolationQuery(id_number=subject.id_number, plate=subject.plate)
    if port is Port.TRUCK_PASS:
        if not subject.plate or not subject.zone:
            return None
        return TruckPassQuery(id_number=subject.id_number, plate=subject.plate, zone=subject.zone)
    return NumberQuery(id_number=subject.id_number)
