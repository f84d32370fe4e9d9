"""Louder and slower do something, for one visit."""

from __future__ import annotations

from kiosk.terminal.adjusting import Adjusting


class Speaker:
    volume = 0.0


class Voice:
    speed = 0.0

    def set_speed(self, speed: float) -> None:
        self.speed = speed


def test_wishes_are_carried_out_and_end_with_the_visit() -> None:
    speaker, voice = Speaker(), Voice()
    adjust = Adjusting(speaker, voice)
    usual = speaker.volume
    adjust("louder")
    assert speaker.volume > usual
    for _ in range(20):
        adjust("louder")
    assert speaker.volume == 1.0
    for _ in range(20):
        adjust("quieter")
    assert 0 < speaker.volume < usual
    adjust("slower")
    assert voice.speed < 1
    adjust("reset")
    assert (speaker.volume, voice.speed) == (usual, 1.0)
