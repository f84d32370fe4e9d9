"""Where sound goes out. `play` returns when the sentence has been heard, or when somebody stopped it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from kiosk.speech.microphone import import_sounddevice
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
    """A loudspeaker through PortAudio."""

    name = "loudspeaker"

    def __init__(self, device: str | int | None = None, volume: float = 1.0) -> None:
        self._device = device
        self.volume = volume
        """0 to 1; read at the beginning of each sentence."""
        self._stop = threading.Event()
        self._one_at_a_time = threading.Lock()

    def play(self, speech: Speech, on_first_sample: Callable[[], None] | None = None) -> bool:
        """Play to the end. Raises SpeechError `audio_system_missing` or `loudspeaker_missing`."""
        sounddevice = import_sounddevice()
        with self._one_at_a_time:
            self._stop.clear()
            run = _Playback(speech.samples * np.float32(self.volume), self._stop, on_first_sample)
            try:
                stream = sounddevice.OutputStream(
                    samplerate=speech.rate,
                    device=self._device,
                    channels=1,
                    dtype="float32",
                    callback=run.fill(sounddevice.CallbackStop),
                    finished_callback=run.done.set,
                )
            except (sounddevice.PortAudioError, ValueError) as error:
                raise SpeechError("loudspeaker_missing", f"no loudspeaker can be opened: {error}") from error
            with stream:
                # A device that is pulled out never finishes: give it the sentence's length and a little more.
                in_time = run.done.wait(speech.seconds + 5.0)
            if not in_time:
                raise SpeechError("loudspeaker_missing", "the loudspeaker has stopped: check its plug")
            return not self._stop.is_set()

    def stop(self) -> None:
        """End what is being played."""
        self._stop.set()


class _Playback:
    """What PortAudio's callback needs for one sentence."""

    def __init__(
        self, samples: Samples, stop: threading.Event, on_first_sample: Callable[[], None] | None
    ) -> None:
        self._samples = samples
        self._stop = stop
        self._on_first = on_first_sample
        self._at = 0
        self.done = threading.Event()

    def fill(self, end: type[Exception]) -> Callable[[Any, int, Any, Any], None]:
        """The callback; `end` is what it raises to end the stream."""

        def callback(out: Any, frames: int, _time: Any, _status: Any) -> None:
            if self._at == 0 and self._on_first:
                self._on_first()
            piece = self._samples[self._at : self._at + frames]
            out[: len(piece), 0] = piece
            out[len(piece) :] = 0
            self._at += frames
            if self._stop.is_set() or self._at >= len(self._samples):
                raise end

        return callback


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
