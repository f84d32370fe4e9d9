"""Words and cards put in where sound and pictures would come, where hearing or seeing is not the point.

Everything else stays as it is: the text goes through turn, recogniser's port, meaning and dialogue like a
recording, the card through camera's port, stillness and reader's port like a photograph. What is marked as
written is unwrapped; everything else goes to the real recogniser and the real reader.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from kiosk.speech.types import Expectation, Recogniser, Recognition, Samples, never
from kiosk.terminal.parts import WarmReader
from kiosk.vision.types import CardReading, DocumentKind, FieldReading, Image, Problem

#: No sample of sound is ever that loud.
_MARK = 7.0
#: Closed questions: an answer counts where it is one of the phrases, to the letter.
_CLOSED = frozenset({"yes_no", "commands", "choice"})
_PUNCTUATION = str.maketrans("", "", "，。！？,.!? ")
#: The one colour of a written card, and where its number stands in it.
_PAPER, _CORNER = 200, 8
FRAME_SHAPE = (270, 480, 3)


def written_samples(text: str) -> Samples:
    """A turn that holds `text` instead of sound."""
    return np.array([_MARK, *(float(ord(c)) for c in text)], dtype=np.float32)


def text_in(samples: Samples) -> str | None:
    """What was written, or None where it is sound."""
    if not len(samples) or samples[0] != _MARK:
        return None
    return "".join(chr(int(v)) for v in samples[1:])


class ReadsWriting:
    """A recogniser that takes written turns as perfectly heard and gives all others to the real one."""

    name = "written"

    def __init__(self, real: Recogniser | None) -> None:
        """None: every turn is written."""
        self._real = real

    def warm(self) -> None:
        if self._real is not None:
            self._real.warm()

    def prime(self, expectation: Expectation) -> None:
        if self._real is not None:
            self._real.prime(expectation)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        text = text_in(samples)
        if text is not None:
            return perfectly_heard(text, expectation)
        if self._real is None:
            raise ValueError("a recording came where everything is written")
        return self._real.listen(samples, expectation, given_up)


def perfectly_heard(text: str, expectation: Expectation) -> Recognition:
    """What a recogniser that makes no mistake would give."""
    answer = None
    if expectation.kind in _CLOSED:
        plain = text.translate(_PUNCTUATION)
        answer = next((a.id for a in expectation.answers if plain in a.phrases), None)
    return Recognition(text, answer, False, (), "written", 0.0, 0.0)


@dataclass(frozen=True)
class WrittenCard:
    """A document whose fields are known without looking."""

    document: str
    fields: Mapping[str, str]
    problem: str = ""
    """Code of what is wrong with it; '' where it can be read."""


class Cards:
    """A reader for written cards beside the real one. Safe to use from several threads."""

    def __init__(self, real: WarmReader | None) -> None:
        """None: every card is written."""
        self._real = real
        self._lock = threading.Lock()
        self._written: list[WrittenCard] = []

    @property
    def only_written(self) -> bool:
        """No picture can be read here."""
        return self._real is None

    def frame_of(self, card: WrittenCard) -> Image:
        """What lies under the camera then: a light sheet with a number in its corner, for `read` alone."""
        with self._lock:
            self._written.append(card)
            number = len(self._written)
        frame = np.full(FRAME_SHAPE, _PAPER, np.uint8)
        frame[:_CORNER, :_CORNER] = (number >> 8 & 255, number & 255, 77)
        return frame

    def warm(self) -> None:
        if self._real is not None:
            self._real.warm()

    def forget(self) -> None:
        """A visit is over; its fields go."""
        with self._lock:
            self._written.clear()

    def read(
        self, image: Image, document: DocumentKind | Literal["auto"], birth: date | None = None
    ) -> CardReading:
        card = self._card_in(image)
        if card is not None:
            return _reading(card, document)
        if self._real is None:
            raise ValueError("a picture came where every card is written")
        return self._real.read(image, document, birth)

    def _card_in(self, image: Image) -> WrittenCard | None:
        high, low, mark = (int(v) for v in image[0, 0])
        number = high << 8 | low
        uniform = mark == 77 and int(image[_CORNER, _CORNER, 0]) == _PAPER == int(image[-1, -1, 0])
        with self._lock:
            return self._written[number - 1] if uniform and 0 < number <= len(self._written) else None


def _reading(card: WrittenCard, asked: str) -> CardReading:
    problem = card.problem or ("" if asked in (card.document, "auto") else "wrong_document")
    if problem:
        return CardReading(card.document, False, {}, (Problem(problem),), 0.0)
    fields = {name: FieldReading(value, 1.0) for name, value in card.fields.items()}
    return CardReading(card.document, True, fields, (), 0.0)
