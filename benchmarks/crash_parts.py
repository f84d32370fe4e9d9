"""What the lives of `crash_lives` are made of: a fuse on database events, forks, a clock that was set."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from kiosk.core.clock import SystemClock

#: Seconds after which a life that hangs is ended.
PATIENCE = 30.0


class SteppedClock(SystemClock):
    """The machine's clock, set forward or back."""

    def __init__(self, offset: float) -> None:
        self._offset = offset

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self._offset)


@dataclass
class Paper:
    """A paper that is made at once; each is another, as a signed one is."""

    pdf: bytes
    sha256: str


class QuickOffice:
    def issue(self, template: str, data: object, number: str, case_id: str) -> Paper:
        pdf = f"%PDF {number} {os.urandom(8).hex()}".encode()
        return Paper(pdf, hashlib.sha256(pdf).hexdigest())


class Fuse:
    """Counts database events of this process; at the n-th it does what it was given: dies, say."""

    def __init__(self, at: int, burn: Callable[[str], None]) -> None:
        self._left = at
        self._burn = burn
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)
        commit = DefaultDialect.do_commit

        def do_commit(dialect: Any, connection: Any) -> None:
            self._tick("before COMMIT")
            commit(dialect, connection)
            self._tick("after COMMIT")

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]

    def _before(self, conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        self._tick(f"before {_named(statement)}")

    def _after(self, conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        self._tick(f"after {_named(statement)}")

    def _tick(self, where: str) -> None:
        self._left -= 1
        if self._left == 0:
            self._burn(where)


def _named(statement: str) -> str:
    words = statement.split()
    verb = words[0].upper()
    if verb == "SELECT":
        return f"SELECT {words[words.index('FROM') + 1]}" if "FROM" in words else "SELECT"
    return " ".join(w for w in words[:3] if w.upper() not in ("INTO", "SET", "FROM"))


def die(pipe: int) -> Callable[[str], None]:
    def burn(where: str) -> None:
        os.write(pipe, where.encode())
        os.kill(os.getpid(), signal.SIGKILL)

    return burn


def fork(live: Callable[[int], None]) -> tuple[int, int]:
    """A child that lives `live(pipe)`: its pid, and where it writes its last words."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(reader)
    code = 1
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        live(writer)
        code = 0
    finally:
        os._exit(code)


def ended(pid: int, reader: int, seconds: float = PATIENCE) -> tuple[bool, str]:
    """Was it killed by its own fuse, and where? A child that hangs is ended."""
    end = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            status = 0
            break
        time.sleep(0.005)
    where = os.read(reader, 200).decode()
    os.close(reader)
    return os.WIFSIGNALED(status) and bool(where), where
