"""Speak the demo's citizen: `python -m kiosk.training.make_demo_audio OUTDIR`.

Another voice than 小智's, with the noise of a room at 20 dB; a fixed seed makes the same files again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from kiosk.core.paths import Paths
from kiosk.speech.audio import save_wav, to_house_rate
from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.terminal.parts import open_voices

SAYS = {"mao_request.wav": "你好，我的驾驶证坏了，想换一本新的。", "mao_yes.wav": "对。"}
VOICE = "zf_xiaobei"
_LEAD, _TAIL = 1.2, 0.8


def in_a_room(speech: Samples, signal_to_noise: float, random: np.random.Generator) -> Samples:
    """Silence around it, and noise like a ventilated room's: stronger in the low tones.

    `signal_to_noise` in dB, of the speech's own energy.
    """
    lead, tail = np.zeros(int(_LEAD * SAMPLE_RATE)), np.zeros(int(_TAIL * SAMPLE_RATE))
    whole = np.concatenate([lead, speech, tail])
    white = np.fft.rfft(random.standard_normal(len(whole)))
    frequencies = np.fft.rfftfreq(len(whole), 1 / SAMPLE_RATE)
    noise = np.fft.irfft(white / np.sqrt(np.maximum(frequencies, 60.0)), len(whole))
    level = np.sqrt(np.mean(speech**2)) / 10 ** (signal_to_noise / 20)
    noise *= level / np.sqrt(np.mean(noise**2))
    return np.asarray(np.clip(whole + noise, -1, 1), dtype=np.float32)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    voices = open_voices(Paths.default(), VOICE)
    random = np.random.default_rng(20230327)
    for name, text in SAYS.items():
        speech = voices.speak(text)
        save_wav(
            folder / name, in_a_room(to_house_rate(speech.samples, speech.rate), 20, random), SAMPLE_RATE
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
