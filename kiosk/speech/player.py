"""Where sound goes out. `play` returns when the sentence has been heard, or when somebody stopped it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from kiosk.speech.audio import resample
from kiosk.speech.sound_system import SOUND, SoundSystem, Wanted, import_sounddevice, start_or_close
from kiosk.speech.types import Samples, Speech, SpeechError


class Player(Protocol):
    """The port of the loudspeaker."""

    name: str

    def play(self, speech: Speech, on_first_sample: Callable[[], None] | None = None) -> bool:
        """Play to the end; True if heard whole, False if stopped.

        `on_first_sample` is called (in any thread) when the first sample goes out: the wait of a citizen ends
        there. Raises SpeechError `loudspeaker_missing`.
        """

    def stop(self) -> None:
        """End what is being played, from any thread."""


class SoundDevicePlayer:
    """A loudspeaker through PortAudio: one stream, opened at the first sentence and kept.

    Between sentences it plays silence. Opening and draining a stream for each took up to two seconds.
    """

    name = "loudspeaker"
    #: Hz; Kokoro's own. Other voices are resampled.
    rate = 24_000
    #: Seconds without a call for samples after which it is lost, whatever the system says of it.
    dead_after = 1.5

    def __init__(
        self,
        device: str | int | None = None,
        volume: float = 1.0,
        system: SoundSystem = SOUND,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._system = system
        self._now = monotonic
        self._last_call = 0.0
        self.volume = volume
        """0 to 1; read at the beginning of each sentence."""
        self._stream: Any = None
        self._playback: _Playback | None = None
        self._one_at_a_time = threading.Lock()

    def open(self) -> None:
        """Open the stream, or open it anew where the device was lost.

        Raises SpeechError `audio_system_missing` or `loudspeaker_missing`.
        """
        sounddevice = import_sounddevice()
        if self.alive():
            return
        self.close()
        try:
            self._system.open(self, self._make)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SpeechError("loudspeaker_missing", f"no loudspeaker can be opened: {error}") from error

    def alive(self) -> bool:
        """It is open, and asks for samples."""
        with self._system.lock:
            if self._stream is None or not self._stream.active:
                return False
            return self._now() - self._last_call <= self.dead_after

    def _make(self, sounddevice: Any) -> Any:
        stream = sounddevice.OutputStream(
            samplerate=self.rate,
            device=self._device,
            channels=1,
            dtype="float32",
            latency="low",
            callback=self._fill,
        )
        start_or_close(sounddevice, stream)
        # Under the sound system's lock: another thread may begin PortAudio anew right after.
        self._stream, self._last_call = stream, self._now()
        return stream

    # -- a holder of a stream, for the sound system -----------------------------------------------

    def wanted(self) -> Wanted:
        return Wanted("out", self.rate, "float32", self._device)

    def busy(self) -> bool:
        """A sentence is being said."""
        return self._one_at_a_time.locked()

    def release(self) -> None:
        """Close the stream."""
        with self._system.lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def restore(self) -> None:
        """Open it again. Raises SpeechError."""
        self.open()

    # -- sentences --------------------------------------------------------------------------------

    def play(self, speech: Speech, on_first_sample: Callable[[], None] | None = None) -> bool:
        """Play to the end, or until `stop`.

        Raises SpeechError `audio_system_missing` or `loudspeaker_missing`.
        """
        with self._one_at_a_time:
            self.open()
            samples = speech.samples * np.float32(self.volume)
            if speech.rate != self.rate:
                samples = resample(samples, speech.rate, self.rate)
            playback = _Playback(samples, on_first_sample)
            self._playback = playback
            # A device that is pulled out never asks for more.
            while not playback.handed_over.wait(0.25):
                if not self.alive():
                    self._playback = None
                    self.close()
                    raise SpeechError("loudspeaker_missing", "the loudspeaker has stopped: check its plug")
            self._playback = None
            if not playback.stopped:
                # What was handed over is heard only after the device's own delay.
                playback.halt.wait(min(1.0, self._latency()))
            return not playback.stopped

    def _latency(self) -> float:
        with self._system.lock:
            return float(self._stream.latency) if self._stream is not None else 0.0

    def stop(self) -> None:
        """End what is being played."""
        playback = self._playback
        if playback is not None:
            playback.stop()

    def close(self) -> None:
        """Give the device back."""
        self.release()
        self._system.leave(self)

    def _fill(self, out: Any, frames: int, _time: Any, _status: Any) -> None:
        """PortAudio's callback: the sentence under way, or silence."""
        self._last_call = self._now()
        playback = self._playback
        if playback is None:
            out.fill(0)
        else:
            playback.fill(out, frames)


class _Playback:
    """One sentence on its way to the device."""

    def __init__(self, samples: Samples, on_first_sample: Callable[[], None] | None) -> None:
        self._samples = samples
        self._on_first = on_first_sample
        self._at = 0
        self.handed_over = threading.Event()
        """The device has the last sample, or nothing more is coming."""
        self.halt = threading.Event()

    @property
    def stopped(self) -> bool:
        return self.halt.is_set()

    def stop(self) -> None:
        self.halt.set()
        self.handed_over.set()

    def fill(self, out: Any, frames: int) -> None:
        """Write the next `frames` samples, silence after the end."""
        if self.stopped:
            out.fill(0)
            return
        if self._at == 0 and self._on_first:
            self._on_first()
        piece = self._samples[self._at : self._at + frames]
        out[: len(piece), 0] = piece
        out[len(piece) :] = 0
        self._at += frames
        if self._at >= len(self._samples):
            self.handed_over.set()


class NullPlayer:
    """No loudspeaker: takes the time that the sentence would, by `sleep`, and can be stopped."""

    name = "none"

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._stop = threading.Event()

    def play(self, speech: Speech, on_first_sample: Callable[[], None] | None = None) -> bool:
        """Sleep as long as the sentence lasts, in steps of at most 0.05 s."""
        self._stop.clear()
        if on_first_sample:
            on_first_sample()
        left = speech.seconds
        while left > 0:
            if self._stop.is_set():
                return False
            step = min(0.05, left)
            self._sleep(step)
            left -= step
        return True

    def stop(self) -> None:
        """End the sentence."""
        self._stop.set()


def list_loudspeakers() -> Sequence[str]:
    """Names of the output devices, for `doctor`. Raises SpeechError `audio_system_missing`."""
    devices = import_sounddevice().query_devices()
    return [f"{d['index']}: {d['name']}" for d in devices if d["max_output_channels"] > 0]
