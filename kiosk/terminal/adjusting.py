"""Louder, quieter, slower: for one visit, and back to the usual at its end."""

from __future__ import annotations

from typing import Protocol

#: A step of volume, the quietest and the loudest; full scale is 1.
_STEP, _QUIETEST, _USUAL, _LOUDEST = 0.15, 0.25, 0.7, 1.0
_SLOW = 0.82


class HasVolume(Protocol):
    volume: float


class HasSpeed(Protocol):
    def set_speed(self, speed: float) -> None: ...


class Adjusting:
    """Turns the dialogue's wishes into volume and speed."""

    def __init__(self, loudspeaker: HasVolume, voice: HasSpeed) -> None:
        self._loudspeaker = loudspeaker
        self._voice = voice
        self("reset")

    def __call__(self, what: str) -> None:
        match what:
            case "louder":
                self._loudspeaker.volume = min(_LOUDEST, self._loudspeaker.volume + _STEP)
            case "quieter":
                self._loudspeaker.volume = max(_QUIETEST, self._loudspeaker.volume - _STEP)
            case "slower":
                self._voice.set_speed(_SLOW)
            case "reset":
                self._loudspeaker.volume = _USUAL
                self._voice.set_speed(1.0)
