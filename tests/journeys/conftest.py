"""A whole visit through the real processes: models, desk, simulated registers. Loaded once for all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.commands.services import Services, running_services
from kiosk.core.clock import SystemClock
from kiosk.core.id_number import check_digit
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseView
from kiosk.speech.audio import to_house_rate
from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.terminal.parts import Parts, load_parts, open_voices, warm
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.visit import VisitOutcome, VisitPlan, run_visit
from kiosk.training.make_demo_audio import in_a_room
from kiosk.training.people import PersonCard, load_people
from kiosk.training.photograph import Shot, photograph
from kiosk.training.specimen import draw_back, draw_front
from kiosk.vision.types import Image
from tests.journeys.window import Hand, open_window

DAY = date(2026, 11, 24)
REQUESTS = {
    "lic_damaged": "你好，我的驾驶证坏了，想换一本新的。",
    "lic_lost": "我的驾驶证丢了，要补办。",
    "lic_expiry": "我的驾照快到期了，要换证。",
}


#: What happens here happens in real time, with sound: nothing else may run beside it.
_LIVE = {"test_leaves_nothing.py", "test_hall.py", "test_supervisor.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.models)
            if item.path.name in _LIVE:
                item.add_marker(pytest.mark.alone)


@dataclass
class Visited:
    """A visit that has been lived through."""

    outcome: VisitOutcome
    entries: list[dict[str, object]]
    paper: bytes | None
    reviews: list[Any]
    services: Services = field(repr=False)

    def heard(self) -> list[str]:
        return [str(e["text"]) for e in self.entries if e["event"] == "heard"]

    def pages(self) -> list[str]:
        return [str(e["page"]) for e in self.entries if e["event"] == "page"]


@pytest.fixture(scope="session")
def parts() -> Parts:
    loaded = load_parts(Paths.default())
    warm(loaded)
    return loaded


@pytest.fixture(scope="session")
def people() -> dict[str, PersonCard]:
    return load_people(repository_root() / "assets" / "demo" / "people.yaml")


@pytest.fixture(scope="session")
def speak() -> Callable[[str], Samples]:
    """A citizen's sentence: another voice than 小智's, in a room at 25 dB. Made once, then from the cache."""
    voices = open_voices(Paths.default(), "zf_xiaobei")

    def say(text: str) -> Samples:
        voices.prerender([text])
        speech = voices.speak(text)
        random = np.random.default_rng(7)
        return in_a_room(to_house_rate(speech.samples, speech.rate), 25, random)

    return say


@pytest.fixture(scope="session")
def silence() -> Samples:
    return np.zeros(4 * SAMPLE_RATE, dtype=np.float32)


@pytest.fixture(scope="session")
def card_of(people: dict[str, PersonCard]) -> Callable[..., Image]:
    """A photograph of a person's card; a person by id or as a card of her own."""
    held = Shot(rotation=4.0, tilt=(0.04, 0.02), gradient=0.25)

    def picture(person: str | PersonCard, side: str = "front", shot: Shot = held) -> Image:
        card = people[person] if isinstance(person, str) else person
        draw = draw_front if side == "front" else draw_back
        return photograph(draw(card), shot, np.random.default_rng(11))

    return picture


@pytest.fixture(scope="session")
def newcomer(people: dict[str, PersonCard]) -> PersonCard:
    """Somebody whom the shipped world doesn't know."""
    first17 = "33021219880615502"
    return replace(people["mao"], name="周小敏", id_number=first17 + check_digit(first17))


Visit = Callable[..., Visited]
Speak = Callable[[str], Samples]
CardOf = Callable[..., Image]


def stored(folder: Path) -> dict[str, int]:
    """How many cases and certificates the desk's store under `folder` holds."""
    (store,) = folder.rglob("desk.sqlite")
    with sqlite3.connect(store) as connection:
        return {
            t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in ("cases", "certificate")
        }


@pytest.fixture
def hand(parts: Parts, card_of: CardOf, tmp_path: Path) -> Iterator[Hand]:
    """A finger at a kiosk at rest; Mao's card lies under its camera."""
    with open_window(parts, tmp_path, card_of("mao"), DAY) as there:
        yield there


@pytest.fixture
def visit(parts: Parts, tmp_path: Path) -> Visit:
    """Run one visit; keyword arguments say what is special about it."""
    demo = repository_root() / "assets" / "demo"
    default = Paths.default()

    def run(
        recordings: Sequence[Samples],
        cards: Sequence[Image],
        *,
        state: Path = tmp_path,
        worlds: Sequence[Path] = (),
        environment: dict[str, str] | None = None,
        registry_seconds: float = 8.0,
        before: Callable[[Services], None] = lambda _: None,
        as_of: date | None = DAY,
    ) -> Visited:
        paths = Paths(default.assets, default.models, default.cache, state / "state", state / "secrets")
        with (
            running_services(
                paths, [demo / "world.yaml", *worlds], as_of, environment, registry_seconds
            ) as services,
            DeskClient(services.desk.url, services.desk.key) as desk,
        ):
            before(services)
            recorder = Recorder(state / "events.jsonl")
            plan = VisitPlan(recordings, cards, natural=False)
            outcome = run_visit(parts, desk, plan, recorder, SystemClock())
            recorder.close()
            paper = desk.paper(outcome.case.case_id) if _is_ready(outcome.case) and outcome.case else None
            return Visited(outcome, recorder.entries, paper, desk.reviews(), services)

    return run


def _is_ready(case: CaseView | None) -> bool:
    return case is not None and case.certificate is not None and case.certificate.ready
