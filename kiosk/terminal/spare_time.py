"""What a kiosk does while nobody is there: the sentences that set-up left out are made, one at a time.

Set-up makes all Chinese sentences and the English ones of a visit's first minute; the long tail of English
would make it minutes longer. It is made here, once a kiosk, and stops at once when somebody comes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

from kiosk.core.describe import describe
from kiosk.speech.types import SpeechError

_log = logging.getLogger("kiosk.terminal")
#: Seconds of rest before anything is made, and between two sentences: the machine stays cool.
QUIET, BETWEEN = 60.0, 2.0


class SpareTime:
    """`run` blocks on a thread of its own."""

    def __init__(
        self,
        make: Callable[[str], bool],
        texts: Iterable[str],
        at_rest: Callable[[], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`make`: makes and keeps one sentence, False where it was there already. Raises SpeechError."""
        self._make = make
        self._left = deque(texts)
        self._at_rest = at_rest
        self._monotonic = monotonic
        self._since: float | None = None

    @property
    def left(self) -> int:
        """How many are still to be looked at."""
        return len(self._left)

    def run(self, end: threading.Event) -> None:
        """Until all is made or `end` is set."""
        while self._left and not end.wait(BETWEEN):
            self.look()

    def look(self) -> None:
        """Make the next sentence, if nobody has been there for a while; those that are there cost nothing."""
        if not self._at_rest():
            self._since = None
            return
        now = self._monotonic()
        if self._since is None:
            self._since = now
        if now - self._since < QUIET:
            return
        try:
            while self._left and not self._make(self._left.popleft()):
                pass
        except SpeechError as error:
            _log.warning("no sentences are made ahead: %s", describe(error))
            self._left.clear()
