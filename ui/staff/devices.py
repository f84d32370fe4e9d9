"""Devices and service: what works on this machine, tests of each device, and what officers may set."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QBuffer, QByteArray, QIODevice, QMarginsF, Signal, Slot
from PySide6.QtGui import QFont, QImage, QPageSize, QPainter, QPdfWriter

from kiosk.core.clock import local_day
from kiosk.core.errors import KioskError
from kiosk.core.paths import repository_root
from kiosk.desk.hand_client import HandClient
from kiosk.desk.hand_schemas import KioskAct
from kiosk.printing.named import PRINTER_VARIABLE, tray_named
from kiosk.speech.beeps import acknowledgement
from kiosk.speech.levels import clipped_share, meter
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.sound_choice import SoundChoice
from kiosk.terminal.house import House, HouseSettings
from ui.staff.page import PageModel, Room

#: Seconds for the machine to look at itself, and of microphone.
_DOCTOR, _LISTEN = 60.0, 3.0
_STEP = 0.05


@dataclass(frozen=True)
class Hands:
    """What reaches the devices; tests give their own. Each call may take seconds."""

    doctor: Callable[[], list[dict[str, Any]]]
    listen: Callable[[Callable[[float], None]], tuple[float, float]]
    """Told the level as it listens; the loudest level and the share that was cut off."""
    sound: Callable[[], None]
    look: Callable[[], QImage]
    print_page: Callable[[bytes], str]


class DevicesModel(PageModel):
    """`level` moves while the microphone is tested."""

    levelChanged = Signal()

    def __init__(self, room: Room, hands: Hands | None = None) -> None:
        super().__init__(room)
        self._hands = hands or real_hands(room)
        self._house = House(room.state)
        self._hand = HandClient(room.client.line)
        self._checks: list[dict[str, Any]] = []
        self._tests: dict[str, tuple[bool, str]] = {}
        """Device -> whether it works, and what is to be said of it."""
        self._busy: set[str] = set()
        self._level = 0.0
        self.picture: QImage | None = None

    def enter(self) -> None:
        self.look_over()

    def close(self) -> None:
        self._tests.clear()
        self.picture = None
        self.changed.emit()

    # -- looking

    @Slot()
    def look_over(self) -> None:
        """`doctor`, in a process of its own."""
        self._begin("doctor", self._hands.doctor, self._looked)

    def _looked(self, checks: list[dict[str, Any]]) -> None:
        self._checks = checks

    @Slot(str)
    def test(self, device: str) -> None:
        """microphone, loudspeaker, camera or printer."""
        words = self.room.words
        if device == "microphone":
            later = self.room.work.later
            self._begin(
                device, lambda: self._hands.listen(lambda x: later(lambda: self._moved(x))), self._heard
            )
        elif device == "loudspeaker":
            self._begin(
                device, self._hands.sound, lambda _: self._told(device, True, words.say("device.sounded"))
            )
        elif device == "camera":
            self._begin(device, self._hands.look, self._seen)
        elif device == "printer":
            page = paper_page(words.say("device.test_page"))
            self._begin(device, lambda: self._hands.print_page(page), self._printed)
        self._audit("tested", device)

    def _heard(self, found: tuple[float, float]) -> None:
        loudest, clipped = found
        key = "quiet" if loudest < 0.08 else "clipped" if clipped > 0.01 else "heard"
        self._told("microphone", key == "heard", self.room.words.say(f"device.{key}"))
        self._moved(0.0)

    def _seen(self, picture: QImage) -> None:
        self.picture = picture
        size = f"{picture.width()}×{picture.height()}"
        self._told("camera", True, self.room.words.say("device.seen", size=size))

    def _printed(self, job: str) -> None:
        self._told("printer", True, self.room.words.say("device.printed", job=job))

    def _told(self, device: str, works: bool, text: str) -> None:
        self._tests[device] = (works, text)

    def _moved(self, level: float) -> None:
        self._level = level
        self.levelChanged.emit()

    def _begin(self, name: str, call: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if name in self._busy:
            return
        self._busy.add(name)
        self.changed.emit()

        def ended(result: Any) -> None:
            self._busy.discard(name)
            done(result)
            self.changed.emit()

        def failed(error: KioskError) -> None:
            self._busy.discard(name)
            self._told(name, False, self.room.words.known(f"device.todo.{name}", error.code))
            self.changed.emit()

        self.room.work.run(call, ended, failed)

    # -- setting

    @Slot(bool)
    def set_open(self, wanted: bool) -> None:
        """Closed: citizens are told where to go instead; who is served is served to the end."""
        self._put("opened" if wanted else "closed", open=wanted)

    @Slot(bool)
    def set_spoken(self, wanted: bool) -> None:
        self._put("spoken", spoken=wanted)

    @Slot(int)
    def louder(self, steps: int) -> None:
        now = self._house.now().volume
        self._put("volume", volume=min(1.0, max(0.25, round(now + steps * _STEP, 2))))

    @Slot()
    def paper_changed(self) -> None:
        self._put("paper_changed", paper_changed=local_day(self.room.clock.now()))

    def _put(self, act: str, **changes: Any) -> None:
        settings = HouseSettings.model_validate({**self._house.now().model_dump(), **changes})
        try:
            self._house.put(settings)
        except OSError:
            self.room.tell("problem", self.room.words.say("device.unwritable"))
            return
        self._audit(act, ",".join(f"{n}={v}" for n, v in changes.items())[:60])
        self.room.tell("done", self.room.words.say("device.set"))
        self.changed.emit()

    def _audit(self, act: str, detail: str) -> None:
        told = KioskAct(act=act, kiosk=socket.gethostname()[:60], detail=detail)
        self.room.work.run(lambda: self._hand.service(told), lambda _: None, self.room.problem)

    # -- what the page shows

    def _view(self) -> dict[str, Any]:
        words, now = self.room.words, self._house.now()
        return {
            "checks": [
                {
                    "name": c["name"],
                    "ok": bool(c["ok"]),
                    "required": bool(c["required"]),
                    "detail": str(c["detail"]),
                    "todo": "" if c["ok"] else words.known(f"device.todo.{c['name'].split()[0]}"),
                }
                for c in sorted(self._checks, key=lambda c: (c["ok"], not c["required"]))
            ],
            "looking": "doctor" in self._busy,
            "devices": [
                {
                    "id": d,
                    "name": words.say(f"device.name.{d}"),
                    "busy": d in self._busy,
                    "tested": d in self._tests,
                    "works": self._tests.get(d, (False, ""))[0],
                    "text": self._tests.get(d, (False, ""))[1],
                }
                for d in ("microphone", "loudspeaker", "camera", "printer")
            ],
            "open": now.open,
            "spoken": now.spoken,
            "volume": round(now.volume * 100),
            "paper": now.paper_changed.isoformat() if now.paper_changed else "",
            "office": self.room.settings.office,
        }

    level = Property(float, lambda self: self._level, notify=levelChanged)


def paper_page(text: str) -> bytes:
    """A PDF of one small page."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A6))
    writer.setPageMargins(QMarginsF(8, 8, 8, 8))
    painter = QPainter(writer)
    painter.setFont(QFont(["Noto Sans CJK SC", "Noto Sans"], 14))
    painter.drawText(0, 600, text)
    painter.end()
    buffer.close()
    return bytes(held.data())


def real_hands(room: Room) -> Hands:
    """This machine's own devices."""
    camera = room.camera

    def doctor() -> list[dict[str, Any]]:
        command = [sys.executable, str(repository_root() / "main.py"), "doctor", "--json"]
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=_DOCTOR, check=False)
            return [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise KioskError("doctor", "the machine can't look at itself") from error

    def listen(tell: Callable[[float], None]) -> tuple[float, float]:
        microphone = SoundDeviceMicrophone(SoundChoice.load(room.state).microphone)
        microphone.open()
        loudest = clipped = 0.0
        try:
            end = room.clock.monotonic() + _LISTEN
            while room.clock.monotonic() < end:
                frame = microphone.read()
                if frame is not None:
                    level = meter(frame)
                    loudest, clipped = max(loudest, level), max(clipped, clipped_share(frame))
                    tell(level)
        finally:
            microphone.close()
        return loudest, clipped

    def sound() -> None:
        player = SoundDevicePlayer(SoundChoice.load(room.state).loudspeaker)
        try:
            player.open()
            player.play(acknowledgement())
        finally:
            player.close()

    def look() -> QImage:
        if camera is None:
            raise KioskError("camera_missing", "this window has no camera")
        source = camera()
        try:
            for _ in range(10):
                frame = source.read()
                if frame is not None:
                    height, width = frame.shape[:2]
                    return QImage(
                        frame.tobytes(), width, height, 3 * width, QImage.Format.Format_BGR888
                    ).copy()
            raise KioskError("camera_missing", "the camera gives no picture")
        finally:
            source.close()

    def print_page(pdf: bytes) -> str:
        return tray_named(os.environ.get(PRINTER_VARIABLE) or "slips").printer.print_pdf(pdf, "test").id

    return Hands(doctor, listen, sound, look, print_page)
