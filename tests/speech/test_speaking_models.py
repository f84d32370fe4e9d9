"""The real voice: what 小智 says, a recogniser hears, in both languages."""

from __future__ import annotations

import numpy as np
import pytest
from pypinyin import lazy_pinyin

from kiosk.core.paths import repository_root
from kiosk.core.text import Language
from kiosk.speech.audio import to_house_rate
from kiosk.speech.engines import choose_recogniser
from kiosk.speech.loudness import PEAK_DBTP, TARGET_LUFS, lufs, true_peak
from kiosk.speech.models import ModelStore
from kiosk.speech.types import SAMPLE_RATE, Expectation, Recogniser, Speech
from kiosk.speech.voices import ENGLISH_VOICE, Voices, default_voices

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def voices(store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return default_voices(store, repository_root() / "assets", tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def recogniser(store: ModelStore) -> Recogniser:
    chosen = choose_recogniser(store, "whisper-base")
    chosen.warm()
    return chosen


def _heard(recogniser: Recogniser, speech: Speech, language: Language) -> str:
    sound = to_house_rate(speech.samples, speech.rate)
    whole = np.concatenate([np.zeros(SAMPLE_RATE), sound, np.zeros(SAMPLE_RATE // 2)])
    noise = 2e-4 * np.random.default_rng(5).standard_normal(len(whole))
    samples = (whole + noise).astype(np.float32)
    return recogniser.listen(samples, Expectation("open", language=language)).text


@pytest.mark.parametrize(
    ("text", "language", "heard"),
    [
        ("Please lay your ID card under the camera.", "en", "please lay your id card under the camera"),
        ("Your driving licence has expired.", "en", "your driving license has expired"),
        ("请把身份证放在摄像头下面。", "zh", "请把身份证放在摄像头下面"),
    ],
)
def test_a_sentence_is_understood(
    voices: Voices, recogniser: Recogniser, text: str, language: Language, heard: str
) -> None:
    speech = voices.speak(text, language)
    assert speech.voice == (ENGLISH_VOICE if language == "en" else "zf_xiaoyi")
    assert lufs(speech.samples, speech.rate) == pytest.approx(TARGET_LUFS, abs=0.5)
    assert true_peak(speech.samples) <= 10 ** (PEAK_DBTP / 20) + 1e-3
    came = _heard(recogniser, speech, language).lower().replace("licence", "license").rstrip(".")
    # 正 for 证 is the recogniser's spelling, not the voice's sound.
    same = lazy_pinyin if language == "zh" else str.split
    assert same(came) == same(heard)


def test_a_slower_sentence_is_understood(voices: Voices, recogniser: Recogniser) -> None:
    """Kept at natural speed and stretched: what 请说慢一点 sounds like."""
    voices.prerender(["请把身份证放在摄像头下面。"])
    voices.set_speed(0.7)
    slow = voices.speak("请把身份证放在摄像头下面。")
    voices.set_speed(1.0)
    assert slow.cached
    assert lazy_pinyin(_heard(recogniser, slow, "zh")) == lazy_pinyin("请把身份证放在摄像头下面")
    assert slow.seconds == pytest.approx(voices.speak("请把身份证放在摄像头下面。").seconds / 0.7, rel=0.02)
