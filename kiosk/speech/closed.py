"""Closed questions: each expected phrase is scored on the sound, instead of decoding freely.

The score of a phrase is the sum of log p of its tokens, less a share of the same sum on silence (what the
network would say anyway). The best phrase of each answer counts; the best answer must lead the next by a
margin, a confirmation must lead a denial by more, and there is a floor. Below that the kiosk asks again.
There is no partial match, so a misheard 不对 can never become a yes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.core.text import Language
from kiosk.speech.types import SAMPLE_RATE, Answer, Hypothesis, Samples
from kiosk.speech.whisper_net import ENCODER_RATE, WhisperNet

#: Share of the phrase's log p on silence that is taken off.
SILENCE_PRIOR = 0.7
#: Candidates aligned at a time: cross-attention is recomputed for each, larger batches gain nothing.
_CHUNK = 8
#: Seconds the encoder sees; the shortest that holds the utterance is taken.
_WINDOWS = (5.0, 10.0, 30.0)
#: Encoder frames kept after the last sample.
_AFTER = 25
#: Lengths are rounded up to this many encoder frames, so that the scores on silence can be kept.
_STEP = 25


@dataclass(frozen=True)
class Margins:
    """Leads in log p that the best answer needs."""

    other: float = 1.5
    """Over any other answer."""
    opposite: float = 2.5
    """Between `confirm` and `deny`: a wrong yes does harm, asking again does not."""
    opposites: frozenset[frozenset[str]] = frozenset({frozenset({"confirm", "deny"})})
    floor: float = -1.0
    """Score that the best answer needs at all: below it, it may as well be a cough or another word."""
    confirm_floor: float = 1.5
    """The same for `confirm`: 二十 scored 0.7 as 好的, a bare 啊 in noise 1.2 as 对."""

    agreed: float = 1.0
    """Lead over any other answer that is enough where free decoding wrote the very same phrase."""

    def needed(self, best: str, other: str) -> float:
        """The lead that `best` needs over `other`."""
        return self.opposite if frozenset({best, other}) in self.opposites else self.other

    def least(self, best: str) -> float:
        """The score that `best` needs."""
        return self.confirm_floor if best == "confirm" else self.floor


@dataclass(frozen=True)
class ClosedResult:
    """How the expected answers did."""

    ranked: tuple[tuple[str, Hypothesis], ...]
    """(id, its best phrase with the score), best first."""
    sure: bool
    """Score and lead were enough."""
    leads: bool
    """The lead alone was enough: over any other answer a little, over its opposite as much as always."""
    fits_length: bool
    """The speech isn't too long for the phrase: longer means that something else was said."""


class ClosedScorer:
    """Scores expected phrases on one utterance."""

    def __init__(self, net: WhisperNet, margins: Margins | None = None) -> None:
        self._net = net
        self._margins = margins or Margins()
        self._silence: dict[tuple[float, int, Language], NDArray[np.float32]] = {}
        self._priors: dict[tuple[float, int, Language, str], float] = {}

    def score(
        self, samples: Samples, answers: Sequence[Answer], speech_seconds: float, language: Language = "zh"
    ) -> ClosedResult:
        """Rank `answers` by how well one of their phrases fits.

        `samples` with real lead-in; `speech_seconds` is the voiced span in them.
        """
        owners = [(answer.id, phrase) for answer in answers for phrase in answer.phrases]
        phrases = [phrase for _, phrase in owners]
        window = self._window(samples)
        frames = self._frames(samples, window)
        encoded = self._net.encode_audio(samples, window)[:, :frames]
        heard = self._log_probabilities(encoded, phrases, language)
        priors = self._silence_priors(window, frames, phrases, language)
        best: dict[str, Hypothesis] = {}
        for (answer_id, phrase), log_p, prior in zip(owners, heard, priors, strict=True):
            score = log_p - SILENCE_PRIOR * prior
            if answer_id not in best or score > best[answer_id].score:
                best[answer_id] = Hypothesis(phrase, score)
        ranked = tuple(sorted(best.items(), key=lambda item: item[1].score, reverse=True))
        return ClosedResult(
            ranked, self._sure(ranked), self._leads(ranked), fits(ranked[0][1].text, speech_seconds)
        )

    def prime(self, answers: Sequence[Answer], seconds: Sequence[float], language: Language = "zh") -> None:
        """Work out the scores on silence for utterances of these lengths, before a citizen waits for them."""
        phrases = [phrase for answer in answers for phrase in answer.phrases]
        for length in seconds:
            silence = np.zeros(round(length * SAMPLE_RATE), np.float32)
            window = self._window(silence)
            self._silence_priors(window, self._frames(silence, window), phrases, language)

    def _leads(self, ranked: tuple[tuple[str, Hypothesis], ...]) -> bool:
        first_id, first = ranked[0]
        margins = self._margins
        return all(
            first.score - other.score
            >= (margins.opposite if frozenset({first_id, other_id}) in margins.opposites else margins.agreed)
            for other_id, other in ranked[1:]
        )

    def _sure(self, ranked: tuple[tuple[str, Hypothesis], ...]) -> bool:
        first_id, first = ranked[0]
        return first.score >= self._margins.least(first_id) and all(
            first.score - other.score >= self._margins.needed(first_id, other_id)
            for other_id, other in ranked[1:]
        )

    def _window(self, samples: Samples) -> float:
        seconds = len(samples) / SAMPLE_RATE
        return next((w for w in _WINDOWS if seconds <= w), _WINDOWS[-1])

    def _frames(self, samples: Samples, window: float) -> int:
        wanted = len(samples) * ENCODER_RATE / SAMPLE_RATE + _AFTER
        return min(round(window * ENCODER_RATE), math.ceil(wanted / _STEP) * _STEP)

    def _silence_priors(
        self, window: float, frames: int, phrases: Sequence[str], language: Language
    ) -> list[float]:
        keys = [(window, frames, language, phrase) for phrase in phrases]
        missing = [key[3] for key in keys if key not in self._priors]
        if missing:
            if (window, 0, language) not in self._silence:
                empty = np.zeros(1, np.float32)
                self._silence[window, 0, language] = self._net.encode_audio(empty, window)
            encoded = self._silence[window, 0, language][:, :frames]
            for phrase, log_p in zip(
                missing, self._log_probabilities(encoded, missing, language), strict=True
            ):
                self._priors[window, frames, language, phrase] = log_p
        return [self._priors[key] for key in keys]

    def _log_probabilities(
        self, encoded: NDArray[np.float32], phrases: Sequence[str], language: Language
    ) -> list[float]:
        """Sum of log p of each phrase's tokens on `encoded` [1, frames, 512]."""
        import ctranslate2

        tokens = [self._net.encode_text(phrase) for phrase in phrases]
        # Phrases of like length together: a chunk takes as long as its longest.
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        sums = [0.0] * len(tokens)
        frames = encoded.shape[1]
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            repeated = np.ascontiguousarray(np.repeat(encoded, len(chunk), axis=0))
            aligned = self._net.model.align(
                ctranslate2.StorageView.from_array(repeated),
                self._net.start_tokens(language),
                [tokens[i] for i in chunk],
                frames,
                median_filter_width=1,
            )
            for index, one in zip(chunk, aligned, strict=True):
                sums[index] = float(np.log(np.maximum(one.text_token_probs, 1e-12)).sum())
        return sums


def fits(phrase: str, speech_seconds: float) -> bool:
    """Could `phrase` have taken that long? Garbage is told by its length, not by its score."""
    return speech_seconds <= 0.2 * len(phrase) + 0.45
