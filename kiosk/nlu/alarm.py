"""Emergencies: a word of danger, a cry or a service asked for, that is meant for here and now.

Words of danger are said all day at a police desk: of a film, of last year, of what did not happen, of a cat.
So each place is looked at: is it denied, or part of an idiom? Then the sentence: is it told, past or over?
What is left calls. A cry to whoever is near makes present what else is said; what is told never is. Pure; the
words are in `assets/words/emergencies.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.nlu.match import Span, Term, find_exact
from kiosk.nlu.normalise import Plain, consists_of

CRY, SERVICE, DANGER = "cry", "service", "danger"


@dataclass(frozen=True)
class Alarms:
    """The words of `emergencies.yaml`."""

    calls: tuple[Term, ...]
    """Groups CRY, SERVICE and DANGER; unsure ones are mild."""
    denials: tuple[str, ...]
    """What stands right behind one is not so, …"""
    refusals: tuple[str, ...]
    """… and no service is wanted."""
    between: tuple[str, ...]
    """All that may stand between these and what they deny."""
    not_denials: tuple[str, ...]
    idioms: tuple[Term, ...]
    """A call that overlaps one is not meant."""
    told: tuple[Term, ...]
    past: tuple[Term, ...]
    lately: tuple[str, ...]
    now: tuple[str, ...]
    over: tuple[Term, ...]
    papers: tuple[Term, ...]


@dataclass(frozen=True)
class Call:
    """What calls for help, or why what sounds so does not."""

    term: str
    kind: Literal["sure", "mild", "told"]
    """mild: it may as well be of something past; told: it is not of here and now."""
    why: str = ""


def emergency(plain: Plain, alarms: Alarms, *, wanted: bool = False) -> Call | None:
    """What says most, or None where nothing in it alarms. `wanted`: it is likely a request of ours."""
    text = plain.bare
    found, idioms = find_exact(text, alarms.calls), find_exact(text, alarms.idioms)
    meant = [s for s in found if not _in_idiom(s, idioms)]
    standing = [s for s in meant if not _denied(s, plain, alarms)]
    if not standing:
        why = "denied" if meant else "an idiom" if idioms else _not_now(text, alarms, cried=False)
        return Call(found[0].term if found else "", "told", why) if why else None
    cried = any(s.group == CRY for s in standing)
    first = min(standing, key=lambda s: (not s.sure, s.start))
    why = _not_now(text, alarms, cried=cried)
    if not cried and not why and find_exact(text, alarms.papers):
        why = "of a paper"
        if not wanted:
            return Call(first.term, "mild", why)
    if why:
        return Call(first.term, "told", why)
    lately = not cried and _says(text, alarms.lately) and not _says(text, alarms.now)
    return Call(first.term, "sure" if first.sure and not lately else "mild")


def _not_now(text: str, alarms: Alarms, *, cried: bool) -> str:
    """Why all that is said is not of here and now; empty: it may be."""
    if _affirmed(text, alarms.told, alarms):
        return "told"
    if cried:
        return ""
    if find_exact(text, alarms.over):
        return "over"
    return "past" if find_exact(text, alarms.past) and not _says(text, alarms.now) else ""


def _says(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _affirmed(text: str, terms: Sequence[Term], alarms: Alarms) -> bool:
    """One of them is said and not denied (不是开玩笑)."""
    return any(not _follows(text, span.start, 0, alarms.denials, alarms) for span in find_exact(text, terms))


def _in_idiom(span: Span, idioms: Sequence[Span]) -> bool:
    return any(span.overlaps(idiom) for idiom in idioms)


def _denied(span: Span, plain: Plain, alarms: Alarms) -> bool:
    """没人抢我, 别打110; a cry is never denied."""
    if span.group == CRY:
        return False
    words = alarms.denials if span.group == DANGER else (*alarms.denials, *alarms.refusals)
    return _follows(plain.bare, span.start, _clause_start(plain.clauses, span.start), words, alarms)


def _clause_start(clauses: Sequence[str], place: int) -> int:
    at = 0
    for clause in clauses:
        if at <= place < at + len(clause):
            return at
        at += len(clause)
    return 0


def _follows(text: str, place: int, begin: int, words: Sequence[str], alarms: Alarms) -> bool:
    """Does `place` stand behind one of `words`, with nothing of weight between them?"""
    before = text[begin:place]
    for word in words:
        at = before.rfind(word)
        if at < 0 or not consists_of(before[at + len(word) :], alarms.between):
            continue
        around = before[max(0, at - 1) :]
        if not _says(around, alarms.not_denials):
            return True
    return False
