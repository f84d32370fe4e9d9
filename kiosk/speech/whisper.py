"""The recogniser Whisper base: open questions by free decoding, closed ones by scoring what is expected,

numbers, plates and days by a search that may write nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.core.clock import Clock, SystemClock
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.speech.agreement import SoundsOf, agrees, alike, contradicted, made_up_for
from kiosk.speech.closed import Beside, ClosedScorer, Margins
from kiosk.speech.effort import FULL, Effort
from kiosk.speech.evidence import with_earlier_readings
from kiosk.speech.extent import is_loud, narrowed
from kiosk.speech.number_decoding import NumberReader
from kiosk.speech.open_decoding import decode_frames, decode_open, join_runs
from kiosk.speech.types import (
    SAMPLE_RATE,
    Evidence,
    Expectation,
    ExpectationKind,
    GivenUp,
    Hypothesis,
    Recognition,
    Samples,
    never,
)
from kiosk.speech.vad import SileroVad, SpeechSpan, find_speech
from kiosk.speech.whisper_net import WhisperNet

_CLOSED: frozenset[ExpectationKind] = frozenset({"yes_no", "commands", "choice"})
_NUMBERS: frozenset[ExpectationKind] = frozenset({"digits", "plate", "date"})
#: Answers that only forced scoring may give.
_NEVER_FREE = frozenset({"confirm", "deny"})
#: Seconds of sound kept before and after speech.
_LEAD = 1.2
_TAIL = 0.3
#: Seconds of silence within a sentence or a number, and within an answer.
_PAUSE, _SHORT_PAUSE = 1.0, 0.25
#: Seconds of speech that may be a reply and not yet a sentence.
_SHORT_SENTENCE = 1.6
#: Utterance lengths (with lead-in) that `prime` prepares for.
_USUAL_LENGTHS = (1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True)
class _Heard:
    """The first part of the outcome of `listen`."""

    text: str
    answer: str | None
    unsure: bool
    hypotheses: tuple[Hypothesis, ...]
    evidence: Evidence | None = None


@dataclass(frozen=True)
class _Said:
    """One utterance on its way."""

    samples: Samples
    spans: list[SpeechSpan]
    expectation: Expectation
    given_up: Callable[[], bool]

    @property
    def whole(self) -> SpeechSpan:
        return SpeechSpan(self.spans[0].first, self.spans[-1].last)


class WhisperRecogniser:
    """Recogniser by faster-whisper's model on the CPU. One call at a time."""

    name = "whisper-base"

    def __init__(
        self,
        folder: Callable[[], Path],
        threads: int = 2,
        margins: Margins | None = None,
        clock: Clock | None = None,
        effort: Effort = FULL,
        data: Path | None = None,
    ) -> None:
        """`data`: the folder of numbers.yaml, closed.yaml and agreement.yaml, by default of the installation.

        Raises SpeechError `speech_data_bad`.
        """
        data = data or Paths.default().assets / "speech"
        self._net = WhisperNet(folder, threads)
        beside = Beside.load(data / "closed.yaml")
        self._closed = ClosedScorer(self._net, margins or Margins(), beside)
        self._sounds = SoundsOf.load(data / "agreement.yaml")
        self._numbers = NumberReader(self._net, data / "numbers.yaml")
        self._effort = effort
        self._vad = SileroVad()
        self._clock = clock or SystemClock()
        # `prime` runs while 小智 speaks, and somebody may answer before she has finished.
        self._one_at_a_time = threading.Lock()

    def warm(self) -> None:
        """Load, and run once: the first call of a network is the slowest.

        Raises SpeechError `model_missing`, `model_damaged` or `speech_data_bad`.
        """
        with self._one_at_a_time:
            self._net.load()
            self._numbers.load()
            for window in (5.0, self._effort.window):
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
        something longer than any expected phrase was said. A number, a plate or a day gives its readings in
        one form (13805741296, 浙B13805, 十二月三号), or free text where none of them was said. Evidence of
        earlier tries counts. Raises SpeechError and GivenUp.
        """
        began = self._clock.monotonic()
        with self._one_at_a_time:
            heard = self._heard(samples, expectation, given_up)
        return Recognition(
            text=heard.text,
            answer=heard.answer,
            unsure=heard.unsure,
            hypotheses=heard.hypotheses,
            engine=self.name,
            audio_seconds=len(samples) / SAMPLE_RATE,
            decode_seconds=self._clock.monotonic() - began,
            evidence=heard.evidence,
        )

    def _heard(self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool]) -> _Heard:
        spans = find_speech(samples, self._vad)
        if given_up():
            raise GivenUp
        if not spans:
            return _Heard("", None, False, ())
        whole = narrowed(samples, SpeechSpan(spans[0].first, spans[-1].last), _PAUSE)
        spans = [clipped for span in spans if (clipped := _clipped(span, whole)) is not None]
        said = _Said(samples, spans, expectation, given_up)
        if expectation.kind in _CLOSED and expectation.answers:
            return self._listen_closed(said)
        if expectation.kind in _NUMBERS and expectation.language == "zh":
            return self._listen_number(said)
        return self._listen_open(said)

    def _listen_closed(self, said: _Said) -> _Heard:
        expectation = said.expectation
        answer = narrowed(said.samples, said.whole, _SHORT_PAUSE)
        loud = is_loud(said.samples, answer)
        result = self._closed.score(
            _around(said.samples, answer),
            expectation.answers,
            answer.seconds,
            expectation.language,
            expectation.earlier,
            said.given_up,
            loud,
        )
        best_id, best = result.ranked[0]
        by_score = tuple(h for _, h in result.ranked)
        yes_or_no = best_id in _NEVER_FREE
        if result.sure and (expectation.language != "zh" or not (yes_or_no or loud)):
            return _Heard(best.text, best_id, False, by_score)
        free = self._written(result.frames, answer.seconds, expectation.language)
        phrases = {a.id: (*a.phrases, *a.rarer) for a in expectation.answers}
        if result.sure and not yes_or_no and not contradicted(best_id, best.text, free, phrases):
            return _Heard(best.text, best_id, False, by_score)
        if result.sure and yes_or_no and agrees(best_id, best.text, free, self._sounds):
            return _Heard(best.text, best_id, False, by_score)
        if result.nearly and not result.sure and made_up_for(result.ranked, free, phrases, self._sounds):
            return _Heard(best.text, best_id, False, by_score)
        if result.sure or result.fits_length:
            # What nothing agreed with is no evidence either: the same mistake twice would be a yes.
            return _Heard("", None, True, by_score, None if result.sure else result.evidence)
        return self._said_instead(said, free)

    def _said_instead(self, said: _Said, plain: tuple[Hypothesis, ...]) -> _Heard:
        """Something longer was said, perhaps a correction: its text helps, but it is no answer.

        `plain`: written without the sentences that prime it, and without a longer window. From a cough or a
        可以 in noise the primed network makes the name of an item: what is short isn't primed, and what is
        longer has to sound like what was written without.
        """
        short = sum(span.seconds for span in said.spans) <= _SHORT_SENTENCE
        heard = self._listen_open(said, "" if short else None)
        if not short and heard.text and not alike(heard.text, [h.text for h in plain]):
            heard = self._listen_open(said, "")
        command = _said_exactly(heard.text, said.expectation)
        return _Heard(heard.text, command, command is None, heard.hypotheses)

    def _written(
        self, frames: NDArray[np.float32], seconds: float, language: Language
    ) -> tuple[Hypothesis, ...]:
        """What a decoding without any expectation writes for the same frames."""
        longest = 6 + round(seconds * 8)
        return decode_frames(self._net, frames, "", language, longest, self._effort.beam)

    def _listen_number(self, said: _Said) -> _Heard:
        whole = _around(said.samples, said.whole)
        found = self._numbers.read(whole, said.whole.seconds, said.expectation.kind, said.given_up)
        if found.plausible:
            now = found.readings
            merged = with_earlier_readings(now, said.expectation.earlier)
            return _Heard(merged[0].text, None, False, merged, Evidence(hypotheses=now))
        # It may be a command, or a sentence; what looked a little like a number comes last.
        free = self._listen_open(said)
        if not free.hypotheses:
            return free
        least = free.hypotheses[-1].score
        behind = tuple(Hypothesis(h.text, least - 1.0 + h.score) for h in found.readings[:3])
        return _Heard(
            free.text, None, False, (*free.hypotheses, *behind), Evidence(hypotheses=found.readings)
        )

    def _listen_open(self, said: _Said, prompt: str | None = None) -> _Heard:
        """`prompt`: instead of the expectation's."""
        expectation = said.expectation
        runs = []
        for span in _runs(said.spans, self._effort.window - _LEAD - _TAIL):
            if said.given_up():
                raise GivenUp
            cut = _around(said.samples, span)
            runs.append(
                decode_open(
                    self._net,
                    cut,
                    expectation.prompt if prompt is None else prompt,
                    expectation.language,
                    span.seconds,
                    self._effort,
                    said.given_up,
                )
            )
        now = join_runs(runs)
        merged = with_earlier_readings(now, expectation.earlier) if expectation.kind == "open" else now
        # What is shown is what was said now; an earlier try only helps to choose the meaning.
        text = now[0].text if now else ""
        return _Heard(text, None, False, merged, Evidence(hypotheses=now) if now else None)


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


def _clipped(span: SpeechSpan, whole: SpeechSpan) -> SpeechSpan | None:
    """What of `span` lies in `whole`."""
    first, last = max(span.first, whole.first), min(span.last, whole.last)
    return SpeechSpan(first, last) if first < last else None


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
