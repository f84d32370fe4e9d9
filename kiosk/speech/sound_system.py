"""PortAudio, one for the whole process: it knows only the devices that were there when it began.

Where a device that was missing has come, PortAudio is begun anew; that must not happen under an open stream,
so who else holds one gives it back for a moment. Whether it is worth it is asked of another process first:
nobody who listens or speaks is disturbed for a device that is not there, and the log isn't filled with ALSA's
complaints about it. Opening a device that fails may even end the process (PortAudio 19.6 on ALSA's pulse
plugin: a segmentation fault in Pa_OpenStream), so that, too, is tried in another process first.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from kiosk.speech.types import SpeechError

_log = logging.getLogger("kiosk.speech")
T = TypeVar("T")
#: Seconds between two looks at what other processes see; the first few after a loss come sooner: a sound
#: server that is started again is back within a second.
_SPACING, _SOON = 1.5, 0.3
_SOON_TRIES = 6
_PROBE = """
import json, sounddevice
wanted = ("name", "max_input_channels", "max_output_channels")
print(json.dumps([[d[w] for w in wanted] for d in sounddevice.query_devices()]))
"""

_TRIAL = """
import sys, sounddevice
make = {"in": sounddevice.RawInputStream, "out": sounddevice.RawOutputStream}[sys.argv[1]]
device = sys.argv[4][1:] if sys.argv[4] else None
device = int(device) if device and sys.argv[4][0] == "#" else device
with make(samplerate=int(sys.argv[2]), dtype=sys.argv[3], device=device, channels=int(sys.argv[5])):
    pass
"""

Listing = list[list[object]]
"""Name, inputs and outputs of every device."""


def import_sounddevice() -> Any:
    """sounddevice, or a clear error where PortAudio isn't there.

    Raises SpeechError `audio_system_missing`.
    """
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise SpeechError(
            "audio_system_missing", "PortAudio isn't on this machine: install libportaudio2"
        ) from error
    return sounddevice


@dataclass(frozen=True)
class Wanted:
    """What kind of stream."""

    direction: Literal["in", "out"]
    rate: int
    """Hz."""
    dtype: Literal["int16", "float32"]
    device: str | int | None
    """None: the system's own choice."""
    channels: int = 1


class Holder(Protocol):
    """Who has a stream open."""

    def wanted(self) -> Wanted:
        """What it opens."""

    def busy(self) -> bool:
        """Giving it back would be heard just now."""

    def release(self) -> None:
        """Close the stream."""

    def restore(self) -> None:
        """Open it again. Raises SpeechError."""


class SoundSystem:
    """One for a process; safe to use from several threads."""

    def __init__(
        self,
        probe: Callable[[], Listing | None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        trial: Callable[[Wanted], bool] | None = None,
    ) -> None:
        """`probe`: the devices as a new process sees them, or None where that can't be told. `trial`: whether
        such a process can open this one."""
        self._trial = trial or can_open
        self._refused: dict[Wanted, tuple[float, int]] = {}
        """When it couldn't be opened elsewhere, and how often in a row."""
        self._probe = probe or probe_devices
        self._now = monotonic
        self.lock = threading.RLock()
        """Held while a stream is opened or closed."""
        self._holders: list[Holder] = []
        self._probed: float | None = None

    def open(self, holder: Holder, make: Callable[[Any], T]) -> T:
        """A stream made by `make(sounddevice)`; PortAudio is begun anew where that may help.

        Raises SpeechError `audio_system_missing`, or what sounddevice raises.
        """
        sounddevice = import_sounddevice()
        if not self._opens_elsewhere(holder.wanted()):
            raise sounddevice.PortAudioError("it can't be opened by a process that has only just begun")
        with self.lock:
            try:
                return self._held(holder, make(sounddevice))
            except (sounddevice.PortAudioError, ValueError):
                pass
        # Not under the lock: a sentence that begins meanwhile must not wait.
        worth_it = self._something_new(sounddevice)
        with self.lock:
            if worth_it and not any(h.busy() for h in self._others(holder)):
                self._begin_anew(sounddevice, holder)
            return self._held(holder, make(sounddevice))

    def _opens_elsewhere(self, wanted: Wanted) -> bool:
        """Tried in another process, and not again at once where that failed."""
        refused, times = self._refused.get(wanted, (None, 0))
        if refused is not None and self._now() - refused < (_SOON if times < _SOON_TRIES else _SPACING):
            return False
        if self._trial(wanted):
            self._refused.pop(wanted, None)
            return True
        self._refused[wanted] = (self._now(), times + 1)
        return False

    def leave(self, holder: Holder) -> None:
        """The holder has closed its stream."""
        with self.lock:
            if holder in self._holders:
                self._holders.remove(holder)

    def _held(self, holder: Holder, stream: T) -> T:
        if holder not in self._holders:
            self._holders.append(holder)
        return stream

    def _others(self, wanting: Holder) -> list[Holder]:
        return [h for h in self._holders if h is not wanting]

    def _begin_anew(self, sounddevice: Any, wanting: Holder) -> None:
        """Restart PortAudio; the others' streams are closed before and opened after it."""
        others = self._others(wanting)
        for holder in others:
            holder.release()
        sounddevice._terminate()
        sounddevice._initialize()
        for holder in others:
            try:
                holder.restore()
            except SpeechError as error:
                # Its owner finds it closed and tries again.
                _log.error("not opened again: %s", error.operator, extra={"code": error.code})

    def _something_new(self, sounddevice: Any) -> bool:
        now = self._now()
        if self._probed is not None and now - self._probed < _SPACING:
            return False
        self._probed = now
        seen = self._probe()
        with self.lock:
            return seen is not None and seen != listing(sounddevice)


def start_or_close(sounddevice: Any, stream: Any) -> None:
    """Start a stream that was just made, or give its device back. Raises sounddevice's own error."""
    try:
        stream.start()
    except sounddevice.PortAudioError:
        # Left open it would keep the device from everybody, from us too.
        stream.close(ignore_errors=True)
        raise


def listing(sounddevice: Any) -> Listing:
    """The devices as this process sees them."""
    return [
        [d["name"], d["max_input_channels"], d["max_output_channels"]] for d in sounddevice.query_devices()
    ]


def can_open(wanted: Wanted, seconds: float = 5.0) -> bool:
    """Whether a process that has only just begun opens and starts it. It may crash there."""
    device = (
        "" if wanted.device is None else f"{'#' if isinstance(wanted.device, int) else '='}{wanted.device}"
    )
    stream = [wanted.direction, str(wanted.rate), wanted.dtype, device, str(wanted.channels)]
    command = [sys.executable, "-c", _TRIAL, *stream]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.warning("a sound device can't be tried: %s", type(error).__name__)
        return False
    return tried.returncode == 0


def probe_devices(seconds: float = 5.0) -> Listing | None:
    """The devices as a process sees them that has only just begun."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE], capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
        return list(json.loads(done.stdout)) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        _log.warning("the sound devices can't be listed: %s", type(error).__name__)
        return None


#: The one of this process.
SOUND = SoundSystem()
