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

from kiosk.nlu.match import Span, Term, find_by_sound, find_exact
from kiosk.nlu.normalise import Plain, consists_of
from kiosk.nlu.pinyin import Sounds

CRY, SERVICE, DANGER = "cry", "service", "danger"
#: Why what sounds alarming may not be.
DENIED, IDIOM, TOLD, OVER = "denied", "an idiom", "told", "over"
PAST, PAPER, SOUND, LATELY = "past", "of a paper", "by sound", "lately"


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
    alike: tuple[Term, ...]
    """What sounds like one of these may be it."""
    sounds: Sounds
    hurry: tuple[str, ...]
    """Words that add nothing to a plea."""
    services: tuple[Term, ...]
    """What calls the fire brigade or a doctor rather than the police; its group is which."""


@dataclass(frozen=True)
class Call:
    """What calls for help, or why what sounds so does not."""

    term: str
    kind: Literal["sure", "mild", "told"]
    """mild: it may as well be of something past; told: it is not of here and now."""
    why: str = ""
    plea: bool = False
    """Help is asked for in so many words, and hardly anything else is said."""
    service: str = ""
    """Whom it asks for by name or number."""


def emergency(plain: Plain, alarms: Alarms, *, wanted: bool = False) -> Call | None:
    """What says most, or None where nothing in it alarms. `wanted`: it is likely a request of ours."""
    text = plain.bare
    found, idioms = find_exact(text, alarms.calls), find_exact(text, alarms.idioms)
    meant = [s for s in found if not _in_idiom(s, idioms)]
    standing = [s for s in meant if not _denied(s, plain, alarms)]
    if not standing:
        why = DENIED if meant else IDIOM if found else _not_now(text, alarms, cried=False)
        if why or found:
            return Call(found[0].term if found else "", "told", why)
        return _misheard(text, alarms)
    cried = any(s.group == CRY for s in standing)
    first = min(standing, key=lambda s: (not s.sure, s.start))
    why = _not_now(text, alarms, cried=cried)
    if not cried and not why and find_exact(text, alarms.papers):
        why = PAPER
        if not wanted:
            return Call(first.term, "mild", why)
    if why:
        return Call(first.term, "told", why)
    plea = _plea(text, standing, alarms)
    lately = not cried and _says(text, alarms.lately) and not _says(text, alarms.now)
    kind: Literal["sure", "mild"] = "sure" if first.sure and not lately else "mild"
    return Call(first.term, kind, LATELY if lately else "", plea, _asked_for(text, alarms))


def _misheard(text: str, alarms: Alarms) -> Call | None:
    """抱警, 就命: what sounds like a call, where nothing else is one."""
    heard = find_by_sound(text, alarms.alike, alarms.sounds)
    spans = [s for s in heard if s.cost <= alarms.sounds.same_sound]
    return Call(min(spans, key=lambda s: s.cost).term, "mild", SOUND) if spans else None


def _plea(text: str, standing: Sequence[Span], alarms: Alarms) -> bool:
    """救命啊, 快帮我报警: a cry or a service, and only small words besides."""
    asked = [s for s in standing if s.group in (CRY, SERVICE)]
    if not asked:
        return False
    covered = {at for s in asked for at in range(s.start, s.end)}
    rest = "".join(c for at, c in enumerate(text) if at not in covered)
    return consists_of(rest, alarms.hurry)


def _asked_for(text: str, alarms: Alarms) -> str:
    """The service that is asked for by name or number, or nothing."""
    found = [s for s in find_exact(text, alarms.services) if s.sure]
    return min(found, key=lambda s: s.start).group if found else ""


def service_of(text: str, alarms: Alarms) -> str:
    """police, fire or medical by the words alone: one asked for, else the first sign, else the police."""
    found = find_exact(text, alarms.services)
    return min(found, key=lambda s: (not s.sure, s.start)).group if found else "police"


def _not_now(text: str, alarms: Alarms, *, cried: bool) -> str:
    """Why all that is said is not of here and now; empty: it may be."""
    if _affirmed(text, alarms.told, alarms):
        return TOLD
    if cried:
        return ""
    if find_exact(text, alarms.over):
        return OVER
    return PAST if find_exact(text, alarms.past) and not _says(text, alarms.now) else ""


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
