"""One window for each size, offscreen, with every animation at its end."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from datetime import datetime

import pytest

from kiosk.core.paths import repository_root
from kiosk.core.text import Language
from kiosk.terminal.screen import View
from ui.touch.shots import samples
from ui.touch.window import TouchApp

ASSETS = repository_root() / "assets"


class Window:
    """A window, and what was touched in it."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.taps: list[tuple[str, str]] = []
        self.touches = 0
        self.app = TouchApp(
            lambda kind, what: self.taps.append((kind, what)),
            ASSETS,
            size=size,
            still=True,
            guard=0.0,
            touched=self._touch,
            wall=lambda: datetime(2026, 1, 5, 9, 30),
        )

    def _touch(self) -> None:
        self.touches += 1

    def show(self, view: View) -> None:
        self.app.screen.show(view)
        self.app.settle()


@pytest.fixture(scope="session")
def every_view() -> dict[Language, dict[str, View]]:
    return {"zh": samples(ASSETS, "zh"), "en": samples(ASSETS, "en")}


@pytest.fixture(
    scope="session", params=[(1080, 1920), (1920, 1080), (1280, 800)], ids=lambda s: f"{s[0]}x{s[1]}"
)
def sized(request: pytest.FixtureRequest) -> Iterator[Window]:
    window = Window(request.param)
    yield window
    window.app.close()


@pytest.fixture
def window() -> Iterator[Window]:
    """A fresh portrait window."""
    window = Window((1080, 1920))
    yield window
    window.app.close()
