"""Where sound comes in: frames of 512 samples from a microphone or from files."""

from __future__ import annotations

import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kiosk.speech.audio import load_audio
from kiosk.speech.converter import Converter
from kiosk.speech.sound_system import (
    SOUND,
    SoundSystem,
    Wanted,
    import_sounddevice,
    listing,
    start_or_close,
)
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, SpeechError

_log = logging.getLogger("kiosk.speech")
#: (Hz, channels) in the order in which they are tried: the house's own, then what bare hardware has.
_FORMATS = ((SAMPLE_RATE, 1), (48_000, 1), (48_000, 2), (44_100, 1), (44_100, 2))
#: A device that was there comes back as it was; after so many failures another one may be there instead.
_PATIENCE = 3


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
    deaf_after = 1.0
    #: Seconds more for its first frame: an opening has taken 1.2 s until sound came.
    first_frame = 1.5

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
        self._format = _FORMATS[0]
        self._known = False
        """It was opened like that before."""
        self._failures = 0
        self._converter = Converter(*self._format)
        self._ready: deque[Samples] = deque()
        self.overruns = 0
        """Frames lost because nobody read, or reported lost by the system."""

    def open(self) -> None:
        """Start recording: 16 kHz mono where the device can, else what it can, resampled here.

        Raises SpeechError `audio_system_missing` or `microphone_missing`.
        """
        sounddevice = import_sounddevice()
        if self._stream is not None:
            return
        try:
            self._open_somehow(sounddevice)
        except (sounddevice.PortAudioError, ValueError) as error:
            self._failures += 1
            raise SpeechError("microphone_missing", f"no microphone can be opened: {error}") from error
        self._known, self._failures = True, 0

    def _open_somehow(self, sounddevice: Any) -> None:
        """In the format that it was opened in before; in any, where it never was or is another one now."""
        try:
            self._system.open(self, self._make)
            return
        except (sounddevice.PortAudioError, ValueError):
            if (self._known and self._failures < _PATIENCE) or not self._any_there(sounddevice):
                raise
        for index, form in enumerate(_FORMATS):
            self._format = form
            try:
                self._system.open(self, self._make)
                _log.warning("the microphone records at %d Hz, %d channels", *form)
                return
            except (sounddevice.PortAudioError, ValueError):
                if index == len(_FORMATS) - 1:
                    self._format = _FORMATS[0]
                    raise

    def _any_there(self, sounddevice: Any) -> bool:
        with self._system.lock:
            return any(inputs for _, inputs, _ in listing(sounddevice))

    def _make(self, sounddevice: Any) -> Any:
        rate, channels = self._format
        stream = sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=round(FRAME * rate / SAMPLE_RATE),
            device=self._device,
            channels=channels,
            dtype="int16",
            callback=self._take,
        )
        start_or_close(sounddevice, stream)
        # Under the sound system's lock: another thread may begin PortAudio anew right after.
        self._converter = Converter(rate, channels)
        self._stream, self._last_frame = stream, self._now() + self.first_frame
        return stream

    # -- a holder of a stream, for the sound system -----------------------------------------------

    def wanted(self) -> Wanted:
        rate, channels = self._format
        return Wanted("in", rate, "int16", self._device, channels)

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
        if self._ready:
            return self._ready.popleft()
        try:
            block = self._frames.get(timeout=timeout)
        except queue.Empty:
            with self._system.lock:
                stopped = self._stream is None or not self._stream.active
            if stopped or self._now() - self._last_frame > self.deaf_after:
                raise SpeechError("microphone_lost", "the microphone has stopped: check its plug") from None
            return None
        self._last_frame = self._now()
        self._ready.extend(self._converter.feed(block))
        return self._ready.popleft() if self._ready else None

    def drop(self) -> None:
        """Overwrite and forget what is waiting."""
        for frame in self._ready:
            frame.fill(0)
        self._ready.clear()
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
