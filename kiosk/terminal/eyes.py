"""Looking: wait until a card lies still under the camera, then read it. No button to press."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Protocol

import numpy as np

from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.vision.types import CardReading, FrameSource, Image, VisionError

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two looks at the camera.
TICK = 1 / 12
#: Mean difference of grey levels (of 255) from which the table isn't the empty one any more.
CHANGED = 6.0


class Reader(Protocol):
    """The card reader, as far as it is needed here."""

    def read(self, image: Image, document: str = "auto") -> CardReading: ...

    def sees_card(self, image: Image) -> bool:
        """Something like a card lies there; quick."""


class Stillness(Protocol):
    """Tells from frames and their times since when the scene lies still; None while it moves."""

    def feed(self, frame: Image, at: float) -> float | None: ...


class Eyes:
    """Owned by the conductor's thread; reading runs on the pool.

    `shows_table`: the source is a camera that shows the table before anything lies on it; a source of files
    shows nothing until a card is laid.
    """

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        source: FrameSource,
        shows_table: bool,
        reader: Reader,
        new_stillness: Callable[[], Stillness],
        on_still: Callable[[str, float], None],
        on_read: Callable[[str, CardReading], None],
        on_lost: Callable[[str], None],
    ) -> None:
        self._timeline = timeline
        self._pool = pool
        self._source = source
        self._shows_table = shows_table
        self._reader = reader
        self._new_stillness = new_stillness
        self._on_still = on_still
        self._on_read = on_read
        self._on_lost = on_lost
        self._wanted: str | None = None
        self._stillness: Stillness = new_stillness()
        self._tick: Scheduled | None = None
        self._table: Image | None = None
        self._round = 0

    def watch(self, document: str) -> None:
        """Wait for this document."""
        self.rest()
        self._wanted = document
        self._stillness = self._new_stillness()
        self._table = None
        self._tick = self._timeline.after(0, self._look)

    def rest(self) -> None:
        """Look no more; a reading under way is thrown away."""
        self._wanted = None
        self._round += 1
        if self._tick:
            self._tick.cancel()
            self._tick = None

    def _look(self) -> None:
        if self._wanted is None:
            return
        try:
            frame = self._source.read()
        except VisionError as error:
            _log.error("camera lost: %s", error.operator, extra={"code": error.code})
            self.rest()
            self._on_lost("camera")
            return
        if frame is None or not self._worth_reading(frame):
            self._tick = self._timeline.after(TICK, self._look)

    def _worth_reading(self, frame: Image) -> bool:
        """Start reading where a card, or at least something new, lies still."""
        since = self._stillness.feed(frame, self._timeline.now())
        if self._table is None:
            self._table = frame[::32, ::32].copy()
        if since is None or self._wanted is None:
            return False
        # An empty table lies still too; nobody is told to lay the card down "again" on it.
        if not self._reader.sees_card(frame) and not self._changed(frame):
            return False
        document, round_ = self._wanted, self._round
        self._on_still(document, since)
        self._timeline.work(
            self._pool,
            lambda: self._reader.read(frame, document),
            lambda reading: self._done(document, reading, round_),
            self._failed,
        )
        return True

    def _changed(self, frame: Image) -> bool:
        if self._table is None or not self._shows_table:
            return True
        now = frame[::32, ::32].astype(np.int16)
        return bool(np.abs(now - self._table.astype(np.int16)).mean() > CHANGED)

    def _done(self, document: str, reading: CardReading, round_: int) -> None:
        if round_ == self._round:
            self.rest()
            self._on_read(document, reading)

    def _failed(self, error: BaseException) -> None:
        _log.error("reading failed", extra={"code": type(error).__name__}, exc_info=error)
        self.rest()
        self._on_lost("camera")
