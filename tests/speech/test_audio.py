"""Audio files: what is taken, and how what isn't is refused."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from kiosk.speech.audio import from_pcm16, load_audio, to_pcm16
from kiosk.speech.types import SpeechError


def _loudest_frequency(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * 16000 / len(samples))


def test_stereo_at_another_rate_becomes_mono_16k(wav: Path) -> None:
    samples = load_audio(wav)
    assert samples.dtype == np.float32
    assert len(samples) == 8000
    assert _loudest_frequency(samples) == pytest.approx(440, abs=3)


@pytest.mark.parametrize(("rate", "subtype"), [(8000, "PCM_U8"), (192_000, "PCM_24"), (16_000, "ULAW")])
def test_other_widths_and_rates(tmp_path: Path, rate: int, subtype: str) -> None:
    tone = 0.4 * np.sin(2 * np.pi * 500 * np.arange(rate) / rate)
    soundfile.write(tmp_path / "a.wav", tone, rate, subtype=subtype)
    samples = load_audio(tmp_path / "a.wav")
    assert len(samples) == pytest.approx(16_000, abs=2)
    assert _loudest_frequency(samples) == pytest.approx(500, abs=3)


def _written(path: Path, samples: np.ndarray, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, samples, 16_000, subtype=subtype)
    return path


def test_what_is_no_sound_is_refused_by_name(tmp_path: Path) -> None:
    text = tmp_path / "text.wav"
    text.write_text("not a wav")
    nothing = tmp_path / "nothing.wav"
    nothing.write_bytes(b"")
    cut = _written(tmp_path / "cut.wav", np.zeros(1600))
    cut.write_bytes(cut.read_bytes()[:20])
    cases = {
        "audio_missing": tmp_path / "none.wav",
        "audio_unreadable": text,
        "audio_empty": _written(tmp_path / "empty.wav", np.zeros(0)),
        "audio_bad": _written(tmp_path / "nan.wav", np.array([0.0, np.nan, 0.1]), "FLOAT"),
    }
    for code, path in cases.items():
        with pytest.raises(SpeechError) as caught:
            load_audio(path)
        assert caught.value.code == code
        assert path.name in caught.value.operator
    for path in (cut, nothing):
        with pytest.raises(SpeechError) as caught:
            load_audio(path)
        assert caught.value.code in ("audio_unreadable", "audio_empty")


def test_too_long_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    _written(tmp_path / "long.wav", np.zeros(16_000 * 601), "PCM_U8")
    with pytest.raises(SpeechError) as caught:
        load_audio(tmp_path / "long.wav")
    assert caught.value.code == "audio_too_long"


def test_pcm_there_and_back() -> None:
    samples = np.linspace(-1, 1, 100, dtype=np.float32)
    assert np.abs(from_pcm16(to_pcm16(samples)) - samples).max() < 1e-4
