"""Invents what stands on licences, permits and medical forms. The person comes from `invent`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from kiosk.training.people import PersonCard

Fields = Mapping[str, str]
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)),
        strict=True,
    )
)


@dataclass(frozen=True)
class Paper:
    """One document of one person."""

    document: str
    """A name of `read --as`."""
    person: PersonCard
    fields: Fields
    """The truth, as a reader should give it."""


def invent_paper(stock: dict[str, Any], document: str, person: PersonCard, rng: np.random.Generator) -> Paper:
    """`document` filled in for `person`. Raises KeyError for a document nobody can invent."""
    pick = _Picker(rng)
    return Paper(document, person, _MAKERS[document](stock, person, pick))


class _Picker:
    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def one(self, items: Any) -> Any:
        return items[int(self.rng.integers(len(items)))]

    def digits(self, count: int) -> str:
        return "".join(str(d) for d in self.rng.integers(0, 10, count))

    def day(self, first: date, last: date) -> date:
        day = first + timedelta(days=int(self.rng.integers(0, max(1, (last - first).days))))
        return day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day


def _front(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    return person.front()


def _back(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    return person.back()


def _temporary(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    start = pick.day(date(2022, 1, 1), date(2026, 1, 1))
    start = start.replace(day=min(start.day, 28))
    end = start.replace(year=start.year + (start.month > 9), month=(start.month + 2) % 12 + 1)
    back = {"authority": person.authority, "valid_from": start.isoformat(), "valid_to": end.isoformat()}
    return {**person.front(), **back}


def _licence(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    first = pick.day(max(date(1990, 1, 1), _years(person.birth, 18)), date(2022, 1, 1))
    start, end = _licence_span(first, pick)
    return {
        "licence_number": person.id_number,
        "name": person.name,
        "sex": person.sex,
        "nationality": "中国",
        "address": person.address,
        "birth": person.birth.isoformat(),
        "first_issued": first.isoformat(),
        "classes": pick.one(stock["classes"]),
        "valid_from": start.isoformat(),
        "valid_to": end if isinstance(end, str) else end.isoformat(),
    }


def _licence_span(first: date, pick: _Picker) -> tuple[date, date | str]:
    """Six years, then ten, then without end."""
    second, third = _years(first, 6), _years(first, 16)
    if third < date(2026, 1, 1) and pick.rng.random() < 0.7:
        return third, "long-term"
    if second < date(2026, 1, 1):
        return second, third
    return first, second


def _licence_2(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    until = pick.day(date(2018, 1, 1), date(2026, 1, 1))
    record = pick.one(
        ["", f"实习期至{until.isoformat()}", "准驾车型C1，请于每个记分周期结束后三十日内接受审验"]
    )
    return {"file_number": "3302" + pick.digits(8), "record": record}


def _vehicle(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    first = pick.day(date(2010, 1, 1), date(2025, 6, 1))
    issued = first if pick.rng.random() < 0.6 else pick.day(first, date(2026, 1, 1))
    owner = person.name if pick.rng.random() < 0.8 else pick.one(stock["companies"])
    return {
        "plate": invent_plate(pick),
        "vehicle_type": pick.one(stock["vehicle_types"]),
        "owner": owner,
        "address": person.address,
        "use": pick.one(stock["vehicle_uses"]),
        "model": pick.one(stock["makes"]) + "牌" + pick.one(stock["models"]),
        "vin": invent_vin(pick),
        "engine_number": "".join(
            pick.one("ABCDEFGHJKLMNPRTVXY0123456789") for _ in range(int(pick.rng.integers(6, 11)))
        ),
        "registered": first.isoformat(),
        "issued": issued.isoformat(),
    }


def _vehicle_2(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    year, month = int(pick.rng.integers(2024, 2029)), int(pick.rng.integers(1, 13))
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()
    return {
        "file_number": "3302" + pick.digits(8),
        "seats": str(pick.one([2, 3, 5, 5, 5, 7, 7, 9])),
        "inspection_valid_to": last,
    }


def _permit(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    start = pick.day(date(2018, 1, 1), date(2026, 1, 1))
    streets, ends = pick.one(stock["streets"]), pick.one(stock["ends"])
    here = (
        "浙江省宁波市鄞州区"
        + streets
        + ends.format(a=pick.rng.integers(1, 900), b=pick.rng.integers(1, 60), c=pick.rng.integers(101, 2600))
    )
    return {
        **person.front(),
        "residence_address": here[:33],
        "authority": pick.one(stock["permit_authorities"]),
        "valid_from": start.isoformat(),
        "valid_to": _years(start, int(pick.one([1, 1, 3, 9]))).isoformat(),
    }


def _medical(stock: dict[str, Any], person: PersonCard, pick: _Picker) -> Fields:
    fails = pick.rng.random() < 0.15
    eyes = ["4.9", "5.0", "5.1", "5.2", "5.3"]
    results = {
        "height": str(pick.rng.integers(150, 195)),
        "vision_left": pick.one(eyes),
        "vision_right": pick.one(eyes),
        "colour_vision": "正常",
        "hearing_left": "正常",
        "hearing_right": "正常",
        "upper_limbs": "正常",
        "lower_limbs": "正常",
        "trunk_neck": "正常",
    }
    if fails:
        results["colour_vision" if pick.rng.random() < 0.5 else "lower_limbs"] = "异常"
    return {
        "name": person.name,
        "id_number": person.id_number,
        "hospital": pick.one(stock["hospitals"]),
        "date": pick.day(date(2025, 1, 1), date(2026, 6, 1)).isoformat(),
        **{f"results.{name}": value for name, value in results.items()},
        "conclusion": "不合格" if fails else "合格",
        "seal": "absent" if pick.rng.random() < 0.1 else "present",
    }


_MAKERS: dict[str, Callable[[dict[str, Any], PersonCard, _Picker], Fields]] = {
    "id_card_front": _front,
    "id_card_back": _back,
    "temporary_id_card": _temporary,
    "driving_licence": _licence,
    "driving_licence_2": _licence_2,
    "vehicle_licence": _vehicle,
    "vehicle_licence_2": _vehicle_2,
    "residence_permit": _permit,
    "medical_form": _medical,
}
DOCUMENTS = tuple(_MAKERS)


def invent_plate(pick: _Picker) -> str:
    """GA 36-2018: 浙B and five, or six with D or F for a car that isn't driven by petrol."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if pick.rng.random() < 0.3:
        return f"浙B{pick.one('DF')}{pick.one(letters + '0123456789')}{pick.digits(4)}"
    tail = [pick.one("0123456789" * 3 + letters) for _ in range(5)]
    return str(pick.one(["浙B", "浙B", "浙A", "皖S", "苏E", "赣F"])) + "".join(tail)


def invent_vin(pick: _Picker) -> str:
    """Seventeen characters with the check digit of GB 16735."""
    chars = ["L", *(pick.one("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(16))]
    total = sum(_VIN_VALUES[c] * w for c, w in zip(chars, VIN_WEIGHTS, strict=True))
    chars[8] = "X" if total % 11 == 10 else str(total % 11)
    return "".join(chars)


def _years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def adult(person: PersonCard, first: date = date(2003, 1, 1)) -> bool:
    """Old enough for a licence in the years that are invented here."""
    return person.birth < first
