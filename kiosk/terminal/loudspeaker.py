"""The loudspeaker for a loop that never waits: sentences are played on a thread of their own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.types import Speech, SpeechError

_log = logging.getLogger("kiosk.terminal")


class Loudspeaker:
    """Takes a sentence and returns at once. A lost one is told once; the visit goes on in writing."""

    def __init__(self, player: SoundDevicePlayer, on_lost: Callable[[str], None]) -> None:
        self._player = player
        self._on_lost = on_lost
        self._lost = False
        self._waiting: queue.Queue[Speech | None] = queue.Queue()
        self._thread = threading.Thread(target=self._play_all, name="loudspeaker", daemon=True)
        self._thread.start()

    @property
    def volume(self) -> float:
        """0 to 1; read at the beginning of each sentence."""
        return self._player.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._player.volume = volume

    def play(self, speech: Speech) -> None:
        self._waiting.put(speech)

    def stop(self) -> None:
        """Silence at once, and nothing of what was waiting."""
        while not self._waiting.empty():
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                break
        self._player.stop()

    def close(self) -> None:
        self.stop()
        self._waiting.put(None)
        self._thread.join(timeout=2)

    def _play_all(self) -> None:
        while (speech := self._waiting.get()) is not None:
            try:
                self._player.play(speech)
                self._lost = False
            except SpeechError as error:
                if not self._lost:
                    _log.error("loudspeaker lost: %s", error.operator, extra={"code": error.code})
                    self._on_lost("loudspeaker")
                self._lost = True
