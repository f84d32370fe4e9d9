"""The window's own process: one frame at once, and everything slow behind it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from kiosk.catalogue.prompts import Prompts
from kiosk.commands.errand import Errand
from kiosk.commands.output import existing_file
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.lifeline import Lifeline
from kiosk.core.paths import Paths
from kiosk.terminal.moment import moment_view
from kiosk.terminal.screen import Screen

_log = logging.getLogger("kiosk.commands")

if TYPE_CHECKING:
    from kiosk.commands.serving import Serving


def run_window(options: argparse.Namespace) -> int:
    """Open the window and serve until it is closed, or the supervisor wants an end.

    Raises KioskError where it can't be served at all.
    """
    lifeline = Lifeline.take()
    _log_all_breaks()
    again = lifeline is not None and lifeline.again
    paths = Paths.default()
    worlds = [existing_file(w) for w in options.world or []] or [paths.assets / "demo" / "world.yaml"]
    prompts = Prompts.load(paths.assets / "prompts")
    from ui.touch.window import TouchApp

    behind = _Behind(Errand(paths, worlds, options.camera, again), lifeline)
    app = TouchApp(
        behind.tap,
        paths.assets,
        windowed=options.windowed,
        touched=behind.touched,
        first=moment_view(prompts, again),
    )
    if lifeline is not None:
        line = lifeline
        app.ticked = lambda: line.beat("window")
        app.drawn = lambda: line.say("shown")
        line.on_end(app.quit)
    thread = threading.Thread(target=behind.run, args=(app.screen, app.quit), name="start", daemon=True)
    thread.start()
    try:
        app.run()
    finally:
        behind.stop()
        thread.join(timeout=8)
    if isinstance(behind.failed, KioskError):
        raise behind.failed
    if behind.failed is not None:
        _log_place(behind.failed)
        return 1
    if lifeline is not None:
        # All is taken down. A model that is still being loaded on some thread is not waited for.
        logging.shutdown()
        sys.stderr.flush()
        os._exit(0)
    return 0


def _log_place(error: BaseException) -> None:
    """What broke and where. Without the error's own words: they may quote a card."""
    places = "".join(traceback.format_tb(error.__traceback__))
    _log.critical("the kiosk broke: %s\n%s", describe(error), places)


def _log_all_breaks() -> None:
    """Also what no code catches goes to the log without its words."""

    def broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log_place(error)

    sys.excepthook = broke
    threading.excepthook = lambda told: _log_place(told.exc_value) if told.exc_value else None


class _Behind:
    """What is behind the window: imported and brought up on a thread, while the window shows already."""

    def __init__(self, errand: Errand, lifeline: Lifeline | None) -> None:
        self._errand = errand
        self._lifeline = lifeline
        self._end = threading.Event()
        self._serving: Serving | None = None
        self.failed: Exception | None = None

    def tap(self, kind: str, what: str) -> None:
        if self._serving is not None:
            self._serving.tap(kind, what)

    def touched(self) -> None:
        if self._serving is not None:
            self._serving.touched()

    def stop(self) -> None:
        self._end.set()

    def run(self, screen: Screen, leave: Callable[[], None]) -> None:
        """On a thread of its own. Whatever breaks ends the process; the supervisor starts another."""
        try:
            # Half a second of imports, behind the first frame.
            from kiosk.commands.serving import Serving

            tell = (lambda _: None) if self._lifeline is None else self._lifeline.say
            beat = (lambda _: None) if self._lifeline is None else self._lifeline.beat
            self._serving = Serving(self._errand, screen, beat, tell)
            self._serving.run(self._end)
        except Exception as error:  # noqa: BLE001 - raised again on the main thread, after the window is gone
            self.failed = error
            leave()
