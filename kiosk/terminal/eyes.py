"""Looking: wait until a card lies still under the camera, then read it. No button to press."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.core.describe import describe
from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.vision.find import find_cards
from kiosk.vision.stillness import Stillness, moved, observe
from kiosk.vision.types import CardReading, DocumentKind, FrameSource, Image, VisionError

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two looks at the camera.
TICK = 1 / 12
#: Mean difference of grey levels (of 255) from which the table isn't the empty one any more.
CHANGED = 6.0
#: Score (0 to 1) from which something found on a table that didn't change is taken for a card.
CARD_LIKE = 0.3


class Reader(Protocol):
    """The card reader, as far as it is needed here."""

    def read(
        self, image: Image, document: DocumentKind | Literal["auto"], birth: date | None = None
    ) -> CardReading: ...


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
        on_still: Callable[[str, float], None],
        on_read: Callable[[str, CardReading], None],
        on_lost: Callable[[str], None],
        on_frame: Callable[[Image], None] = lambda _: None,
    ) -> None:
        self._timeline = timeline
        self._pool = pool
        self._source = source
        self._shows_table = shows_table
        self._reader = reader
        self._on_still = on_still
        self._on_read = on_read
        self._on_lost = on_lost
        self._on_frame = on_frame
        self._wanted: DocumentKind | None = None
        self._birth: date | None = None
        self._stillness = Stillness()
        self._tick: Scheduled | None = None
        self._table: Image | None = None
        self._last_read: Stillness | None = None
        """How the scene lay that was read last: it is not read again before somebody has touched it."""
        self._looked_at: NDArray[np.uint8] | None = None
        """The scene that was last searched for a card that lay there before it was asked for."""
        self._round = 0

    def watch(self, document: DocumentKind, birth: date | None = None) -> None:
        """Wait for this document; `birth` of its holder, where another side has told it."""
        self.rest()
        self._wanted = document
        self._birth = birth
        self._stillness = Stillness()
        self._table = self._looked_at = None
        self._tick = self._timeline.after(0, self._look)

    def rest(self) -> None:
        """Look no more; a reading under way is thrown away."""
        self._wanted = None
        self._round += 1
        if self._tick:
            self._tick.cancel()
            self._tick = None

    def wipe(self) -> None:
        """The visit is over."""
        self.rest()
        self._table = self._last_read = self._looked_at = None

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
        if frame is None:
            self._last_read = None
        else:
            self._on_frame(frame)
        if frame is None or not self._worth_reading(frame):
            self._tick = self._timeline.after(TICK, self._look)

    def _worth_reading(self, frame: Image) -> bool:
        """Start reading where a card, or at least something new, lies still."""
        self._stillness = observe(self._stillness, frame, self._timeline.now())
        if self._table is None:
            self._table = frame[::32, ::32].copy()
        if self._lies_as_read() or not self._stillness.still():
            return False
        if self._changed(frame):
            self._begin(frame)
            return True
        # An empty table lies still too; nobody is told to lay the card down "again" on it. Finding that out
        # takes half a second, so it is done on the pool, and once for a scene.
        if self._looked_at is not self._stillness.reference:
            self._looked_at = self._stillness.reference
            self._look_closer(frame, self._stillness)
        return False

    def _look_closer(self, frame: Image, scene: Stillness) -> None:
        round_ = self._round

        def seen(card: bool) -> None:
            same = round_ == self._round and scene.reference is self._stillness.reference
            if card and same:
                self._begin(frame)

        self._timeline.work(
            self._pool,
            lambda: any(found.score > CARD_LIKE for found in find_cards(frame)),
            seen,
            lambda error: self._failed(error, round_),
        )

    def _begin(self, frame: Image) -> None:
        """Read what lies there."""
        if self._wanted is None or self._stillness.since is None:
            return
        if self._tick:
            self._tick.cancel()
            self._tick = None
        document, birth, round_, self._last_read = self._wanted, self._birth, self._round, self._stillness
        self._on_still(document, self._stillness.since)
        self._timeline.work(
            self._pool,
            lambda: self._reader.read(frame, document, birth),
            lambda reading: self._done(document, reading, round_),
            lambda error: self._failed(error, round_),
        )

    def _lies_as_read(self) -> bool:
        """Nobody has touched the card since it was read: she is still hearing what to do with it."""
        if self._last_read is None or self._last_read.reference is None or self._stillness.reference is None:
            return False
        if moved(self._last_read.reference, self._stillness.reference):
            self._last_read = None
        return self._last_read is not None

    def _changed(self, frame: Image) -> bool:
        if self._table is None or not self._shows_table:
            return True
        now = frame[::32, ::32].astype(np.int16)
        return bool(np.abs(now - self._table.astype(np.int16)).mean() > CHANGED)

    def _done(self, document: str, reading: CardReading, round_: int) -> None:
        if round_ == self._round:
            self.rest()
            self._on_read(document, reading)
        else:
            reading.wipe()

    def _failed(self, error: BaseException, round_: int) -> None:
        _log.error("reading failed: %s", describe(error))
        if round_ == self._round:
            self.rest()
            self._on_lost("camera")
