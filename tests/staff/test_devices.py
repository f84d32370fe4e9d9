"""Devices and service: each device is tested, what is set is kept for the kiosk, and all of it is audited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage
from sqlalchemy import select

from kiosk.core.errors import KioskError
from kiosk.desk.store import schema as t
from kiosk.terminal.house import House, HouseSettings
from tests.staff.conftest import DeskOnLine, Officer
from ui.staff.devices import DevicesModel, Hands, paper_page
from ui.staff.page import Room
from ui.staff.pages import PAGES


class Bench:
    """Devices that do as they are told."""

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self.loud = (0.6, 0.0)
        self.camera = True

    def hands(self) -> Hands:
        return Hands(self.doctor, self.listen, lambda: None, self.look, self.print_page)

    def doctor(self) -> list[dict[str, Any]]:
        fine = {"name": "store", "ok": True, "required": True, "detail": "somewhere"}
        return [fine, {"name": "camera", "ok": False, "required": False, "detail": "none"}]

    def listen(self, tell: Callable[[float], None]) -> tuple[float, float]:
        tell(0.5)
        return self.loud

    def look(self) -> QImage:
        if not self.camera:
            raise KioskError("camera_missing", "no camera")
        return QImage(64, 48, QImage.Format.Format_RGB888)

    def print_page(self, pdf: bytes) -> str:
        self.printed.append(pdf)
        return "slips-1"


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def officer(officers: Callable[..., Officer], bench: Bench) -> Officer:
    def model(room: Room) -> DevicesModel:
        return DevicesModel(room, bench.hands())

    pages = [replace(p, model=model) if p.id == "devices" else p for p in PAGES]
    made = officers(pages=pages)
    made.sign_in()
    return made


def device(model: Any, name: str) -> dict[str, Any]:
    return next(d for d in model.property("view")["devices"] if d["id"] == name)


def test_each_device_is_tested_and_says_what_to_do(officer: Officer, bench: Bench) -> None:
    model = officer.page("devices")
    for name in ("microphone", "loudspeaker", "camera", "printer"):
        model.test(name)
        officer.until(lambda name=name: device(model, name)["tested"])
        assert device(model, name)["works"], name
    assert bench.printed[0].startswith(b"%PDF")
    bench.loud, bench.camera = (0.01, 0.0), False
    for name in ("microphone", "camera"):
        model.test(name)
        officer.until(lambda name=name: not device(model, name)["works"])
        assert device(model, name)["text"]
    bench.loud = (0.9, 0.2)
    model.test("microphone")
    officer.until(lambda: "破音" in device(model, "microphone")["text"])


def test_doctor_stands_on_the_page_the_broken_first_with_what_to_do(officer: Officer) -> None:
    model = officer.page("devices")
    officer.until(lambda: model.property("view")["checks"])
    first, second = model.property("view")["checks"]
    assert (first["name"], first["ok"]) == ("camera", False)
    assert first["todo"]
    assert (second["name"], second["todo"]) == ("store", "")


def test_what_is_set_is_kept_for_the_kiosk_and_audited(
    officer: Officer, hall: DeskOnLine, tmp_path: Any
) -> None:
    model = officer.page("devices")
    model.set_open(False)
    model.set_spoken(False)
    model.louder(2)
    model.paper_changed()
    held = House(tmp_path / "one").now()
    assert (held.open, held.spoken, held.volume) == (False, False, 0.8)
    assert held.paper_changed is not None

    def acts() -> list[str]:
        with hall.desk._store.read() as connection:
            found = select(t.AUDIT.c.action).where(t.AUDIT.c.action.like("kiosk.%"))
            return sorted(connection.execute(found).scalars())

    officer.until(lambda: len(acts()) == 4)
    assert acts() == ["kiosk.closed", "kiosk.paper_changed", "kiosk.spoken", "kiosk.volume"]


def test_settings_that_cannot_be_read_change_nothing(tmp_path: Any) -> None:
    house = House(tmp_path)
    house.put(HouseSettings(open=False))
    assert not House(tmp_path).now().open
    assert not house.now().open
    (tmp_path / "kiosk-settings.json").write_text("{half")
    assert not house.now().open


def test_the_test_page_is_a_page(officer: Officer) -> None:
    assert paper_page("小智").startswith(b"%PDF")
