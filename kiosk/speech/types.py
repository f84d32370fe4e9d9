"""What passes between the stages of hearing and speaking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.core.errors import KioskError
from kiosk.core.text import Language

#: The one rate inside the house, Hz.
SAMPLE_RATE = 16_000
#: Samples a frame of the microphone and of the voice activity detector: 32 ms.
FRAME = 512

Samples = NDArray[np.float32]
"""Mono, -1 to 1."""

ExpectationKind = Literal["open", "yes_no", "commands", "digits", "plate", "date", "choice"]


class SpeechError(KioskError):
    """Hearing or speaking can't be done: a model, a device or a recording is missing or broken."""


@dataclass(frozen=True)
class Answer:
    """One meaning that may be said now, in several phrasings."""

    id: str
    phrases: tuple[str, ...]
    rarer: tuple[str, ...] = ()
    """Tried only where none of all answers' `phrases` was plainly heard."""


@dataclass(frozen=True)
class Hypothesis:
    """One reading of an utterance."""

    text: str
    score: float
    """Log probability; only differences within one recognition mean anything."""


@dataclass(frozen=True)
class Evidence:
    """What an utterance that was not understood has still told; it counts at the next asking."""

    answers: tuple[tuple[str, float], ...] = ()
    """Score of each expected answer; only differences mean anything."""
    hypotheses: tuple[Hypothesis, ...] = ()
    """Free readings, best first."""


@dataclass(frozen=True)
class Expectation:
    """What the dialogue's state says may come."""

    kind: ExpectationKind
    answers: tuple[Answer, ...] = ()
    """The closed answers; for an open question the commands that always work."""
    prompt: str = ""
    """Whole sentences of the domain that prime an open recogniser."""
    language: Language = "zh"
    earlier: tuple[Evidence, ...] = ()
    """Of earlier tries at the same question, oldest first."""


@dataclass(frozen=True)
class Recognition:
    """What a recogniser heard."""

    text: str
    """Best text, Simplified, stripped; '' for nothing."""
    answer: str | None
    """The id of a closed answer, where the margin was enough; never inferred from a partial match."""
    unsure: bool
    """Something was said, but below the margin: ask again."""
    hypotheses: tuple[Hypothesis, ...]
    engine: str
    audio_seconds: float
    decode_seconds: float
    evidence: Evidence | None = None
    """What to give to the next try, where this one was not enough; it dies with the question."""


class GivenUp(Exception):
    """The caller no longer wants the answer: she went on speaking."""


def never() -> bool:
    """A recognition that is wanted to its end."""
    return False


@dataclass(frozen=True)
class Speech:
    """A spoken sentence."""

    samples: Samples
    rate: int
    engine: str
    voice: str
    cached: bool

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


class Recogniser(Protocol):
    """The one port of hearing. Engines are behind it."""

    @property
    def name(self) -> str: ...

    def warm(self) -> None:
        """Load what is needed; slow the first time, at start and never on a citizen's time."""

    def prime(self, expectation: Expectation) -> None:
        """Prepare a closed question before it is asked; may run while 小智 speaks."""

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        """Recognise one utterance (16 kHz). Safe to call from a worker thread, one call at a time.

        `given_up` is looked at between the costly steps. Raises SpeechError, and GivenUp once it says so.
        """


class Partials(Protocol):
    """What is being said, word by word, for the screen only: nothing is decided by it."""

    def feed(self, frame: Samples) -> str | None:
        """One frame of the microphone; the text so far where it has changed."""

    def reset(self) -> None:
        """A new utterance begins; what was heard is forgotten."""


class Voice(Protocol):
    """The one port of speaking."""

    @property
    def name(self) -> str: ...

    def warm(self) -> None:
        """Load what is needed."""

    def pieces(self, text: str, language: Language = "zh") -> tuple[str, ...]:
        """`text` in what is to be spoken one after the other, so that the first sound comes early."""

    def speak(self, text: str, language: Language = "zh") -> Speech:
        """Make one sentence, from the cache where it is there.

        Raises SpeechError.
        """
