"""A finger on the real window, offscreen: desk, reader and voice are real, nobody is heard."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient
from kiosk.terminal.kiosk import Kiosk
from kiosk.terminal.parts import Parts
from kiosk.terminal.visit import SilentPlayer
from kiosk.vision.types import Image
from tests.ui import tree
from ui.touch.window import TouchApp

PATIENCE = 40.0


class Table:
    """What lies under the camera, until something else is laid there."""

    name = "table"

    def __init__(self, picture: Image) -> None:
        self._picture = picture

    def lay(self, picture: Image) -> None:
        self._picture = picture

    def read(self) -> Image:
        return self._picture.copy()

    def close(self) -> None:
        """Nothing is held."""


class Hand:
    """A finger on the glass, and what it lays under the camera."""

    def __init__(self, app: TouchApp, kiosk: Kiosk, table: Table) -> None:
        self.app = app
        self.kiosk = kiosk
        self.table = table

    def texts(self) -> str:
        return "\n".join(t.text for t in tree.texts(self.app.window))

    def wait(self, seen: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < end, f"{what} never came; the screen says:\n{self.texts()}"
            self.app.settle(0.05)

    def see(self, text: str) -> None:
        self.wait(lambda: text in self.texts(), text)

    def touch(self, label: str) -> None:
        """Wait for a button and touch it; a new page takes no touch for a moment."""

        def there() -> bool:
            return any(b.property("text") == label for b in tree.buttons(self.app.window))

        self.wait(there, f"the button {label}")
        self.app.settle(0.5)
        button = next(b for b in tree.buttons(self.app.window) if b.property("text") == label)
        middle = tree.place(button).center().toPoint()
        QTest.mouseClick(self.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        self.app.settle()


@contextmanager
def open_window(parts: Parts, folder: Path, picture: Image, day: date) -> Iterator[Hand]:
    """A kiosk at rest; `picture` lies under its camera, the desk keeps its state in `folder`."""
    default = Paths.default()
    paths = Paths(default.assets, default.models, default.cache, folder / "state", folder / "secrets")
    world = repository_root() / "assets" / "demo" / "world.yaml"
    kiosks: list[Kiosk] = []
    table = Table(picture)
    app = TouchApp(
        lambda kind, what: kiosks[0].tap(kind, what),
        default.assets,
        size=(1080, 1920),
        touched=lambda: kiosks[0].touched(),
    )
    try:
        with (
            running_services(paths, [world], day) as services,
            DeskClient(services.desk.url, services.desk.key) as desk,
        ):
            kiosk = Kiosk(parts, desk, app.screen, SilentPlayer(), None, table, SystemClock())
            kiosks.append(kiosk)
            kiosk.start()
            yield Hand(app, kiosk, table)
            kiosk.stop()
    finally:
        app.close()
