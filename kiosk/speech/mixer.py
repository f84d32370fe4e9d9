"""Is the microphone or the loudspeaker switched off in the mixer? Asked of `pactl`, where it is.

Streams of a muted device run on as if nothing were wrong; only the mixer knows.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Callable

_log = logging.getLogger("kiosk.speech")
#: Device as the terminal calls it -> what is asked of pactl.
_ASKED = {
    "muted": ("get-source-mute", "@DEFAULT_SOURCE@"),
    "silent": ("get-sink-mute", "@DEFAULT_SINK@"),
}


class Mixer:
    """PulseAudio's or PipeWire's mixer."""

    def __init__(self, program: str | None = None) -> None:
        """`program`: the path of pactl; found by itself, and nothing is known where there is none."""
        self._program = program or shutil.which("pactl")

    @property
    def known(self) -> bool:
        """There is a mixer that can be asked."""
        return self._program is not None

    def off(self) -> frozenset[str] | None:
        """`muted`: the microphone is switched off; `silent`: the loudspeaker is. None: nobody answers."""
        answers = {name: self._ask(*asked) for name, asked in _ASKED.items()}
        if None in answers.values():
            return None
        return frozenset(name for name, answer in answers.items() if answer)

    def _ask(self, question: str, device: str) -> bool | None:
        if self._program is None:
            return None
        try:
            told = subprocess.run(
                [self._program, question, device],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=2.0,
                text=True,
                env={**os.environ, "LC_ALL": "C"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            _log.debug("pactl: %s", type(error).__name__)
            return None
        return told.stdout.strip().lower() == "mute: yes" if told.returncode == 0 else None


class MuteWatch:
    """Looks at the mixer every two seconds, on a thread of its own, and tells what has changed."""

    def __init__(
        self,
        mixer: Mixer,
        on_lost: Callable[[str], None],
        on_back: Callable[[str], None],
        seconds: float = 2.0,
    ) -> None:
        self._mixer = mixer
        self._on_lost = on_lost
        self._on_back = on_back
        self._seconds = seconds
        self._off: frozenset[str] = frozenset()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="mixer", daemon=True)

    def start(self) -> None:
        """Nothing to look at: nothing is done."""
        if self._mixer.known:
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """One look. A server that doesn't answer is no switch: that they are gone is seen elsewhere."""
        off = self._mixer.off() or frozenset()
        for name in sorted(off - self._off):
            _log.error("switched off in the mixer", extra={"device": name})
            self._on_lost(name)
        for name in sorted(self._off - off):
            _log.warning("switched on again", extra={"device": name})
            self._on_back(name)
        self._off = off

    def _watch(self) -> None:
        while True:
            self.look()
            if self._stopped.wait(self._seconds):
                return
