"""Speaking: which voice, what is kept, how loud."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from kiosk.speech.cache import SpeechCache
from kiosk.speech.loudness import PEAK, TARGET_DB, level, trim, voiced_rms_db
from kiosk.speech.types import SpeechError
from kiosk.speech.voices import Voices
from tests.speech.conftest import FakeEngine


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.wav"))


def test_the_first_voice_that_works_speaks_and_the_fall_back_shows(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, last = FakeEngine("kokoro", fails="model_missing"), FakeEngine("pyttsx3")
    voices = Voices([first, last], SpeechCache(tmp_path))
    with caplog.at_level(logging.WARNING, "kiosk.speech"):
        assert voices.speak("您好").engine == "pyttsx3"
        voices.speak("请坐")
    assert [r.message for r in caplog.records] == ["voice fell back"]
    assert voices.name == "pyttsx3"
    assert [(s.engine, s.works, s.in_use) for s in voices.describe()] == [
        ("kokoro", False, False),
        ("pyttsx3", True, True),
    ]
    first.fails = None
    assert voices.speak("您好").engine == "kokoro"
    assert voices.name == "kokoro"


def test_nothing_that_speaks_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    voices = Voices(
        [FakeEngine("kokoro", fails="x"), FakeEngine("pyttsx3", fails="y")], SpeechCache(tmp_path)
    )
    with pytest.raises(SpeechError, match=r"kokoro is broken.*pyttsx3 is broken") as caught:
        voices.speak("您好")
    assert caught.value.code == "no_voice"
    with pytest.raises(SpeechError):
        voices.warm()


def test_english_goes_to_a_voice_that_has_it(tmp_path: Path) -> None:
    voices = Voices(
        [FakeEngine("kokoro"), FakeEngine("pyttsx3", languages=("zh", "en"))], SpeechCache(tmp_path)
    )
    assert voices.speak("hello", "en").engine == "pyttsx3"


def test_only_fixed_sentences_are_kept_on_disk(tmp_path: Path) -> None:
    engine = FakeEngine("kokoro")
    voices = Voices([engine], SpeechCache(tmp_path))
    voices.speak("毛女士您好")
    assert not _files(tmp_path)
    assert voices.prerender(["请稍等", "请坐", "请坐"]) == 2
    assert len(_files(tmp_path)) == 2
    assert voices.prerender(["请稍等", "请坐"]) == 0
    again = voices.speak("请坐")
    assert again.cached
    assert engine.said.count("请坐") == 1


def test_a_damaged_cache_file_is_made_again(tmp_path: Path) -> None:
    voices = Voices([FakeEngine("kokoro")], SpeechCache(tmp_path))
    voices.prerender(["请坐"])
    _files(tmp_path)[0].write_bytes(b"RIFF")
    assert not voices.speak("请坐").cached


def test_an_id_number_is_left_out_and_said_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = FakeEngine("kokoro")
    Voices([engine], SpeechCache(tmp_path)).speak("号码是11010519491231002X。")
    assert engine.said == ["号码是。"]
    assert "left out" in caplog.text
    assert "1101051949" not in caplog.text


def test_cache_names_differ_by_voice_speed_and_text_and_tell_nothing(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    keys = {
        cache.key("kokoro", "a", 1.0, "您好"),
        cache.key("kokoro", "b", 1.0, "您好"),
        cache.key("kokoro", "a", 0.9, "您好"),
        cache.key("kokoro", "a", 1.0, "您好！"),
    }
    assert len(keys) == 4
    assert all(set(key) <= set("0123456789abcdef") for key in keys)


def test_a_cache_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpeechError) as caught:
        Voices([FakeEngine("kokoro")], SpeechCache(tmp_path / "file")).prerender(["您好"])
    assert caught.value.code == "cache_unwritable"


@pytest.mark.parametrize("gain", [0.001, 0.05, 1.0])
def test_every_voice_is_equally_loud(gain: float) -> None:
    random = np.random.default_rng(2)
    speech = np.concatenate([np.zeros(8000), random.uniform(-1, 1, 16000), np.zeros(8000)])
    made = level((speech * gain).astype(np.float32), 16000)
    assert voiced_rms_db(made, 16000) == pytest.approx(TARGET_DB, abs=0.1)


def test_peaks_never_clip_and_silence_stays_silent() -> None:
    clicks = np.zeros(16000, np.float32)
    clicks[::4000] = 0.5
    assert np.abs(level(clicks, 16000)).max() <= PEAK + 1e-6
    assert not level(np.zeros(100, np.float32), 16000).any()


def test_trim_takes_off_silence_only() -> None:
    sound = np.concatenate([np.zeros(8000), np.full(1600, 0.5), np.zeros(8000)]).astype(np.float32)
    kept = trim(sound, 16000)
    assert np.count_nonzero(kept) == 1600
    assert len(kept) == pytest.approx(1600 + 0.15 * 16000, abs=2)
    assert not len(trim(np.zeros(100, np.float32), 16000))
