"""The people of a scenario: consistent with themselves, in the registers, on their cards.

Their ID numbers begin with 330200, Ningbo's code as a city: numbers are given out by districts, so nobody
bears one of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import RootModel

from kiosk.core.id_number import check_digit
from kiosk.core.yaml_model import read_model
from kiosk.training.invent_documents import Paper
from kiosk.training.people import PersonCard, TrainingError
from kiosk.training.scenario import Person, Scenario

#: A city's code: no district registers births under it.
NOBODYS_AREA = "330200"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Likes(RootModel[dict[str, dict[str, Any]]]):
    """`assets/training/people.yaml`: kinds of people, each a section-wise entry of a world file."""


def load_likes(assets: Path) -> Likes:
    """Raises TrainingError `people_unusable`."""
    refuse = partial(TrainingError, "people_unusable")
    return read_model(assets / "training" / "people.yaml", Likes, refuse)


@dataclass(frozen=True)
class Actor:
    """Somebody of a scenario, with everything that can be laid under the camera."""

    card: PersonCard
    world: Mapping[str, Any] | None
    """Entry of a world file; None: no register knows her."""
    plate: str

    def paper(self, document: str) -> Paper:
        """The document as a reader should give it. Raises TrainingError `no_such_document`."""
        return Paper(document, self.card, self.fields(document))

    def fields(self, document: str) -> Mapping[str, str]:
        """What stands on it. Raises TrainingError `no_such_document`."""
        if document == "id_card_front":
            return self.card.front()
        if document == "id_card_back":
            return self.card.back()
        driver = (self.world or {}).get("driver")
        if document != "driving_licence" or driver is None:
            raise TrainingError("no_such_document", f"nobody can draw a {document} here")
        return {
            "licence_number": str(driver.get("printed_number", self.card.id_number)),
            "name": str(driver.get("name", self.card.name)),
            "sex": self.card.sex,
            "nationality": "中国",
            "address": str(driver["address"]),
            "birth": self.card.birth.isoformat(),
            **{k: str(driver[k]) for k in ("first_issued", "classes", "valid_from", "valid_to")},
        }


def cast(scenario: Scenario, likes: Likes) -> dict[str, Actor]:
    """Person id -> actor. Raises TrainingError `people_unusable`."""
    return {person.id: _actor(scenario.id, person, likes) for person in scenario.people}


def world_of(actors: Iterable[Actor]) -> str:
    """A world file (JSON) of all that the registers know of them."""
    return json.dumps(
        {"persons": [dict(a.world) for a in actors if a.world is not None]}, ensure_ascii=False, default=_iso
    )


def number_of(seed: str, birth: date, sex: str) -> str:
    """An ID number that nobody bears; the same for the same seed."""
    order = int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 500 * 2 + (sex == "男")
    digits = f"{NOBODYS_AREA}{birth:%Y%m%d}{order % 1000:03d}"
    return digits + check_digit(digits)


def plate_of(seed: str, truck: bool) -> str:
    """An invented plate of Ningbo, the same for the same seed; by chance a car may bear it."""
    digest = hashlib.sha256(f"plate {seed}".encode()).digest()
    digits = "".join(str(b % 10) for b in digest[:4])
    return f"浙B{digits}{digest[4] % 10}" if truck else f"浙B{_LETTERS[digest[5] % 8]}{digits}"


def _actor(scenario: str, person: Person, likes: Likes) -> Actor:
    like = likes.root.get(person.like)
    if like is None:
        raise TrainingError("people_unusable", f"{scenario}: nobody is like {person.like}")
    number = number_of(f"{scenario}/{person.id}", person.birth, person.sex)
    entry = _entry(like, person)
    own = entry["person"]
    own |= {
        "id_number": number,
        "name": own.get("name", person.name),
        "sex": person.sex,
        "birth": person.birth,
    }
    plate = ""
    for vehicle in entry.get("vehicles", []):
        plate = vehicle.setdefault(
            "plate", plate_of(f"{scenario}/{person.id}", "truck" in str(vehicle.get("kind")))
        )
    for one in entry.get("passes", []):
        one.setdefault("plate", plate)
    driver = entry.get("driver")
    if driver is not None:
        driver.setdefault("address", own["address"])
    until = own.get("card_valid_to", "2038-03-01")
    card = PersonCard(
        name=person.card_name or person.name,
        sex=person.sex,
        ethnicity=str(own["ethnicity"]),
        birth=person.birth,
        address=str(own["address"]),
        id_number=number,
        authority=str(own.get("card_authority", "宁波市公安局鄞州分局")),
        valid_from=_issued(_day(until)),
        valid_to=until if until == "long-term" else _day(until),
    )
    entry["id"] = f"{scenario}.{person.id}"
    return Actor(card, entry if person.known else None, plate)


def _entry(like: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """The like's entry with this person's differences; a deep copy."""
    entry: dict[str, Any] = json.loads(json.dumps(like, default=_iso))
    for section, fields in person.but.items():
        part = entry.setdefault(section, {})
        for name, value in fields.items():
            if value is None:
                part.pop(name, None)
            else:
                part[name] = value
    if person.vehicle is not None:
        vehicles = entry.setdefault("vehicles", [{}])
        for name, value in person.vehicle.items():
            old = vehicles[0].get(name)
            vehicles[0][name] = (
                {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
            )
    if person.passes:
        entry["passes"] = [dict(one) for one in person.passes]
    for section in [s for s, fields in person.but.items() if not fields]:
        # A section that is there and empty: she has none of it.
        entry.pop(section)
    return entry


def _day(value: object) -> date:
    """A day; an open end is put where its twenty years would be."""
    if isinstance(value, date):
        return value
    return date(2041, 3, 1) if value == "long-term" else date.fromisoformat(str(value))


def _issued(until: date) -> date:
    """Twenty years before."""
    return until.replace(year=until.year - 20)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
