"""What a kiosk measures of a case, for the desk's statistics: figures only, nothing that was said or read.

One `Measuring` a terminal. It is told what happens, and when a request ends it tells the desk its seconds,
whether her card was read at the first look, and whether she was satisfied, if she said so. A skipped survey
is no event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.dialogue.states import State, StateName

#: `bench visit` measures to the same moment: when the result, or the officer's number, has been said.
_TOLD = frozenset({StateName.ISSUE, StateName.STAFF})
#: 满意 and 非常满意; 一般 (fair) isn't satisfied.
_SATISFIED = 4


@dataclass
class Measuring:
    """The conductor's thread only."""

    tell: Callable[[str, float], None]
    """Kind and value, for the case under way."""
    _began: float | None = None
    _told: bool = False
    _first_reading: bool | None = None

    def spoke(self, at: float) -> None:
        """She began to speak, or touched, at `at` (seconds of the visit): the first time is the request."""
        if self._began is None:
            self._began = at

    def read(self, accepted: bool) -> None:
        """A card was looked at; only the first look of a request counts."""
        if self._first_reading is None:
            self._first_reading = accepted

    def rated(self, score: int) -> None:
        """5 (very satisfied) to 1 (not at all)."""
        self.tell("satisfied", 1.0 if score >= _SATISFIED else 0.0)

    def silent(self, state: State, now: float) -> None:
        """All has been said: after the result the request is over."""
        if state.name not in _TOLD or state.ended is None or self._told:
            return
        self._told = True
        if self._began is not None:
            self.tell("visit_seconds", round(now - self._began, 1))
        if self._first_reading is not None:
            self.tell("read_first_time", float(self._first_reading))

    def stepped(self, before: State, after: State) -> None:
        """The same citizen goes on with another request: it is measured from here on."""
        if before.ended is not None and after.ended is None and after.name is not StateName.WHY:
            self.forget()

    def forget(self) -> None:
        """The visit is over."""
        self._began, self._told, self._first_reading = None, False, None
