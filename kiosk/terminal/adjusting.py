"""Louder, quieter, slower: for one visit, and back to the usual at its end."""

from __future__ import annotations

from typing import Protocol

#: A step of volume, the quietest and the loudest; full scale is 1.
_STEP, _QUIETEST, _USUAL, _LOUDEST = 0.15, 0.25, 0.7, 1.0
#: Asked once, asked again: slower than the last nobody understands better.
_SPEEDS = (1.0, 0.82, 0.7)


class HasVolume(Protocol):
    volume: float


class HasSpeed(Protocol):
    def set_speed(self, speed: float) -> None: ...


class Adjusting:
    """Turns the dialogue's wishes into volume and speed, heard from the next piece on."""

    def __init__(self, loudspeaker: HasVolume, voice: HasSpeed) -> None:
        self._loudspeaker = loudspeaker
        self._voice = voice
        self._slowness = 0
        self.usual = _USUAL
        """How loud a visit begins; officers may set it."""
        self("reset")

    def __call__(self, what: str) -> None:
        match what:
            case "louder":
                self._loudspeaker.volume = min(_LOUDEST, self._loudspeaker.volume + _STEP)
            case "quieter":
                self._loudspeaker.volume = max(_QUIETEST, self._loudspeaker.volume - _STEP)
            case "slower":
                self._at(self._slowness + 1)
            case "reset":
                self._loudspeaker.volume = self.usual
                self._at(0)

    def _at(self, slowness: int) -> None:
        self._slowness = min(slowness, len(_SPEEDS) - 1)
        self._voice.set_speed(_SPEEDS[self._slowness])
