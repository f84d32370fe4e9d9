"""The voices of invented citizens: Kokoro's, in a hall's noise. A sentence is made once and kept on disk."""

from __future__ import annotations

import re
from zlib import crc32

import numpy as np

from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.speech.audio import to_house_rate
from kiosk.speech.types import Samples
from kiosk.terminal.parts import open_voices
from kiosk.training.make_demo_audio import in_a_room
from kiosk.training.scenario import Citizen, Step

_HAN = re.compile(r"[\u3400-\u9fff]")


class Spoken:
    """One citizen's way of speaking."""

    def __init__(self, paths: Paths, citizen: Citizen) -> None:
        self._citizen = citizen
        self._voices = open_voices(paths, citizen.voice)

    def __call__(self, step: Step) -> Samples:
        """16 kHz, with silence around it. Raises SpeechError."""
        return self.say(step.says)

    def say(self, text: str) -> Samples:
        """Any sentence of hers; the noise is the same each time. Raises SpeechError."""
        language: Language = "zh" if _HAN.search(text) else "en"
        # She is invented, so what she says may be kept; another speed is made of what is kept.
        self._voices.set_speed(1.0)
        self._voices.prerender([text], language=language)
        self._voices.set_speed(self._citizen.speed)
        speech = self._voices.speak(text, language)
        random = np.random.default_rng(crc32(text.encode()))
        return in_a_room(to_house_rate(speech.samples, speech.rate), self._citizen.noise_db, random)
