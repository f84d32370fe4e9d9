"""A lost loudspeaker is told once and opened again in the background; the visit goes on in writing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from kiosk.speech.types import Speech, SpeechError
from kiosk.terminal.loudspeaker import Loudspeaker

SENTENCE = Speech(np.zeros(10, np.float32), 24_000, "fake", "fake", cached=False)


class Player:
    """A device that a test pulls out and plugs in."""

    def __init__(self, there: bool = True) -> None:
        self.volume = 0.5
        self.there = there
        self.is_open = False
        self.played = 0

    def open(self) -> None:
        if not self.there:
            self.is_open = False
            raise SpeechError("loudspeaker_missing", "nothing is plugged in")
        self.is_open = True

    def alive(self) -> bool:
        return self.is_open and self.there

    def play(self, speech: Speech) -> bool:
        self.open()
        self.played += 1
        return True

    def stop(self) -> None:
        """Nothing lasts here."""


class Heard:
    """What was told, and a wait for it."""

    def __init__(self, player: Player) -> None:
        self.told: list[str] = []
        self._more = threading.Condition()
        self.speaker = Loudspeaker(player, self._lost, self._back, look=0.01)

    def _lost(self, device: str) -> None:
        self._tell(f"lost {device}")

    def _back(self, device: str) -> None:
        self._tell(f"back {device}")

    def _tell(self, what: str) -> None:
        with self._more:
            self.told.append(what)
            self._more.notify_all()

    def wait(self, count: int) -> list[str]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.told) >= count, 20), self.told
            return list(self.told)


def until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it never came")


def test_missing_at_the_start_is_told_before_anything_is_said_and_its_coming_too() -> None:
    player = Player(there=False)
    heard = Heard(player)
    assert heard.wait(1) == ["lost loudspeaker"]
    heard.speaker.play(SENTENCE)
    until(lambda: heard.speaker._waiting.empty())
    player.there = True
    assert heard.wait(2) == ["lost loudspeaker", "back loudspeaker"]
    assert player.played == 0, "what was to be said meanwhile is out of date"
    heard.speaker.play(SENTENCE)
    until(lambda: player.played == 1)
    heard.speaker.close()


def test_a_loss_between_two_sentences_is_noticed() -> None:
    player = Player()
    heard = Heard(player)
    heard.speaker.play(SENTENCE)
    until(lambda: player.played == 1)
    player.there = False
    assert heard.wait(1) == ["lost loudspeaker"]
    player.there = True
    assert heard.wait(2)[-1] == "back loudspeaker"
    heard.speaker.close()


def test_who_watches_later_is_told_what_is_lost_already() -> None:
    heard = Heard(Player(there=False))
    heard.wait(1)
    late: list[str] = []
    heard.speaker.watch(late.append, late.append)
    assert late == ["loudspeaker"]
    heard.speaker.close()


def test_the_volume_is_the_players() -> None:
    player = Player()
    heard = Heard(player)
    heard.speaker.volume = 0.9
    assert heard.speaker.volume == player.volume == pytest.approx(0.9)
    heard.speaker.close()
