"""What each register is asked with. Numbers are in the body of a request, never in its address."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, model_validator

from kiosk.registries.records import Record

ID_NUMBER = r"^\d{17}[0-9X]$"
#: Province, issuing letter, and five or six letters and digits, or a suffix such as 挂 or 学.
PLATE = r"^[\u4e00-\u9fff][A-Z][0-9A-Z]{4,6}[挂学警港澳临]?$"


class NumberQuery(Record):
    """About a person: 人口, 驾驶证, 居住证, 体检."""

    id_number: str = Field(pattern=ID_NUMBER)


class CrimeQuery(Record):
    """犯罪记录: the name goes along, so that a clash of names can be told."""

    id_number: str = Field(pattern=ID_NUMBER)
    name: str = Field(min_length=1, max_length=60)


class PlateQuery(Record):
    """About a vehicle: 机动车, 交强险."""

    plate: str = Field(pattern=PLATE)


class ViolationQuery(Record):
    """违法: of a driver, of a vehicle, or of both."""

    id_number: str | None = Field(default=None, pattern=ID_NUMBER)
    plate: str | None = Field(default=None, pattern=PLATE)

    @model_validator(mode="after")
    def _of_somebody(self) -> ViolationQuery:
        if self.id_number is None and self.plate is None:
            raise ValueError("a driver or a vehicle must be named")
        return self


class TruckPassQuery(Record):
    """货车通行: one vehicle, one zone, and who asks."""

    id_number: str = Field(pattern=ID_NUMBER)
    plate: str = Field(pattern=PLATE)
    zone: str = Field(pattern=r"^[a-z_]{1,20}$")


Query = NumberQuery | CrimeQuery | PlateQuery | ViolationQuery | TruckPassQuery


@dataclass(frozen=True)
class Subject:
    """Whom and what a case is about, as far as it is known."""

    id_number: str
    name: str | None = None
    plate: str | None = None
    zone: str | None = None
