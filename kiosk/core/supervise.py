"""A parent that keeps one child process alive: watches its beats, starts it again, ends with it.

Light on purpose: it stays when the child with its models and its screen is gone. Nothing here is of one
system: no fork, no process groups to depend on. The child's side is in `lifeline`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from kiosk.core.lifeline import AGAIN, END, FIRST, VARIABLE

_LOG = logging.getLogger("kiosk.supervisor")
#: Seconds between two looks at the child.
_LOOK = 0.1
_LONGEST_LINE = 65536
#: Exit codes with which a child has ended by its own will: done, and Ctrl-C.
_DONE = frozenset({0, 130})
#: Bad use, or something this machine lacks: on the first start that is final, nothing would heal it.
_CANNOT = 2
#: What the supervisor itself ends with when it gives up.
GAVE_UP = 3


@dataclass(frozen=True)
class Limits:
    """Seconds, and how often."""

    start: float = 30.0
    """Until the child's first beat."""
    serve: float = 180.0
    """Until it says that it serves."""
    beat: float = 5.0
    """A beat that stays away so long: that part of the child hangs."""
    end: float = 10.0
    """How long the child may take to end when it is asked to."""
    crashes: int = 5
    """So many within `window`, or so many starts in a row that never served: given up."""
    window: float = 60.0
    longest_pause: float = 8.0


class Restarts:
    """When to start again, and when to give up. Pure: the time is passed in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._crashes: deque[float] = deque()
        self._vain = 0
        """Starts in a row that never came to serve, however long each took."""

    def crashed(self, now: float, served: bool = True) -> float | None:
        """Seconds to wait before the next start: none after the first crash in a while, then 1, 2, 4, 8.

        `served`: it had come to serve. None: too many within the window, or in vain; it is given up.
        """
        self._crashes.append(now)
        self._vain = 0 if served else self._vain + 1
        while self._crashes and now - self._crashes[0] > self._limits.window:
            self._crashes.popleft()
        count = max(len(self._crashes), self._vain)
        if count >= self._limits.crashes:
            return None
        return 0.0 if count == 1 else min(2.0 ** (count - 2), self._limits.longest_pause)


class Beats:
    """Which part of the child is overdue. Pure: the time is passed in.

    A part is watched from its first beat on. While the watcher itself didn't run (a machine asleep or
    overloaded) nobody's time runs.
    """

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._born = self._looked = now
        self._serving = False
        self._last: dict[str, float] = {}

    def beat(self, part: str, now: float) -> None:
        """A part of the child is alive."""
        self._last[part] = now

    def serving(self) -> None:
        """The child is up."""
        self._serving = True

    def overdue(self, now: float) -> str | None:
        """What hangs, in a few words, or None."""
        late = max(0.0, now - self._looked - 2 * _LOOK)
        self._looked = now
        self._born += late
        self._last = {part: at + late for part, at in self._last.items()}
        if not self._last and now - self._born > self._limits.start:
            return "it never came up"
        if not self._serving and now - self._born > self._limits.serve:
            return "it never came to serve"
        for part, at in self._last.items():
            if now - at > self._limits.beat:
                return f"its {part} stands still"
        return None


@dataclass
class _Child:
    """A running child and what is known of it."""

    process: subprocess.Popen[bytes]
    beats: Beats
    started: float
    readers: list[threading.Thread] = field(default_factory=list)
    served: bool = False
    last_line: str = ""
    """Of its standard error."""


class Supervisor:
    """Runs one command until it ends by its own will, or is asked to, or can't be kept alive."""

    def __init__(
        self,
        command: Sequence[str],
        say: Callable[[str], None],
        keep: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`say`: one plain line for the operator. `keep`: a line of the child's standard error."""
        self._command = list(command)
        self._say = say
        self._keep = keep
        self._environment = dict(environment if environment is not None else os.environ)
        self._limits = limits or Limits()
        self._now = monotonic
        self._restarts = Restarts(self._limits)
        self._told: queue.SimpleQueue[tuple[_Child, str]] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._served = False

    def stop(self) -> None:
        """From any thread or signal handler: end the child, then return from `run`."""
        self._ending.set()

    def run(self) -> int:
        """Keep the child alive; the exit code for this process. On the main thread: it takes the signals."""
        with self._signals():
            again = False
            while True:
                child = self._start(again)
                why = self._watch(child)
                code = self._gone(child)
                if self._ending.is_set():
                    return 0 if code < 0 or code in _DONE else code
                if why is None and (code in _DONE or (code == _CANNOT and not self._served)):
                    if code == _CANNOT:
                        self._say(child.last_line or "the kiosk can't be started; see its log")
                    return code
                if not self._wait_for_next(why or _ending_of(code), child.served):
                    return 0 if self._ending.is_set() else GAVE_UP
                again = True

    def _wait_for_next(self, why: str, served: bool) -> bool:
        """Tell what happened and wait; False where there is no next start."""
        pause = self._restarts.crashed(self._now(), served)
        if pause is None:
            _LOG.critical("given up", extra={"reason": why})
            self._say(f"{why}; that was {self._limits.crashes} times in a row: given up")
            return False
        then = f"in {pause:.0f} s" if pause else "at once"
        _LOG.error("the child is started again", extra={"reason": why, "pause": pause})
        self._say(f"{why}; it is started again {then}")
        return not self._ending.wait(pause)

    # -- one child --------------------------------------------------------------------------------

    def _start(self, again: bool) -> _Child:
        environment = {**self._environment, VARIABLE: AGAIN if again else FIRST}
        # Ctrl-C at the terminal is the parent's to handle; it ends the child in order.
        apart: dict[str, int | bool] = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if os.name == "nt"
            else {"start_new_session": True}
        )
        process = subprocess.Popen(
            self._command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            **apart,  # type: ignore[call-overload]
        )
        now = self._now()
        child = _Child(process, Beats(self._limits, now), now)
        _LOG.info("started", extra={"child": process.pid, "again": again})
        for stream, take in ((process.stdout, self._beat), (process.stderr, self._line)):
            reader = threading.Thread(
                target=_each_line, args=(stream, child, take), name="child-output", daemon=True
            )
            reader.start()
            child.readers.append(reader)
        return child

    def _beat(self, child: _Child, line: str) -> None:
        self._told.put((child, line))

    def _line(self, child: _Child, line: str) -> None:
        if line.strip():
            child.last_line = line
        self._keep(line)

    def _watch(self, child: _Child) -> str | None:
        """Until it has ended (None), has to be ended (why), or we are to stop (None)."""
        while not self._ending.is_set():
            with contextlib.suppress(queue.Empty):
                self._take(child, *self._told.get(timeout=_LOOK))
                while True:
                    self._take(child, *self._told.get_nowait())
            if child.process.poll() is not None:
                return None
            hangs = child.beats.overdue(self._now())
            if hangs:
                return f"the kiosk hangs ({hangs})"
        return None

    def _take(self, child: _Child, whose: _Child, line: str) -> None:
        if whose is not child:
            return
        kind, _, part = line.partition(" ")
        if kind == "beat":
            child.beats.beat(part, self._now())
        elif kind == "serving":
            child.beats.serving()
            child.served = self._served = True
        if kind != "beat":
            _LOG.info(
                kind, extra={"child": child.process.pid, "seconds": round(self._now() - child.started, 2)}
            )

    def _gone(self, child: _Child) -> int:
        """Make sure that the child is gone; its exit code."""
        process = child.process
        if process.poll() is None:
            if self._ending.is_set():
                self._ask_to_end(process)
            else:
                # Its threads' places go to the log before it dies (faulthandler).
                _signal(process, getattr(signal, "SIGABRT", None))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._limits.end if self._ending.is_set() else 1.0)
        if process.poll() is None:
            process.kill()
        code = process.wait()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        for reader in child.readers:
            # What a grandchild still holds open is not waited for: a citizen is. The reader closes its end.
            reader.join(timeout=0.2)
        return code

    @staticmethod
    def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
        """By a word on its standard input and its end: works on every system."""
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.write(f"{END}\n".encode())
            process.stdin.close()

    # -- signals ----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGTERM, SIGINT and the like end the child in order; what was set before comes back."""
        numbers = [getattr(signal, n, None) for n in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")]
        before = {}
        if threading.current_thread() is threading.main_thread():
            before = {n: signal.signal(n, lambda *_: self.stop()) for n in numbers if n is not None}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _each_line(stream: IO[bytes], child: _Child, take: Callable[[_Child, str], None]) -> None:
    """Lines as they come; a line without end is cut, so that nothing grows without bound."""
    held = b""
    with stream:
        while piece := stream.read(4096):
            *lines, held = (held + piece).split(b"\n")
            if len(held) > _LONGEST_LINE:
                lines, held = [*lines, held], b""
            for line in lines:
                take(child, line.decode("utf-8", "replace").rstrip("\r"))
    if held:
        take(child, held.decode("utf-8", "replace"))


def _signal(process: subprocess.Popen[bytes], number: int | None) -> None:
    if number is not None and os.name != "nt":
        with contextlib.suppress(OSError):
            process.send_signal(number)


def _ending_of(code: int) -> str:
    """For the operator: how a process has ended."""
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"the kiosk was killed by {name}"
    return f"the kiosk ended with {code}"
