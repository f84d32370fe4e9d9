"""The whole visit in the real window, by touch and without a microphone; desk, reader and voice are real."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient
from kiosk.terminal.kiosk import Kiosk
from kiosk.terminal.parts import Parts
from kiosk.terminal.visit import SilentPlayer
from kiosk.vision.frames import ImageFiles
from tests.journeys.conftest import DAY, CardOf, stored
from tests.ui import tree
from ui.touch.window import TouchApp

PATIENCE = 40.0


class Hand:
    """A finger on the glass."""

    def __init__(self, app: TouchApp) -> None:
        self.app = app

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


@pytest.fixture
def hand(parts: Parts, card_of: CardOf, tmp_path: Path) -> Iterator[Hand]:
    default = Paths.default()
    paths = Paths(default.assets, default.models, default.cache, tmp_path / "state", tmp_path / "secrets")
    picture = tmp_path / "card.png"
    cv2.imwrite(str(picture), card_of("mao"))
    world = repository_root() / "assets" / "demo" / "world.yaml"
    kiosks: list[Kiosk] = []
    app = TouchApp(
        lambda kind, what: kiosks[0].tap(kind, what),
        default.assets,
        size=(1080, 1920),
        touched=lambda: kiosks[0].touched(),
    )
    try:
        with (
            running_services(paths, [world], DAY) as services,
            DeskClient(services.desk.url, services.desk.key) as desk,
        ):
            kiosk = Kiosk(parts, desk, app.screen, SilentPlayer(), None, ImageFiles([picture]), SystemClock())
            kiosks.append(kiosk)
            kiosk.start()
            yield Hand(app)
            kiosk.stop()
    finally:
        app.close()


def test_by_touch_only_in_both_languages(hand: Hand, tmp_path: Path) -> None:
    hand.touch("点这里开始")
    hand.touch("English")
    hand.see("What happened")
    hand.touch("中文")
    hand.touch("坏了")
    hand.touch("驾驶证坏了")
    hand.see("办事须知")
    hand.touch("现在办")
    hand.see("个人信息告知")
    hand.touch("开始")
    hand.see("请核对信息")
    hand.see("330212********3428")
    assert "330212198806153428" not in hand.texts()
    hand.touch("对")
    hand.see("办好了")
    hand.see("A001")
    hand.touch("满意")
    # Back to rest: nothing of her is on the screen.
    hand.see("点这里开始")
    for left in ("毛晓燕", "A001", "330212"):
        assert left not in hand.texts()
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}


def test_who_touches_the_officer_gets_a_number(hand: Hand, tmp_path: Path) -> None:
    hand.touch("点这里开始")
    hand.touch("转人工")
    hand.see("A001")
    hand.touch("完成")
    hand.see("点这里开始")
    assert stored(tmp_path) == {"cases": 1, "certificate": 0}
