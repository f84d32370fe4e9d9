"""The recogniser Vosk: streaming and light; only with its Mandarin model, which its home page has."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from opencc import OpenCC
from pypinyin import lazy_pinyin

from kiosk.core.clock import Clock, SystemClock
from kiosk.speech.audio import to_pcm16
from kiosk.speech.closed import fits
from kiosk.speech.open_decoding import tidy
from kiosk.speech.types import (
    SAMPLE_RATE,
    Expectation,
    ExpectationKind,
    Hypothesis,
    Recognition,
    Samples,
    SpeechError,
    never,
)
from kiosk.speech.vad import SileroVad, find_speech

_log = logging.getLogger("kiosk.speech")
_CLOSED: frozenset[ExpectationKind] = frozenset({"yes_no", "commands", "choice"})
_UNKNOWN = "[unk]"
#: Mean confidence of the words of a closed answer.
_CONFIDENT = 0.85


class VoskRecogniser:
    """Recogniser by Vosk. One call at a time.

    A closed question is decoded with a grammar of the expected phrases and `[unk]`; only a whole phrase with
    every word confident, which free decoding hears too, is an answer.
    """

    name = "vosk-small-cn"

    def __init__(self, folder: Callable[[], Path], clock: Clock | None = None) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()
        self._model: Any = None
        self._vad = SileroVad()
        self._simplify = OpenCC("t2s")

    def prime(self, expectation: Expectation) -> None:
        """Nothing to prepare: a grammar is built in a fifth of a millisecond."""

    def warm(self) -> None:
        """Load the model.

        Raises SpeechError `model_missing` or `model_damaged`.
        """
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

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        """Recognise one utterance. Raises SpeechError."""
        began = self._clock.monotonic()
        self.warm()
        spans = find_speech(samples, self._vad)
        closed = expectation.kind in _CLOSED and bool(expectation.answers)
        text, answer = "", None
        hypotheses: tuple[Hypothesis, ...] = ()
        if spans and closed:
            phrases = [p for a in expectation.answers for p in a.phrases]
            text, confidence = self._decode(samples, self.grammar(phrases))
            hypotheses = (Hypothesis(text, confidence),) if text else ()
            seconds = (spans[-1].last - spans[0].first) / SAMPLE_RATE
            owners = {a.id for a in expectation.answers if text in a.phrases}
            if len(owners) == 1 and confidence >= _CONFIDENT and fits(text, seconds):
                answer = owners.pop() if self._freely_the_same(samples, text) else None
        elif spans:
            text, confidence = self._decode(samples, None)
            hypotheses = (Hypothesis(text, confidence),) if text else ()
        unsure = bool(spans) and closed and answer is None
        return Recognition(
            text="" if unsure else text,
            answer=answer,
            unsure=unsure,
            hypotheses=hypotheses,
            engine=self.name,
            audio_seconds=len(samples) / SAMPLE_RATE,
            decode_seconds=self._clock.monotonic() - began,
        )

    def _freely_the_same(self, samples: Samples, phrase: str) -> bool:
        """Does free decoding hear the same sounds, all of them?

        A grammar alone makes one of its phrases of anything, with full confidence, where the model has no
        `[unk]`: another language's 是的 came out as an agreement at 1.0.
        """
        free, _ = self._decode(samples, None)
        return lazy_pinyin(free) == lazy_pinyin(phrase)

    def grammar(self, phrases: Sequence[str]) -> list[str]:
        """The phrases in words that the model knows; a phrase with an unknown character is left out, logged.

        Words missing from the vocabulary are only logged by Vosk itself, and then never heard.
        """
        lines = []
        for phrase in phrases:
            words = self._split(phrase)
            if words is None:
                _log.warning("a phrase isn't in Vosk's vocabulary", extra={"phrase": phrase})
            else:
                lines.append(" ".join(words))
        return [*dict.fromkeys(lines), _UNKNOWN]

    def _split(self, phrase: str) -> list[str] | None:
        """The longest known words from the left, or None."""
        words: list[str] = []
        at = 0
        while at < len(phrase):
            for end in range(len(phrase), at, -1):
                if self._model.vosk_model_find_word(phrase[at:end]) >= 0:
                    words.append(phrase[at:end])
                    at = end
                    break
            else:
                return None
        return words

    def _decode(self, samples: Samples, grammar: list[str] | None) -> tuple[str, float]:
        """Text without spaces and the least confidence of its words; a new recogniser each time (0.2 ms).

        Changing the grammar of one that has heard something ends the whole process.
        """
        import vosk

        rules = [] if grammar is None else [json.dumps(grammar, ensure_ascii=False)]
        recogniser = vosk.KaldiRecognizer(self._model, SAMPLE_RATE, *rules)
        recogniser.SetWords(True)
        step = SAMPLE_RATE // 5 * 2
        data = to_pcm16(samples)
        words: list[dict[str, Any]] = []
        for start in range(0, len(data), step):
            if recogniser.AcceptWaveform(data[start : start + step]):
                words += json.loads(recogniser.Result()).get("result", [])
        words += json.loads(recogniser.FinalResult()).get("result", [])
        text = tidy(self._simplify.convert("".join(w["word"] for w in words)))
        return text, min((float(w["conf"]) for w in words), default=0.0)
