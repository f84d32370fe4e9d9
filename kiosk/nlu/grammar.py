"""What objects and conditions allow: the part that can explain itself, and that contradicts the classifier.

A grammar alone is brittle and confidently wrong, a classifier alone hedges; where both agree, one may act.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.words import GENERIC, NOTHING, OTHER, Ask, Words


@dataclass(frozen=True)
class Opinion:
    """What a request can be, as far as its words say."""

    named: frozenset[str] | None
    """What the things named allow; None: no thing is named for sure. `none` among them: another office's."""
    fitting: frozenset[str]
    """What thing and matter together leave (the matter alone, where no thing is named)."""
    against: frozenset[str]
    """What is denied."""
    firm: bool
    """Thing and matter are both named for sure, and fit."""
    bare: bool
    """No thing is named at all, and no matter that names itself."""
    why: str

    def forbids(self, label: str) -> bool:
        """Do the words contradict it?"""
        return label in self.against or (self.named is not None and label not in self.named)

    def supports(self, label: str) -> bool:
        """Do thing and matter speak for it?"""
        return label in self.fitting


def opinion(seen: Evidence, words: Words) -> Opinion:
    """Objects and conditions to what is possible. The grammar is Chinese: of English it has no opinion."""
    sure, kinds = seen.kinds(sure=True), seen.kinds()
    named = _union(("none",) if k == OTHER else words.kinds[k] for k in kinds)
    matters = [m for m in (seen.matters(sure=True) or seen.matters()) if words.conditions[m].ids]
    meant = _union(words.conditions[m].ids for m in matters)
    against = _union(words.conditions[d].ids for d in seen.denied) - meant
    why = f"things: {', '.join(kinds) or '-'}; matters: {', '.join(matters) or '-'}"
    if against:
        why += f"; denied: {', '.join(sorted(seen.denied))}"
    fitting = ((named & meant) if named and meant else named or meant) - against
    firm = bool(sure and seen.matters(sure=True) and fitting)
    bare = not kinds and not seen.alone and not seen.text.isascii()
    return Opinion(named if sure else None, fitting or named - against, against, firm, bare, why)


def too_short(seen: Evidence, words: Words) -> tuple[str, ...]:
    """The candidates to offer where a request names too little; empty: it is no such request."""
    kinds = [k for k in seen.kinds() if k != OTHER]
    if (
        seen.alone
        or len(kinds) > 1
        or len(seen.kinds()) != len(kinds)
        or any(s.negated for s in seen.objects)
    ):
        return ()
    kind = kinds[0] if kinds else GENERIC if seen.generic() else NOTHING
    matters = seen.matters()
    if len(matters) > 1 or _remainder(seen, words):
        return ()
    for ask in words.questions.ask:
        if ask.kind == kind and ask.matters == matters and _said(ask, seen.text):
            return ask.candidates
    return ()


def left_open(seen: Evidence, words: Words) -> tuple[str, ...]:
    """The candidates of a request that leaves open what is wanted, however much is said; empty: none such."""
    kinds, matters = seen.kinds(), set(seen.matters(sure=True))
    for ask in words.questions.open:
        named = kinds == () if ask.kind == NOTHING else ask.kind in kinds
        # 驾照过期了 is open only while no other matter explains it.
        alone = len(ask.matters) != 1 or matters == set(ask.matters)
        if named and alone and set(ask.matters) <= matters and not seen.alone and _said(ask, seen.text):
            return ask.candidates
    return ()


def _said(ask: Ask, text: str) -> bool:
    return (not ask.words or any(w in text for w in ask.words)) and not any(w in text for w in ask.unless)


def _remainder(seen: Evidence, words: Words) -> str:
    """What is said besides the thing, the matter and small words."""
    covered = {at for s in (*seen.objects, *seen.conditions) for at in range(s.start, s.end)}
    rest = "".join(c if at not in covered else " " for at, c in enumerate(seen.text))
    for small in words.questions.small:
        rest = rest.replace(small, " ")
    return rest.replace(" ", "")


def _union(sets: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(one for each in sets for one in each)
