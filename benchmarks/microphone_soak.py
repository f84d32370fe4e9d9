"""The microphone for a long time, with the recogniser at work beside it: is any of its sound lost?

Part of `bench hearing --soak`. It needs a real or a virtual microphone; without one it says so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.memory import watching_memory
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.speech.audio import load_audio
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.sound_choice import SoundChoice
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, SpeechError
from kiosk.terminal.ears import LiveEars, Turn
from kiosk.terminal.parts import load_hearing
from kiosk.terminal.timeline import Timeline

_HOUR = 3600.0


class _Counting(SoundDeviceMicrophone):
    """Counts what is read, and how long one frame made the next one wait."""

    frames = 0
    longest = 0.0
    _last = 0.0

    def read(self, timeout: float = 1.0) -> Samples | None:
        frame = super().read(timeout)
        now = time.monotonic()
        if frame is not None:
            self.frames += 1
            if self._last:
                self.longest = max(self.longest, now - self._last)
            self._last = now
        return frame


class _Visit:
    """Answers every turn by opening the ears again, as a visit would. A `Hearer`."""

    def __init__(self) -> None:
        self.ears: LiveEars | None = None
        self.turns = 0

    def started(self) -> None:
        """Nothing to do."""

    def paused(self, turn: Turn) -> None:
        turn.samples.fill(0)

    def resumed(self) -> None:
        """Nothing to do."""

    def broken_off(self) -> None:
        """Nothing to do."""

    def partial(self, text: str) -> None:
        """Nothing to do."""

    def heard(self, turn: Turn) -> None:
        self.turns += 1
        turn.samples.fill(0)
        if self.ears:
            self.ears.open("open")


def measure_soak(
    seconds: float = _HOUR, paths: Paths | None = None, reach: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """Flat figures: frames and what was lost of them in `seconds` of a microphone, the recogniser at work."""
    paths = paths or Paths.default()
    microphone = _Counting(SoundChoice.load(paths.state).microphone)
    try:
        microphone.open()
    except SpeechError as error:
        return {"soak": error.code}
    hearing = load_hearing(paths)
    hearing.recogniser.warm()
    request = load_audio(paths.assets / "demo" / "mao_request.wav")
    end = threading.Event()

    def decode() -> None:
        while not end.is_set():
            hearing.recogniser.listen(request, hearing.expectations.open("zh"))

    timeline, visit = Timeline(SystemClock(), skipping=False), _Visit()
    worker = threading.Thread(target=decode, name="decoding", daemon=True)
    # What came while the models were loaded is not of the soak.
    microphone.drop()
    microphone.overruns = 0
    begun = time.monotonic()
    visit.ears = LiveEars(timeline, microphone, visit, lambda _: None)
    visit.ears.open("open")
    worker.start()
    with watching_memory() as memory:
        while (now := time.monotonic() - begun) < seconds:
            timeline.after(min(1.0, seconds - now), lambda: None)
            timeline.next(None)()
            reach(int(now))
        wanted = (time.monotonic() - begun) * SAMPLE_RATE / FRAME
        frames = microphone.frames
    end.set()
    worker.join(timeout=60)
    visit.ears.stop()
    return {
        "soak_seconds": round(seconds),
        "soak_overruns": microphone.overruns,
        "soak_frames_missing": max(0, round(wanted - frames - 0.2 * SAMPLE_RATE / FRAME)),
        "soak_longest_gap": round(microphone.longest, 3),
        "soak_turns": visit.turns,
        "soak_peak_mb": round(memory.mb, 1),
    }
