"""Does what was written freely agree with the yes or the no that scored best? Pure.

Scoring the expected phrases never says what else the sound might be; a free decoding of the same frames does,
and costs 30 ms. A yes needs a reading that sounds like a yes and none that sounds like a denial; a no needs
one that does. Who isn't agreed with is asked again. Where a short lead alone was missing, a reading that is
the very phrase makes up for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from pypinyin import lazy_pinyin

from kiosk.core.yaml_model import read_model
from kiosk.speech.types import Hypothesis, SpeechError

#: Log p behind the best reading: what is less likely tells nothing.
_NEAR = 4.0
#: Lead over the opposite and over the others, and the score, that a phrase written out needs.
_OPPOSITE, _OTHER, _FLOOR = 1.0, 0.5, 0.5


class SoundsOf(BaseModel):
    """assets/speech/agreement.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    affirming: Mapping[str, frozenset[str]]
    denial: frozenset[str]
    like: frozenset[str]
    before: frozenset[str]
    error: frozenset[str]
    unless: frozenset[str]
    right: frozenset[str]
    have: frozenset[str]
    whole: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> SoundsOf:
        """Raises SpeechError `speech_data_bad`."""
        return read_model(path, cls, partial(SpeechError, "speech_data_bad"))

    def affirms(self, text: str, without: frozenset[str] = frozenset()) -> bool:
        """Is there a syllable of a yes in it, other than `without`?"""
        known = frozenset[str]().union(*self.affirming.values()) - without
        return any(syllable in known for syllable in _syllables(text))

    def may_deny(self, text: str) -> bool:
        """Is there anything in it that a denial may have been written as?"""
        loose = self.denial | self.like | self.error
        return any(syllable in loose for syllable in _syllables(text))

    def denies(self, text: str, phrase: str = "") -> bool:
        """Is there a denial in it? `phrase`: the yes that scored best, whose own 没错 is none."""
        said = _syllables(text)
        of_a_yes = any(whole in phrase for whole in self.whole)
        return any(self._denies_at(said, place, of_a_yes) for place in range(len(said)))

    def _denies_at(self, said: Sequence[str], place: int, of_a_yes: bool) -> bool:
        syllable, after = said[place], said[place + 1] if place + 1 < len(said) else ""
        if syllable in self.denial:
            return True
        if syllable in self.error:
            # A bare 错 may be what is left of 没错; 错了 never is. 没错 and 没有错 say yes.
            short_for_yes = of_a_yes and len(said) == 1
            return not short_for_yes and not self._excused(said, place)
        if syllable not in self.like or (of_a_yes and syllable in self.unless):
            return False
        rights = [at for at in (place + 1, place + 2) if at < len(said) and said[at] in self.right]
        if syllable in self.unless and any(self._excused(said, at) for at in rights):
            return False
        return after in self.before or after in self.error or set(said) == {syllable}

    def _excused(self, said: Sequence[str], place: int) -> bool:
        """Is the error at `place` behind 没, or behind 没有?"""
        ahead = said[max(0, place - 2) : place]
        return bool(ahead) and (
            ahead[-1] in self.unless or (ahead[-1] in self.have and ahead[0] in self.unless)
        )


def agrees(answer: str, phrase: str, free: Sequence[Hypothesis], sounds: SoundsOf) -> bool:
    """May `answer` (`confirm` or `deny`) stand, beside the free readings of the same sound?"""
    texts = near(free)
    if answer == "confirm":
        return any(map(sounds.affirms, texts)) and not any(sounds.denies(t, phrase) for t in texts)
    # What looks like a denial in any place is enough here: the sound has been scored as one. But 嗯对 is very
    # like 不对, and shows by one reading that is a yes (罗队) and has nothing of a denial.
    return any(map(sounds.may_deny, texts)) and not any(
        sounds.affirms(t, without=sounds.error) and not sounds.may_deny(t) for t in texts
    )


def made_up_for(
    ranked: Sequence[tuple[str, Hypothesis]],
    free: Sequence[Hypothesis],
    phrases: Mapping[str, Sequence[str]],
    sounds: SoundsOf,
) -> bool:
    """Is the best-ranked yes or no, which lacked margin or length, written out by the best free reading?

    `phrases`: answer -> how it is said. One syllable is too little to count.
    """
    texts = near(free)
    if not texts or not ranked or ranked[0][0] not in ("confirm", "deny"):
        return False
    answer, best = ranked[0]
    said = once(texts[0])
    known = {tuple(_syllables(p)) for p in phrases.get(answer, ())}
    if len(said) < 2 or tuple(_syllables(said)) not in known:
        return False
    leads = [(_OPPOSITE if a in ("confirm", "deny") else _OTHER, best.score - h.score) for a, h in ranked[1:]]
    enough = best.score >= _FLOOR and all(lead >= needed for needed, lead in leads)
    return enough and agrees(answer, best.text, free, sounds)


def alike(text: str, others: Sequence[str]) -> bool:
    """Does one of the others have at least a third of the syllables of `text`?"""
    said = _syllables(text)
    return any(sum(s in set(_syllables(other)) for s in said) * 3 >= len(said) for other in others)


def contradicted(
    answer: str, text: str, free: Sequence[Hypothesis], phrases: Mapping[str, Sequence[str]]
) -> bool:
    """Does free writing say that `text`, a command that scored best in a loud hall, was something else?

    It does where it is the very phrase of another answer, or has next to nothing of this one's phrase.
    `phrases`: answer -> how it is said.
    """
    texts = near(free)
    if not texts:
        return False
    said = tuple(_syllables(once(texts[0])))
    if any(said == tuple(_syllables(p)) for other, ways in phrases.items() if other != answer for p in ways):
        return True
    within = [p for p in phrases.get(answer, ()) if p in text]
    return not alike(max(within, key=len, default=text), texts)


def near(free: Sequence[Hypothesis]) -> list[str]:
    """The readings that are nearly as likely as the best one."""
    return [h.text for h in free if h.text and h.score > free[0].score - _NEAR]


def once(text: str) -> str:
    """是的 of 是的是的是: a short window makes the network say things over and over."""
    for size in range(1, len(text)):
        unit = text[:size]
        if (unit * (len(text) // size + 1))[: len(text)] == text:
            return unit
    return text


def _syllables(text: str) -> list[str]:
    return [s for s in lazy_pinyin(text.replace(" ", "")) if s]
