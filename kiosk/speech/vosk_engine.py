"""The recogniser Vosk: streaming and light; only with its Mandarin model, which its home page has."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opencc import OpenCC
from pypinyin import lazy_pinyin

from kiosk.core.clock import Clock, SystemClock
from kiosk.core.text import Language
from kiosk.speech.audio import to_pcm16
from kiosk.speech.closed import fits
from kiosk.speech.exact import YES_OR_NO, said_exactly, squeezed
from kiosk.speech.open_decoding import join_runs, merge_by_sound, tidy
from kiosk.speech.types import (
    SAMPLE_RATE,
    Answer,
    Evidence,
    Expectation,
    ExpectationKind,
    GivenUp,
    Hypothesis,
    Partials,
    Recognition,
    Samples,
    SpeechError,
    never,
)
from kiosk.speech.vad import SileroVad, find_speech
from kiosk.speech.vosk_partials import VoskPartials

_log = logging.getLogger("kiosk.speech")
_CLOSED: frozenset[ExpectationKind] = frozenset({"yes_no", "commands", "choice"})
_UNKNOWN = "[unk]"
#: Least confidence of the words of a closed answer.
_CONFIDENT = 0.85
#: The same where the try before said this answer too; never for a yes or a no.
_CONFIDENT_AGAIN = 0.6
#: Readings of an open question.
_READINGS = 5
#: Bytes given at a time: 0.4 s.
_STEP = SAMPLE_RATE // 5 * 2 * 2


@dataclass(frozen=True)
class _Heard:
    """The first part of the outcome of `listen`."""

    text: str = ""
    answer: str | None = None
    unsure: bool = False
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: Evidence | None = None


class VoskRecogniser:
    """Recogniser by Vosk. One call at a time; partials may run beside it.

    A closed question is decoded with a grammar of the expected phrases and `[unk]`; only a whole phrase with
    every word confident, which free decoding hears too, is an answer.
    """

    def __init__(
        self,
        folder: Callable[[], Path],
        clock: Clock | None = None,
        name: str = "vosk-small-cn",
        languages: tuple[Language, ...] = ("zh",),
    ) -> None:
        self.name = name
        self._folder = folder
        self._clock = clock or SystemClock()
        self._languages = languages
        self._model: Any = None
        self._loading = threading.Lock()
        self._vad = SileroVad()
        self._simplify = OpenCC("t2s")
        self._left_out: set[str] = set()

    def prime(self, expectation: Expectation) -> None:
        """Nothing to prepare: a grammar is built in a fifth of a millisecond."""

    def warm(self) -> None:
        """Load the model.

        Raises SpeechError `model_missing` or `model_damaged`.
        """
        with self._loading:
            if self._model is not None:
                return
            import vosk

            folder = self._folder()
            vosk.SetLogLevel(-1)
            try:
                # Always a path: with a language or with nothing Vosk goes to the network.
                self._model = vosk.Model(str(folder))
            except Exception as error:
                raise SpeechError("model_damaged", "Vosk can't load its model") from error

    def partials(self) -> Partials:
        """What is being said, word by word, from the same loaded model; on a thread of its own."""
        return VoskPartials(lambda: self._recogniser(None), self._written)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        """Recognise one utterance. Raises SpeechError, and GivenUp once `given_up` says so."""
        began = self._clock.monotonic()
        self.warm()
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
        if not spans:
            return _Heard()
        closed = expectation.kind in _CLOSED and bool(expectation.answers)
        if expectation.language not in self._languages:
            _log.warning("the engine doesn't know this language", extra={"language": expectation.language})
            return _Heard(unsure=closed)
        if closed:
            seconds = (spans[-1].last - spans[0].first) / SAMPLE_RATE
            return self._closed(samples, expectation, seconds, given_up)
        readings = self._read(samples, given_up)
        evidence = Evidence(hypotheses=readings) if readings else None
        return _Heard(readings[0].text if readings else "", hypotheses=readings, evidence=evidence)

    def _closed(
        self, samples: Samples, expectation: Expectation, seconds: float, given_up: Callable[[], bool]
    ) -> _Heard:
        answers = expectation.answers
        text, confidence = self._within(samples, self.grammar_of(answers), given_up)
        said = squeezed(text)
        owners = {a.id for a in answers if said and said in (squeezed(p) for p in a.phrases)}
        best = owners.pop() if len(owners) == 1 else None
        free = self._read(samples, given_up)
        freely = squeezed(free[0].text) if free else ""
        if best is not None and fits(said, seconds) and _same_sound(freely, said):
            # A grammar alone makes one of its phrases of anything, with full confidence, where the model has
            # no `[unk]`: another language's 是的 came out as an agreement at 1.0.
            if confidence >= _needed(best, expectation.earlier):
                return _Heard(text, best, False, (Hypothesis(text, confidence),))
        elif freely:
            # Grammar and free decoding differ; a command that is written out in full still counts.
            command = said_exactly(freely, answers)
            if command is not None and command not in YES_OR_NO and fits(freely, seconds):
                return _Heard(free[0].text, command, False, free)
        evidence = Evidence(((best, confidence),) if best else (), free)
        # Perhaps a request was said: its text helps, but it is no answer.
        return _Heard(free[0].text if free else "", None, True, free, evidence)

    def grammar_of(self, answers: Sequence[Answer]) -> list[str]:
        """The grammar of these answers; one that can't be said at all is logged by its id."""
        for answer in answers:
            if all(self._split(p) is None for p in answer.phrases) and answer.id not in self._left_out:
                self._left_out.add(answer.id)
                _log.warning("an answer has no phrase in Vosk's vocabulary", extra={"answer": answer.id})
        return self.grammar([p for a in answers for p in a.phrases])

    def grammar(self, phrases: Sequence[str]) -> list[str]:
        """The phrases in words that the model knows; a phrase with an unknown word is left out, logged once.

        Words missing from the vocabulary are only printed by Vosk itself, and then never heard.
        """
        lines = []
        for phrase in phrases:
            words = self._split(phrase)
            if words is not None:
                lines.append(" ".join(words))
            elif phrase not in self._left_out:
                self._left_out.add(phrase)
                _log.warning("a phrase isn't in Vosk's vocabulary", extra={"phrase": phrase})
        unknown = [_UNKNOWN] if self._knows(_UNKNOWN) else []
        return [*dict.fromkeys(lines), *unknown]

    def _split(self, phrase: str) -> list[str] | None:
        """The longest known words from the left, or None."""
        words: list[str] = []
        for piece in phrase.split():
            at = 0
            while at < len(piece):
                ends = range(len(piece), at, -1)
                end = next((e for e in ends if self._knows(piece[at:e])), None)
                if end is None:
                    return None
                words.append(piece[at:end])
                at = end
        return words

    def _knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) >= 0

    def _recogniser(self, grammar: list[str] | None) -> Any:
        """A new one each time (0.2 ms): a new grammar for one that has heard something ends the process."""
        import vosk

        self.warm()
        rules = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        return vosk.KaldiRecognizer(self._model, SAMPLE_RATE, *rules)

    def _within(
        self, samples: Samples, grammar: list[str], given_up: Callable[[], bool]
    ) -> tuple[str, float]:
        """What the grammar makes of it, and the least confidence of its words."""
        recogniser = self._recogniser(grammar)
        recogniser.SetWords(True)
        words = [w for part in _results(recogniser, samples, given_up) for w in part.get("result", [])]
        text = self._written(" ".join(w["word"] for w in words), keep_unknown=True)
        return text, min((float(w["conf"]) for w in words), default=0.0)

    def _read(self, samples: Samples, given_up: Callable[[], bool]) -> tuple[Hypothesis, ...]:
        """Free readings, best first, merged by sound; the best scores 0."""
        recogniser = self._recogniser(None)
        recogniser.SetMaxAlternatives(_READINGS)
        runs = []
        for part in _results(recogniser, samples, given_up):
            found = part.get("alternatives", [])
            top = max((float(one["confidence"]) for one in found), default=0.0)
            made = [Hypothesis(self._written(o["text"]), float(o["confidence"]) - top) for o in found]
            runs.append(merge_by_sound(made))
        return join_runs(runs)

    def _written(self, words: str, keep_unknown: bool = False) -> str:
        """Vosk's spaced words as we write them: Simplified, spaces only between words with letters."""
        if not keep_unknown:
            words = words.replace(_UNKNOWN, " ")
        elif _UNKNOWN in words:
            return words
        return tidy(self._simplify.convert(words))


def _results(recogniser: Any, samples: Samples, given_up: Callable[[], bool]) -> list[dict[str, Any]]:
    """All parts of an utterance: Vosk ends one at each longer pause."""
    data = to_pcm16(samples)
    parts: list[dict[str, Any]] = []
    for start in range(0, len(data), _STEP):
        if given_up():
            raise GivenUp
        if recogniser.AcceptWaveform(data[start : start + _STEP]):
            parts.append(json.loads(recogniser.Result()))
    parts.append(json.loads(recogniser.FinalResult()))
    return parts


def _same_sound(one: str, other: str) -> bool:
    return bool(one) and lazy_pinyin(one) == lazy_pinyin(other)


def _needed(answer: str, earlier: Sequence[Evidence]) -> float:
    """The confidence that `answer` needs, after what was heard of it before."""
    said_before = any(e.answers and e.answers[0][0] == answer for e in earlier)
    return _CONFIDENT_AGAIN if said_before and answer not in YES_OR_NO else _CONFIDENT
