"""Looking for a paper's code: the camera is looked at again and again, decoding runs on the pool.

Apart from `eyes`, which wait for a card to lie still: a code is read while it is held, and nothing is kept of
the picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from kiosk.core.describe import describe
from kiosk.core.paper_code import parse_pickup_text, parse_verification_text
from kiosk.terminal.eyes import OnFrame
from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.vision.codes import read_codes
from kiosk.vision.types import FrameSource, Image, VisionError

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two pictures that are shown, and between two that are searched.
_TICK, _SEARCH = 1 / 16, 0.25
#: Seconds between two looks at a camera that gives no picture.
_AGAIN = 0.5


def number_on(codes: Sequence[str]) -> str | None:
    """The certificate number that one of the codes holds; '' where none is ours, None where there is none."""
    for text in codes:
        ours = parse_verification_text(text)
        number = ours[0] if ours else parse_pickup_text(text)
        if number is not None:
            return number
    return "" if codes else None


class Scanner:
    """Owned by the conductor's thread."""

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        source: FrameSource,
        on_number: Callable[[str], None],
        on_lost: Callable[[str], None],
        on_frame: OnFrame | None = None,
    ) -> None:
        """`on_number`: a code came under the camera; empty where it isn't ours. The same one is told once."""
        self._timeline = timeline
        self._pool = pool
        self._source = source
        self._on_number = on_number
        self._on_lost = on_lost
        self._on_frame = on_frame
        self._tick: Scheduled | None = None
        self._round = 0
        self._seen: str | None = None
        self._searching = self._told = False
        self._searched = -_SEARCH

    def watch(self) -> None:
        """Look until `rest`."""
        self.rest()
        self._seen, self._told = None, False
        self._tick = self._timeline.after(0, self._look)

    def rest(self) -> None:
        """Look no more; a search under way is thrown away."""
        self._round += 1
        self._searching = False
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
            if self._on_frame:
                self._on_frame(None, None, False)

    def _look(self) -> None:
        began = self._timeline.now()
        try:
            frame = self._source.read()
        except VisionError as error:
            self._tick = self._timeline.after(_AGAIN, self._look)
            if not self._told:
                self._told = True
                _log.error("camera lost: %s", error.operator, extra={"code": error.code})
                self._on_lost("camera")
            return
        self._told = False
        if frame is not None:
            if self._on_frame:
                self._on_frame(frame, None, False)
            if not self._searching and began - self._searched >= _SEARCH:
                self._search(frame, began)
        self._tick = self._timeline.at(began + _TICK, self._look)

    def _search(self, frame: Image, now: float) -> None:
        self._searching, self._searched = True, now
        round_ = self._round

        def found(number: str | None) -> None:
            if round_ != self._round:
                return
            self._searching = False
            if number is None or number == self._seen:
                return
            self._seen = number
            self._on_number(number)

        def failed(error: BaseException) -> None:
            self._searching = False
            _log.error("no code could be looked for: %s", describe(error))

        self._timeline.work(self._pool, lambda: number_on(read_codes(frame)), found, failed)
