"""Two engines at once: one writes the words on the screen while she speaks, another says what was meant."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from kiosk.speech.types import Expectation, Partials, Recogniser, Recognition, Samples, SpeechError, never

_log = logging.getLogger("kiosk.speech")


@runtime_checkable
class Streaming(Protocol):
    """A recogniser that can also tell words while they are said."""

    def partials(self) -> Partials:
        """A stream of its own, for one microphone."""


class Together:
    """Finals by one recogniser, partials by another. One call at a time; partials run beside it."""

    def __init__(self, finals: Recogniser, streaming: Recogniser) -> None:
        """Raises TypeError where `streaming` can't stream."""
        if not isinstance(streaming, Streaming):
            raise TypeError(f"{streaming.name} can't stream")
        self._finals = finals
        self._warm_streaming = streaming.warm
        self._streaming: Streaming = streaming

    @property
    def name(self) -> str:
        """Of the engine that decides: figures are its."""
        return self._finals.name

    def warm(self) -> None:
        """Load both. Words on the screen are a comfort: without them the kiosk still hears.

        Raises SpeechError for the one that decides.
        """
        self._finals.warm()
        try:
            self._warm_streaming()
        except SpeechError as error:
            _log.error("no words while she speaks", extra={"code": error.code})

    def prime(self, expectation: Expectation) -> None:
        self._finals.prime(expectation)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        return self._finals.listen(samples, expectation, given_up)

    def partials(self) -> Partials:
        return self._streaming.partials()


def partials_of(recogniser: Recogniser) -> Partials | None:
    """Word by word for the screen; None where the engine in use can't."""
    return recogniser.partials() if isinstance(recogniser, Streaming) else None
