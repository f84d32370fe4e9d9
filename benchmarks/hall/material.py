"""Clips as a kiosk's microphone hears them: real lead-in, an utterance in its surroundings, and an end."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.hall.noise import Noise, Surroundings, in_room, mixed
from benchmarks.hall.voices import Speakers, Utterance
from kiosk.speech.loudness import voiced_rms_db
from kiosk.speech.types import SAMPLE_RATE, Samples

#: Seconds of the surroundings before and after what is said.
_LEAD = (1.3, 1.8)
_TAIL = 1.0
#: dBFS of the voiced parts: a microphone set for somebody half a metre away.
_LEVEL = (-30.0, -22.0)


@dataclass(frozen=True)
class Scene:
    """Where something is said, and through what."""

    noise: Noise = "quiet"
    snr: float = 35.0
    """dB between the voiced parts of the speech and the noise."""
    room: bool = False
    """Echo of a hall; without it a microphone near the mouth."""
    telephone: bool = False
    """Only 300 to 3,400 Hz."""
    clipped: bool = False
    """So loud that the peaks are cut off."""


CLEAN = Scene()
BABBLE = Scene("babble", 10.0)
SCENES: dict[str, Scene] = {
    "clean": CLEAN,
    "10db": BABBLE,
    "babble20": Scene("babble", 20.0),
    "babble15": Scene("babble", 15.0),
    "babble5": Scene("babble", 5.0),
    "room": Scene(room=True),
    "hall": Scene("babble", 10.0, room=True),
    "white": Scene("white", 10.0),
    "hum": Scene("hum", 10.0),
    "second": Scene("second", 10.0),
    "prompt": Scene("prompt", 20.0),
    "telephone": Scene(snr=25.0, telephone=True),
    "clipped": Scene(clipped=True),
}


class Studio:
    """Makes clips; the same utterance, scene and take give the same samples."""

    def __init__(self, speakers: Speakers, surroundings: Surroundings, seed: int = 7) -> None:
        self._speakers = speakers
        self._surroundings = surroundings
        self._seed = seed

    def clip(self, utterance: Utterance, scene: Scene = CLEAN, take: int = 0) -> Samples:
        """16 kHz. `take`: another noise, room and loudness for the same words."""
        rng = np.random.default_rng([self._seed, take, zlib.crc32(repr((utterance, scene)).encode())])
        dry = self._speakers.say(utterance)
        speech = in_room(dry, rng) if scene.room else dry
        lead = int(rng.uniform(*_LEAD) * SAMPLE_RATE)
        speech = np.concatenate(
            [np.zeros(lead), speech, np.zeros(int(_TAIL * SAMPLE_RATE))], dtype=np.float32
        )
        speech = speech * np.float32(10 ** ((rng.uniform(*_LEVEL) - voiced_rms_db(speech, SAMPLE_RATE)) / 20))
        made = mixed(speech, self._surroundings.make(scene.noise, len(speech), rng), scene.snr)
        if scene.telephone:
            made = _telephone(made)
        if scene.clipped:
            made = made * np.float32(2.5 / np.abs(made).max())
        return np.asarray(np.clip(made, -1.0, 1.0), dtype=np.float32)

    def only(self, noise: Noise, seconds: float, take: int = 0, level: float | None = None) -> Samples:
        """Nobody speaks to the kiosk. `level`: dBFS, any if None."""
        rng = np.random.default_rng([self._seed, take, zlib.crc32(noise.encode())])
        made = self._surroundings.make(noise, int(seconds * SAMPLE_RATE), rng)
        wanted = rng.uniform(-55, -22) if level is None else level
        scaled = made * np.float32(10 ** (wanted / 20))
        return np.asarray(np.clip(scaled, -1.0, 1.0), dtype=np.float32)


def varied(utterance: Utterance, rng: np.random.Generator) -> Utterance:
    """The same by somebody in another mood: speed 0.8 to 1.25, pitch 0.92 to 1.1."""
    speed = round(float(rng.choice([0.8, 0.9, 1.0, 1.1, 1.25])), 2)
    pitch = round(float(rng.choice([0.92, 1.0, 1.0, 1.1])), 2)
    return replace(utterance, speed=speed, pitch=pitch)


def _telephone(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    low = 1 / (1 + (300 / np.maximum(frequency, 1.0)) ** 8)
    high = 1 / (1 + (frequency / 3400) ** 16)
    return np.asarray(np.fft.irfft(spectrum * low * high, len(samples)), dtype=np.float32)
