"""Invents people, so that training and measuring need nobody's real data."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kiosk.core.id_number import check_digit
from kiosk.training.people import LongTerm, PersonCard, TrainingError
from kiosk.training.specimen import wrap_address


@lru_cache(maxsize=2)
def load_stock(path: Path) -> dict[str, Any]:
    """The words that people are put together from. Raises TrainingError `people_unusable`."""
    try:
        stock: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TrainingError("people_unusable", f"{path.name}: {type(error).__name__}") from error
    return stock


def invent_card(stock: dict[str, Any], rng: np.random.Generator) -> PersonCard:
    """Somebody whose card is lawful: check digit, sex, and a validity that fits the age at issue."""
    pick = _Picker(rng)
    place = pick.one(stock["places"])
    sex = pick.one(["男", "女"])
    birth = date(1940, 1, 1) + timedelta(days=int(rng.integers(0, 74 * 365)))
    order = int(rng.integers(1, 99)) * 10 + int(rng.integers(0, 5)) * 2 + (sex == "男")
    digits = f"{place['area']}{birth:%Y%m%d}{order:03d}"
    issued, until = _validity(birth, rng)
    return PersonCard(
        name=_name(stock, pick),
        sex=sex,
        ethnicity=pick.one(stock["ethnic"]),
        birth=birth,
        address=_address(stock, place["text"], pick),
        id_number=digits + check_digit(digits),
        authority=place["authority"],
        valid_from=issued,
        valid_to=until,
    )


class _Picker:
    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def one(self, items: list[Any]) -> Any:
        return items[int(self.rng.integers(len(items)))]


def _name(stock: dict[str, Any], pick: _Picker) -> str:
    kind = pick.rng.random()
    if kind < 0.05:
        return str(pick.one(stock["compound"]))
    given = pick.one(stock["given"]) if kind < 0.5 else pick.one(stock["rare"])
    if kind > 0.75:
        given += pick.one(stock["rare"])
    return str(pick.one(stock["surnames"]) + given)


def _address(stock: dict[str, Any], place: str, pick: _Picker) -> str:
    while True:
        numbers = {
            "a": int(pick.rng.integers(1, 2400)),
            "b": int(pick.rng.integers(1, 90)),
            "c": int(pick.rng.integers(101, 2604)),
        }
        address = place + pick.one(stock["streets"]) + pick.one(stock["ends"]).format(**numbers)
        try:
            wrap_address(address)
        except ValueError:
            continue
        return str(address)


def _validity(birth: date, rng: np.random.Generator) -> tuple[date, date | LongTerm]:
    first, last = max(date(2009, 1, 1), birth + timedelta(days=800)), date(2023, 2, 20)
    issued = first + timedelta(days=int(rng.integers(0, max(1, (last - first).days))))
    if (issued.month, issued.day) == (2, 29):
        issued -= timedelta(days=1)
    age = issued.year - birth.year - ((issued.month, issued.day) < (birth.month, birth.day))
    if age >= 46:
        return issued, "long-term"
    years = 5 if age < 16 else 10 if age <= 25 else 20
    return issued, issued.replace(year=issued.year + years)
