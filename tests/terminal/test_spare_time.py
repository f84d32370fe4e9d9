"""Sentences are made ahead only while nobody is there, one at a time, and never twice."""

from __future__ import annotations

from kiosk.speech.types import SpeechError
from kiosk.terminal.spare_time import QUIET, SpareTime


class Hall:
    """Is somebody there, what time is it, and what was made."""

    def __init__(self, kept: frozenset[str] = frozenset(), broken: bool = False) -> None:
        self.rests = True
        self.now = 0.0
        self.kept = set(kept)
        self.broken = broken
        self.made: list[str] = []
        self.spare = SpareTime(self.make, "abcd", lambda: self.rests, lambda: self.now)

    def make(self, text: str) -> bool:
        if self.broken:
            raise SpeechError("no_voice", "nothing speaks")
        if text in self.kept:
            return False
        self.made.append(text)
        return True

    def after(self, seconds: float) -> list[str]:
        self.now += seconds
        self.spare.look()
        return self.made


def test_one_sentence_a_look_after_a_minute_of_rest() -> None:
    hall = Hall()
    assert hall.after(0) == []
    assert hall.after(QUIET - 1) == []
    assert hall.after(1) == ["a"]
    assert hall.after(2) == ["a", "b"]


def test_who_comes_begins_the_minute_anew() -> None:
    hall = Hall()
    hall.after(0)
    hall.rests = False
    assert hall.after(QUIET) == []
    hall.rests = True
    assert hall.after(1) == []
    assert hall.after(QUIET) == ["a"]


def test_what_is_there_already_is_passed_over() -> None:
    hall = Hall(kept=frozenset("ab"))
    hall.after(0)
    assert hall.after(QUIET) == ["c"]
    hall.after(2)
    hall.after(2)
    assert (hall.made, hall.spare.left) == (["c", "d"], 0)


def test_without_a_voice_nothing_is_tried_again_and_again() -> None:
    hall = Hall(broken=True)
    hall.after(0)
    assert hall.after(QUIET) == []
    assert hall.spare.left == 0
