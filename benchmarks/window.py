"""Parts of `bench screen`, in a process of their own: `python -m benchmarks.window idle|taps|visits N`."""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from kiosk.core.paths import Paths
from kiosk.terminal.screen import View
from ui.touch.shots import samples
from ui.touch.window import TouchApp

_SECONDS = 8.0
_TAPS = 60
#: Visits after which a process has made all it will keep.
_SETTLED = 50


def open_window(tap: Callable[[str, str], None] = lambda kind, what: None) -> TouchApp:
    return TouchApp(tap, Paths.default().assets, size=(1080, 1920), guard=0.0)


def wait(seconds: float) -> None:
    """Live on, as an event loop does."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def resident_mb() -> float:
    """Of this process, private and shared."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# -- idle -----------------------------------------------------------------------------------------


def idle(_: int) -> dict[str, Any]:
    """Share of a core and frames a second of a page at rest and of 小智 listening; memory without models."""
    app = open_window()
    views = samples(Paths.default().assets, "zh")
    for view in views.values():
        app.screen.show(view)
        app.settle(0.1)
    rest = _watch(app, replace(views["standby"], face="idle"))
    listening = _watch(app, replace(views["home"], face="listening"), level=True)
    figures = {
        "idle_core_percent": round(rest[0], 1),
        "idle_frames_per_second": round(rest[1], 1),
        "listening_core_percent": round(listening[0], 1),
        "listening_frames_per_second": round(listening[1], 1),
        "window_mb": round(resident_mb(), 1),
    }
    app.close()
    return figures


def _watch(app: TouchApp, view: View, level: bool = False) -> tuple[float, float]:
    frames = [0]

    def drawn() -> None:
        frames[0] += 1

    app.screen.show(view)
    app.settle(1.0)
    stop = threading.Event()

    def speak() -> None:
        step = 0
        while not stop.wait(0.05):
            app.screen.level(0.4 + 0.3 * math.sin(step := step + 1))

    if level:
        threading.Thread(target=speak, daemon=True).start()
    app.window.frameSwapped.connect(drawn)
    began, used = time.monotonic(), _cpu()
    wait(_SECONDS)
    seconds, used = time.monotonic() - began, _cpu() - used
    app.window.frameSwapped.disconnect(drawn)
    stop.set()
    return 100 * used / seconds, frames[0] / seconds


# -- taps -----------------------------------------------------------------------------------------


def taps(_: int) -> dict[str, Any]:
    """A finger comes down while Whisper works: milliseconds to the next frame, and to the next page's."""
    from kiosk.speech.audio import load_audio
    from kiosk.terminal.parts import load_parts

    paths = Paths.default()
    parts = load_parts(paths)
    parts.recogniser.warm()
    request = load_audio(paths.assets / "demo" / "mao_request.wav")
    views = samples(paths.assets, "zh")
    turned: list[View] = []
    app = open_window(lambda kind, what: app.screen.show(turned[0]))
    stop = threading.Event()

    def recognise() -> None:
        while not stop.is_set():
            parts.recogniser.listen(request, parts.expectations.open("zh"))

    worker = threading.Thread(target=recognise, daemon=True)
    worker.start()
    reactions, pages = [], []
    pair = (views["home"], views["confirm-item"])
    for step in range(_TAPS):
        here, there = pair[step % 2], pair[1 - step % 2]
        turned[:] = [there]
        app.screen.show(here)
        wait(0.35)
        button = _a_button(app)
        began = time.perf_counter()
        QTest.mousePress(app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button)
        _next_frame(app)
        reactions.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        QTest.mouseRelease(app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button)
        while app.screen.model.view.page != there.page:
            app.settle()
        _next_frame(app)
        pages.append(1000 * (time.perf_counter() - began))
    stop.set()
    worker.join()
    app.close()
    return {
        "tap_ms_median": round(statistics.median(reactions), 1),
        "tap_ms_p95": round(float(np.percentile(reactions, 95)), 1),
        "page_ms_median": round(statistics.median(pages), 1),
        "page_ms_p95": round(float(np.percentile(pages, 95)), 1),
    }


def _a_button(app: TouchApp) -> QPoint:
    from tests.ui import tree

    found = [b for b in tree.buttons(app.window) if b.property("text") in ("对", "机动车驾驶证损毁换证")]
    return tree.place(found[0]).center().toPoint()


def _next_frame(app: TouchApp) -> None:
    """Until what is to be drawn now was drawn."""
    loop = QEventLoop()
    app.window.frameSwapped.connect(loop.quit)
    app.window.update()
    loop.exec()
    app.window.frameSwapped.disconnect(loop.quit)


# -- visits ---------------------------------------------------------------------------------------


def visits(n: int) -> dict[str, Any]:
    """Visit after visit in one process, on a clock that skips what nobody works in; what the memory does."""
    from benchmarks.visits import visiting

    with tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder:
        app = open_window()
        outcome: dict[str, Any] = {}
        memory: list[float] = []

        def work() -> None:
            with visiting(Path(folder), app.screen) as visit:
                issued = 0
                for done in range(n):
                    issued += visit()
                    if done + 1 == min(_SETTLED, n // 2) or done + 1 == n:
                        time.sleep(0.5)
                        memory.append(resident_mb())
                    print(f"{done + 1} {resident_mb():.1f}", file=sys.stderr) if done % 25 == 24 else None
            outcome["issued"] = issued

        with _pumping(app, work):
            pass
        app.close()
    grown = memory[-1] / memory[0] - 1
    return {
        "visits": n,
        "issued": outcome["issued"],
        "visits_mb_settled": round(memory[0], 1),
        "visits_mb_end": round(memory[-1], 1),
        "visits_memory_growth": round(grown, 4),
    }


@contextmanager
def _pumping(app: TouchApp, work: Callable[[], None]) -> Any:
    """`work` on a thread, the window's events here."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
            raise

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        app.settle(0.05)
    thread.join()
    if failed:
        raise failed[0]
    yield


if __name__ == "__main__":
    figures = {"idle": idle, "taps": taps, "visits": visits}[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps(figures))
