"""The demo's visit before somebody's eyes: in the kiosk's own window, where there is a display."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kiosk.core.clock import SystemClock
from kiosk.core.errors import KioskError, UsageError
from kiosk.core.paths import Paths
from kiosk.dialogue import events as ev
from kiosk.terminal.conductor import Conductor
from kiosk.terminal.counter import Desk
from kiosk.terminal.kiosk import event_of, pages_of
from kiosk.terminal.parts import Parts
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import RecordingScreen, Screen, Watched
from kiosk.terminal.visit import AdjustablePlayer, VisitOutcome, VisitPlan, run_visit

T = TypeVar("T")
#: The standby page is seen for a moment after the visit, empty again.
_AFTERWARDS = 1.5


@dataclass
class Run:
    """A visit that is ready to begin."""

    parts: Parts
    desk: Desk
    plan: VisitPlan
    recorder: Recorder
    player: AdjustablePlayer
    conductor: Conductor | None = None

    def __call__(self, screen: Screen | None = None) -> VisitOutcome:
        return run_visit(
            self.parts, self.desk, self.plan, self.recorder, SystemClock(), self.player, screen, self._ready
        )

    def _ready(self, conductor: Conductor) -> None:
        self.conductor = conductor

    def tap(self, kind: str, what: str) -> None:
        """Who watches may join in."""
        event = event_of(kind, what, self.parts)
        if self.conductor is not None and event is not None:
            self.conductor.post(event)

    def touched(self) -> None:
        if self.conductor is not None:
            self.conductor.post(ev.Touched())

    def stop(self) -> None:
        if self.conductor is not None:
            self.conductor.stop()


def display_is_there() -> bool:
    """A window can be opened: not on Linux without a screen, nor where Qt is told to draw offscreen."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_in_window(run: Run, paths: Paths) -> VisitOutcome:
    """The visit on a thread of its own, the window on this. Raises UsageError where it is closed early."""
    # Qt is only imported where a window is wanted.
    from ui.touch.window import TouchApp

    app = TouchApp(run.tap, paths.assets, windowed=True, touched=run.touched)
    screen = Watched(app.screen, RecordingScreen())
    app.screen.show(pages_of(run.parts).standby("zh"))

    def visit() -> VisitOutcome:
        outcome = run(screen)
        time.sleep(_AFTERWARDS)
        return outcome

    return behind_window(app, visit, run.stop)


class HasLoop(Protocol):
    """A window's application, as far as it is needed here."""

    def run(self) -> int: ...

    def quit(self) -> None: ...


def behind_window(app: HasLoop, visit: Callable[[], T], stop: Callable[[], None]) -> T:
    """What `visit` gives, on a thread of its own, while the window's loop runs on this.

    `stop` ends a visit whose window was closed. Raises UsageError `window_closed`, and what `visit` raises.
    """
    came: list[T] = []
    failures: list[KioskError] = []

    def on_thread() -> None:
        try:
            came.append(visit())
        except KioskError as error:
            failures.append(error)
        finally:
            app.quit()

    thread = threading.Thread(target=on_thread, name="visit", daemon=True)
    thread.start()
    app.run()
    stop()
    thread.join(timeout=10)
    if failures:
        raise failures[0]
    if not came:
        raise UsageError("window_closed", "the window was closed before the visit was over")
    return came[0]
