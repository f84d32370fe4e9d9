"""The supervised child's side: beats go out on standard output, the word to end comes in on standard input.

Whatever else the process or a library prints goes to standard error, which is the operator's log.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import queue
import sys
import threading
from collections.abc import Callable, MutableMapping

#: Set by the supervisor: FIRST, or AGAIN after a crash.
VARIABLE = "XIAOZHI_SUPERVISED"
FIRST, AGAIN = "first", "again"
END = "end"
_WAITING = 64


class Lifeline:
    """To the supervisor. `beat` and `say` may be called from any thread and never wait."""

    def __init__(self, beats_to: int, words_from: int, again: bool) -> None:
        """`beats_to`, `words_from`: file descriptors; this object owns them."""
        self.again = again
        """This process comes back after a crash of the one before it."""
        self._out = beats_to
        self._in = words_from
        self._lines: queue.Queue[str] = queue.Queue(_WAITING)
        self._end: Callable[[], None] | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        for work in (self._write, self._read):
            threading.Thread(target=work, name="lifeline", daemon=True).start()

    @classmethod
    def take(cls, environment: MutableMapping[str, str] = os.environ) -> Lifeline | None:
        """The line of this process, or None where no supervisor has started it. Call it once, early."""
        told = environment.pop(VARIABLE, None)
        if told is None:
            return None
        beats_to, words_from = os.dup(1), os.dup(0)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        # Where every thread was, when the process dies of a signal; no values, so nothing personal.
        faulthandler.enable(sys.stderr)
        _no_core()
        return cls(beats_to, words_from, told == AGAIN)

    def beat(self, part: str) -> None:
        """That part of the process is alive."""
        self._put(f"beat {part}")

    def say(self, word: str) -> None:
        """Something was reached: `shown`, `serving`."""
        self._put(word)

    def on_end(self, end: Callable[[], None]) -> None:
        """What to do when the supervisor wants an end or is gone; at once where that was so already."""
        with self._lock:
            self._end = end
            over = self._over.is_set()
        if over:
            end()

    def _put(self, line: str) -> None:
        # Nobody reads: the supervisor is stopped or gone. A beat more or less doesn't matter then.
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(line)

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            try:
                os.write(self._out, f"{line}\n".encode())
            except OSError:
                self._ended()
                return

    def _read(self) -> None:
        """Until a word or the end of the pipe: either way it is over."""
        with contextlib.suppress(OSError):
            os.read(self._in, 64)
        self._ended()

    def _ended(self) -> None:
        with self._lock:
            if self._over.is_set():
                return
            self._over.set()
            end = self._end
        if end is not None:
            end()


def _no_core() -> None:
    """A dump of this process would hold a citizen's data."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
