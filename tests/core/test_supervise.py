"""The supervisor: when to start again, what hangs, and real children that crash, hang and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.lifeline import VARIABLE, Lifeline
from kiosk.core.paths import repository_root
from kiosk.core.supervise import GAVE_UP, Beats, Limits, Restarts, Supervisor

# -- pure -----------------------------------------------------------------------------------------


def test_the_first_crash_costs_nothing_the_next_ones_wait_longer_and_the_fifth_is_the_last() -> None:
    restarts = Restarts(Limits(crashes=5))
    assert [restarts.crashed(float(t)) for t in range(5)] == [0.0, 1.0, 2.0, 4.0, None]


def test_who_crashes_now_and_then_is_always_started_at_once() -> None:
    restarts = Restarts(Limits(window=60))
    assert [restarts.crashed(61.0 * n) for n in range(20)] == [0.0] * 20


def test_who_never_comes_to_serve_is_given_up_however_slowly_it_fails() -> None:
    restarts = Restarts(Limits(crashes=5, window=60))
    assert [restarts.crashed(100.0 * n, served=False) for n in range(5)] == [0.0, 1.0, 2.0, 4.0, None]
    restarts = Restarts(Limits(crashes=5, window=60))
    assert [restarts.crashed(100.0 * n, served=n % 4 == 3) for n in range(40)].count(None) == 0


def test_the_pause_has_an_end() -> None:
    restarts = Restarts(Limits(crashes=99, longest_pause=8))
    assert max(p for n in range(12) if (p := restarts.crashed(float(n))) is not None) == 8.0


def looked_at(beats: Beats, seconds: float, since: float = 0.0, beating: str = "") -> str | None:
    """Look ten times a second, as the supervisor does."""
    for tick in range(round(seconds * 10)):
        now = since + (tick + 1) / 10
        if beating:
            beats.beat(beating, now)
        if why := beats.overdue(now):
            return why
    return None


def test_a_part_is_watched_from_its_first_beat_on() -> None:
    beats = Beats(Limits(start=30, beat=5), 0.0)
    beats.serving()
    assert looked_at(beats, 29) is None
    assert "never came up" in str(looked_at(beats, 2, since=29))

    beats = Beats(Limits(start=30, beat=5), 0.0)
    beats.serving()
    beats.beat("window", 1.0)
    assert looked_at(beats, 5) is None
    assert looked_at(beats, 2, since=5) == "its window stands still"


def test_one_part_that_goes_on_does_not_hide_another_that_stands_still() -> None:
    beats = Beats(Limits(beat=5), 0.0)
    beats.serving()
    beats.beat("conductor", 0.0)
    assert looked_at(beats, 7, beating="window") == "its conductor stands still"


def test_who_never_comes_to_serve_hangs() -> None:
    assert looked_at(Beats(Limits(serve=20), 0.0), 19, beating="window") is None
    assert looked_at(Beats(Limits(serve=20), 0.0), 21, beating="window") == "it never came to serve"


def test_a_machine_that_was_asleep_is_no_hang() -> None:
    beats = Beats(Limits(beat=5), 0.0)
    beats.serving()
    beats.beat("window", 0.0)
    assert looked_at(beats, 2) is None
    assert beats.overdue(3600.0) is None
    assert looked_at(beats, 2, since=3600.0) is None
    assert looked_at(beats, 6, since=3602.0) == "its window stands still"


# -- real children --------------------------------------------------------------------------------

PREAMBLE = """
import os, signal, sys, threading, time
from kiosk.core.lifeline import Lifeline
line = Lifeline.take()
assert line is not None
end = threading.Event()
line.on_end(end.set)
line.beat("window"); line.say("shown"); line.say("serving")
def live():
    while not end.wait(0.05):
        line.beat("window")
"""
MARK = """
with open(os.environ["MARKS"], "a") as marks:
    marks.write(f"{os.getpid()} {line.again}\\n")
"""
QUICK = Limits(start=20, beat=1.5, end=10, crashes=3)


class Kept:
    """A supervisor over a small program, and what it said."""

    def __init__(self, folder: Path, program: str, limits: Limits = QUICK) -> None:
        self.lines: list[str] = []
        self.said: list[str] = []
        self.marks = folder / "marks"
        self.marks.touch()
        environment = {**os.environ, "MARKS": str(self.marks), "PYTHONPATH": str(repository_root())}
        source = PREAMBLE + MARK + program
        self.supervisor = Supervisor(
            [sys.executable, "-c", source], self.said.append, self.lines.append, environment, limits
        )

    def started(self) -> list[tuple[int, bool]]:
        """pid of each child in order, and whether it was told that it comes back."""
        marks = [line.split() for line in self.marks.read_text().splitlines()]
        return [(int(pid), again == "True") for pid, again in marks]

    def meanwhile(self, what: Callable[[], None]) -> int:
        """Run it, and do something on a thread; always ended."""
        failed: list[BaseException] = []

        def work() -> None:
            try:
                what()
            except BaseException as error:  # noqa: BLE001 - raised again below
                failed.append(error)
            finally:
                self.supervisor.stop()

        thread = threading.Thread(target=work)
        thread.start()
        code = self.supervisor.run()
        thread.join()
        if failed:
            raise failed[0]
        return code


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_killed_child_is_started_again_and_told_so_and_ends_with_its_parent(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "live()")

    def kill_it() -> None:
        until(lambda: len(kept.started()) == 1)
        os.kill(kept.started()[0][0], signal.SIGKILL)
        until(lambda: len(kept.started()) == 2)

    assert kept.meanwhile(kill_it) == 0
    (first, again), (second, told) = kept.started()
    assert (again, told) == (False, True)
    assert gone(first)
    assert gone(second)
    assert ["killed by SIGKILL" in line for line in kept.said] == [True]


def test_a_child_that_stands_still_is_ended_and_started_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "live() if line.again else time.sleep(60)")
    assert kept.meanwhile(lambda: until(lambda: len(kept.started()) == 2)) == 0
    assert "its window stands still" in kept.said[0]
    assert gone(kept.started()[0][0])
    # Where it stood is in the log, its values are not.
    assert any("most recent call first" in line for line in kept.lines)


def test_a_stopped_child_is_ended_too(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "live()")

    def stop_it() -> None:
        until(lambda: len(kept.started()) == 1)
        os.kill(kept.started()[0][0], signal.SIGSTOP)
        until(lambda: len(kept.started()) == 2)

    assert kept.meanwhile(stop_it) == 0
    assert gone(kept.started()[0][0])


def test_who_crashes_again_and_again_is_given_up(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "print('its last words', file=sys.stderr); os._exit(7)")
    assert kept.supervisor.run() == GAVE_UP
    assert [again for _, again in kept.started()] == [False, True, True]
    assert "given up" in kept.said[-1]
    assert "3 times in a row" in kept.said[-1]
    assert kept.lines.count("its last words") == 3


@pytest.mark.parametrize("code", [0, 130])
def test_a_child_that_ends_by_its_own_will_ends_all(tmp_path: Path, code: int) -> None:
    kept = Kept(tmp_path, f"os._exit({code})")
    assert kept.supervisor.run() == code
    assert len(kept.started()) == 1
    assert kept.said == []


def test_bad_use_is_passed_on_with_its_line_and_not_tried_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "")
    kept.supervisor._command = [
        sys.executable,
        "-c",
        "import sys; print('main.py kiosk: no such file [x]', file=sys.stderr); sys.exit(2)",
    ]
    assert kept.supervisor.run() == 2
    assert kept.said == ["main.py kiosk: no such file [x]"]


def test_what_was_once_served_is_no_bad_use_later(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "live() if line.again else (time.sleep(0.3), os._exit(2))")
    assert kept.meanwhile(lambda: until(lambda: len(kept.started()) == 2)) == 0


def test_a_child_that_does_not_listen_is_killed_at_the_end(tmp_path: Path) -> None:
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: line.beat('window'); time.sleep(0.05)"
    kept = Kept(tmp_path, deaf, Limits(beat=5, end=0.5))
    assert kept.meanwhile(lambda: until(lambda: len(kept.started()) == 1)) == 0
    assert gone(kept.started()[0][0])


def test_prints_go_to_the_log_and_disturb_no_beat(tmp_path: Path) -> None:
    noisy = "print('hello from a library', flush=True); os.write(1, b'and from C\\n'); live()"
    kept = Kept(tmp_path, noisy)
    assert kept.meanwhile(lambda: until(lambda: "and from C" in kept.lines)) == 0
    assert "hello from a library" in kept.lines
    assert len(kept.started()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_to_the_supervisor_end_both_in_order(tmp_path: Path, number: int) -> None:
    mark = tmp_path / "child"
    child = (
        PREAMBLE
        + f"open({str(mark)!r}, 'w').write(str(os.getpid()))\nlive()\nprint('in order', file=sys.stderr)"
    )
    parent = (
        "import sys\nfrom kiosk.core.supervise import Supervisor\n"
        f"sys.exit(Supervisor([sys.executable, '-c', {child!r}], print, print).run())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(repository_root())},
    )
    until(lambda: mark.exists() and bool(mark.read_text()))
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "in order" in said
    assert gone(int(mark.read_text()))


def test_a_child_whose_supervisor_is_killed_ends_by_itself(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    child = PREAMBLE + f"open({str(mark)!r}, 'w').write(str(os.getpid()))\nlive()"
    parent = (
        "import sys\nfrom kiosk.core.supervise import Supervisor\n"
        f"sys.exit(Supervisor([sys.executable, '-c', {child!r}], print, print).run())"
    )
    environment = {**os.environ, "PYTHONPATH": str(repository_root())}
    process = subprocess.Popen([sys.executable, "-c", parent], env=environment, stdout=subprocess.DEVNULL)
    until(lambda: mark.exists() and bool(mark.read_text()))
    process.kill()
    process.wait()
    until(lambda: gone(int(mark.read_text())))


def test_the_supervisor_is_light() -> None:
    heavy = ("numpy", "PySide6", "pydantic", "httpx", "cv2", "yaml", "onnxruntime")
    code = f"import sys, kiosk.cli, kiosk.commands.kiosk\nprint([m for m in {heavy!r} if m in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository_root()
    )
    assert told.stdout.strip() == "[]"


def test_without_a_supervisor_there_is_no_line() -> None:
    assert Lifeline.take({}) is None
    assert VARIABLE not in os.environ
