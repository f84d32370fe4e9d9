"""Speaking: which voice, what is kept, how loud."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from kiosk.speech.cache import SpeechCache
from kiosk.speech.loudness import PEAK_DBTP, TARGET_LUFS, level, limit, lufs, trim, true_peak
from kiosk.speech.sentences import load_piece_rules
from kiosk.speech.stretch import stretch
from kiosk.speech.types import Samples, SpeechError
from kiosk.speech.voices import FASTEST, SLOWEST, Voices
from tests.speech.conftest import ASSETS, FakeEngine


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


def _sine(hertz: float, rate: int, seconds: float = 3.0, peak: float = 1.0) -> Samples:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [48_000, 24_000, 16_000])
def test_loudness_is_that_of_the_standard(rate: int) -> None:
    """ITU-R BS.1770-4: a full-scale sine of 997 Hz on one channel is -3.01 LKFS; gates by EBU Tech 3341."""
    assert lufs(_sine(997, rate), rate) == pytest.approx(-3.01, abs=0.05)
    assert lufs(_sine(997, rate, peak=0.1), rate) == pytest.approx(-23.01, abs=0.05)
    quiet = np.zeros(rate * 4, np.float32)
    assert lufs(np.concatenate([_sine(997, rate, 10.0), quiet]), rate) == pytest.approx(-3.1, abs=0.15)
    assert lufs(quiet, rate) == float("-inf")


def test_the_ear_hears_low_notes_less() -> None:
    assert lufs(_sine(30, 24_000), 24_000) < lufs(_sine(1000, 24_000), 24_000) - 5
    assert lufs(_sine(4000, 24_000), 24_000) > lufs(_sine(500, 24_000), 24_000) + 2


@pytest.mark.parametrize("gain", [0.001, 0.05, 1.0])
def test_every_voice_is_equally_loud(gain: float) -> None:
    random = np.random.default_rng(2)
    speech = np.concatenate([np.zeros(8000), random.uniform(-1, 1, 16000), np.zeros(8000)])
    made = level((speech * gain).astype(np.float32), 16000)
    assert lufs(made, 16000) == pytest.approx(TARGET_LUFS, abs=0.3)


def test_no_peak_passes_the_ceiling_between_samples_either() -> None:
    ceiling = 10 ** (PEAK_DBTP / 20) + 1e-3
    clicks = 0.02 * np.random.default_rng(1).standard_normal(16000).astype(np.float32)
    clicks[::4000] = 0.9
    assert true_peak(clicks * 3) > 1.0
    assert true_peak(level(clicks, 16000)) <= ceiling
    # A quarter of the rate, half-way between the samples: the samples say 0.707, the wave 1.
    between = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4).astype(np.float32)
    assert np.abs(between).max() < 0.71
    assert true_peak(limit(between, 16000)) <= ceiling
    soft = _sine(300, 16000, peak=0.5)
    assert limit(soft, 16000) is soft
    assert not level(np.zeros(100, np.float32), 16000).any()


@pytest.mark.parametrize("speed", [0.7, 0.82, 1.25])
def test_slower_is_longer_at_the_same_pitch(speed: float) -> None:
    rate = 24_000
    sound = _sine(220, rate, 1.0, 0.3) + _sine(660, rate, 1.0, 0.1)
    made = stretch(sound, rate, speed)
    assert len(made) == pytest.approx(len(sound) / speed, rel=0.01)
    middle = made[rate // 4 : rate // 4 + rate // 5]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.fft.rfftfreq(len(middle), 1 / rate)[spectrum.argmax()] == pytest.approx(220, abs=6)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(sound**2)), rel=0.15)
    assert stretch(sound, rate, 1.0) is sound


def test_a_kept_sentence_is_slower_at_once_and_a_new_one_made_so(tmp_path: Path) -> None:
    engine = FakeEngine("kokoro")
    voices = Voices([engine], SpeechCache(tmp_path))
    voices.prerender(["请把证件放在这里。"])
    usual = voices.speak("请把证件放在这里。")
    voices.set_speed(0.8)
    slow = voices.speak("请把证件放在这里。")
    assert slow.cached
    assert slow.seconds == pytest.approx(usual.seconds / 0.8, rel=0.02)
    assert engine.said.count("请把证件放在这里。") == 1
    voices.set_speed(9.0)
    assert voices.speed == FASTEST
    voices.set_speed(0.0)
    assert voices.speed == SLOWEST


def test_a_kept_sentence_stays_whole_and_a_new_one_is_cut(tmp_path: Path) -> None:
    engine = FakeEngine("kokoro")
    rules = load_piece_rules(ASSETS / "speech" / "pieces.yaml")
    voices = Voices([engine], SpeechCache(tmp_path), pieces=rules)
    text = "办好了。请到出入境管理窗口办这件事。"
    assert voices.pieces(text) == ("办好了。", "请到", "出入境管理窗口办这件事。")
    voices.prerender(["请到出入境管理窗口办这件事。"])
    assert voices.pieces(text) == ("办好了。", "请到出入境管理窗口办这件事。")
    assert voices.pieces("……") == ()
    assert engine.said == ["请到出入境管理窗口办这件事。"]


def test_only_what_is_named_is_kept_when_spoken_and_only_at_natural_speed(tmp_path: Path) -> None:
    voices = Voices([FakeEngine("kokoro", languages=("zh", "en"))], SpeechCache(tmp_path))
    voices.keep(["It is done."], "en")
    voices.speak("Ms Mao, it is done.", "en")
    voices.set_speed(0.8)
    voices.speak("It is done.", "en")
    assert not _files(tmp_path)
    voices.set_speed(1.0)
    assert not voices.speak("It is done.", "en").cached
    assert voices.speak("It is done.", "en").cached


def test_a_changed_reading_is_made_anew(tmp_path: Path) -> None:
    engine = FakeEngine("kokoro")
    voices = Voices([engine], SpeechCache(tmp_path))
    voices.prerender(["请重说"])
    engine.spoken = lambda text, language: text + "'"  # type: ignore[method-assign]
    assert not voices.speak("请重说").cached


def test_trim_takes_off_silence_only() -> None:
    sound = np.concatenate([np.zeros(8000), np.full(1600, 0.5), np.zeros(8000)]).astype(np.float32)
    kept = trim(sound, 16000)
    assert np.count_nonzero(kept) == 1600
    assert len(kept) == pytest.approx(1600 + 0.15 * 16000, abs=2)
    assert not len(trim(np.zeros(100, np.float32), 16000))
