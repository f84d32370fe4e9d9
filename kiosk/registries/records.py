"""What each register tells, as typed records: the words of its answers.

Every record is frozen and strict on the wire: an unknown field or a wrong type is rubbish, and rubbish is an
error. A field a register may leave out is None where it is left out; `model_fields_set` of the record (and
`Answer.state`) tells a field that isn't there (unknown) from one the register has as null (there is none).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DateOrOpen = date | Literal["long-term"]


class Record(BaseModel):
    """Strict: an unknown field or a wrong type is rubbish, and rubbish is an error."""

    # Never a value in an error: it may be an ID number.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)


class PersonRecord(Record):
    """The population register (人口)."""

    id_number: str
    name: str
    sex: Literal["男", "女"]
    ethnicity: str
    birth: date
    address: str
    """Of the household registration."""
    hukou_area: str | None = None
    """Area code of the household registration; may differ from the ID number's."""
    alive: bool | None = None
    card_status: Literal["valid", "lost", "replaced", "cancelled"] | None = None
    """Of the ID card last issued."""
    card_valid_to: DateOrOpen | None = None
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
    valid_to: DateOrOpen
    points: int
    """In the scoring cycle that holds the day."""
    cycles_at_12: int
    """Scoring cycles within the present validity that reached 12 points (art 62)."""
    replacements_12_months: int
    """Re-issues, renewals and transfers in the last 12 months (art 83)."""
    portrait_usable: bool
    open_violations: int
    open_accidents: int
    death_accident_unreviewed: bool | None = None
    address: str | None = None
    """Printed on the licence."""
    review_study_done: bool | None = None
    """The study of art 73(2), in the cycle that holds the day."""
    medical_cycle_end: date | None = None
    """End of the scoring cycle for which a medical is owed (art 74); null: none is owed."""
    medical_date: date | None = None
    """Of the newest certificate of physical condition."""
    medical_passed: bool | None = None
    medical_hospital_listed: bool | None = None
    medical_hospital_provincial: bool | None = None
    abilities_passed: bool | None = None
    """三力测试, for those of 70 and over."""


class VehicleRecord(Record):
    """The vehicle register (机动车)."""

    plate: str
    vin: str | None = None
    engine_number: str | None = None
    owner_kind: Literal["person", "unit"] | None = None
    owner_name: str | None = None
    owner_number: str | None = None
    """ID number, or unified social credit code of a unit."""
    address: str | None = None
    area: str | None = None
    """Area code of the place of registration."""
    status: Literal["normal", "scrapped", "cancelled", "stolen", "seized"] | None = None
    kind: (
        Literal[
            "small_passenger",
            "micro_passenger",
            "medium_passenger",
            "large_passenger",
            "micro_truck",
            "light_truck",
            "medium_truck",
            "heavy_truck",
            "tractor",
            "pickup",
            "special",
            "motorcycle",
        ]
        | None
    ) = None
    body: Literal["closed", "box", "open", "other"] | None = None
    energy: Literal["diesel", "petrol", "gas", "new_energy"] | None = None
    emission_stage: int | None = None
    """国III is 3; null for a vehicle that has none (electric)."""
    axles: int | None = None
    plate_colour: Literal["blue", "yellow", "green", "yellow_green"] | None = None
    use: Literal["non_operating", "operating", "hire", "school"] | None = None
    seats: int | None = None
    """核定载客人数."""
    model: str | None = None
    minivan: bool | None = None
    injury_accident: bool | None = None
    """Was in an accident with injuries, or was found illegally converted."""
    hazardous: bool | None = None
    registered: date | None = None
    issued: date | None = None
    """Of the vehicle licence on file."""
    inspection_valid_to: date | None = None
    replacements_12_months: int | None = None
    """Re-issues of the vehicle licence in the last 12 months."""


class CrimeRecord(Record):
    """The criminal records (犯罪记录), as a query for a certificate may see them.

    A record sealed because its holder was a minor is never told, not even that it is there.
    """

    id_number: str
    hit: bool | None = None
    doubtful: bool | None = None
    """Somebody else of that name and birth has a record, or the name differs from the number's."""
    queries_12_months: int | None = None


class ResidenceRecord(Record):
    """The residence permits (居住证)."""

    id_number: str
    status: Literal["valid", "suspended", "cancelled"] | None = None
    """suspended: 功能中止."""
    area: str | None = None
    """Area code of the place of issue."""
    address: str | None = None
    issued: date | None = None
    endorsed_to: date | None = None
    """The day on which the year that is running (or ran out) is full."""
    employed: bool | None = None
    """合法稳定就业."""
    housed: bool | None = None
    """合法稳定住所."""
    studying: bool | None = None
    """连续就读."""


class InsuranceRecord(Record):
    """The compulsory insurance (交强险) and the vehicle tax its insurer collects."""

    plate: str
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day of the newest policy."""
    insurer: str | None = None
    tax_paid: bool | None = None
    """Vehicle tax paid, or the vehicle is exempt."""


class MedicalRecord(Record):
    """The newest certificate of physical condition that a hospital sent (体检)."""

    id_number: str
    issued: date
    passed: bool | None = None
    hospital: str | None = None
    hospital_listed: bool | None = None
    """On the published list (art 85)."""
    hospital_provincial: bool | None = None
    """Recognised by the province for C5."""
    abilities_passed: bool | None = None
    """三力测试; null: not taken."""


class ViolationRecord(Record):
    """Violations and accidents not dealt with (违法), of a driver, of a vehicle, or of both."""

    id_number: str | None = None
    """Present where a driver was asked about."""
    plate: str | None = None
    """Present where a vehicle was asked about."""
    driver_open: int | None = Field(default=None, ge=0)
    driver_accidents_open: int | None = Field(default=None, ge=0)
    vehicle_open: int | None = Field(default=None, ge=0)
    vehicle_accidents_open: int | None = Field(default=None, ge=0)


class TruckPassRecord(Record):
    """Passes for trucks (货车通行), of one vehicle in one zone and of one applicant."""

    plate: str
    exists: bool | None = None
    """There is an earlier pass of that vehicle for that zone."""
    valid_to: date | None = None
    """Last day of that pass; null: there is none."""
    in_force: int | None = Field(default=None, ge=0)
    """Passes in force of the applicant, all vehicles and zones together."""
