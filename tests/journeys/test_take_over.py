"""An officer takes a visit over at the kiosk, with the real desk and registers as processes.

No models: what was said and read comes as events; sound and camera are the terminal's tests' business.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.commands.services import Services, running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient
from kiosk.desk.keys import FolderKeys
from kiosk.desk.schemas import CaseState
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.store.engine import open_store
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import StateName
from kiosk.terminal.conductor import Conductor, Devices
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.forms.kit import load_kit
from kiosk.terminal.kiosk import event_of
from kiosk.terminal.officer import DeskOfficers
from kiosk.terminal.officer_pages import OfficerPages
from kiosk.terminal.pages import Pages
from kiosk.terminal.parts import dialogue_settings
from kiosk.terminal.reading import WordReader
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import RecordingScreen
from kiosk.terminal.timeline import Timeline
from tests.desk.parts import card
from tests.dialogue.building import GOES_ON, said, tapped, wants
from tests.terminal.running import FakePlayer, FakeVoice

S = StateName
ASSETS = repository_root() / "assets"
PASSWORD = "correct horse"
DAY = date(2026, 11, 24)
TRUCK = "浙BT5201"


def read_of(who: str) -> dict[str, str]:
    """Name and number of somebody of the demo's world."""
    fields = card(who).fields
    return {"name": fields["name"], "id_number": fields["id_number"]}


MAO = read_of("mao")


class NoCamera:
    name = "none"

    def read(self) -> None:
        return None

    def close(self) -> None:
        """Nothing to close."""


class Kiosk:
    """A conductor on its own loop, driven step by step."""

    def __init__(self, services: Services, folder: Path) -> None:
        catalogue, prompts = Catalogue.load(ASSETS), Prompts.load(ASSETS / "prompts")
        settings = dialogue_settings(catalogue, prompts, None, WordReader.load(ASSETS))
        self.screen = RecordingScreen()
        self.timeline = Timeline(SystemClock(), skipping=False)
        self._pool = ThreadPoolExecutor(3)
        self.desk = DeskClient(services.desk.url, services.desk.key)
        self.line = DeskOfficers(services.desk.url)
        nothing: Any = None
        names = {i.id: i.name for i in catalogue.all_items.values()}
        pages = Pages(prompts, names, officers=OfficerPages(prompts, load_kit(ASSETS).forms))
        self.conductor = Conductor(
            Dialogue(settings),
            nothing,
            Expectations({"confirm": ("对",)}, {"confirm": ("对",)}, ()),
            pages,
            Devices(
                nothing, FakeVoice(), FakePlayer(), nothing, NoCamera(), False, self.screen, self.desk,
                lambda: None, lambda _: None,
            ),
            self.timeline,
            self._pool,
            Recorder(folder / "events.jsonl"),
            officers=self.line,
        )  # fmt: skip

    @property
    def state(self) -> Any:
        return self.conductor.state

    def happen(self, *events: ev.Event) -> None:
        for event in events:
            self.conductor.happen(event)

    def tap(self, kind: str, **what: str) -> None:
        """As the window sends it."""
        event = event_of(kind, json.dumps(what, ensure_ascii=False), nothing_of())
        assert event is not None
        self.conductor.happen(event)

    def until(self, so: Callable[[], bool], seconds: float = 30.0) -> float:
        """Let the loop turn; the seconds it took."""
        begin = time.monotonic()
        while not so():
            assert time.monotonic() - begin < seconds, f"it never came about: {self.state.name}"
            # Something is due twenty times a second, so that the end is noticed.
            self.timeline.after(0.05, lambda: None)
            self.timeline.next(None)()
        return time.monotonic() - begin

    def take_over(self, who: str = "wang", password: str = PASSWORD) -> float:
        """Hold the corner, sign in: the seconds until the visit is hers."""
        self.happen(ev.CornerHeld())
        self.conductor.officer.sign_in(who, password, "")
        return self.until(lambda: self.state.name is S.OFFICER or "problem" in self.told())

    def told(self) -> str:
        shown = self.screen.views[-1].officer
        return "problem" if shown is not None and shown.problem else ""

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self.desk.close()
        self.line.close()


def nothing_of() -> Any:
    return None


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Path]]:
    """The real desk and registers, with officers and an auditor."""
    tmp_path = tmp_path_factory.mktemp("hall")
    default = Paths.default()
    paths = Paths(default.assets, default.models, default.cache, tmp_path / "state", tmp_path / "secrets")
    store = open_store(paths.state)
    staff = Staff(store, FolderKeys(paths.secrets), SystemClock())
    people = {"wang": ("王丽", "officer"), "sun": ("孙平", "supervisor"), "zhao": ("赵明", "officer")}
    for name, (called, role) in {**people, "qian": ("钱进", "auditor")}.items():
        staff.add(name, called, [role], PASSWORD, "test")
    store.close()
    with running_services(paths, [ASSETS / "demo" / "world.yaml"], DAY) as services:
        yield services, tmp_path


@pytest.fixture
def kiosk(hall: tuple[Services, Path]) -> Iterator[Kiosk]:
    made = Kiosk(hall[0], hall[1])
    yield made
    made.close()


def audited(folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
    (store,) = folder.rglob("desk.sqlite")
    with sqlite3.connect(store) as connection:
        rows = connection.execute("select actor, action, detail, case_id from audit order by seq").fetchall()
    return [(r[0], r[1], {**json.loads(r[2]), "case": r[3]}) for r in rows]


def to_the_fields(kiosk: Kiosk, item: str, **wrong: str) -> None:
    """As far as the page with what was read, one field of it read wrongly."""
    kiosk.happen(ev.Woke())
    kiosk.until(lambda: bool(kiosk.conductor.said))
    kiosk.happen(ev.SaidAll(), wants(item), said("confirm"), *GOES_ON)
    kiosk.happen(ev.CardStill("id_card_front"), ev.CardRead("id_card_front", True, {**MAO, **wrong}))
    assert kiosk.state.name is S.CONFIRM_FIELDS


def test_taken_over_at_the_fields_put_right_and_given_back(kiosk: Kiosk, hall: tuple[Services, Path]) -> None:
    to_the_fields(kiosk, "lic_damaged", name="毛晓艳")
    asked = dict(kiosk.state.asked)
    kiosk.take_over()
    shown = kiosk.screen.views[-1].officer
    assert shown is not None
    assert "王丽" in shown.by
    assert shown.values["id_card_front.name"] == "毛晓艳"
    assert [who for who, _ in shown.said].count("xiaozhi") >= 1
    kiosk.tap("correct", document="id_card_front", name="name", value="毛晓燕")
    kiosk.tap("give_back")
    assert kiosk.state.name is S.CONFIRM_FIELDS
    assert dict(kiosk.state.asked) == asked, "nothing is asked again"
    confirm = next(v for v in reversed(kiosk.screen.views) if v.page == "confirm_fields")
    assert "毛晓燕" in [f.value for f in confirm.fields]
    kiosk.happen(tapped("confirm"))
    kiosk.until(lambda: kiosk.state.name is S.ISSUE)
    case = kiosk.conductor.counter.last
    assert case is not None
    assert case.state is CaseState.ISSUED
    acts = [row for row in audited(hall[1]) if row[2]["case"] == case.case_id and row[1][:6] == "visit."]
    assert [(a, b) for a, b, _ in acts] == [
        ("wang", "visit.taken_over"),
        ("wang", "visit.corrected"),
        ("wang", "visit.given_back"),
    ]
    corrected = acts[1][2]
    assert corrected["subject"] == "id_card_front.name"
    assert {"old_sealed", "new_sealed"} <= corrected.keys()
    assert "毛晓" not in json.dumps(corrected, ensure_ascii=False)


def test_in_the_middle_of_a_question_it_is_answered_and_goes_on_with_the_next(
    kiosk: Kiosk, hall: tuple[Services, Path]
) -> None:
    to_the_fields(kiosk, "truck_pass")
    kiosk.happen(tapped("confirm"))
    kiosk.until(lambda: kiosk.state.name is S.ASK_SLOT)
    assert kiosk.state.slot == "plate"
    before = kiosk.state
    kiosk.take_over()
    kiosk.tap("give_back")
    assert (kiosk.state.name, kiosk.state.slot) == (before.name, before.slot)
    assert dict(kiosk.state.asked) == dict(before.asked)
    kiosk.take_over("sun")
    kiosk.tap("answer", slot="plate", value=TRUCK)
    kiosk.tap("give_back")
    assert kiosk.state.slot == "zone"
    assert kiosk.state.answers["plate"].value == TRUCK
    shown = [v for v in kiosk.screen.views if v.page == "question"]
    assert shown[-1].slot == "zone"


def test_the_wrong_pin_shows_nothing_and_the_fifth_locks_the_account(kiosk: Kiosk) -> None:
    to_the_fields(kiosk, "lic_damaged")
    first = len(kiosk.screen.views)
    for _ in range(5):
        kiosk.happen(ev.CornerHeld())
        kiosk.conductor.officer.sign_in("zhao", "wrong word", "")
        kiosk.until(lambda: bool(kiosk.told()))
        kiosk.happen(ev.SignInLeft())
        assert kiosk.state.name is S.CONFIRM_FIELDS
    kiosk.happen(ev.CornerHeld())
    kiosk.conductor.officer.sign_in("zhao", PASSWORD, "")
    kiosk.until(lambda: bool(kiosk.told()))
    masked = [v for v in kiosk.screen.views[first:] if v.page == "sign_in"]
    assert masked
    assert all(not v.fields and not v.item and MAO["name"] not in repr(v) for v in masked)
    assert "一刻钟" in kiosk.screen.views[-1].officer.problem  # type: ignore[union-attr]


def test_an_auditor_is_no_officer(kiosk: Kiosk, hall: tuple[Services, Path]) -> None:
    to_the_fields(kiosk, "lic_damaged")
    kiosk.take_over("qian")
    assert kiosk.state.name is S.SIGN_IN
    kiosk.happen(ev.SignInLeft())
    assert kiosk.state.name is S.CONFIRM_FIELDS
    assert not [a for a in audited(hall[1]) if a[0] == "qian" and a[1].startswith("visit.")]


def test_without_microphone_and_camera_an_officer_leads_it_to_the_paper(kiosk: Kiosk) -> None:
    kiosk.happen(ev.Woke(), ev.SaidAll())
    kiosk.take_over()
    kiosk.happen(ev.ItemChosen("lic_lost"), ev.StepSkipped("当面告知"))
    for name, value in MAO.items():
        kiosk.tap("correct", document="id_card_front", name=name, value=value)
    kiosk.happen(ev.StepSkipped("摄像头坏了"), ev.StepSkipped("已当面核对"))
    kiosk.until(lambda: kiosk.state.taken is not None and kiosk.state.taken.due)
    kiosk.tap("give_back")
    kiosk.until(lambda: kiosk.state.name is S.ISSUE)
