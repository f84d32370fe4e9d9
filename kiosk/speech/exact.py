"""Closed answers out of free text, for engines that can't score a phrase on the sound. Pure.

Free decoding makes 部队 of 不对 and drops a syllable now and then, so only a whole phrase is an answer, and a
yes or a no only where it is written in the phrase's own characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from pypinyin import lazy_pinyin

from kiosk.speech.types import Answer

#: Answers that do harm where they are wrong: no likeness of sound is enough for them.
YES_OR_NO = frozenset({"confirm", "deny"})
#: Characters that a yes needs where nothing but free text speaks for it: a 不对 whose first syllable was lost
#: in a cough is written 对.
_LEAST_YES = 2


def said_exactly(text: str, answers: Sequence[Answer]) -> str | None:
    """The one answer that has `text` as a phrase: by its characters, else by its syllables.

    By syllables no yes or no is taken, nor any answer that sounds like a phrase of one; None also where two
    answers fit.
    """
    bare = squeezed(text)
    if not bare:
        return None
    owners = {a.id for a in answers if bare in (squeezed(p) for p in a.phrases)}
    if not owners:
        sound = lazy_pinyin(bare)
        owners = {a.id for a in answers if sound in (lazy_pinyin(squeezed(p)) for p in a.phrases)}
        if owners & YES_OR_NO:
            return None
    if len(owners) != 1 or ("confirm" in owners and len(bare) < _LEAST_YES):
        return None
    return owners.pop()


def squeezed(text: str) -> str:
    """Without spaces: engines differ in where they put them."""
    return "".join(text.split())
