"""Microphones that can't give 16 kHz mono are heard all the same, without clicks between blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.speech.audio import to_pcm16
from kiosk.speech.converter import Converter
from kiosk.speech.sound_choice import SoundChoice
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples


def _tone(rate: int, seconds: float = 2.0, frequency: float = 1000.0) -> Samples:
    time = np.arange(int(rate * seconds)) / rate
    return (0.5 * np.sin(2 * np.pi * frequency * time)).astype(np.float32)


def _convert(converter: Converter, data: bytes, step: int) -> Samples:
    frames = [f for i in range(0, len(data), step) for f in converter.feed(data[i : i + step])]
    assert all(len(f) == FRAME for f in frames)
    return np.concatenate(frames)


@pytest.mark.parametrize(
    ("rate", "channels"), [(48_000, 1), (48_000, 2), (44_100, 1), (44_100, 2), (16_000, 2)]
)
def test_a_tone_is_the_same_tone(rate: int, channels: int) -> None:
    block = np.repeat(_tone(rate)[:, None], channels, axis=1)
    heard = _convert(Converter(rate, channels), to_pcm16(block), 2 * channels * 1411)
    assert len(heard) == pytest.approx(2 * SAMPLE_RATE, abs=3 * FRAME)
    middle = heard[SAMPLE_RATE // 4 : -SAMPLE_RATE // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    peak = int(spectrum.argmax())
    assert peak * SAMPLE_RATE / len(middle) == pytest.approx(1000, abs=2)
    rest = spectrum.sum() - spectrum[peak - 4 : peak + 5].sum()
    assert 10 * np.log10(rest / spectrum.sum()) < -60, "clicks between blocks would show here"
    assert np.abs(middle).max() == pytest.approx(0.5, rel=0.02)


def test_what_is_above_eight_kilohertz_does_not_come_back_lower() -> None:
    heard = _convert(Converter(48_000, 1), to_pcm16(_tone(48_000, frequency=11_000)), 3072)
    assert np.abs(heard[2000:-2000]).max() < 0.001


def test_a_dead_channel_takes_nothing_away() -> None:
    block = np.stack([_tone(16_000), np.zeros(32_000, np.float32)], axis=1)
    heard = _convert(Converter(16_000, 2), to_pcm16(block), 2048)
    assert np.abs(heard[2000:]).max() == pytest.approx(0.5, rel=0.02)


def test_devices_are_remembered_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XIAOZHI_MICROPHONE", "XIAOZHI_LOUDSPEAKER"):
        monkeypatch.delenv(name, raising=False)
    assert SoundChoice.load(tmp_path) == SoundChoice()
    SoundChoice("USB Mic", None).save(tmp_path)
    assert SoundChoice.load(tmp_path) == SoundChoice("USB Mic", None)
    monkeypatch.setenv("XIAOZHI_MICROPHONE", "Other")
    assert SoundChoice.load(tmp_path).microphone == "Other"
    (tmp_path / "sound.json").write_text("[broken")
    assert SoundChoice.load(tmp_path) == SoundChoice("Other")
