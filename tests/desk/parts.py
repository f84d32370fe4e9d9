"""What the desk's tests build desks from: real catalogue, store and world; registers and papers by hand."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.clock import SystemClock
from kiosk.core.crypto import KeyRing
from kiosk.core.paths import repository_root
from kiosk.desk.client import is_settled
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.records import RecordFetcher
from kiosk.desk.schemas import CaseView, Submission, SubmittedDocument
from kiosk.desk.service import Desk, DeskParts
from kiosk.registries.ports import DriverRecord, PersonRecord, RegistryError
from kiosk.registries.world import World, load_world

ASSETS = repository_root() / "assets"
WORLD = load_world(ASSETS / "demo" / "world.yaml")
RING = KeyRing({"data-0001": b"\1" * 32}, "data-0001", b"\2" * 32)
DAY = date(2026, 11, 24)
NUMBERS = {p.id: number for number, p in WORLD.persons.items()}
STRANGER = "11010519491231002X"


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(ASSETS)


def card(who: str = "mao", accepted: bool = True, confirmed: bool = True, **fields: str) -> SubmittedDocument:
    """The front of somebody's ID card, as it is read."""
    person = WORLD.persons[NUMBERS[who]].person
    read = {
        "name": person.name,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "birth": person.birth.isoformat(),
        "address": person.address,
        "id_number": person.id_number,
        **fields,
    }
    return SubmittedDocument(document="id_card_front", fields=read, accepted=accepted, confirmed=confirmed)


def back(**fields: str) -> SubmittedDocument:
    read = {"authority": "某公安局", "valid_from": "2021-09-06", "valid_to": "2041-09-06", **fields}
    return SubmittedDocument(document="id_card_back", fields=read, accepted=True, confirmed=True)


def submission(who: str = "mao", item: str = "lic_damaged", **changes: Any) -> Submission:
    values: dict[str, Any] = {"case_id": uuid.uuid4().hex, "item": item, "documents": [card(who)]}
    return Submission(**{**values, **changes})


@dataclass
class HandRegistries:
    """The world, with failures by port."""

    world: World = WORLD
    failing: dict[str, str] = field(default_factory=dict)
    """Port -> code of the RegistryError."""
    asked: list[str] = field(default_factory=list)
    wait: Callable[[str], None] = lambda port: None

    def person(self, id_number: str) -> PersonRecord | None:
        self._meet("person")
        return self.world.person(id_number)

    def driver(self, id_number: str) -> DriverRecord | None:
        self._meet("driver")
        return self.world.driver(id_number)

    def _meet(self, port: str) -> None:
        self.asked.append(port)
        self.wait(port)
        if port in self.failing:
            raise RegistryError(self.failing[port], port, "told to fail")


@dataclass(frozen=True)
class HandPaper:
    pdf: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class HandPapers:
    """A paper office that is quick; every paper is different, as a signed one is."""

    def __init__(self, failing: int = 0) -> None:
        self.made: list[tuple[str, dict[str, str], str, str]] = []
        self.failing = failing
        self._lock = threading.Lock()

    def issue(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> HandPaper:
        with self._lock:
            if self.failing:
                self.failing -= 1
                raise OSError("the printer of tests is out of ink")
            self.made.append((template, dict(data), certificate_number, case_id))
        return HandPaper(f"%PDF {certificate_number} {uuid.uuid4()} {data['holder']}".encode())


def make_desk(
    folder: Path,
    registries: HandRegistries | None = None,
    papers: Any = None,
    after: Callable[[str], None] = lambda stage: None,
    day: date | None = DAY,
    catalogue_: Any = None,
) -> Desk:
    source = registries or HandRegistries()
    return Desk(
        DeskParts(
            state=folder,
            keys=RING,
            catalogue=catalogue_ or catalogue(),
            fetcher=RecordFetcher(source, source, RING.blind_index),
            papers=papers or HandPapers(),
            book=PaperBook.load(ASSETS),
            clock=SystemClock(),
            simulated_day=day,
            after=after,
        )
    )


def settled(desk: Desk, case_id: str, seconds: float = 20) -> CaseView:
    """The case once nothing more happens to it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        view = desk.case(case_id)
        if is_settled(view):
            return view
        time.sleep(0.01)
    raise AssertionError(f"still {desk.case(case_id).state}")
