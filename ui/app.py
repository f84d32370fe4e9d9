"""What both windows are: a Qt Quick engine over pages of ours, its loop, its pictures, its end."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from typing import cast

# Before a window is made. Without a GPU Qt's software renderer is 10 times as fast as an emulated one.
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from kiosk.core.errors import KioskError

_FAMILIES = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans"]


class WindowError(KioskError):
    """The window can't be made."""


class QuickApp:
    """The Qt application with one window. Make it, `run` it and use it on the main thread."""

    window: QQuickWindow

    def __init__(self, name: str, log: logging.Logger) -> None:
        """`log`: gets the pages' faults."""
        self._app = QGuiApplication.instance() or QGuiApplication([name])
        # Python lets go of these in the order they are made: the pages before what they show.
        self._engine = QQmlApplicationEngine()
        self._log = log
        font = QFont(_FAMILIES)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        QGuiApplication.setFont(font)

    def _load_main(self, module: str) -> None:
        """The window of `module`'s Main. Raises WindowError `no_window`."""
        self._engine.warnings.connect(self._warn)
        self._engine.loadFromModule(module, "Main")
        if not self._engine.rootObjects():
            raise WindowError("no_window", f"the pages of {module} can't be loaded")
        self.window = cast(QQuickWindow, self._engine.rootObjects()[0])

    def _warn(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            self._log.error("a page has a fault: %s", warning.toString(), extra={"code": "qml"})

    def run(self) -> int:
        """Until `quit` is called, the window is closed, or Ctrl-C. The exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.quit())
        try:
            return self._app.exec()
        finally:
            self.close()

    def quit(self) -> None:
        """From any thread."""
        QTimer.singleShot(0, self._app, self._app.quit)

    @staticmethod
    def _handle_waiting() -> None:
        """What was posted, and what that posts."""
        for _ in range(4):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QCoreApplication.processEvents()

    def grab(self, path: Path) -> None:
        """Save what the window shows as PNG. Raises WindowError `no_picture` where that fails."""
        if not self.window.grabWindow().save(str(path)):
            raise WindowError("no_picture", f"{path.name} can't be written")

    def close(self) -> None:
        """Take the window down; the application stays for the next."""
        self.window.close()
        self._engine.clearComponentCache()
        self._engine.deleteLater()
        self._handle_waiting()
