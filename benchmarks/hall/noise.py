"""What else sounds in a hall: a crowd, a fan, a mains hum, a neighbour, 小智's own sentence, music."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Literal

import numpy as np

from benchmarks.hall.rooms import Room, at_kiosk, hall_room, heard_in, somewhere
from benchmarks.hall.voices import KIOSK, OTHERS, Speakers, Utterance
from kiosk.speech.loudness import voiced_rms_db
from kiosk.speech.types import SAMPLE_RATE, Samples

Noise = Literal["quiet", "white", "hum", "babble", "second", "prompt", "music", "knocks"]

_ROOMS = 6
_PLACES = 8
#: So many talk at once in a babble.
_CROWD = 7
#: What 小智 says while somebody answers too early.
_PROMPTS = (
    "请您把身份证放在高拍仪下面，正面朝上。",
    "您要办的是驾驶证损毁换证，对吗？",
    "请看一看屏幕上的信息对不对。",
)


@functools.cache
def room(index: int) -> Room:
    """One of the halls."""
    return hall_room(np.random.default_rng([11, index]))


@functools.cache
def response(index: int, place: int) -> Samples:
    """To the microphone of hall `index`: from the citizen's mouth (even `place`s below 0) or from afar."""
    rng = np.random.default_rng([12, index, 0])
    mouth, ear = at_kiosk(room(index), rng)
    if place < 0:
        return room(index).response(mouth, ear)
    return room(index).response(somewhere(room(index), np.random.default_rng([13, index, place])), ear)


def in_room(dry: Samples, rng: np.random.Generator) -> Samples:
    """`dry` as the kiosk's microphone hears who stands before it."""
    return heard_in(response(int(rng.integers(_ROOMS)), -1), dry)


class Surroundings:
    """Noises of any length. `crowd`: sentences that others say, `asides`: what a neighbour says."""

    def __init__(self, speakers: Speakers, crowd: Sequence[str], asides: Sequence[str]) -> None:
        self._speakers = speakers
        self._crowd = crowd
        self._asides = asides

    def make(self, noise: Noise, length: int, rng: np.random.Generator) -> Samples:
        """`length` samples with an RMS of 1."""
        match noise:
            case "quiet":
                made = _pink(length, rng)
            case "white":
                made = rng.standard_normal(length).astype(np.float32)
            case "hum":
                made = _hum(length, rng)
            case "music":
                made = _music(length, rng)
            case "knocks":
                made = _knocks(length, rng)
            case "babble":
                made = self._babble(length, rng)
            case "second":
                made = self._second(length, rng)
            case "prompt":
                made = self._prompt(length, rng)
        return unit(made.astype(np.float32))

    @functools.cached_property
    def _talk(self) -> list[Samples]:
        """What each of the crowd says in a row: two voices share a sentence."""
        lines: list[list[Samples]] = [[] for _ in OTHERS]
        for number, sentence in enumerate(self._crowd):
            for which in (number % len(OTHERS), (number + 1 + number // len(OTHERS)) % len(OTHERS)):
                lines[which].append(self._speakers.say(Utterance(sentence, OTHERS[which])))
        return [unit(np.concatenate(line)) for line in lines]

    def _babble(self, length: int, rng: np.random.Generator) -> Samples:
        where = int(rng.integers(_ROOMS))
        made = np.zeros(length, dtype=np.float32)
        for _ in range(_CROWD):
            talk = self._talk[int(rng.integers(len(self._talk)))]
            start = int(rng.integers(len(talk)))
            # A shifted rate makes two of one voice two people.
            line = _at_rate(np.take(talk, np.arange(start, start + int(length * 1.2)), mode="wrap"), rng)
            wet = heard_in(response(where, int(rng.integers(_PLACES))), line[:length])[:length]
            made += unit(wet) * float(10 ** (rng.uniform(-4, 4) / 20))
        return made

    def _second(self, length: int, rng: np.random.Generator) -> Samples:
        """One neighbour, who says something of her own all the time."""
        voice = OTHERS[int(rng.integers(len(OTHERS)))]
        said: list[Samples] = []
        while sum(map(len, said)) < length:
            said.append(
                self._speakers.say(Utterance(self._asides[int(rng.integers(len(self._asides)))], voice))
            )
        return _placed(np.concatenate(said)[:length], length, rng)

    def _prompt(self, length: int, rng: np.random.Generator) -> Samples:
        """小智 speaks on, from a loudspeaker in the same case."""
        said = self._speakers.say(Utterance(_PROMPTS[int(rng.integers(len(_PROMPTS)))], KIOSK))
        return _placed(np.take(said, np.arange(length), mode="wrap"), length, rng)


def unit(samples: Samples) -> Samples:
    """With an RMS of 1; silence stays silence."""
    power = float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
    return samples / np.float32(power) if power > 0 else samples


def mixed(speech: Samples, noise: Samples, snr: float) -> Samples:
    """`noise` (RMS 1) under `speech`, so many dB below its voiced parts."""
    level = 10 ** ((voiced_rms_db(speech, SAMPLE_RATE) - snr) / 20)
    return np.asarray(speech + noise * np.float32(level), dtype=np.float32)


def _placed(line: Samples, length: int, rng: np.random.Generator) -> Samples:
    return heard_in(response(int(rng.integers(_ROOMS)), int(rng.integers(_PLACES))), line)[:length]


def _at_rate(line: Samples, rng: np.random.Generator) -> Samples:
    factor = float(rng.uniform(0.9, 1.12))
    places = np.arange(int(len(line) / factor) - 1) * factor
    return np.asarray(np.interp(places, np.arange(len(line)), line), dtype=np.float32)


def _pink(length: int, rng: np.random.Generator) -> Samples:
    """A quiet room: less of it the higher."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 40.0)
    return np.asarray(np.fft.irfft(spectrum / np.sqrt(frequency), length), dtype=np.float32)


def _hum(length: int, rng: np.random.Generator) -> Samples:
    """Mains and its harmonics, with a fan's hiss below."""
    time = np.arange(length) / SAMPLE_RATE
    made = 0.05 * rng.standard_normal(length)
    for harmonic in range(1, 9):
        phase = rng.uniform(0, 2 * np.pi)
        made += rng.uniform(0.2, 1.0) / harmonic * np.sin(2 * np.pi * 50 * harmonic * time + phase)
    return np.asarray(made, dtype=np.float32)


def _music(length: int, rng: np.random.Generator) -> Samples:
    """Plucked chords of a five-tone scale, four a second at most."""
    made = np.zeros(length)
    at = 0
    while at < length:
        held = int(rng.uniform(0.25, 0.7) * SAMPLE_RATE)
        time = np.arange(min(int(1.5 * held), length - at)) / SAMPLE_RATE
        for _ in range(int(rng.integers(1, 4))):
            pitch = 220.0 * 2 ** (int(rng.choice([0, 2, 4, 7, 9, 12, 14, 16, 19, 21])) / 12)
            for partial in range(1, 5):
                made[at : at + len(time)] += (
                    np.sin(2 * np.pi * pitch * partial * time) * np.exp(-time * (2 + partial)) / partial**1.5
                )
        at += held
    return np.asarray(made, dtype=np.float32)


def _knocks(length: int, rng: np.random.Generator) -> Samples:
    """Stamps, chairs, a thing put down: short bursts over a quiet room."""
    made = 0.01 * unit(_pink(length, rng)).astype(np.float64)
    for _ in range(int(rng.integers(2, 7))):
        at = int(rng.integers(max(1, length - SAMPLE_RATE // 2)))
        time = np.arange(min(SAMPLE_RATE // 2, length - at)) / SAMPLE_RATE
        burst = rng.standard_normal(len(time)) * np.exp(-time * rng.uniform(20, 90))
        made[at : at + len(time)] += burst + np.sin(2 * np.pi * rng.uniform(90, 900) * time) * np.exp(
            -time * 30
        )
    return np.asarray(made, dtype=np.float32)
