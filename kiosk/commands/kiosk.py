"""`python main.py [--windowed]`: the kiosk itself, on a screen.

The window comes first; models, desk and devices follow behind it; what is missing is said, and done without.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from kiosk.commands.output import existing_file
from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.types import SpeechError
from kiosk.terminal.adjusting import Adjusting
from kiosk.terminal.kiosk import Kiosk, pages_of
from kiosk.terminal.loudspeaker import Loudspeaker
from kiosk.terminal.parts import load_parts, warm
from kiosk.vision.frames import open_source
from kiosk.vision.types import FrameSource, Image, VisionError

_FIRST_CAMERA = Path("/dev/video0")


class NoCamera:
    """Stands where no camera is: a card is asked for, and an officer comes."""

    name = "none"

    def read(self) -> Image | None:
        raise VisionError("camera_missing", "no document camera; give one with --camera")

    def close(self) -> None:
        """There is nothing to close."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--windowed", action="store_true", help="a window instead of the full screen")
    parser.add_argument("--camera", metavar="URI", help="http://… (MJPEG), /dev/videoN, or pictures")
    parser.add_argument("--world", nargs="+", metavar="FILE", help="people of the simulated registers")


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    worlds = [existing_file(w) for w in options.world or []] or [paths.assets / "demo" / "world.yaml"]
    from ui.touch.window import TouchApp

    starting = _Starting(paths, worlds, options.camera)
    app = TouchApp(starting.tap, paths.assets, windowed=options.windowed, touched=starting.touched)
    starting.screen = app.screen
    starting.quit = app.quit
    thread = threading.Thread(target=starting.run, name="start", daemon=True)
    thread.start()
    try:
        app.run()
    finally:
        starting.stop()
        thread.join(timeout=15)
        app.close()
    if starting.failed is not None:
        raise starting.failed
    return 0


class _Starting:
    """Brings everything up behind the window, holds it, and takes it down again."""

    def __init__(self, paths: Paths, worlds: list[Path], camera: str | None) -> None:
        self._paths = paths
        self._worlds = worlds
        self._camera = camera
        self._kiosk: Kiosk | None = None
        self._end = threading.Event()
        self._woken = False
        self.failed: KioskError | None = None
        from kiosk.terminal.screen import RecordingScreen, Screen

        self.screen: Screen = RecordingScreen()
        self.quit: Callable[[], None] = lambda: None

    def tap(self, kind: str, what: str) -> None:
        if self._kiosk is not None:
            self._kiosk.tap(kind, what)
        elif kind == "wake":
            # Touched before everything is up: greeted as soon as it is.
            self._woken = True

    def touched(self) -> None:
        if self._kiosk is not None:
            self._kiosk.touched()

    def stop(self) -> None:
        self._end.set()

    def run(self) -> None:
        try:
            with ExitStack() as stack:
                self._serve(stack)
        except KioskError as error:
            self.failed = error
            self.quit()

    def _serve(self, stack: ExitStack) -> None:
        parts = load_parts(self._paths)
        # Something to look at before anything slow begins.
        self.screen.show(pages_of(parts).standby("zh"))
        warming = threading.Thread(target=warm, args=(parts,), name="warm", daemon=True)
        warming.start()
        services = stack.enter_context(running_services(self._paths, self._worlds))
        desk = stack.enter_context(DeskClient(services.desk.url, services.desk.key))
        lost: list[str] = []
        speaker = Loudspeaker(SoundDevicePlayer(), lost.append)
        stack.callback(speaker.close)
        kiosk = Kiosk(
            parts,
            desk,
            self.screen,
            speaker,
            _microphone(),
            _open_camera(self._camera),
            SystemClock(),
            adjust=Adjusting(speaker, parts.voices),
        )
        stack.callback(kiosk.stop)
        kiosk.start()
        self._kiosk = kiosk
        if self._woken:
            kiosk.tap("wake", "")
        while not self._end.wait(0.5):
            while lost:
                kiosk.lost(lost.pop())


def _microphone() -> SoundDeviceMicrophone | None:
    """The microphone, or None with a line for the operator: everything can be done by touch."""
    microphone = SoundDeviceMicrophone()
    try:
        microphone.open()
    except SpeechError as error:
        sys.stderr.write(f"no microphone: {error.operator}\n")
        return None
    return microphone


def _open_camera(uri: str | None) -> FrameSource:
    uri = uri or os.environ.get("XIAOZHI_CAMERA") or (str(_FIRST_CAMERA) if _FIRST_CAMERA.exists() else None)
    if uri is None:
        sys.stderr.write("no document camera; give one with --camera\n")
        return NoCamera()
    return open_source(uri)
