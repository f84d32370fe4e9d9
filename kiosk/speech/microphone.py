"""Where sound comes in: frames of 512 samples from a microphone or from files."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kiosk.speech.audio import from_pcm16, load_audio
from kiosk.speech.sound_system import SOUND, SoundSystem, Wanted, import_sounddevice, start_or_close
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, SpeechError

_log = logging.getLogger("kiosk.speech")


class Microphone(Protocol):
    """A source of frames. Open it once and keep it: opening can lose a second of sound."""

    name: str

    def open(self) -> None:
        """Start. Raises SpeechError `microphone_missing`."""

    def read(self, timeout: float = 1.0) -> Samples | None:
        """The next FRAME samples, or None where none came in `timeout` seconds.

        Raises SpeechError `microphone_lost`.
        """

    def drop(self) -> None:
        """Forget what is waiting to be read."""

    def close(self) -> None:
        """Stop."""


class SoundDeviceMicrophone:
    """A microphone through PortAudio. Its callback only puts bytes into a queue."""

    name = "microphone"

    #: Seconds without a frame after which it is lost, whatever the system says of it.
    deaf_after = 2.0

    def __init__(
        self,
        device: str | int | None = None,
        longest_queue: float = 30.0,
        system: SoundSystem = SOUND,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._system = system
        self._now = monotonic
        self._last_frame = 0.0
        self._frames: queue.Queue[bytes] = queue.Queue(round(longest_queue * SAMPLE_RATE / FRAME))
        self._stream: Any = None
        self.overruns = 0
        """Frames lost because nobody read, or reported lost by the system."""

    def open(self) -> None:
        """Start recording 16 kHz mono.

        Raises SpeechError `audio_system_missing` or `microphone_missing`.
        """
        sounddevice = import_sounddevice()
        if self._stream is not None:
            return
        try:
            self._system.open(self, self._make)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SpeechError("microphone_missing", f"no microphone can be opened: {error}") from error

    def _make(self, sounddevice: Any) -> Any:
        stream = sounddevice.RawInputStream(
            samplerate=SAMPLE_RATE,
            blocksize=FRAME,
            device=self._device,
            channels=1,
            dtype="int16",
            callback=self._take,
        )
        start_or_close(sounddevice, stream)
        # Under the sound system's lock: another thread may begin PortAudio anew right after.
        self._stream, self._last_frame = stream, self._now()
        return stream

    # -- a holder of a stream, for the sound system -----------------------------------------------

    def wanted(self) -> Wanted:
        return Wanted("in", SAMPLE_RATE, "int16", self._device)

    def busy(self) -> bool:
        """It always listens; a moment without sound is no loss beside a loudspeaker that comes back."""
        return False

    def release(self) -> None:
        """Stop recording; what is waiting stays."""
        with self._system.lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def restore(self) -> None:
        """Record again. Raises SpeechError."""
        self.open()

    # -- frames -----------------------------------------------------------------------------------

    def read(self, timeout: float = 1.0) -> Samples | None:
        """The next frame; None after `timeout` seconds without sound.

        Raises SpeechError `microphone_lost` where the device has stopped.
        """
        try:
            frame = from_pcm16(self._frames.get(timeout=timeout))
        except queue.Empty:
            with self._system.lock:
                stopped = self._stream is None or not self._stream.active
            if stopped or self._now() - self._last_frame > self.deaf_after:
                raise SpeechError("microphone_lost", "the microphone has stopped: check its plug") from None
            return None
        self._last_frame = self._now()
        return frame

    def drop(self) -> None:
        """Forget what is waiting."""
        while True:
            try:
                self._frames.get_nowait()
            except queue.Empty:
                return

    def close(self) -> None:
        """Stop recording and forget what is waiting."""
        self.release()
        self._system.leave(self)
        self.drop()

    def _take(self, data: Any, frames: int, _time: Any, status: Any) -> None:
        if status:
            self.overruns += 1
        try:
            self._frames.put_nowait(bytes(data))
        except queue.Full:
            self.overruns += 1


class FileMicrophone:
    """Recordings, one after the other, as a microphone would hear them, then silence without end.

    `say` puts the next utterance in (the conductor does, when 小智 listens). `pace` is called once a frame
    with its seconds: time.sleep for real time, nothing for as fast as it is read.
    """

    name = "files"

    def __init__(
        self,
        lead_in: float = 1.2,
        pace: Callable[[float], None] = time.sleep,
        noise_floor: float = 1e-4,
        seed: int = 0,
    ) -> None:
        self._lead_in = lead_in
        self._pace = pace
        self._floor = noise_floor
        # A room is never digitally silent; some recognisers behave oddly where it is.
        self._random = np.random.default_rng(seed)
        self._waiting: list[Samples] = []
        self._at = 0
        self.finished = True
        """Everything that was said has been read."""

    def open(self) -> None:
        """Nothing to open."""

    def say(self, samples: Samples) -> None:
        """Let `samples` (16 kHz) be heard next, after the lead-in."""
        lead = np.zeros(round(self._lead_in * SAMPLE_RATE), np.float32)
        self._waiting.append(np.concatenate([lead, samples]))
        self.finished = False

    def say_file(self, path: Path) -> None:
        """The same with a file. Raises SpeechError as `load_audio` does."""
        self.say(load_audio(path))

    def read(self, timeout: float = 1.0) -> Samples | None:
        """The next frame; silence where nothing is left. Never None."""
        self._pace(FRAME / SAMPLE_RATE)
        frame = self._random.standard_normal(FRAME).astype(np.float32) * np.float32(self._floor)
        filled = 0
        while filled < FRAME and self._waiting:
            piece = self._waiting[0][self._at : self._at + FRAME - filled]
            frame[filled : filled + len(piece)] += piece
            filled += len(piece)
            self._at += len(piece)
            if self._at >= len(self._waiting[0]):
                self._waiting.pop(0)
                self._at = 0
        self.finished = not self._waiting
        return frame

    def drop(self) -> None:
        """Forget what was not heard yet."""
        self._waiting.clear()
        self._at = 0
        self.finished = True

    def close(self) -> None:
        """Overwrite and forget."""
        for samples in self._waiting:
            samples.fill(0)
        self.drop()


def frames_of(samples: Samples, silence_after: float = 1.0) -> Iterator[Samples]:
    """`samples` and some silence as whole frames: for feeding a TurnDetector without any device."""
    whole = np.concatenate([samples, np.zeros(round(silence_after * SAMPLE_RATE), np.float32)])
    for start in range(0, len(whole) - FRAME + 1, FRAME):
        yield whole[start : start + FRAME]


def list_microphones() -> Sequence[str]:
    """Names of the input devices, for `doctor`. Raises SpeechError `audio_system_missing`."""
    devices = import_sounddevice().query_devices()
    return [f"{d['index']}: {d['name']}" for d in devices if d["max_input_channels"] > 0]
