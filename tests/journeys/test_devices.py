"""Devices that go in the middle of a visit and come back: it goes on by touch, with the real parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient
from kiosk.speech.types import FRAME, Samples, SpeechError
from kiosk.terminal.kiosk import Kiosk
from kiosk.terminal.parts import Parts
from kiosk.terminal.screen import RecordingScreen, View
from kiosk.terminal.visit import SilentPlayer
from kiosk.vision.steady import SteadyCamera
from kiosk.vision.types import Image, VisionError
from tests.journeys.conftest import DAY, CardOf, stored


@dataclass
class Plugs:
    """What is plugged in, and what lies under the camera."""

    card: Image
    camera: bool = True
    microphone: bool = True
    name: str = field(default="test", init=False)

    # -- a camera
    def open_camera(self) -> Plugs.Camera:
        if not self.camera:
            raise VisionError("camera_missing", "pulled out")
        return Plugs.Camera(self)

    class Camera:
        name = "test"

        def __init__(self, plugs: Plugs) -> None:
            self._plugs = plugs

        def read(self) -> Image | None:
            if not self._plugs.camera:
                raise VisionError("camera_lost", "pulled out")
            time.sleep(0.03)
            return self._plugs.card.copy()

        def close(self) -> None:
            """Nothing to give back."""

    # -- a microphone in a room where nobody speaks
    def open(self) -> None:
        if not self.microphone:
            raise SpeechError("microphone_missing", "pulled out")

    def close(self) -> None:
        """Nothing to give back."""

    def read(self, timeout: float) -> Samples | None:
        if not self.microphone:
            raise SpeechError("microphone_lost", "pulled out")
        time.sleep(0.032)
        return self._noise()

    def _noise(self) -> Samples:
        import numpy as np

        return np.random.default_rng(0).normal(0, 0.0005, FRAME).astype(np.float32)


@dataclass
class Hall:
    kiosk: Kiosk
    screen: RecordingScreen
    plugs: Plugs

    def see(self, seen: Callable[[View], bool], what: str) -> View:
        end = time.monotonic() + 40
        while not (self.screen.views and seen(self.screen.views[-1])):
            assert time.monotonic() < end, f"{what} never came; it shows {self.screen.views[-1].page}"
            time.sleep(0.02)
        return self.screen.views[-1]

    def page(self, name: str) -> View:
        return self.see(lambda view: view.page == name, name)

    def touch(self, kind: str, what: str) -> None:
        self.kiosk.touched()
        self.kiosk.tap(kind, what)


@pytest.fixture
def hall(parts: Parts, card_of: CardOf, tmp_path: Path) -> Iterator[Hall]:
    default = Paths.default()
    paths = Paths(default.assets, default.models, default.cache, tmp_path / "state", tmp_path / "secrets")
    world = repository_root() / "assets" / "demo" / "world.yaml"
    plugs = Plugs(card_of("mao"))
    camera = SteadyCamera(plugs.open_camera)
    screen = RecordingScreen()
    with (
        running_services(paths, [world], DAY) as services,
        DeskClient(services.desk.url, services.desk.key) as desk,
    ):
        kiosk = Kiosk(parts, desk, screen, SilentPlayer(), plugs, camera, SystemClock(), shows_table=False)
        kiosk.start()
        yield Hall(kiosk, screen, plugs)
        kiosk.stop()
        camera.close()


def test_microphone_and_camera_go_and_come_back_in_one_visit(hall: Hall, tmp_path: Path) -> None:
    hall.page("standby")
    hall.plugs.microphone = False
    deaf = hall.see(lambda view: bool(view.notice), "the notice at rest")
    assert deaf.hint == deaf.notice

    hall.plugs.camera = False
    hall.touch("wake", "")
    hall.page("home")
    hall.touch("item", "lic_damaged")
    asked = hall.page("guide")
    assert asked.notice, "she is told, and her buttons are there"
    assert [c.id for c in asked.choices] == ["confirm", "guide"]
    hall.plugs.microphone = True
    hall.see(lambda view: view.page == "guide" and not view.notice, "the end of the notice")

    hall.touch("command", "confirm")
    hall.page("notice")
    hall.touch("command", "confirm")
    waiting = hall.page("device")
    assert [c.id for c in waiting.choices] == ["staff"]
    hall.plugs.camera = True
    hall.page("confirm_fields")
    assert "place_card" in [v.page for v in hall.screen.views[-400:]]
    hall.touch("command", "confirm")
    hall.page("result")
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}
