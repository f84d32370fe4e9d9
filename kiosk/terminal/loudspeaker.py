"""The loudspeaker for a loop that never waits: sentences are played on a thread of their own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.speech.types import Speech, SpeechError

_log = logging.getLogger("kiosk.terminal")
#: Seconds between two looks at a loudspeaker that has nothing to say, or none to say it with.
_LOOK = 1.0


class Sounding(Protocol):
    """A player whose device may go and come back."""

    volume: float

    def open(self) -> None:
        """Open the device, or open it anew. Raises SpeechError."""

    def alive(self) -> bool:
        """The device takes what is played."""

    def play(self, speech: Speech) -> bool:
        """To the end, or until `stop`. Raises SpeechError."""

    def stop(self) -> None: ...


class Loudspeaker:
    """Takes a sentence and returns at once.

    A lost device is told once and opened again in the background; meanwhile the visit goes on in writing.
    """

    def __init__(
        self,
        player: Sounding,
        on_lost: Callable[[str], None] = lambda _: None,
        on_back: Callable[[str], None] = lambda _: None,
        look: float = _LOOK,
    ) -> None:
        """Both are called on the loudspeaker's thread, with `loudspeaker`."""
        self._player = player
        self._on_lost = on_lost
        self._on_back = on_back
        self._look = look
        self._lost = False
        self._lock = threading.Lock()
        self._waiting: queue.Queue[Speech | None] = queue.Queue()
        self._thread = threading.Thread(target=self._play_all, name="loudspeaker", daemon=True)
        self._thread.start()

    def watch(self, on_lost: Callable[[str], None], on_back: Callable[[str], None]) -> None:
        """Tell these from now on; at once where it is lost already."""
        with self._lock:
            self._on_lost, self._on_back = on_lost, on_back
            lost = self._lost
        if lost:
            on_lost("loudspeaker")

    @property
    def volume(self) -> float:
        """0 to 1; read at the beginning of each sentence."""
        return self._player.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._player.volume = volume

    def play(self, speech: Speech) -> None:
        self._waiting.put(speech)

    def busy(self) -> bool:
        """A sentence waits or is being heard; a lost device says nothing."""
        return not self._lost and self._waiting.unfinished_tasks > 0

    def stop(self) -> None:
        """Silence at once, and nothing of what was waiting."""
        while not self._waiting.empty():
            try:
                self._waiting.get_nowait()
                self._waiting.task_done()
            except queue.Empty:
                break
        self._player.stop()

    def close(self) -> None:
        self.stop()
        self._waiting.put(None)
        self._thread.join(timeout=2)

    def _play_all(self) -> None:
        # Opened before the first sentence: that it is missing is told before anybody waits for its voice.
        self._try(self._player.open)
        while True:
            try:
                speech = self._waiting.get(timeout=self._look)
            except queue.Empty:
                if not self._player.alive():
                    self._try(self._player.open)
                continue
            if speech is None:
                return
            if self._lost:
                # By the time it is back the sentence would be out of date; its caption was read.
                self._try(self._player.open)
                self._waiting.task_done()
                continue
            self._try(lambda speech=speech: self._player.play(speech))  # type: ignore[misc]
            self._waiting.task_done()

    def _try(self, what: Callable[[], object]) -> None:
        try:
            what()
        except SpeechError as error:
            if not self._lost:
                _log.error("loudspeaker lost: %s", error.operator, extra={"code": error.code})
                self._tell(lost=True)
        else:
            if self._lost:
                _log.warning("the loudspeaker is back")
                self._tell(lost=False)

    def _tell(self, lost: bool) -> None:
        with self._lock:
            self._lost = lost
            told = self._on_lost if lost else self._on_back
        told("loudspeaker")
