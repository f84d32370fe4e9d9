"""The officer's window: engine, frame, pages; its threads and its connection to the desk."""

from __future__ import annotations

import logging
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QSize, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from kiosk.core.clock import LOCAL_ZONE, Clock
from kiosk.core.crypto import KeyRing, write_private
from kiosk.core.text import Language
from kiosk.desk.staff_client import StaffClient
from kiosk.terminal.forms.drafts import DraftBook
from kiosk.vision.types import FrameSource
from ui.app import QuickApp, WindowError
from ui.staff.names import NameBook
from ui.staff.outbox import Outbox
from ui.staff.page import Room, StaffPage
from ui.staff.pages import PAGES
from ui.staff.session import SessionModel
from ui.staff.settings import StaffSettings
from ui.staff.shell import Shell
from ui.staff.words import Words
from ui.staff.work import Work
from ui.touch.images import IconProvider

_log = logging.getLogger("ui.staff")
_QML = Path(__file__).resolve().parent / "qml"
_TOUCH_QML = Path(__file__).resolve().parents[1] / "touch" / "qml"
SIZE = (1366, 768)
_ACTIVITY = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)
#: Seconds between tries to send what is kept.
_AGAIN = 3


def view(file: Path) -> bool:
    """In the machine's own viewer."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


@dataclass(frozen=True)
class Place:
    """Where this window's things are."""

    assets: Path
    outbox: Path
    """Decisions that aren't through, sealed."""
    keys: KeyRing
    """What they are sealed with."""
    exports: Path
    """Where exported figures and audits go."""
    camera: Callable[[], FrameSource] | None = None
    """Opens the camera that slips are scanned with."""
    view: Callable[[Path], bool] = view
    """Opens a file in the machine's viewer; False where there is none."""


def save(folder: Path, name: str, suffix: str, content: bytes, now: datetime) -> Path:
    """An export, for nobody else's eyes; a file that is there is never overwritten."""
    stamp = now.astimezone(LOCAL_ZONE).strftime("%Y%m%d-%H%M%S")
    for n in range(1, 100):
        file = folder / f"xiaozhi-{name}-{stamp}{'' if n == 1 else f'-{n}'}{suffix}"
        try:
            if write_private(file, content):
                return file
        except OSError as error:
            raise WindowError("export_failed", f"{file.parent} can't be written") from error
    raise WindowError("export_failed", "too many exports in one second")


class _Watch(QObject):
    """Sees every key and every movement of the mouse; keeps nothing from the window."""

    def __init__(self, touched: Callable[[], None]) -> None:
        super().__init__()
        self._touched = touched

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self._touched()
        return False


class StaffApp(QuickApp):
    """The officers' window."""

    def __init__(
        self,
        client: StaffClient,
        place: Place,
        clock: Clock,
        *,
        size: tuple[int, int] | None = None,
        still: bool = False,
        language: Language = "zh",
        wall: Callable[[], datetime] = lambda: datetime.now(LOCAL_ZONE),
        pages: Sequence[StaffPage] = PAGES,
    ) -> None:
        """`size`: a window of so many pixels, else all of the screen. `still`: no animation.

        Raises WindowError `no_window` where the pages can't be loaded.
        """
        super().__init__("xiaozhi-staff", _log)
        self._wall = wall
        self._place = place
        self._letters: tempfile.TemporaryDirectory[str] | None = None
        settings = StaffSettings.load(place.assets)
        self.words = Words.load(place.assets, language)
        self.names = NameBook(self.words)
        self.work = Work()
        self.client = client
        self.session = SessionModel(client, self.work, self.words, settings, clock)
        self.shell = Shell(pages, self.words, self.session)
        self.outbox = Outbox(place.outbox, place.keys, client, self.work)
        self.shell.on_gone = self._forget_letters
        self.shell.open_room(self._room(place, settings, clock))
        self._wire_outbox()
        self._load(place.assets, still)
        self._watch = _Watch(self.session.touched)
        self.window.installEventFilter(self._watch)
        self._seconds = 0
        self._clock = QTimer()
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self._open(size)
        self.tick()

    def _room(self, place: Place, settings: StaffSettings, clock: Clock) -> Room:
        return Room(
            client=self.client,
            work=self.work,
            words=self.words,
            clock=clock,
            settings=settings,
            outbox=self.outbox,
            tell=self.shell.tell,
            go=self.shell.go,
            rights=lambda: self.session.rights,
            staff=lambda: self.session.staff,
            page=self.shell.model,
            over=self.session.over,
            names=self.names,
            assets=place.assets,
            save=lambda name, suffix, content: save(place.exports, name, suffix, content, clock.now()),
            camera=place.camera,
            show_pdf=self._show_pdf,
            offer_undo=self.shell.offer_undo,
            state=place.outbox.parent,
            drafts=DraftBook(place.outbox.parent / "staff-drafts", place.keys, clock),
            line=lambda live: self.shell.put_line(live, self.outbox.count()),
        )

    def _show_pdf(self, pdf: bytes) -> None:
        if self._letters is None:
            self._letters = tempfile.TemporaryDirectory(prefix="xiaozhi-letters-")
        file = Path(self._letters.name) / f"{secrets.token_hex(8)}.pdf"
        write_private(file, pdf)
        if not self._place.view(file):
            self.shell.tell("problem", self.words.say("problem.no_viewer"))

    def _forget_letters(self) -> None:
        """They have a name on them: they go with the officer."""
        if self._letters is not None:
            self._letters.cleanup()
            self._letters = None

    def _wire_outbox(self) -> None:
        self.outbox.staff = lambda: self.session.staff if self.session.rights else ""
        self.outbox.changed = lambda: self.shell.put_line(self.outbox.count() == 0, self.outbox.count())
        self.outbox.sent = lambda letter, answer: self.shell.tell("done", self.words.say("line.sent"))
        self.outbox.refused = lambda letter, error: self.shell.tell("problem", self.words.problem(error))
        self.outbox.changed()

    def _load(self, assets: Path, still: bool) -> None:
        engine = self._engine
        engine.addImportPath(str(_QML))
        engine.addImportPath(str(_TOUCH_QML))
        # The engine owns its provider, but Python must not forget it.
        self._icons = IconProvider(assets / "images")
        engine.addImageProvider("icon", self._icons)
        context = engine.rootContext()
        context.setContextProperty("shell", self.shell)
        context.setContextProperty("session", self.session)
        context.setContextProperty("still", still)
        self._load_main("Staff.Pages")

    def _open(self, size: tuple[int, int] | None) -> None:
        self.window.resize(QSize(*(size or SIZE)))
        if size is None:
            self.window.showMaximized()
        else:
            self.window.show()

    def tick(self) -> None:
        """Once a second: the time of day, the lock, what is kept."""
        chinese = self.words.language == "zh"
        locale = QLocale(QLocale.Language.Chinese if chinese else QLocale.Language.English)
        form = self.words.say("date.form")
        now = self._wall()
        self.shell.put_clock(
            now.strftime("%H:%M"), locale.toString(QDate(now.year, now.month, now.day), form)
        )
        self.session.tick()
        self._seconds += 1
        if self._seconds % _AGAIN == 0 and self.session.rights:
            self.outbox.send_all()

    # -- use

    def settle(self, until: Callable[[], bool] | None = None, seconds: float = 0.0) -> bool:
        """Handle what waits, until something is so or `seconds` are over. For pictures and tests."""
        end = time.monotonic() + (seconds or 10.0 if until else seconds)
        while True:
            self._handle_waiting()
            if until is not None and until():
                return True
            if time.monotonic() >= end:
                return until is None
            if until is not None:
                time.sleep(0.002)

    def close(self) -> None:
        """Sign out and take the window down; the application stays for the next."""
        self._clock.stop()
        self.session.sign_out()
        self.settle()
        self.work.close()
        super().close()
        self.client.close()
