"""The command itself, offscreen: its window is killed and comes back; at the end nothing is left over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.core.paths import Paths, repository_root
from tests.journeys.conftest import REQUESTS, CardOf, Speak, Visit, stored

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked up in /proc"),
    pytest.mark.timeout(180),
]


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} never came"
        time.sleep(0.02)


def descendants(pid: int) -> list[int]:
    """Every process under `pid`."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            child = int(status.parent.name)
            found += [child, *descendants(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class Command:
    """`python main.py --windowed`, and its log."""

    process: subprocess.Popen[bytes]
    state: Path

    def entries(self, message: str) -> list[dict[str, object]]:
        """What the supervisor has written under this name."""
        try:
            lines = (self.state / "kiosk.log").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        read = [json.loads(line) for line in lines if line.startswith("{")]
        return [e for e in read if e["logger"] == "kiosk.supervisor" and e["message"] == message]

    def reached(self, message: str, times: int, seconds: float = 90) -> dict[str, object]:
        until(lambda: len(self.entries(message)) >= times, f"{message!r} for the {times}. time", seconds)
        return self.entries(message)[times - 1]

    def window(self) -> int:
        pid = self.entries("started")[-1]["child"]
        assert isinstance(pid, int)
        return pid


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    default = Paths.default()
    data = tmp_path / "data"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XIAOZHI_DATA": str(data),
        "XIAOZHI_MODELS": str(default.models),
        # No sound server of this machine is to be disturbed.
        "PULSE_SERVER": "none",
    }
    process = subprocess.Popen(
        [sys.executable, str(repository_root() / "main.py"), "--windowed"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield Command(process, data / "state")
    for pid in [*descendants(process.pid), process.pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def test_a_killed_window_comes_back_and_at_the_end_nothing_is_left(command: Command) -> None:
    command.reached("shown", 1)
    command.reached("serving", 1)
    first, children = command.window(), descendants(command.window())
    assert len(children) >= 2, "the desk and the registers"

    began = time.monotonic()
    os.kill(first, signal.SIGKILL)
    command.reached("shown", 2, seconds=15)
    sys.stdout.write(f"first frame {time.monotonic() - began:.2f} s after the window was killed\n")
    command.reached("serving", 2)
    assert command.window() != first
    until(lambda: not any(alive(pid) for pid in children), "the end of the old desk and registers")
    assert stored(command.state) == {"cases": 0, "certificate": 0}, "the new desk has the store"

    everybody = [command.process.pid, *descendants(command.process.pid)]
    assert len(everybody) >= 4
    command.process.send_signal(signal.SIGTERM)
    assert command.process.wait(timeout=30) == 0
    until(lambda: not any(alive(pid) for pid in everybody), "the end of them all")
    log = (command.state / "kiosk.log").read_text(encoding="utf-8")
    assert "Traceback" not in log


def test_who_waits_while_the_desk_dies_waits_a_moment_longer(
    visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path
) -> None:
    """Its child is started again, her case goes on, and all she is told is that it is being worked on."""
    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        environment={"XIAOZHI_CRASH_AFTER": "accept"},
    )
    assert done.services.desk.restarts == 1
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}
    submitted = next(i for i, e in enumerate(done.entries) if e["event"] == "submit")
    after = done.entries[submitted:]
    pages = [str(e["page"]) for e in after if e["event"] == "page"]
    assert set(pages[: pages.index("result")]) == {"checking"}
    told = [str(e["key"]) for e in after if e["event"] == "sound"]
    assert set(told[: told.index("result.approved")]) <= {"decide.wait"}
    waited = float(str(next(e for e in after if e.get("page") == "result")["t"])) - float(str(after[0]["t"]))
    sys.stdout.write(f"result {waited:.2f} s after the case was handed in, the desk's crash included\n")
