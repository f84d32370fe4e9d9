"""`python main.py [--windowed]`: the kiosk itself, on a screen.

This process is only the watcher: it starts the window (`kiosk.commands.window`) as its child and keeps it
alive. It imports little, so that it costs little and has nothing to crash with.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
import threading
from pathlib import Path

from kiosk.commands.output import existing_file
from kiosk.core.id_number import redact
from kiosk.core.log import JsonFormatter
from kiosk.core.paths import Paths, repository_root
from kiosk.core.supervise import Supervisor

#: Bytes after which the log is put aside; one older log is kept.
_LOG_BYTES = 5_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--windowed", action="store_true", help="a window instead of the full screen")
    parser.add_argument("--camera", metavar="URI", help="http://… (MJPEG), /dev/videoN, or pictures")
    parser.add_argument("--world", nargs="+", metavar="FILE", help="people of the simulated registers")
    # The window without its watcher: what the watcher starts, and for debugging.
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    for world in options.world or []:
        existing_file(world)
    if options.alone:
        from kiosk.commands.window import run_window

        return run_window(options)
    log = OperatorLog(
        Paths.default().state / "kiosk.log",
        # On a full screen's own terminal nothing of a crash may show behind it.
        echo=options.windowed or not sys.stderr.isatty(),
    )
    _log_to(log)
    return Supervisor(window_command(options), log.tell, log.keep).run()


def window_command(options: argparse.Namespace) -> list[str]:
    """The command line of the window's process: the same options, and `--alone`."""
    command = [sys.executable, str(repository_root() / "main.py"), "kiosk", "--alone"]
    if options.windowed:
        command.append("--windowed")
    if options.camera:
        command += ["--camera", options.camera]
    if options.world:
        command += ["--world", *options.world]
    return command


class OperatorLog:
    """Where the window's standard error goes, ID numbers blotted out. Safe to use from several threads."""

    def __init__(self, file: Path, echo: bool, longest: int = _LOG_BYTES) -> None:
        """`echo`: every line to standard error, too."""
        self._file = file
        self._echo = echo
        self._longest = longest
        self._lock = threading.Lock()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, line: str) -> None:
        """A line for the log."""
        line = redact(line)
        with self._lock:
            # A full disk must not end the kiosk; the line is echoed where somebody may see it.
            with contextlib.suppress(OSError):
                self._write(line)
            if self._echo:
                self._print(line)

    def tell(self, line: str) -> None:
        """A line for the operator who looks on; the log has its own of it."""
        with self._lock:
            self._print(f"main.py kiosk: {redact(line)} (log: {self._file})")

    def _write(self, line: str) -> None:
        if self._file.exists() and self._file.stat().st_size > self._longest:
            self._file.replace(self._file.with_suffix(".log.1"))
        self._file.touch(mode=0o600)
        with self._file.open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    @staticmethod
    def _print(line: str) -> None:
        # The terminal may be gone.
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def _log_to(log: OperatorLog) -> None:
    """The watcher's own log lines go into the same file."""

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log.keep(self.format(record))

    handler = Keeping()
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("kiosk.supervisor")
    logger.handlers[:] = [handler]
    logger.setLevel("INFO")
    logger.propagate = False
