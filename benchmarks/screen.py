"""`bench screen`: the window, as fast as a hand, as quiet as a picture, as small at night as at dawn.

Five parts, each in processes of its own so that one's memory is not another's: the real command on a screen
of its own (first frame, first touch, warm), pages idle, taps while recognition runs, visit after visit, and
the officer's window before a long queue.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.core.paths import Paths, repository_root
from kiosk.speech.progress import Progress
from tests.journeys.hall.screen import XScreen, missing_tools

#: 500 of them take 25 minutes: `--n 500`, whose figure stands in docs/benchmarks.md.
VISITS = 100
_STARTS = 3
#: The standby page's button, in pixels of the panel.
_BEGIN = (540, 1745)
_PATIENCE = 60.0


def run(n: int | None, progress: Progress) -> dict[str, Any]:
    """`n` visits (100); the figures of docs/benchmarks.md."""
    figures: dict[str, Any] = {}
    if missing_tools():
        progress.note(f"no first frame without {', '.join(missing_tools())}")
    else:
        progress.begin("starts", _STARTS)
        starts = []
        for done in range(1, _STARTS + 1):
            starts.append(_start())
            progress.reach("starts", done)
        progress.end("starts")
        for name in starts[0]:
            figures[name] = round(float(np.median([s[name] for s in starts])), 2)
    for part in ("idle", "taps", "visits"):
        progress.begin(part, 1)
        figures |= _part(part, str(n or VISITS))
        progress.end(part)
    progress.begin("staff", 1)
    figures |= _part("staff", str(_STARTS), "benchmarks.staff_window")
    progress.end("staff")
    return figures


def _start() -> dict[str, float]:
    """The real command on an X server of its own: seconds after it was called."""
    default = Paths.default()
    with (
        tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder,
        XScreen(Path(folder), None) as screen,
    ):
        data = Path(folder) / "data"
        data.mkdir()
        (data / "cache").symlink_to(default.cache)
        environment = os.environ | {
            "DISPLAY": screen.name,
            "QT_QPA_PLATFORM": "xcb",
            "XIAOZHI_MODELS": str(default.models),
            "XIAOZHI_DATA": str(data),
            "XIAOZHI_LOG": "INFO",
            # No sound card is needed to open a window.
            "PULSE_SERVER": "unix:/nonexistent",
        }
        log = Path(folder) / "log"
        with log.open("w") as told:
            began = time.monotonic()
            command = [
                sys.executable,
                "main.py",
                "--camera",
                str(default.assets / "demo" / "mao_id_front.jpg"),
            ]
            kiosk = subprocess.Popen(command, cwd=repository_root(), env=environment, stderr=told)
            try:
                first = _wait(lambda: _drawn(screen)) - began
                usable = _home(screen) - began
                warm = _wait(lambda: "all models are warm" in log.read_text()) - began
            finally:
                kiosk.terminate()
                kiosk.wait(timeout=30)
    return {"first_frame_seconds": first, "usable_by_touch_seconds": usable, "warm_seconds": warm}


def _wait(happened: Any) -> float:
    """When it had happened."""
    end = time.monotonic() + _PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise RuntimeError("the kiosk did not come up")
        time.sleep(0.02)
    return time.monotonic()


def _drawn(screen: XScreen) -> bool:
    """Something else than an empty screen."""
    return bool(screen.picture()[::16, ::16].std() > 5)


def _home(screen: XScreen) -> float:
    """The page at rest, blue all over, has come and a touch on it has brought the home page, white below."""
    _wait(lambda: _below(screen) < 160)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        screen.touch_at(*_BEGIN)
        until = time.monotonic() + 0.6
        while time.monotonic() < until:
            if _below(screen) > 200:
                return time.monotonic()
            time.sleep(0.02)
    raise RuntimeError("a touch on the page at rest did nothing")


def _below(screen: XScreen) -> float:
    """How light the lower half is, 0 to 255."""
    return float(screen.picture()[1000:1500:20, 100:980:20].mean())


def _part(name: str, n: str, module: str = "benchmarks.window") -> dict[str, Any]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", module, name, n]
    done = subprocess.run(
        command, cwd=repository_root(), env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
