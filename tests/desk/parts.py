"""What the desk's tests build desks from: real catalogue, store and world; registers and papers by hand."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
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
from kiosk.registries.gather import Gathered, Gatherer
from kiosk.registries.holdings import Holdings
from kiosk.registries.ports import Answer, Port, Record, RegistryError
from kiosk.registries.queries import Query, Subject
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


def licence(who: str) -> SubmittedDocument:
    """Somebody's driving licence, as far as the rules look at it."""
    read = {"licence_number": NUMBERS[who], "name": WORLD.persons[NUMBERS[who]].person.name, "classes": "C1"}
    return SubmittedDocument(document="driving_licence", fields=read, accepted=True, confirmed=True)


def submission(who: str = "mao", item: str = "lic_damaged", **changes: Any) -> Submission:
    values: dict[str, Any] = {"case_id": uuid.uuid4().hex, "item": item, "documents": [card(who)]}
    return Submission(**{**values, **changes})


@dataclass
class HandRegistries:
    """The world behind the real gathering, with failures by port."""

    world: World = WORLD
    failing: dict[str, str] = field(default_factory=dict)
    """Port -> code of the RegistryError."""
    asked: list[str] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    wait: Callable[[str], None] = lambda port: None

    def __post_init__(self) -> None:
        self._gatherer = Gatherer({port: HandRegister(self, port) for port in Port})

    def gather_for(self, ports: Iterable[Port], subject: Subject) -> Gathered:
        return self._gatherer.gather_for(ports, subject)

    def close(self) -> None:
        self._gatherer.close()


@dataclass(frozen=True)
class HandRegister:
    """One register of the world."""

    owner: HandRegistries
    port: Port

    def ask(self, query: Query) -> Answer[Any]:
        self.owner.asked.append(self.port.value)
        self.owner.queries.append(query)
        self.owner.wait(self.port.value)
        if self.port.value in self.owner.failing:
            raise RegistryError(self.owner.failing[self.port.value], self.port.value, "told to fail")
        record = Holdings(self.owner.world).look_up(self.port, query, DAY)
        return answer_of(self.port, record)


def answer_of(port: Port, record: Record | None) -> Answer[Any]:
    return Answer(port, record, f"TEST {port.value}", datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


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
    store_url: str | None = None,
    **more: Any,
) -> Desk:
    source = registries or HandRegistries()
    return Desk(
        DeskParts(
            state=folder,
            keys=more.pop("keys", RING),
            catalogue=catalogue_ or catalogue(),
            fetcher=more.pop("fetcher", None) or RecordFetcher(source, source, RING.blind_index),
            papers=papers or HandPapers(),
            book=PaperBook.load(ASSETS),
            clock=more.pop("clock", None) or SystemClock(),
            simulated_day=day,
            after=after,
            store_url=store_url,
            **more,
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
