"""The recogniser Whisper base: open questions by free decoding, closed ones by scoring what is expected."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.core.clock import Clock, SystemClock
from kiosk.speech.closed import ClosedScorer, Margins
from kiosk.speech.open_decoding import WINDOW, decode_open, join_runs
from kiosk.speech.types import (
    SAMPLE_RATE,
    Expectation,
    ExpectationKind,
    Hypothesis,
    Recognition,
    Samples,
    never,
)
from kiosk.speech.vad import SileroVad, SpeechSpan, find_speech
from kiosk.speech.whisper_net import WhisperNet

_CLOSED: frozenset[ExpectationKind] = frozenset({"yes_no", "commands", "choice"})
#: Answers that only forced scoring may give.
_NEVER_FREE = frozenset({"confirm", "deny"})
#: Seconds of sound kept before and after speech.
_LEAD = 1.2
_TAIL = 0.3
#: Utterance lengths (with lead-in) that `prime` prepares for.
_USUAL_LENGTHS = (1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True)
class _Heard:
    """The first part of the outcome of `listen`."""

    text: str
    answer: str | None
    unsure: bool
    hypotheses: tuple[Hypothesis, ...]


class WhisperRecogniser:
    """Recogniser by faster-whisper's model on the CPU. One call at a time."""

    name = "whisper-base"

    def __init__(
        self,
        folder: Callable[[], Path],
        threads: int = 2,
        margins: Margins | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._net = WhisperNet(folder, threads)
        self._closed = ClosedScorer(self._net, margins)
        self._vad = SileroVad()
        self._clock = clock or SystemClock()
        # `prime` runs while 小智 speaks, and somebody may answer before she has finished.
        self._one_at_a_time = threading.Lock()

    def warm(self) -> None:
        """Load, and run once: the first call of a network is the slowest.

        Raises SpeechError `model_missing` or `model_damaged`.
        """
        with self._one_at_a_time:
            self._net.load()
            for window in (5.0, WINDOW):
                self._net.encode_audio(_silence(0.1), window)

    def prime(self, expectation: Expectation) -> None:
        """Prepare a closed question before it is asked, while 小智 is still speaking."""
        if expectation.kind in _CLOSED and expectation.answers:
            with self._one_at_a_time:
                self._closed.prime(expectation.answers, _USUAL_LENGTHS, expectation.language)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        """Recognise one utterance; silence, hum and noise give ''.

        A closed question (`yes_no`, `commands`, `choice`) with enough margin gives its `answer`; else
        `unsure`, with `text` '' where only the margin was missing, and with what a free decoding wrote where
        something longer than any expected phrase was said. Raises SpeechError.
        """
        began = self._clock.monotonic()
        with self._one_at_a_time:
            heard = self._heard(samples, expectation)
        return Recognition(
            text=heard.text,
            answer=heard.answer,
            unsure=heard.unsure,
            hypotheses=heard.hypotheses,
            engine=self.name,
            audio_seconds=len(samples) / SAMPLE_RATE,
            decode_seconds=self._clock.monotonic() - began,
        )

    def _heard(self, samples: Samples, expectation: Expectation) -> _Heard:
        spans = find_speech(samples, self._vad)
        if not spans:
            return _Heard("", None, False, ())
        if expectation.kind in _CLOSED and expectation.answers:
            return self._listen_closed(samples, spans, expectation)
        return self._listen_open(samples, spans, expectation)

    def _listen_closed(self, samples: Samples, spans: list[SpeechSpan], expectation: Expectation) -> _Heard:
        whole = SpeechSpan(spans[0].first, spans[-1].last)
        result = self._closed.score(
            _around(samples, whole), expectation.answers, whole.seconds, expectation.language
        )
        hypotheses = tuple(h for _, h in result.ranked)
        if not result.fits_length:
            # Something longer was said, perhaps a correction: its text helps, but it is no answer.
            free = self._listen_open(samples, spans, expectation)
            command = _said_exactly(free.text, expectation)
            return _Heard(free.text, command, command is None, free.hypotheses)
        best_id, best = result.ranked[0]
        if result.sure:
            return _Heard(best.text, best_id, False, hypotheses)
        free = self._listen_open(samples, spans, expectation)
        if result.leads and _phrase_of(free.text, expectation) == {best_id}:
            # Two ways of hearing that know nothing of one another say the very same answer: a short 对 that
            # scores low alone. Neither would do by itself.
            return _Heard(free.text, best_id, False, hypotheses)
        return _Heard("", None, True, hypotheses)

    def _listen_open(self, samples: Samples, spans: list[SpeechSpan], expectation: Expectation) -> _Heard:
        runs = []
        for span in _runs(spans, WINDOW - _LEAD - _TAIL):
            cut = _around(samples, span)
            runs.append(decode_open(self._net, cut, expectation.prompt, expectation.language, span.seconds))
        hypotheses = join_runs(runs)
        return _Heard(hypotheses[0].text if hypotheses else "", None, False, hypotheses)


def _said_exactly(text: str, expectation: Expectation) -> str | None:
    """The command whose phrase is `text`, character for character; a yes or a no is never taken from here.

    In noise the voiced span grows and the length test refuses 再说一遍, which free decoding still gets right.
    """
    found = _phrase_of(text, expectation) - _NEVER_FREE
    return found.pop() if len(found) == 1 else None


def _phrase_of(text: str, expectation: Expectation) -> set[str]:
    """The answers that have `text` among their phrases, character for character."""
    return {a.id for a in expectation.answers if text in a.phrases}


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _around(samples: Samples, span: SpeechSpan) -> Samples:
    """The speech with its real lead-in and a little after it."""
    first = max(0, span.first - round(_LEAD * SAMPLE_RATE))
    return samples[first : span.last + round(_TAIL * SAMPLE_RATE)]


def _runs(spans: list[SpeechSpan], longest: float) -> list[SpeechSpan]:
    """Consecutive spans joined into stretches of at most `longest` seconds; a longer span is cut hard."""
    runs: list[SpeechSpan] = []
    for span in spans:
        if runs and (span.last - runs[-1].first) / SAMPLE_RATE <= longest:
            runs[-1] = SpeechSpan(runs[-1].first, span.last)
            continue
        step = round(longest * SAMPLE_RATE)
        runs += [SpeechSpan(at, min(at + step, span.last)) for at in range(span.first, span.last, step)]
    return runs
