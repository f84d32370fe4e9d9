"""What the terminal's tests run on: executors without chance, a fake clock, and a pump for the timeline."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np

from kiosk.core.clock import ManualClock
from kiosk.core.text import Language
from kiosk.speech.types import SAMPLE_RATE, Speech, SpeechError
from kiosk.terminal.ears import Turn
from kiosk.terminal.timeline import TerminalError, Timeline


class Inline(Executor):
    """Does a job at once, on the thread that asks."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        run(future, lambda: fn(*args, **kwargs))
        return future


class Later(Executor):
    """Keeps jobs until a test does them, in any order it likes."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.jobs.append((future, lambda: fn(*args, **kwargs)))
        return future

    def do(self, index: int = 0) -> None:
        """Do one of the waiting jobs."""
        job = self.jobs[index]
        del self.jobs[index]
        run(*job)


def run(future: Future[Any], job: Callable[[], Any]) -> None:
    try:
        result = job()
    except Exception as error:  # noqa: BLE001 - a job's error belongs to whoever asked for it
        future.set_exception(error)
    else:
        future.set_result(result)


def skipping() -> Timeline:
    """A timeline on a clock that stands still: all time that passes is skipped time."""
    return Timeline(ManualClock(), skipping=True)


def pump(timeline: Timeline, until: Callable[[], bool] = lambda: False, calls: int = 500) -> None:
    """Make calls until nothing is to come any more, or `until` holds."""
    for _ in range(calls):
        if until():
            return
        try:
            call = timeline.next(patience=0)
        except TerminalError:
            return
        call()
    raise AssertionError("it never comes to rest")


class Told:
    """Who is told of what the ears hear, and keeps it."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.turns: list[Turn] = []
        self.at: list[float] = []
        """When each turn was told."""
        self.events: list[str] = []
        self.pauses: list[Turn] = []
        self.partials: list[str] = []

    def started(self) -> None:
        self.events.append("started")

    def paused(self, turn: Turn) -> None:
        self.events.append("paused")
        self.pauses.append(turn)

    def resumed(self) -> None:
        self.events.append("resumed")

    def broken_off(self) -> None:
        self.events.append("broken off")

    def partial(self, text: str) -> None:
        self.partials.append(text)

    def heard(self, turn: Turn) -> None:
        self.events.append("heard")
        self.turns.append(turn)
        self.at.append(self._timeline.now())


class FakeVoice:
    """A second for ten characters; fails where it is told to."""

    name = "fake"

    def __init__(self, fails: frozenset[str] = frozenset()) -> None:
        self.fails = fails
        self.made: list[tuple[str, Language]] = []

    def warm(self) -> None:
        """Nothing to load."""

    def pieces(self, text: str, language: Language = "zh") -> tuple[str, ...]:
        return (text,)

    def speak(self, text: str, language: Language = "zh") -> Speech:
        if text in self.fails:
            raise SpeechError("voice_failed", "the voice has no breath")
        self.made.append((text, language))
        samples = np.zeros(SAMPLE_RATE * len(text) // 10, dtype=np.float32)
        return Speech(samples, SAMPLE_RATE, "fake", "fake", cached=False)


class FakePlayer:
    """Writes down what is played and when it is stopped."""

    def __init__(self) -> None:
        self.played: list[Speech] = []
        self.stops = 0

    def play(self, speech: Speech) -> None:
        self.played.append(speech)

    def stop(self) -> None:
        self.stops += 1

    def busy(self) -> bool:
        return False
