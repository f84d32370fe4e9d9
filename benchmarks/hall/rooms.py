"""How a room answers a clap: impulse responses of a box with soft walls, by mirroring the source at them.

Allen and Berkley, "Image method for efficiently simulating small-room acoustics", JASA 65 (1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.types import SAMPLE_RATE, Samples

#: Metres a second at 20 degrees.
_SOUND = 343.0
#: A tap is spread over so many samples, so that a delay needn't be a whole one.
_TAPS = 32

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Room:
    """A box. Metres; `absorbed`: the share of the energy that a wall takes, 0 to 1."""

    size: Point
    absorbed: float
    longest: float = 0.5
    """Seconds of the response that are kept."""

    @property
    def reverberation(self) -> float:
        """Seconds to -60 dB (Sabine)."""
        x, y, z = self.size
        return 0.161 * x * y * z / (self.absorbed * 2 * (x * y + y * z + z * x))

    def response(self, source: Point, ear: Point) -> Samples:
        """From `source` to `ear`; the direct sound is the first tap and has about the height 1."""
        places, bounces = self._images(source)
        distance = np.linalg.norm(places - np.asarray(ear), axis=1)
        direct = float(distance.min())
        delay = (distance - direct) / _SOUND * SAMPLE_RATE
        near = delay < self.longest * SAMPLE_RATE
        strength = np.sqrt(1 - self.absorbed) ** bounces[near] * direct / distance[near]
        return _spread(delay[near], strength, int(self.longest * SAMPLE_RATE))

    def _images(self, source: Point) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Every mirror image within reach, and how many walls its sound has met."""
        reach = self.longest * _SOUND
        axes, walls = [], []
        for length, place in zip(self.size, source, strict=True):
            turns = np.arange(-int(reach / length) - 1, int(reach / length) + 2)
            # The n-th box along this axis holds the source as it is (even n) or mirrored (odd n).
            axes.append(np.where(turns % 2 == 0, turns * length + place, (turns + 1) * length - place))
            walls.append(np.abs(turns))
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
        met = np.stack(np.meshgrid(*walls, indexing="ij"), axis=-1).reshape(-1, 3).sum(axis=1)
        return grid, met


def _spread(delay: NDArray[np.float64], strength: NDArray[np.float64], length: int) -> Samples:
    """Taps at fractional delays, each a windowed sinc."""
    half = _TAPS // 2
    steps = np.arange(-half, half)
    made = np.zeros(length + 2 * _TAPS)
    whole = np.floor(delay).astype(np.int64)
    for step in steps:
        off = step - (delay - whole)
        shape = np.sinc(off) * (0.5 + 0.5 * np.cos(np.pi * off / (half + 1)))
        np.add.at(made, np.clip(whole + step + half, 0, len(made) - 1), strength * shape)
    return made[half : half + length].astype(np.float32)


def hall_room(rng: np.random.Generator) -> Room:
    """A service hall, 8 to 18 m wide: echoing for 0.4 to 1 s."""
    size = (float(rng.uniform(8, 18)), float(rng.uniform(6, 12)), float(rng.uniform(2.8, 4.5)))
    return Room(size, float(rng.uniform(0.2, 0.4)))


def at_kiosk(room: Room, rng: np.random.Generator) -> tuple[Point, Point]:
    """(mouth, microphone): 0.35 to 0.7 m apart, a metre and more from the walls."""
    x, y, _ = room.size
    ear = (float(rng.uniform(1.5, x - 1.5)), float(rng.uniform(1.5, y - 1.5)), 1.25)
    turn, far = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.35, 0.7))
    mouth = (ear[0] + far * np.cos(turn), ear[1] + far * np.sin(turn), float(rng.uniform(1.3, 1.6)))
    return (float(mouth[0]), float(mouth[1]), mouth[2]), ear


def somewhere(room: Room, rng: np.random.Generator) -> Point:
    """Where somebody else stands or sits."""
    x, y, _ = room.size
    return float(rng.uniform(0.6, x - 0.6)), float(rng.uniform(0.6, y - 0.6)), float(rng.uniform(1.1, 1.7))


def heard_in(response: Samples, dry: Samples) -> Samples:
    """`dry` with the room's answer, as long as `dry` and the response together."""
    size = len(dry) + len(response) - 1
    padded = 1 << (size - 1).bit_length()
    made = np.fft.irfft(np.fft.rfft(dry, padded) * np.fft.rfft(response, padded), padded)[:size]
    return np.asarray(made, dtype=np.float32)
