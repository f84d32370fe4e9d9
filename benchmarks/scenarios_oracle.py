"""What truly has to come of a visit: the law once more, by hand, over what is true of the person.

It shares no line with the rules, the facts or the derivations of the desk, and never sees what was read or
heard. Sources are the articles named beside; `docs/law.md` has the texts' places.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from benchmarks.scenarios_people import Drawn
from kiosk.training.scenario import DAY

#: Which classes a class covers (令162 annex 1), as far as anybody is drawn with them.
_COVERS = {
    "A1": {"A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"},
    "A2": {"B1", "B2", "C1", "C2", "C3", "C4", "M"},
    "B1": {"C1", "C2", "C3", "C4", "M"},
    "B2": {"C1", "C2", "C3", "C4", "M"},
    "C1": {"C2", "C3"},
}


def lawful(drawn: Drawn, item: str) -> bool:
    """May the machine give this person this item's paper, by what is true of her?"""
    return _identified(drawn) and _ITEMS[item](drawn)


def _identified(drawn: Drawn) -> bool:
    """居民身份证法 arts 3, 11: in the register under her name, alive, with a card that counts."""
    person = drawn.world["person"]
    if not drawn.known or not person["alive"] or person["card_status"] != "valid":
        return False
    until = _day(drawn.back["valid_to"])
    return person["name"] == drawn.card["name"] and until >= DAY


# -- driving licences (令162) -------------------------------------------------------------------------


def _licence(drawn: Drawn) -> Mapping[str, Any] | None:
    """A licence with nothing against it (arts 69, 71, 79, 83), or None."""
    driver = drawn.world.get("driver")
    if driver is None or driver["status"] != "normal" or driver["points"] >= 12:
        return None
    return driver if driver["replacements_12_months"] < 2 else None


def _same_name(drawn: Drawn) -> bool:
    return bool(drawn.world["driver"].get("name", drawn.world["person"]["name"]) == drawn.card["name"])


def _new_card(drawn: Drawn, driver: Mapping[str, Any]) -> bool:
    """A portrait is on file, and age takes no class away (art 65)."""
    age, classes = _age(drawn), driver["classes"]
    large = age >= 63 and any(c in classes for c in "ABMNP")
    small = age >= 70 and any(c in classes for c in ("C3", "C4", "C6", "D", "E"))
    return bool(driver["portrait_usable"]) and not large and not small


def _here(driver: Mapping[str, Any]) -> bool:
    return str(driver["issuer_area"]).startswith("3302")


def _in_date(driver: Mapping[str, Any]) -> bool:
    return _day(driver["valid_to"]) >= DAY


def _reviewed(drawn: Drawn, driver: Mapping[str, Any]) -> bool:
    """审验, arts 72 and 73."""
    settled = driver["open_violations"] == 0 and driver["open_accidents"] == 0
    if not settled or driver.get("death_accident_unreviewed"):
        return False
    if _age(drawn) >= 70 and not driver.get("abilities_passed"):
        return False
    large = any(c in driver["classes"] for c in ("A1", "A2", "A3", "B1", "B2"))
    return not large or driver["points"] == 0 or bool(driver.get("review_study_done"))


def _healthy(driver: Mapping[str, Any]) -> bool:
    """Art 85: a certificate of the last six months, of a listed hospital."""
    made = driver.get("medical_date")
    if made is None or not driver.get("medical_passed") or not driver.get("medical_hospital_listed"):
        return False
    return bool(_day(made) <= DAY <= _months(_day(made), 6))


def _handed_back(drawn: Drawn) -> bool:
    """Art 68: her own old licence is there."""
    return drawn.licence.get("licence_number") == drawn.card["id_number"]


def _replaced(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or not _new_card(drawn, driver):
        return False
    return _here(driver) and _in_date(driver)


def _damaged(drawn: Drawn) -> bool:
    return _replaced(drawn) and (_day(drawn.world["driver"]["valid_to"]) - DAY).days > 90


def _expiry(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or not _new_card(drawn, driver) or not _here(driver):
        return False
    until = _day(driver["valid_to"])
    timely = until - timedelta(days=90) <= DAY < _months(until, 12)
    return timely and _reviewed(drawn, driver) and _healthy(driver)


def _transfer(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or not _new_card(drawn, driver) or _here(driver):
        return False
    return _in_date(driver) and _handed_back(drawn) and _reviewed(drawn, driver) and _unchanged(drawn)


def _unchanged(drawn: Drawn) -> bool:
    return drawn.answers.get("body_changed") == "no"


def _info(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _new_card(drawn, driver) or not _here(driver) or not _in_date(driver):
        return False
    person = drawn.world["person"]
    changed = driver.get("name", person["name"]) != person["name"] or driver["address"] != person["address"]
    return _handed_back(drawn) and bool(changed)


def _postpone(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or not _here(driver):
        return False
    if drawn.answers.get("postpone_reason") not in ("abroad", "military"):
        return False
    due, until = _day(driver["valid_to"]), _day(drawn.answers["postpone_until"])
    return _months(due, 12) > DAY and until > DAY and due < until <= _months(due, 36)


def _downgrade(drawn: Drawn) -> bool:
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or not _new_card(drawn, driver) or not _here(driver):
        return False
    lower = drawn.answers.get("target_class") in _COVERS.get(driver["classes"], set())
    return lower and _in_date(driver) and _handed_back(drawn) and _unchanged(drawn)


def _medical(drawn: Drawn) -> bool:
    """Art 74, and art 79(1)(9) for who comes too late."""
    driver = _licence(drawn)
    if driver is None or not _same_name(drawn) or _age(drawn) < 70:
        return False
    end = driver.get("medical_cycle_end")
    if end is None or not _healthy(driver):
        return False
    last = _months(_day(end) + timedelta(days=30), 12)
    return _day(end) < DAY <= last and _months(_day(driver["valid_to"]), 12) > DAY


# -- vehicles (令164) ---------------------------------------------------------------------------------


def _own_car(drawn: Drawn) -> Mapping[str, Any] | None:
    car = _car(drawn)
    return car if car is not None and car.get("owner_kind", "person") == "person" else None


def _car(drawn: Drawn) -> Mapping[str, Any] | None:
    cars = drawn.world.get("vehicles") or []
    return cars[0] if cars and cars[0]["status"] == "normal" else None


def _vehicle_licence(drawn: Drawn) -> bool:
    car = _own_car(drawn)
    return car is not None and str(car["area"]).startswith("3302") and car["replacements_12_months"] < 2


def _mark(drawn: Drawn) -> bool:
    car = _own_car(drawn)
    if car is None or _day(car["inspection_valid_to"]) < DAY or _day(car["insurance"]["valid_to"]) < DAY:
        return False
    if drawn.answers.get("mark_matter") == "replace":
        return True
    settled = car["violations"]["vehicle_open"] == 0 and car["violations"]["vehicle_accidents_open"] == 0
    window = _months(_day(car["inspection_valid_to"]), -3) <= DAY
    private = car["kind"] == "small_passenger" and car["use"] == "non_operating"
    tested = _day(car["inspection_valid_to"]).year - _day(car["registered"]).year in (6, 10)
    free = private and not tested and not car["injury_accident"]
    return bool(settled and window and car["insurance"]["tax_paid"] and free)


def _truck(drawn: Drawn) -> bool:
    """The core zone of Ningbo's truck notice."""
    truck = _car(drawn)
    if truck is None or truck["kind"] != "light_truck" or truck["hazardous"] or truck["axles"] > 2:
        return False
    begin, end = _day(drawn.answers["pass_from"]), _day(drawn.answers["pass_to"])
    covered = end <= _day(truck["inspection_valid_to"]) and end <= _day(truck["insurance"]["valid_to"])
    length, lead = (end - begin).days + 1, (begin - DAY).days
    return covered and truck["violations"]["vehicle_open"] < 5 and 1 <= length <= 30 and 0 <= lead <= 30


# -- the others ---------------------------------------------------------------------------------------


def _residence(drawn: Drawn) -> bool:
    permit = drawn.world.get("residence")
    if permit is None or permit["status"] == "cancelled" or not str(permit["area"]).startswith("3302"):
        return False
    full = _day(permit["endorsed_to"])
    timely = _months(full, -1) <= DAY <= _months(full, 12)
    ground = permit["employed"] or permit["housed"] or permit["studying"]
    return bool(timely and ground and drawn.answers.get("moved") == "no")


def _no_crime(drawn: Drawn) -> bool:
    crime = drawn.world.get("crime") or {"hit": False, "doubtful": False, "queries_12_months": 0}
    lives = str(drawn.world["person"].get("hukou_area", "")).startswith("3302") or "residence" in drawn.world
    clean = not crime["hit"] and not crime["doubtful"] and crime["queries_12_months"] + 1 < 3
    return bool(clean and lives and _age(drawn) >= 18 and drawn.answers.get("purpose"))


_ITEMS = {
    "lic_damaged": _damaged,
    "lic_lost": _replaced,
    "lic_expiry": _expiry,
    "lic_transfer": _transfer,
    "lic_info": _info,
    "lic_postpone": _postpone,
    "lic_downgrade": _downgrade,
    "lic_medical": _medical,
    "veh_license": _vehicle_licence,
    "veh_mark": _mark,
    "truck_pass": _truck,
    "residence": _residence,
    "no_crime": _no_crime,
}


# -- days ---------------------------------------------------------------------------------------------


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    return date.max if value == "long-term" else date.fromisoformat(str(value))


def _months(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has none; the end of time stays."""
    if day == date.max:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _age(drawn: Drawn) -> int:
    born = _day(drawn.card["birth"])
    return DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))
