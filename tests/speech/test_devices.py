"""Microphones, loudspeakers and tones, without any device."""

from __future__ import annotations

import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kiosk.speech import beeps
from kiosk.speech.microphone import FileMicrophone, SoundDeviceMicrophone, frames_of
from kiosk.speech.player import NullPlayer, SoundDevicePlayer
from kiosk.speech.sound_system import SOUND
from kiosk.speech.types import FRAME, SAMPLE_RATE, Speech, SpeechError


class FakePortAudio(SimpleNamespace):
    """As much of sounddevice as we use."""

    class PortAudioError(Exception):
        pass

    broken = False

    def query_devices(self) -> list[dict[str, Any]]:
        return []

    def RawInputStream(self, **settings: Any) -> Any:
        if self.broken:
            raise self.PortAudioError("no default input device")
        self.settings = settings
        return SimpleNamespace(start=lambda: None, close=lambda: None, active=True)

    def OutputStream(self, **settings: Any) -> Any:
        if self.broken:
            raise self.PortAudioError("no default output device")
        self.opened = getattr(self, "opened", 0) + 1
        stream = FakeOutput(settings["callback"], self)
        self.output = stream
        return stream


class FakeOutput:
    """Asks for blocks in a thread of its own, as PortAudio does."""

    latency = 0.01

    def __init__(self, callback: Any, portaudio: FakePortAudio) -> None:
        self._callback = callback
        self._portaudio = portaudio
        self.active = False
        self.heard: list[np.ndarray] = []

    def start(self) -> None:
        self.active = True
        threading.Thread(target=self._ask, daemon=True).start()

    def _ask(self) -> None:
        while self.active:
            out = np.full((480, 1), np.nan, np.float32)
            self._callback(out, 480, None, None)
            self.heard.append(out[:, 0].copy())
            self._portaudio.between()
            time.sleep(0.001)

    def close(self) -> None:
        self.active = False


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    fake = FakePortAudio(between=lambda: None)
    monkeypatch.setattr(SOUND, "_probe", lambda: None)
    monkeypatch.setattr(SOUND, "_trial", lambda wanted: True)
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def _speech(seconds: float = 0.5) -> Speech:
    samples = np.linspace(0.1, 0.5, round(seconds * 24_000), dtype=np.float32)
    return Speech(samples, 24_000, "kokoro", "zf_xiaoyi", cached=False)


def test_the_microphone_hands_frames_over_and_counts_what_it_loses(portaudio: FakePortAudio) -> None:
    microphone = SoundDeviceMicrophone(longest_queue=3 * FRAME / SAMPLE_RATE)
    microphone.open()
    take = portaudio.settings["callback"]
    assert (portaudio.settings["samplerate"], portaudio.settings["blocksize"]) == (16_000, 512)
    for number in range(5):
        take(np.full(FRAME, number * 1000, "<i2").tobytes(), FRAME, None, None)
    frame = microphone.read()
    assert frame is not None
    assert frame.shape == (FRAME,)
    second = microphone.read()
    assert second is not None
    assert second[0] == pytest.approx(1000 / 32768)
    assert microphone.overruns == 2
    microphone.drop()
    assert microphone.read(timeout=0.01) is None
    microphone.close()
    with pytest.raises(SpeechError) as caught:
        microphone.read(timeout=0.01)
    assert caught.value.code == "microphone_lost"


def test_no_device_and_no_portaudio_are_clear_errors(
    portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portaudio.broken = True
    with pytest.raises(SpeechError, match="no default input device") as caught:
        SoundDeviceMicrophone().open()
    assert caught.value.code == "microphone_missing"
    with pytest.raises(SpeechError) as caught:
        SoundDevicePlayer().play(_speech())
    assert caught.value.code == "loudspeaker_missing"
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SpeechError, match="libportaudio2"):
        SoundDeviceMicrophone().open()


def test_the_loudspeaker_plays_every_sample_and_tells_when_it_begins(portaudio: FakePortAudio) -> None:
    began: list[bool] = []
    speech = _speech()
    player = SoundDevicePlayer(volume=0.5)
    assert player.play(speech, lambda: began.append(True))
    assert player.play(speech)
    player.close()
    heard = np.concatenate(portaudio.output.heard)
    assert began == [True]
    assert portaudio.opened == 1
    assert not np.isnan(heard).any()
    assert np.allclose(heard[heard != 0], np.tile(speech.samples * 0.5, 2))


def test_another_rate_is_resampled(portaudio: FakePortAudio) -> None:
    slow = Speech(np.full(4000, 0.25, np.float32), 8000, "pyttsx3", "system", cached=False)
    player = SoundDevicePlayer()
    player.play(slow)
    player.close()
    loud = np.concatenate(portaudio.output.heard)
    assert np.count_nonzero(loud > 0.2) == pytest.approx(12_000, rel=0.01)


def test_a_sentence_can_be_stopped(portaudio: FakePortAudio) -> None:
    player = SoundDevicePlayer()
    portaudio.between = player.stop
    assert not player.play(_speech())
    player.close()
    assert np.count_nonzero(np.concatenate(portaudio.output.heard)) <= 480


def test_a_lost_loudspeaker_is_opened_anew(portaudio: FakePortAudio) -> None:
    player = SoundDevicePlayer()
    player.play(_speech(0.1))
    portaudio.output.active = False
    assert player.play(_speech(0.1))
    assert portaudio.opened == 2
    player.close()


def test_the_null_player_takes_the_sentences_time() -> None:
    slept: list[float] = []
    began: list[int] = []
    player = NullPlayer(slept.append)
    assert player.play(_speech(0.52), lambda: began.append(len(slept)))
    assert sum(slept) == pytest.approx(0.52)
    assert began == [0]

    def stop_soon(seconds: float) -> None:
        player_two.stop()

    player_two = NullPlayer(stop_soon)
    assert not player_two.play(_speech())


def test_files_are_heard_as_by_a_microphone() -> None:
    paced: list[float] = []
    microphone = FileMicrophone(lead_in=1.2, pace=paced.append)
    assert microphone.finished
    samples = np.full(5000, 0.5, np.float32)
    microphone.say(samples)
    frames = []
    while not microphone.finished:
        frame = microphone.read()
        assert frame is not None
        assert frame.shape == (FRAME,)
        frames.append(frame)
    heard = np.concatenate(frames)
    loud = np.flatnonzero(heard > 0.25)
    assert loud[0] == round(1.2 * SAMPLE_RATE)
    assert len(loud) == 5000
    after = microphone.read()
    assert after is not None
    assert 0 < np.abs(after).max() < 0.001
    assert sum(paced) == pytest.approx((len(frames) + 1) * FRAME / SAMPLE_RATE)
    microphone.say(samples)
    microphone.drop()
    assert microphone.finished


def test_frames_of_a_recording_end_in_silence() -> None:
    frames = list(frames_of(np.ones(1000, np.float32), silence_after=0.5))
    assert {len(f) for f in frames} == {FRAME}
    assert frames[0].all()
    assert not frames[-1].any()


@pytest.mark.parametrize("tone", [beeps.acknowledgement(), beeps.listening()])
def test_tones_are_short_soft_and_without_clicks(tone: Speech) -> None:
    assert tone.seconds < 0.3
    assert 0.03 < np.abs(tone.samples).max() < 0.15
    assert abs(tone.samples[0]) < 0.001
    assert abs(tone.samples[-1]) < 0.003
