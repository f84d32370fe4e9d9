"""The recognisers SenseVoice and Paraformer by sherpa-onnx: optional, with models that an operator brings.

Neither can score a phrase on the sound here, so a closed answer counts only where the free text is a whole
phrase (`exact.said_exactly`). No figure of this house was measured with them.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import mmap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from opencc import OpenCC

from kiosk.core.clock import Clock, SystemClock
from kiosk.core.text import Language
from kiosk.speech.closed import fits
from kiosk.speech.exact import YES_OR_NO, said_exactly, squeezed
from kiosk.speech.open_decoding import tidy
from kiosk.speech.types import (
    SAMPLE_RATE,
    Evidence,
    Expectation,
    ExpectationKind,
    GivenUp,
    Hypothesis,
    Recognition,
    Samples,
    SpeechError,
    never,
)
from kiosk.speech.vad import SileroVad, find_speech

_log = logging.getLogger("kiosk.speech")
_CLOSED: frozenset[ExpectationKind] = frozenset({"yes_no", "commands", "choice"})
_LANGUAGES: tuple[Language, ...] = ("zh",)
#: Seconds kept around the speech; the models want no long silence.
_AROUND = 0.5

SENSE_VOICE = "sherpa-sense-voice"
PARAFORMER = "sherpa-paraformer"
#: Names that sherpa-onnx writes into a network of that kind when it is made for it.
_METADATA = {
    SENSE_VOICE: (b"vocab_size", b"lfr_window_size", b"with_itn"),
    PARAFORMER: (b"vocab_size", b"lfr_window_size"),
}


def sherpa_is_there() -> bool:
    """Is the optional Python package installed?"""
    return importlib.util.find_spec("sherpa_onnx") is not None


class SherpaRecogniser:
    """Recogniser by sherpa-onnx on the CPU. One call at a time."""

    def __init__(
        self, name: str, folder: Callable[[], Path], threads: int = 2, clock: Clock | None = None
    ) -> None:
        """`name`: SENSE_VOICE or PARAFORMER; `folder` holds `model.int8.onnx` and `tokens.txt`."""
        self.name = name
        self._folder = folder
        self._threads = threads
        self._clock = clock or SystemClock()
        self._model: Any = None
        self._vad = SileroVad()
        self._simplify = OpenCC("t2s")
        self._one_at_a_time = threading.Lock()

    def warm(self) -> None:
        """Load the model, and run it once.

        Raises SpeechError `engine_missing` (the package), `model_missing` or `model_damaged`.
        """
        with self._one_at_a_time:
            if self._model is None:
                model = self._load(self._folder())
                _decode(model, np.zeros(SAMPLE_RATE, np.float32))
                self._model = model

    def prime(self, expectation: Expectation) -> None:
        """Nothing to prepare."""

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        """Recognise one utterance. Raises SpeechError, and GivenUp once `given_up` says so."""
        began = self._clock.monotonic()
        self.warm()
        text, answer, unsure = "", None, False
        with self._one_at_a_time:
            spans = find_speech(samples, self._vad)
            if given_up():
                raise GivenUp
            if spans and expectation.language in _LANGUAGES:
                first = max(0, spans[0].first - round(_AROUND * SAMPLE_RATE))
                text = self._text(samples[first : spans[-1].last + round(_AROUND * SAMPLE_RATE)])
        if expectation.language not in _LANGUAGES:
            _log.warning("the engine doesn't know this language", extra={"language": expectation.language})
        if spans and expectation.kind in _CLOSED and expectation.answers:
            seconds = (spans[-1].last - spans[0].first) / SAMPLE_RATE
            answer = said_exactly(text, expectation.answers)
            if answer is not None and not fits(squeezed(text), seconds):
                # More was said than is written. A command does no harm; a yes or a no would.
                answer = None if answer in YES_OR_NO else answer
            unsure = answer is None
        hypotheses = (Hypothesis(text, 0.0),) if text else ()
        return Recognition(
            text=text,
            answer=answer,
            unsure=unsure,
            hypotheses=hypotheses,
            engine=self.name,
            audio_seconds=len(samples) / SAMPLE_RATE,
            decode_seconds=self._clock.monotonic() - began,
            evidence=Evidence(hypotheses=hypotheses) if hypotheses and answer is None else None,
        )

    def _load(self, folder: Path) -> Any:
        try:
            sherpa_onnx = importlib.import_module("sherpa_onnx")
        except ImportError as error:
            raise SpeechError(
                "engine_missing", "the package sherpa-onnx isn't installed: pip install sherpa-onnx"
            ) from error
        self._must_be_whole(folder)
        files = {"tokens": str(folder / "tokens.txt"), "num_threads": self._threads}
        model = str(folder / "model.int8.onnx")
        make = sherpa_onnx.OfflineRecognizer
        try:
            if self.name == SENSE_VOICE:
                return make.from_sense_voice(model=model, language="zh", use_itn=False, **files)
            return make.from_paraformer(paraformer=model, **files)
        except (RuntimeError, ValueError, AssertionError, OSError) as error:
            raise SpeechError(
                "model_damaged", f"{self.name} can't be loaded: {type(error).__name__}"
            ) from error

    def _must_be_whole(self, folder: Path) -> None:
        """A network of another kind ends the whole process inside the library: look first."""
        try:
            with (
                (folder / "model.int8.onnx").open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
            ):
                missing = [key for key in _METADATA[self.name] if content.find(key) < 0]
            tokens = (folder / "tokens.txt").stat().st_size
        except (OSError, ValueError) as error:
            raise SpeechError(
                "model_damaged", f"{self.name} can't be read: {type(error).__name__}"
            ) from error
        if missing or not tokens:
            raise SpeechError("model_damaged", f"what was brought isn't {self.name}'s model for sherpa-onnx")

    def _text(self, samples: Samples) -> str:
        return tidy(self._simplify.convert(_decode(self._model, samples)))


def _decode(model: Any, samples: Samples) -> str:
    stream = model.create_stream()
    stream.accept_waveform(SAMPLE_RATE, samples)
    model.decode_stream(stream)
    return str(stream.result.text)
