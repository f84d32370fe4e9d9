"""Looking: wait until a card lies still under the camera, then read it. No button to press."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from typing import Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.core.describe import describe
from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.vision.find import find_cards
from kiosk.vision.fuse import fused_with
from kiosk.vision.stillness import Stillness, moved, observe
from kiosk.vision.types import CardReading, DocumentKind, FrameSource, Image, Quad, VisionError

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two looks at the camera: quick enough for a picture that seems to move.
TICK = 1 / 16
#: Seconds between two searches for the outline that is drawn over the live picture.
TRACE = 0.15
#: Width in pixels at which that outline is looked for: 7 to 12 ms, a hundredth of the card's width exact.
_TRACE_WIDTH = 480
#: Corners that have moved by less than this share of the frame's width are left where they were.
_STEADY = 0.012
#: Mean difference of grey levels (of 255) from which the table isn't the empty one any more.
CHANGED = 6.0
#: Grey level (of 255) that nothing reaches through a covered lens, and how long before it is told.
DARK, _DARK_SECONDS = 24, 2.0
#: Seconds between two looks at a camera that gives no picture.
_AGAIN = 0.5
#: Score (0 to 1) from which something found on a table that didn't change is taken for a card.
CARD_LIKE = 0.3


OnFrame = Callable[[Image | None, Quad | None, bool], None]
"""What the camera sees, the card's corners in it, and whether all lies still; no frame: no more looking."""


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
        on_frame: OnFrame | None = None,
        on_back: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`on_lost` and `on_back`: `camera`, or `covered` where it shows only darkness; `reader` is lost
        where reading itself fails."""
        self._on_back = on_back
        self._blind = self._told = False
        """No picture could be had last time; that was told since the last `watch`."""
        self._dark_since: float | None = None
        self._covered = False
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
        self._earlier: list[CardReading] = []
        """What was refused of the card that is asked for; its fields may help the next try."""
        self._looked_at: NDArray[np.uint8] | None = None
        """The scene that was last searched for a card that lay there before it was asked for."""
        self._round = 0
        self._outline: Quad | None = None
        self._tracing = False
        self._traced = -TRACE

    def watch(self, document: DocumentKind, birth: date | None = None) -> None:
        """Wait for this document; `birth` of its holder, where another side has told it."""
        self.rest()
        if self._earlier and self._earlier[-1].document != document:
            self._earlier = []
        self._wanted = document
        self._birth = birth
        self._told = False
        self._dark_since = None
        self._stillness = Stillness()
        self._table = self._looked_at = None
        self._tick = self._timeline.after(0, self._look)

    def rest(self) -> None:
        """Look no more; a reading under way is thrown away."""
        self._wanted = None
        self._round += 1
        self._outline = None
        if self._tick:
            self._tick.cancel()
            self._tick = None
        if self._on_frame:
            self._on_frame(None, None, False)

    def wipe(self) -> None:
        """The visit is over."""
        self.rest()
        for reading in self._earlier:
            reading.wipe()
        self._earlier = []
        self._table = self._last_read = self._looked_at = None
        self._stillness = Stillness()

    def _look(self) -> None:
        if self._wanted is None:
            return
        began = self._timeline.now()
        try:
            frame = self._source.read()
        except VisionError as error:
            self._missing(error)
            return
        if self._blind:
            _log.warning("the camera is back")
            self._blind = False
            # Whoever asked for the card asks anew, and with it for a look.
            self._tick = self._timeline.at(began + TICK, self._look)
            self._on_back("camera")
            return
        if frame is None:
            self._last_read = None
        else:
            self._notice_darkness(frame)
        reads = frame is not None and self._worth_reading(frame)
        if frame is not None and not reads:
            self._show(frame, began)
        if not reads:
            self._tick = self._timeline.at(began + TICK, self._look)

    def _missing(self, error: VisionError) -> None:
        """Tell it once, and look again a little later; the source opens its device itself."""
        self._tick = self._timeline.after(_AGAIN, self._look)
        self._stillness = Stillness()
        if self._told:
            return
        self._told = self._blind = True
        _log.error("camera lost: %s", error.operator, extra={"code": error.code})
        if self._on_frame:
            self._on_frame(None, None, False)
        self._on_lost("camera")

    def _notice_darkness(self, frame: Image) -> None:
        """Something covers the lens, or the light is off."""
        now = self._timeline.now()
        if int(frame[::32, ::32].max()) >= DARK:
            self._dark_since = None
        elif self._dark_since is None:
            self._dark_since = now
        covered = self._dark_since is not None and now - self._dark_since >= _DARK_SECONDS
        if covered != self._covered and (covered or self._dark_since is None):
            self._covered = covered
            (self._on_lost if covered else self._on_back)("covered")

    def _show(self, frame: Image, now: float) -> None:
        """For who looks at the screen: the picture, with the newest outline that is known."""
        if self._on_frame is None:
            return
        if not self._tracing and now - self._traced >= TRACE:
            self._trace(frame, now)
        self._on_frame(frame, self._outline, self._stillness.still())

    def _trace(self, frame: Image, now: float) -> None:
        """Look for the card's outline in a small copy, on the pool; one search at a time."""
        self._tracing, self._traced = True, now
        round_ = self._round
        scale = _TRACE_WIDTH / max(frame.shape[:2])
        small = np.asarray(
            cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )

        def found(outline: Quad | None) -> None:
            self._tracing = False
            if round_ == self._round:
                self._outline = steady(self._outline, outline, _STEADY * frame.shape[1])

        def failed(error: BaseException) -> None:
            self._tracing = False
            _log.error("no outline: %s", describe(error))

        self._timeline.work(self._pool, lambda: _outline(small, scale), found, failed)

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
            self._on_read(document, self._with_earlier(reading))
        else:
            reading.wipe()

    def _with_earlier(self, reading: CardReading) -> CardReading:
        """Laid anew, a reflection lies elsewhere: what was seen before counts, of the same card."""
        whole = fused_with(self._earlier, reading)
        if whole.accepted:
            # Its crops may be an earlier one's: they are overwritten with it at the visit's end.
            self._earlier = []
        elif reading.document is not None:
            # Without its pictures: those belong to whoever shows them.
            self._earlier = [*self._earlier[-1:], replace(reading, card=None, others=())]
        return whole

    def _failed(self, error: BaseException, round_: int) -> None:
        _log.error("reading failed: %s", describe(error))
        if round_ == self._round:
            self.rest()
            self._on_lost("reader")


def _outline(small: Image, scale: float) -> Quad | None:
    """The likeliest card's corners in pixels of the whole frame."""
    likely = next((f for f in find_cards(small) if f.score > CARD_LIKE), None)
    return None if likely is None else np.asarray(likely.quad / scale, np.float32)


def steady(before: Quad | None, now: Quad | None, slack: float) -> Quad | None:
    """The newer outline; the older one where no corner has moved by more than `slack` pixels."""
    if before is None or now is None:
        return now
    return before if float(np.abs(before - now).max()) <= slack else now
