"""Where somebody speaks in a recording."""

from __future__ import annotations

import numpy as np

from kiosk.speech.types import SAMPLE_RATE
from kiosk.speech.vad import SileroVad, find_speech


def test_noise_hum_and_silence_hold_no_speech() -> None:
    random = np.random.default_rng(1)
    vad = SileroVad()
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for sound in (
        np.zeros(SAMPLE_RATE),
        0.1 * random.standard_normal(SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 50 * time),
    ):
        assert find_speech(sound.astype(np.float32), vad) == []
