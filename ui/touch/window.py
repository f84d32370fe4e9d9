"""The kiosk's window: the `Screen` port in front of Qt Quick, and the application around it."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from ui.app import QuickApp  # isort: skip - sets Qt's renderer before Qt is loaded

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QEvent,
    QLocale,
    QObject,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QPixmapCache
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from kiosk.terminal.forms.completing import Completion
from kiosk.terminal.screen import FieldView, View
from kiosk.vision.checks import load_card_words
from kiosk.vision.types import Image, Quad
from ui.touch.images import IconProvider, VisitImageProvider, VisitImages, smaller, without_number
from ui.touch.officer import OfficerModel
from ui.touch.viewmodel import PAGES, ViewModel

_log = logging.getLogger("ui.touch")
_QML = Path(__file__).resolve().parent / "qml"
PORTRAIT = (1080, 1920)
#: A second touch so soon after a new page is meant for the old one.
GUARD_SECONDS = 0.35
_MASKED = "*"

#: The hours of the night: the page at rest is dimmed.
NIGHT = (21, 6)

_FINGERS = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)

Tap = Callable[[str, str], None]
"""Kind and id of what was touched: a Choice's own, `wake`, or `value` with what was typed."""


class TouchScreen(QObject):
    """Implements the `Screen` port. Its methods may be called from any thread and return at once."""

    _shown = Signal(object)
    _cleared = Signal()
    _level = Signal(float)
    _previewed = Signal()

    def __init__(self, completion: Callable[[], Completion]) -> None:
        super().__init__()
        self.model = ViewModel()
        self.officer = OfficerModel(completion)
        self.images = VisitImages()
        self.on_page: Callable[[], None] = lambda: None
        """Called on the GUI thread when another page or language has come."""
        self.rested: Callable[[], None] = lambda: None
        """Called on the GUI thread after the visit was taken off the screen."""
        self._rest: View | None = None
        self._counter = 0
        self._last_card: tuple[Image | None, str] = (None, "")
        self._last_crops: tuple[tuple[FieldView, ...], tuple[str, ...]] = ((), ())
        self._lock = threading.Lock()
        self._copied_card: tuple[Image | None, Image | None] = (None, None)
        self._copied_fields: tuple[tuple[FieldView, ...], tuple[FieldView, ...]] = ((), ())
        self._frame: tuple[Image, tuple[tuple[float, float], ...], bool] | None = None
        self._frame_waits = False
        queued = Qt.ConnectionType.QueuedConnection
        self._shown.connect(self._show, queued)
        self._cleared.connect(self._clear, queued)
        self._level.connect(self.model.put_level, queued)
        self._previewed.connect(self._preview, queued)

    # -- the port, from any thread ----------------------------------------------------------------

    def show(self, view: View) -> None:
        """Show a view. Its pictures are copied now: the visit overwrites its own when it ends."""
        self._shown.emit(self._own(view))

    def level(self, loudness: float) -> None:
        self._level.emit(loudness)

    def preview(self, frame: Image | None, outline: Quad | None, still: bool = False) -> None:
        """Only the newest frame waits; a slow screen drops the older ones."""
        mine: tuple[Image, tuple[tuple[float, float], ...], bool] | None = None
        if frame is not None:
            height, width = frame.shape[:2]
            corners = (
                () if outline is None else tuple((float(x) / width, float(y) / height) for x, y in outline)
            )
            mine = (smaller(frame), corners, still)
        with self._lock:
            self._frame = mine
            waits, self._frame_waits = self._frame_waits, True
        if not waits:
            self._previewed.emit()

    def clear(self) -> None:
        with self._lock:
            self._frame = None
            self._copied_card = (None, None)
            self._copied_fields = ((), ())
        self._cleared.emit()

    def _own(self, view: View) -> View:
        """The view with copies of its pictures; the same picture is copied once."""
        with self._lock:
            if self._copied_card[0] is not view.card:
                covered = None if view.card is None else without_number(view.card)
                self._copied_card = (view.card, covered)
            if self._copied_fields[0] is not view.fields:
                self._copied_fields = (view.fields, tuple(_own_field(f) for f in view.fields))
            return replace(view, card=self._copied_card[1], fields=self._copied_fields[1])

    # -- on the GUI thread ------------------------------------------------------------------------

    @Slot(object)
    def _show(self, view: View) -> None:
        if view.page == "standby":
            self._rest = replace(view, heard="", caption="")
        before = self.model.view
        # Another question on the same page turns the page, too: a second touch was meant for the first.
        other = _what_is_asked(view) != _what_is_asked(before)
        self.officer.put(view)
        card, crops = self._pictures(view)
        self.model.put(view, card, crops)
        if other:
            self.on_page()

    def _pictures(self, view: View) -> tuple[str, tuple[str, ...]]:
        """Addresses of the view's pictures, new ones only where the pictures are new."""
        if view.card is not self._last_card[0]:
            self.images.drop("card")
            address = ""
            if view.card is not None:
                self.images.put("card", view.card)
                address = self._address("card")
            self._last_card = (view.card, address)
        if view.fields is not self._last_crops[0]:
            self.images.drop("crop")
            self._last_crops = (view.fields, tuple(self._crop(i, f.crop) for i, f in enumerate(view.fields)))
        return self._last_card[1], self._last_crops[1]

    def _crop(self, index: int, crop: Image | None) -> str:
        if crop is None or not crop.size:
            return ""
        self.images.put(f"crop{index}", crop)
        return self._address(f"crop{index}")

    def _address(self, name: str) -> str:
        self._counter += 1
        return f"image://visit/{name}/{self._counter}"

    @Slot()
    def _preview(self) -> None:
        with self._lock:
            waiting, self._frame, self._frame_waits = self._frame, None, False
        if waiting is None:
            self.model.put_preview("", ())
            self.images.drop("preview")
            return
        self.images.put("preview", waiting[0])
        self.model.put_preview(self._address("preview"), waiting[1], waiting[2])

    @Slot()
    def _clear(self) -> None:
        """Back to the last standby view, which holds nothing of a visit; then overwrite the pictures."""
        rest = self._rest or View(page="standby", title="", hint="", hall="", subtitle="")
        self._last_card, self._last_crops = (None, ""), ((), ())
        self.officer.put(rest)
        self.model.put(rest, "", ())
        self.model.put_level(0.0)
        self.model.put_preview("", ())
        self.on_page()
        self.images.drop()
        QPixmapCache.clear()
        self.rested()


def _what_is_asked(view: View) -> tuple[object, ...]:
    choices = tuple(choice.id for choice in view.choices)
    facts = tuple(view.facts.items())
    return view.page, view.language, view.slot, view.asks, view.title, view.hint, choices, facts


def _own_field(field: FieldView) -> FieldView:
    """With a copy of its crop. A masked value beside the picture of the whole would tell it all the same."""
    crop = None if field.crop is None or _MASKED in field.value else field.crop.copy()
    return replace(field, crop=crop)


class _Hand(QObject):
    """What QML calls when something is touched."""

    def __init__(
        self,
        tap: Tap,
        now: Callable[[], float],
        guard: float,
        touched: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._tap = tap
        self._touched = touched
        self._now = now
        self._guard = guard
        self._turned = -guard

    def page_turned(self) -> None:
        self._turned = self._now()

    @Slot(str, str)
    def tap(self, kind: str, what: str) -> None:
        """Pass it on, unless the page has only just come: an old hand taps twice."""
        if self._now() - self._turned < self._guard:
            return
        self._tap(kind, what)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A finger has come down, wherever. Nothing is kept from the window."""
        if event.type() in _FINGERS:
            self._touched()
        return False


class TouchApp(QuickApp):
    """The kiosk's window; `screen` is for any thread."""

    def __init__(
        self,
        tap: Tap,
        assets: Path,
        *,
        windowed: bool = False,
        size: tuple[int, int] | None = None,
        still: bool = False,
        guard: float = GUARD_SECONDS,
        touched: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = datetime.now,
        first: View | None = None,
        night: tuple[int, int] = NIGHT,
    ) -> None:
        """`size`: a window of so many pixels. `windowed`: portrait, made smaller to fit the desktop.

        `still`: no animation, for pictures and for those whom movement disturbs. `touched` is called for
        every finger that comes down, on a button or beside it: speech stops, patience begins anew. Both
        callbacks come on the GUI thread. `first`: what the first frame shows. `night`: the hours at which the
        page at rest is dimmed, and is no longer. Raises WindowError `no_window`
        where the pages can't be loaded.
        """
        super().__init__("xiaozhi", _log)
        self.screen = TouchScreen(lambda: _completion(assets))
        if first is not None:
            self.screen.model.put(first, "", ())
        self.ticked: Callable[[], None] = lambda: None
        """Called on the GUI thread once a second: its loop turns."""
        self.drawn: Callable[[], None] = lambda: None
        """Called when the first frame is on the screen."""
        self._wall = wall
        self._night = night
        self._hand = _Hand(tap, now, guard, touched)
        self.screen.on_page = self._turned
        self._load(assets, still)
        self.window.installEventFilter(self._hand)
        self.screen.rested = self._let_go
        self._clock = QTimer()
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self.window.frameSwapped.connect(self._first_frame)
        self._open(windowed, size)
        self._pages: list[QQmlComponent] = []
        self._unread = sorted(PAGES.values())
        QTimer.singleShot(0, self._read_ahead)

    def _read_ahead(self) -> None:
        """Compile one page more, so that none has to be waited for when its time comes."""
        if self._unread:
            self._pages.append(QQmlComponent(self._engine, "Kiosk.Pages", self._unread.pop()))
            QTimer.singleShot(20, self._read_ahead)

    def _load(self, assets: Path, still: bool) -> None:
        engine = self._engine
        engine.addImportPath(str(_QML))
        # The engine owns its providers, but Python must not forget them.
        self._providers = (VisitImageProvider(self.screen.images), IconProvider(assets / "images"))
        engine.addImageProvider("visit", self._providers[0])
        engine.addImageProvider("icon", self._providers[1])
        context = engine.rootContext()
        context.setContextProperty("shown", self.screen.model)
        context.setContextProperty("officer", self.screen.officer)
        context.setContextProperty("hand", self._hand)
        context.setContextProperty("art", QUrl.fromLocalFile(str(assets / "images") + "/"))
        context.setContextProperty("still", still)
        self._load_main("Kiosk.Pages")

    def _open(self, windowed: bool, size: tuple[int, int] | None) -> None:
        window = self.window
        if size is None and not windowed:
            window.setCursor(Qt.CursorShape.BlankCursor)
            # A kiosk may run without a window manager; then nobody else makes the window large.
            window.setGeometry(window.screen().geometry())
            window.showFullScreen()
            return
        width, height = size or PORTRAIT
        if size is None:
            room = QGuiApplication.primaryScreen().availableSize()
            zoom = min(1.0, room.width() / width, room.height() / height)
            window.setProperty("zoom", zoom)
            width, height = int(width * zoom), int(height * zoom)
        window.resize(QSize(width, height))
        window.show()

    def _tick(self) -> None:
        """The time of day, in the visitor's way of writing it."""
        chinese = self.screen.model.view.language == "zh"
        locale = QLocale(QLocale.Language.Chinese if chinese else QLocale.Language.English)
        form = "yyyy年M月d日 dddd" if chinese else "dddd, d MMMM yyyy"
        now = self._wall()
        date = locale.toString(QDate(now.year, now.month, now.day), form)
        self.screen.model.put_clock(now.strftime("%H:%M"), date)
        self.screen.model.put_night(now.hour >= self._night[0] or now.hour < self._night[1])

    def _beat(self) -> None:
        self.ticked()

    def _first_frame(self) -> None:
        self.window.frameSwapped.disconnect(self._first_frame)
        self.drawn()

    def _turned(self) -> None:
        self._hand.page_turned()
        self._tick()

    def _let_go(self) -> None:
        """Free what the last page held."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._engine.collectGarbage()

    # -- use --------------------------------------------------------------------------------------

    def frame_training(self, label: str) -> None:
        """Put the training frame around every page, with these words on it."""
        component = QQmlComponent(self._engine, "Kiosk.Controls", "TrainingFrame")
        frame = cast(QQuickItem, component.create())
        frame.setProperty("label", label)
        frame.setParentItem(self.window.contentItem())
        self._frame = frame

    def run(self) -> int:
        """Until `quit` is called, the window is closed, or Ctrl-C. The exit code."""
        self._tick()
        self._clock.timeout.connect(self._beat)
        return super().run()

    def settle(self, seconds: float = 0.0) -> None:
        """Handle what waits, and go on for `seconds`. For pictures and tests."""
        self._tick()
        end = time.monotonic() + seconds
        while True:
            self._handle_waiting()
            if time.monotonic() >= end:
                return

    def close(self) -> None:
        """Take the window down; the application stays for the next."""
        self.settle()
        self.screen.rested = self.screen.on_page = lambda: None
        self._clock.stop()
        self._unread.clear()
        self._pages.clear()
        super().close()


@lru_cache(maxsize=2)
def _completion(assets: Path) -> Completion:
    return Completion.load(assets, sorted(load_card_words(assets / "vision").ethnic_groups))


def no_display() -> bool:
    """There is no screen to open a window on."""
    return sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
