"""Speaking: sentences in order, the next made while the present one plays, cut off at once when told to."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Protocol

from kiosk.core.describe import describe
from kiosk.core.text import Language
from kiosk.speech.levels import meter
from kiosk.speech.types import Speech, Voice
from kiosk.terminal.timeline import Scheduled, Timeline

_log = logging.getLogger("kiosk.terminal")
#: Seconds a character takes to read for somebody of seventy, where nothing can be heard; a sentence's least.
_READING: dict[Language, float] = {"zh": 0.25, "en": 0.08}
_LEAST_READING = 1.5


#: A device that says it still plays is believed for so long after a sentence's own end.
_LATEST = 3.0
#: How often it is asked.
_ASKED = 0.04
#: How often the mouth moves.
_MOUTH_SECONDS = 0.06


class Player(Protocol):
    """Where sound goes. Returns at once; the mouth knows how long it takes."""

    def play(self, speech: Speech) -> None: ...

    def stop(self) -> None: ...

    def busy(self) -> bool:
        """What was given to it is still being heard: a device has a delay of its own."""


@dataclass
class _Line:
    """One sentence on its way, or a piece of one that isn't kept ready."""

    key: str
    text: str
    caption: str
    """The whole sentence; '' for what follows its first piece."""
    speech: Speech | None = None
    failed: bool = False
    asked_for: bool = False


def sentences(text: str, language: Language) -> list[str]:
    """`text` cut after its full stops, so that the first sound comes early and sentences are cached apart."""
    full_stop = r"(?<=[.!?])\s+" if language == "en" else r"(?<=[。！？])"
    parts = re.split(full_stop, text)
    return [part.strip() for part in parts if part.strip()]


class Mouth:
    """Owned by the conductor's thread; synthesis runs on the pool."""

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        voice: Voice,
        player: Player,
        on_sound: Callable[[str, str], None],
        on_silent: Callable[[], None],
        on_level: Callable[[float], None] | None = None,
        on_voice: Callable[[Speech | None], None] = lambda _: None,
    ) -> None:
        """`on_level`: told how loud the sentence is just now, for a mouth that moves with it.

        `on_voice`: told each sentence as it begins to sound, and None when the mouth has closed.
        """
        self._on_level = on_level
        self._on_voice = on_voice
        self._timeline = timeline
        self._pool = pool
        self._voice = voice
        self._player = player
        self._on_sound = on_sound
        self._on_silent = on_silent
        self._lines: deque[_Line] = deque()
        self._playing: _Line | None = None
        self._end: Scheduled | None = None
        self.language: Language = "zh"
        self.muted = False
        """Sentences are only shown, for as long as they take to read."""
        self.spoken: list[Speech] = []
        """What was played, in order; the demo writes it out, `wipe` forgets it."""

    @property
    def busy(self) -> bool:
        """Something is being said or about to be."""
        return self._playing is not None or bool(self._lines)

    def say(self, key: str, text: str) -> None:
        """Add the sentences of `text` to what is being said."""
        for sentence in sentences(text, self.language):
            captions = chain([sentence], repeat(""))
            pieces = self._voice.pieces(sentence, self.language)
            self._lines.extend(_Line(key, p, c) for p, c in zip(pieces, captions, strict=False))
        self._advance()

    def stop(self) -> None:
        """Silence at once: a touch, or an answer that overtook the question."""
        self._lines.clear()
        self._playing = None
        if self._end:
            self._end.cancel()
            self._end = None
        self._player.stop()
        self._on_voice(None)

    def wipe(self) -> None:
        self.stop()
        self.spoken.clear()

    def _advance(self) -> None:
        """Have the next two sentences made; play the first as soon as it is there."""
        for line in list(self._lines)[:2]:
            if not line.asked_for:
                line.asked_for = True
                self._make(line)
        if self._playing is None and self._lines and (self._lines[0].speech or self._lines[0].failed):
            self._play(self._lines.popleft())

    def _make(self, line: _Line) -> None:
        if self.muted:
            line.failed = True
            return

        def made(speech: Speech) -> None:
            line.speech = speech
            self._advance()

        def failed(error: BaseException) -> None:
            # A sentence that can't be spoken stands on the screen as a caption; the visit goes on.
            line.failed = True
            _log.error("not spoken: %s: %s", line.key, describe(error))
            self._advance()

        language = self.language
        self._timeline.work(self._pool, lambda: self._voice.speak(line.text, language), made, failed)

    def _play(self, line: _Line) -> None:
        self._playing = line
        if line.caption:
            self._on_sound(line.key, line.caption)
        if line.speech is not None:
            self._player.play(line.speech)
            self._on_voice(line.speech)
            self.spoken.append(line.speech)
            seconds = line.speech.seconds
        else:
            seconds = max(_LEAST_READING, len(line.text) * _READING[self.language])
        self._end = self._timeline.after(seconds, self._ended)
        if self._on_level and line.speech is not None:
            self._move(line, 0)
        self._advance()

    def _move(self, line: _Line, begin: int) -> None:
        """Tell the loudness of the next stretch, and come again after it."""
        if self._playing is not line or line.speech is None or self._on_level is None:
            return
        end = begin + int(line.speech.rate * _MOUTH_SECONDS)
        self._on_level(meter(line.speech.samples[begin:end]))
        self._timeline.after(_MOUTH_SECONDS, lambda: self._move(line, end))

    def _ended(self, late: float = 0.0) -> None:
        """The next sentence; after the last one the mouth closes when it is heard to its end."""
        if not self._lines and late < _LATEST and self._player.busy():
            self._end = self._timeline.after(_ASKED, lambda: self._ended(late + _ASKED))
            return
        self._playing = None
        self._end = None
        if self._lines:
            self._advance()
        else:
            self._on_voice(None)
            self._on_silent()
