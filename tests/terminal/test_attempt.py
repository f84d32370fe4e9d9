"""Recognition from a pause on: used where nothing was said since, else thrown away and overwritten."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kiosk.speech.types import GivenUp
from kiosk.terminal.attempt import Attempts
from kiosk.terminal.ears import Turn
from tests.terminal.running import Later, skipping


def turn(mark: int) -> Turn:
    return Turn(np.ones(100, np.float32), 0.0, 1.0, False, mark=mark)


class Room:
    """Attempts over a pool that waits, and what was told."""

    def __init__(self) -> None:
        self.timeline, self.pool = skipping(), Later()
        self.attempts: Attempts[str] = Attempts(self.timeline, self.pool)
        self.done: list[int] = []
        self.told: list[str | BaseException] = []

    def job(self, heard: Turn, given_up: Callable[[], bool]) -> str:
        if given_up():
            raise GivenUp
        self.done.append(heard.mark)
        return f"heard {heard.mark}"

    def tell(self, heard: Turn, result: str | BaseException) -> None:
        self.told.append(result)

    def work(self) -> None:
        self.pool.do()
        while not self.timeline._inbox.empty():
            self.timeline.next()()


def test_what_was_begun_at_the_pause_is_the_turns_and_is_done_once() -> None:
    room = Room()
    paused, ended = turn(5), turn(5)
    room.attempts.begin(paused, room.job)
    room.attempts.end(ended, room.job, room.tell)
    assert not ended.samples.any()
    assert room.told == []
    room.work()
    assert (room.done, room.told) == ([5], ["heard 5"])
    assert not paused.samples.any()
    assert not room.pool.jobs


def test_a_result_that_was_there_before_the_end_is_told_at_the_end() -> None:
    room = Room()
    room.attempts.begin(turn(5), room.job)
    room.work()
    assert room.told == []
    room.attempts.end(turn(5), room.job, room.tell)
    assert (room.done, room.told) == ([5], ["heard 5"])


def test_who_goes_on_has_it_thrown_away_and_the_whole_waits_for_the_recogniser() -> None:
    room = Room()
    first, second = turn(5), turn(9)
    room.attempts.begin(first, room.job)
    room.attempts.give_up()
    room.attempts.begin(second, room.job)
    assert len(room.pool.jobs) == 1, "one recognition at a time"
    room.attempts.end(turn(9), room.job, room.tell)
    room.work()
    assert not first.samples.any()
    assert room.told == []
    room.work()
    assert (room.done, room.told) == ([9], ["heard 9"])
    assert not second.samples.any()


def test_an_end_that_is_not_the_pauses_is_recognised_anew() -> None:
    room = Room()
    room.attempts.begin(turn(5), room.job)
    room.attempts.end(turn(9), room.job, room.tell)
    room.work()
    room.work()
    assert (room.done, room.told) == ([9], ["heard 9"])


def test_what_never_came_to_work_is_overwritten_at_once() -> None:
    room = Room()
    waiting = turn(7)
    room.attempts.begin(turn(5), room.job)
    room.attempts.give_up()
    room.attempts.begin(waiting, room.job)
    room.attempts.give_up()
    assert not waiting.samples.any()
    room.work()
    assert (room.done, room.told) == ([], [])


def test_an_error_is_told_and_the_next_turn_is_heard() -> None:
    room = Room()

    def breaks(heard: Turn, given_up: Callable[[], bool]) -> str:
        raise ValueError("broken")

    room.attempts.end(turn(1), breaks, room.tell)
    room.work()
    assert isinstance(room.told[0], ValueError)
    room.attempts.end(turn(2), room.job, room.tell)
    room.work()
    assert room.told[1] == "heard 2"


@pytest.mark.parametrize("ended", [True, False])
def test_closing_the_ears_ends_only_what_was_not_said_to_the_end(ended: bool) -> None:
    room = Room()
    if ended:
        room.attempts.end(turn(3), room.job, room.tell)
    else:
        room.attempts.begin(turn(3), room.job)
    room.attempts.give_up_unended()
    room.work()
    assert room.told == (["heard 3"] if ended else [])
