"""Closed questions: each expected phrase is scored on the sound, instead of decoding freely.

The score of a phrase is the sum of log p of its tokens, half of log p that nothing follows, less a share of
the first on silence (what the network would say anyway). The best phrase of each answer counts; the best
answer must lead the next by a margin, a confirmation must lead a denial by more, it must lead what else is
said in a hall, and there is a floor. Below that the kiosk asks again, and the scores of both tries are added
up. There is no partial match, so a misheard 不对 can never become a yes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from kiosk.core.text import Language
from kiosk.core.yaml_model import read_model
from kiosk.speech.evidence import add_answers
from kiosk.speech.phrase_scores import PhraseScores, TrieScores
from kiosk.speech.types import (
    SAMPLE_RATE,
    Answer,
    Evidence,
    GivenUp,
    Hypothesis,
    Samples,
    SpeechError,
    never,
)
from kiosk.speech.whisper_net import ENCODER_RATE, WhisperNet

#: Share of the phrase's log p on silence that is taken off.
SILENCE_PRIOR = 0.7
#: Share of log p that nothing follows.
_ENDED = 0.5
#: What stands against the answers, among the scores.
_OTHER = "_"
#: Seconds the encoder sees; the shortest that holds the utterance is taken.
_WINDOWS = (5.0, 10.0, 30.0)
#: Encoder frames kept after the last sample.
_AFTER = 25
#: Lengths are rounded up to this many encoder frames, so that the scores on silence can be kept.
_STEP = 25
_YES_OR_NO = frozenset({"confirm", "deny"})
#: Answers that are tried with words around them, and phrases of each.
_WRAPPED_ANSWERS, _WRAPPED_PHRASES = 2, 3
#: Characters: 刚才那一步刚才那一步 was heard in babble, where the score on silence is far too low.
_WRAPPED_LONGEST = 8


@dataclass(frozen=True)
class Margins:
    """Leads in log p that the best answer needs."""

    other: float = 1.5
    """Over any other answer."""
    hall: float = 1.0
    """Over what is said in a hall beside the answers."""
    opposite: float = 3.5
    """Between opposites: a wrong yes does harm, asking again does not."""
    opposites: frozenset[frozenset[str]] = frozenset({_YES_OR_NO, frozenset({"confirm", "done"})})
    """And 好的 beside 好了, the likest of all pairs."""
    floor: float = -1.0
    """Score that the best answer needs at all: below it, it may as well be a cough or another word."""
    confirm_floor: float = 0.5
    """The same for `confirm`."""
    syllable_floor: float = 1.5
    """The same for a `confirm` of one syllable (a bare 啊 in noise scored 1.2 as 对) and for 不, 不不不."""
    loud_floor: float = 2.5
    """The same for every `confirm`, and for 不, in a loud hall: a 没有 in babble scored 2.4 as 可以."""
    far_score: float = 5.0
    far_lead: float = 6.0
    """Score and lead of a command that is taken whatever its length."""

    def needed(self, best: str, other: str) -> float:
        """The lead that `best` needs over `other`."""
        if other == _OTHER:
            return self.hall
        return self.opposite if frozenset({best, other}) in self.opposites else self.other

    def beyond_doubt(self, ranked: Sequence[tuple[str, Hypothesis]]) -> bool:
        """Is a command so far ahead that its length is no matter? Voices make a turn longer than hers."""
        (name, first), *others = ranked
        far = all(first.score - other.score >= self.far_lead for _, other in others)
        return name not in _YES_OR_NO | {_OTHER} and first.score >= self.far_score and far

    def least(self, best: str, phrase: str, loud: bool, tries: int) -> float:
        """The score that `best` needs, said as `phrase`; of several tries a yes needs as much of each."""
        one_syllable = len(set(phrase)) == 1
        if best != "confirm" and not (best == "deny" and one_syllable):
            return self.floor
        # 对对对 is told from noise by its length; a 不不不 was heard in a 是 among voices.
        plain = self.syllable_floor if len(phrase) == 1 or best == "deny" else self.confirm_floor
        return tries * (max(plain, self.loud_floor) if loud else plain)


class Beside(BaseModel):
    """assets/speech/closed.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    others: tuple[str, ...] = ()
    written: Mapping[str, tuple[str, ...]] = {}
    around: tuple[str, ...] = ()
    around_yes_no: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Beside:
        """Raises SpeechError `speech_data_bad`."""
        return read_model(path, cls, partial(SpeechError, "speech_data_bad"))


@dataclass(frozen=True)
class ClosedResult:
    """How the expected answers did."""

    ranked: tuple[tuple[str, Hypothesis], ...]
    """(id, its best phrase with the score), best first; earlier tries are in the scores."""
    sure: bool
    """Score, lead and length were enough."""
    fits_length: bool
    """The speech isn't too long for the phrase: longer means that something else was said."""
    evidence: Evidence
    """Of this utterance alone."""
    frames: NDArray[np.float32]
    """The encoder's output that was scored, [1, frames, 512]."""
    nearly: bool = False
    """The score was enough, and nothing of the hall won: only a lead or the length was missing."""


@dataclass(frozen=True)
class _Encoded:
    """One utterance behind the encoder."""

    frames: NDArray[np.float32]
    window: float
    length: int
    """Frames."""
    seconds: float
    """Of speech."""
    language: Language


@dataclass(frozen=True)
class _Scored:
    """A phrase of an answer with its score."""

    answer: str
    phrase: str
    score: float


@dataclass
class ClosedScorer:
    """Scores expected phrases on one utterance. Not safe for two calls at a time."""

    net: WhisperNet
    margins: Margins = field(default_factory=Margins)
    beside: Beside = field(default_factory=Beside)
    scores: PhraseScores | None = None
    _silence: dict[tuple[float, Language], NDArray[np.float32]] = field(default_factory=dict)
    _priors: dict[tuple[float, int, Language, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.scores is None:
            self.scores = TrieScores(self.net)

    def score(
        self,
        samples: Samples,
        answers: Sequence[Answer],
        speech_seconds: float,
        language: Language = "zh",
        earlier: Sequence[Evidence] = (),
        given_up: Callable[[], bool] = never,
        loud: bool = False,
    ) -> ClosedResult:
        """Rank `answers` by how well one of their phrases fits.

        `samples` with real lead-in; `speech_seconds` is the voiced span in them. `earlier`: of tries at the
        same question. `loud`: others are heard beside her. Raises GivenUp.
        """
        owners = self._owners(answers, language)
        window = self._window(samples)
        frames = self._frames(samples, window)
        sound = _Encoded(
            self.net.encode_audio(samples, window)[:, :frames], window, frames, speech_seconds, language
        )
        if given_up():
            raise GivenUp
        scored = self._scored(owners, sound)
        result = self._judged(_best(scored), earlier, sound, loud)
        if result.sure or language != "zh":
            return result
        if given_up():
            raise GivenUp
        rarer = {phrase: (a.id, phrase) for a in answers for phrase in a.rarer if phrase not in scored}
        scored |= self._scored(rarer, sound)
        scored |= self._scored(self._wrapped(scored), sound, wrapped=True)
        return self._judged(_best(scored), earlier, sound, loud)

    def _judged(
        self,
        best: Mapping[str, Hypothesis],
        earlier: Sequence[Evidence],
        sound: _Encoded,
        loud: bool,
    ) -> ClosedResult:
        now = {name: hypothesis.score for name, hypothesis in best.items()}
        summed, tries = add_answers(now, earlier)
        ranked = tuple(
            sorted(
                ((name, Hypothesis(h.text, summed[name])) for name, h in best.items()),
                key=lambda item: item[1].score,
                reverse=True,
            )
        )
        fitting = fits(ranked[0][1].text, sound.seconds) or (loud and self.margins.beyond_doubt(ranked))
        # What was too long for any answer tells nothing of the next try.
        evidence = Evidence(answers=tuple(now.items()) if fitting else ())
        shown = tuple(item for item in ranked if item[0] != _OTHER)
        sure = fitting and self._sure(ranked, loud, tries) and not _hurried_no(ranked[0], sound.seconds)
        first_id, first = ranked[0]
        nearly = first_id != _OTHER and first.score >= self.margins.least(first_id, first.text, loud, tries)
        return ClosedResult(shown, sure, fitting, evidence, sound.frames, nearly)

    def prime(self, answers: Sequence[Answer], seconds: Sequence[float], language: Language = "zh") -> None:
        """Work out the scores on silence for utterances of these lengths, before a citizen waits for them."""
        phrases = list(self._owners(answers, language))
        for length in seconds:
            silence = np.zeros(round(length * SAMPLE_RATE), np.float32)
            window = self._window(silence)
            self._silence_priors(window, self._frames(silence, window), phrases, language)

    def _owners(self, answers: Sequence[Answer], language: Language) -> dict[str, tuple[str, str]]:
        """What may be written -> (answer, the phrase that it stands for)."""
        owners: dict[str, tuple[str, str]] = {}
        for answer in answers:
            for phrase in answer.phrases:
                for written in (phrase, *self.beside.written.get(phrase, ())):
                    owners.setdefault(written, (answer.id, phrase))
        if language == "zh":
            for other in self.beside.others:
                owners.setdefault(other, (_OTHER, other))
        return owners

    def _wrapped(self, scored: Mapping[str, _Scored]) -> dict[str, tuple[str, str]]:
        """The likeliest answers, and always yes and no, with words around their likeliest phrases."""
        by_answer: dict[str, list[_Scored]] = {}
        for one in sorted(scored.values(), key=lambda s: s.score, reverse=True):
            by_answer.setdefault(one.answer, []).append(one)
        by_answer.pop(_OTHER, None)
        likely = {*list(by_answer)[:_WRAPPED_ANSWERS], *(_YES_OR_NO & by_answer.keys())}
        phrases = {(name, one.phrase) for name in likely for one in by_answer[name][:_WRAPPED_PHRASES]}
        return {
            said: (name, said)
            for name, phrase in sorted(phrases)
            for around in (self.beside.around_yes_no if name in _YES_OR_NO else self.beside.around)
            if (said := around.replace("{}", phrase)) not in scored and len(said) <= _WRAPPED_LONGEST
        }

    def _scored(
        self, owners: Mapping[str, tuple[str, str]], sound: _Encoded, wrapped: bool = False
    ) -> dict[str, _Scored]:
        """What is written -> how it did."""
        assert self.scores is not None
        phrases = list(owners)
        if not phrases:
            return {}
        heard = self.scores.score(sound.frames, phrases, sound.language)
        priors = self._silence_priors(sound.window, sound.length, phrases, sound.language)
        found: dict[str, _Scored] = {}
        for written, one, prior in zip(phrases, heard, priors, strict=True):
            name, phrase = owners[written]
            score = one.said + _ENDED * one.ended - SILENCE_PRIOR * prior
            if too_short(phrase, sound.seconds, wrapped) and (wrapped or name not in _YES_OR_NO):
                # Four syllables aren't said in half a second. A yes or a no by itself always counts, against
                # the other.
                score -= _HURRIED
            found[written] = _Scored(name, phrase, score)
        return found

    def _sure(self, ranked: tuple[tuple[str, Hypothesis], ...], loud: bool, tries: int) -> bool:
        first_id, first = ranked[0]
        return (
            first_id != _OTHER
            and first.score >= self.margins.least(first_id, first.text, loud, tries)
            and all(
                first.score - other.score >= self.margins.needed(first_id, other_id)
                for other_id, other in ranked[1:]
            )
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
        assert self.scores is not None
        keys = [(window, frames, language, phrase) for phrase in phrases]
        missing = [phrase for phrase, key in zip(phrases, keys, strict=True) if key not in self._priors]
        if missing:
            if (window, language) not in self._silence:
                empty = np.zeros(1, np.float32)
                self._silence[window, language] = self.net.encode_audio(empty, window)
            encoded = self._silence[window, language][:, :frames]
            for phrase, one in zip(missing, self.scores.score(encoded, missing, language), strict=True):
                self._priors[window, frames, language, phrase] = one.said
        return [self._priors[key] for key in keys]


def _best(scored: Mapping[str, _Scored]) -> dict[str, Hypothesis]:
    """The best phrase of each answer."""
    best: dict[str, Hypothesis] = {}
    for one in scored.values():
        if one.answer not in best or one.score > best[one.answer].score:
            best[one.answer] = Hypothesis(one.phrase, one.score)
    return best


def _hurried_no(first: tuple[str, Hypothesis], speech_seconds: float) -> bool:
    """不不不 in an eighth of a second was a 是 among voices."""
    name, best = first
    return name == "deny" and len(set(best.text)) == 1 and too_short(best.text, speech_seconds)


#: Seconds of speech that a syllable takes at least, and what a phrase loses that would take longer.
_SYLLABLE, _WRAPPED_SYLLABLE, _HURRIED = 0.12, 0.15, 4.0


def too_short(phrase: str, speech_seconds: float, wrapped: bool = False) -> bool:
    """Is the speech too short to be `phrase`? 没错没错 was heard in a quick 没有."""
    return speech_seconds < (_WRAPPED_SYLLABLE if wrapped else _SYLLABLE) * len(phrase)


def fits(phrase: str, speech_seconds: float) -> bool:
    """Could `phrase` have taken that long? Garbage is told by its length, not by its score."""
    return speech_seconds <= 0.2 * len(phrase) + 0.45
