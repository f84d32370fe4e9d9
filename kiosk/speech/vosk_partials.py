"""What is being said, word by word, by Vosk: for the screen only, and never at the ears' cost."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.speech.audio import to_pcm16
from kiosk.speech.types import SAMPLE_RATE, Samples, SpeechError

_log = logging.getLogger("kiosk.speech")
#: Seconds of sound that may wait. Further behind, words come too late to be of use.
_BEHIND = 1.5


class VoskPartials:
    """Partials by Vosk on a thread of its own.

    `feed` and `reset` belong to one thread, the ears'; they only hand over and look, so that a busy machine
    loses words on the screen and no sound. What lags too far behind is left out until the next utterance.
    """

    def __init__(
        self, make: Callable[[], Any], written: Callable[[str], str], behind: float = _BEHIND
    ) -> None:
        """`make`: a fresh recogniser, for one utterance; `written`: its words as we write them.

        `behind`: seconds of sound that may wait.
        """
        self._behind = behind
        self._make = make
        self._written = written
        self._changed = threading.Condition()
        self._waiting: list[Samples] = []
        self._utterance = 0
        self._fed = False
        """Since the last reset."""
        self._too_slow = False
        self._text = ""
        self._told = ""
        self._closed = False
        self._thread: threading.Thread | None = None
        # The worker's own.
        self._recogniser: Any = None
        self._at = -1
        self._said: list[str] = []

    def feed(self, frame: Samples) -> str | None:
        """One frame; the text so far where it has changed since it was last told."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="partials", daemon=True)
                self._thread.start()
            self._fed = True
            if not self._too_slow and not self._closed:
                self._waiting.append(frame.copy())
                self._too_slow = sum(map(len, self._waiting)) > self._behind * SAMPLE_RATE
                if self._too_slow:
                    _log.warning("partial words are too slow here; none for this utterance")
                    self._drop()
                self._changed.notify()
            if self._text == self._told:
                return None
            self._told = self._text
            return self._told

    def reset(self) -> None:
        """A new utterance begins; what was heard is overwritten and forgotten."""
        with self._changed:
            if not self._fed:
                return
            self._fed = self._too_slow = False
            self._drop()
            self._utterance += 1
            self._text = self._told = ""
            self._changed.notify()

    def close(self) -> None:
        """End the thread; waits at most a second for what it is at."""
        with self._changed:
            self._closed = True
            self._drop()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=1)

    def _drop(self) -> None:
        for frame in self._waiting:
            frame.fill(0)
        self._waiting.clear()

    def _work(self) -> None:
        try:
            while self._next():
                pass
        except SpeechError as error:
            _log.error("no words while she speaks", extra={"code": error.code})
            with self._changed:
                self._closed = True
                self._drop()

    def _next(self) -> bool:
        """Work off what waits; False once it is closed. Raises SpeechError."""
        with self._changed:
            while not self._waiting and not self._closed:
                if self._at != self._utterance:
                    # The engine's own memory of what was said goes, too.
                    self._recogniser, self._said = None, []
                self._changed.wait()
            if self._closed:
                return False
            sound = np.concatenate(self._waiting)
            self._drop()
            if self._at != self._utterance:
                self._recogniser, self._said, self._at = None, [], self._utterance
        if self._recogniser is None:
            self._recogniser = self._make()
        data = to_pcm16(sound)
        sound.fill(0)
        now = ""
        if self._recogniser.AcceptWaveform(data):
            self._said.append(json.loads(self._recogniser.Result())["text"])
        else:
            now = json.loads(self._recogniser.PartialResult())["partial"]
        text = self._written(" ".join([*self._said, now]))
        with self._changed:
            if self._at == self._utterance and not self._too_slow:
                self._text = text
        return True
