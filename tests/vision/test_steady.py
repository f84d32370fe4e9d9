"""A camera that is missing, goes, hangs and comes back, behind one source that stays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kiosk.vision.steady import SteadyCamera
from kiosk.vision.types import Image, VisionError


class Device:
    """Opened and read by the camera's thread, as a test wants it."""

    def __init__(self) -> None:
        self.there = True
        self.level = 100
        self.hangs = threading.Event()
        self.opened = self.closed = self.reads = 0

    def open(self) -> Device:
        if not self.there:
            raise VisionError("camera_missing", "nothing is plugged in")
        self.opened += 1
        return self

    name = "test"

    def read(self) -> Image | None:
        self.reads += 1
        if self.hangs.is_set():
            time.sleep(0.01)
            return None
        if not self.there:
            raise VisionError("camera_lost", "pulled out")
        time.sleep(0.002)
        return np.full((4, 4, 3), self.level, np.uint8)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("_FIRST_PAUSE", 0.01), ("_LONGEST_PAUSE", 0.02), ("_BLIND_AFTER", 0.3)):
        monkeypatch.setattr(f"kiosk.vision.steady.{name}", seconds)


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def camera(device: Device) -> Iterator[SteadyCamera]:
    camera = SteadyCamera(device.open)
    yield camera
    camera.close()


def see(camera: SteadyCamera, wanted: Callable[[Image | str | None], bool]) -> Image | str | None:
    """Look until what is wanted is seen; the code of an error counts as seen."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            seen: Image | str | None = camera.read()
        except VisionError as error:
            seen = error.code
        if wanted(seen):
            return seen
        time.sleep(0.005)
    raise AssertionError("never seen")


def a_frame(seen: Image | str | None) -> bool:
    return isinstance(seen, np.ndarray)


def test_missing_at_the_start_it_is_opened_when_it_comes() -> None:
    device = Device()
    device.there = False
    camera = SteadyCamera(device.open)
    try:
        see(camera, lambda seen: seen == "camera_missing")
        device.there = True
        see(camera, a_frame)
    finally:
        camera.close()


def test_pulled_out_and_plugged_in_again(camera: SteadyCamera, device: Device) -> None:
    see(camera, a_frame)
    device.there = False
    see(camera, lambda seen: seen in ("camera_lost", "camera_missing"))
    assert device.closed == device.opened, "it is given back"
    device.there = True
    see(camera, a_frame)
    assert device.opened == 2


def test_it_comes_back_also_while_nobody_looks(camera: SteadyCamera, device: Device) -> None:
    see(camera, a_frame)
    device.there = False
    see(camera, lambda seen: isinstance(seen, str))
    device.there = True
    end = time.monotonic() + 20
    while camera._lost is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert camera._lost is None


def test_a_device_that_gives_nothing_is_lost(camera: SteadyCamera, device: Device) -> None:
    see(camera, a_frame)
    device.hangs.set()
    assert see(camera, lambda seen: isinstance(seen, str)) == "camera_lost"
    device.hangs.clear()
    see(camera, a_frame)


def test_who_looks_again_gets_nothing_of_before(
    camera: SteadyCamera, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.vision.steady._ASKED_WITHIN", 0.05)
    see(camera, a_frame)
    time.sleep(0.3)
    rests = device.reads
    time.sleep(0.1)
    assert device.reads == rests, "a camera that nobody looks through isn't read"
    device.level = 200
    seen = see(camera, a_frame)
    assert isinstance(seen, np.ndarray)
    assert seen[0, 0, 0] == 200


def test_closing_overwrites_what_was_not_read(camera: SteadyCamera) -> None:
    see(camera, a_frame)
    end = time.monotonic() + 20
    while camera._newest is None and time.monotonic() < end:
        time.sleep(0.005)
    with camera._lock:
        camera._newest = kept = np.full((4, 4, 3), 9, np.uint8)
        camera._asked = -10.0
    camera.close()
    assert camera._newest is None
    assert not kept.any()


def test_a_driver_that_breaks_is_opened_again(
    camera: SteadyCamera, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Image | None:
        raise ValueError("a driver's own words")

    see(camera, a_frame)
    with monkeypatch.context() as patch:
        patch.setattr(device, "read", broken)
        see(camera, lambda seen: seen == "camera_lost")
    see(camera, a_frame)
