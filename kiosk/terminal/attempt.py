"""Recognition that begins before she has surely ended: one at a time, thrown away where she goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.speech.types import GivenUp
from kiosk.terminal.ears import Turn
from kiosk.terminal.timeline import Timeline

T = TypeVar("T")
#: What is done with a turn on the pool; it looks at the second argument between its costly steps.
Job = Callable[[Turn, Callable[[], bool]], T]


@dataclass
class _Attempt(Generic[T]):
    """One turn, or what was said up to a pause, on its way through the recogniser."""

    turn: Turn
    job: Job[T]
    ended: Callable[[Turn, T | BaseException], None] | None = None
    """Who is told; None: she may yet go on."""
    given_up: bool = False
    result: T | BaseException | None = None
    at_work: bool = False


class Attempts(Generic[T]):
    """Owned by the conductor's thread. At most one is at work; the latest one waits for it."""

    def __init__(self, timeline: Timeline, pool: Executor) -> None:
        self._timeline = timeline
        self._pool = pool
        self._now: _Attempt[T] | None = None
        self._at_work: _Attempt[T] | None = None

    def begin(self, turn: Turn, job: Job[T]) -> None:
        """She pauses: work at what she has said so far."""
        self.give_up()
        self._start(_Attempt(turn, job))

    def end(self, turn: Turn, job: Job[T], tell: Callable[[Turn, T | BaseException], None]) -> None:
        """She has ended. What was begun at her last pause counts, where nothing was said since.

        `tell` is called on the conductor's thread with the result or the error; not where it is given up.
        """
        begun = self._now
        if begun is not None and begun.turn.mark == turn.mark and not begun.given_up:
            turn.samples.fill(0)
            begun.ended = tell
            if begun.result is not None:
                self._tell(begun)
            return
        self.give_up()
        self._start(_Attempt(turn, job, tell))

    def give_up(self) -> None:
        """Nobody wants what is under way."""
        attempt, self._now = self._now, None
        if attempt is not None:
            attempt.given_up = True
            attempt.result = None
            if not attempt.at_work:
                attempt.turn.samples.fill(0)

    def give_up_unended(self) -> None:
        """The same, for what she had not said to the end."""
        if self._now is not None and self._now.ended is None:
            self.give_up()

    def _start(self, attempt: _Attempt[T]) -> None:
        self._now = attempt
        if self._at_work is None:
            self._work(attempt)

    def _work(self, attempt: _Attempt[T]) -> None:
        attempt.at_work = True
        self._at_work = attempt
        self._timeline.work(
            self._pool,
            lambda: attempt.job(attempt.turn, lambda: attempt.given_up),
            lambda result: self._done(attempt, result),
            lambda error: self._done(attempt, error),
        )

    def _done(self, attempt: _Attempt[T], result: T | BaseException) -> None:
        self._at_work = None
        attempt.at_work = False
        # What was heard is needed no more.
        attempt.turn.samples.fill(0)
        if attempt.given_up or isinstance(result, GivenUp):
            if self._now is attempt:
                self._now = None
        else:
            attempt.result = result
            if attempt.ended is not None:
                self._tell(attempt)
        waiting = self._now
        if waiting is not None and waiting is not attempt and self._at_work is None:
            self._work(waiting)

    def _tell(self, attempt: _Attempt[T]) -> None:
        told, result = attempt.ended, attempt.result
        self._now = None
        assert told is not None
        assert result is not None
        told(attempt.turn, result)


__all__ = ["Attempts", "Job"]
