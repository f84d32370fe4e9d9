"""Commands: what always works, whatever is being asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.nlu.match import find_exact
from kiosk.nlu.normalise import Plain
from kiosk.nlu.words import Command, Words

#: A command covers at least this share of the sentence, …
_OF_SENTENCE = 0.5
#: … or this share of one of its clauses.
_OF_CLAUSE = 0.75
#: Dearest mean price of a phrase that was misheard.
_BY_SOUND = 0.2


@dataclass(frozen=True)
class Heard:
    """A command, how it was found and how much of the sentence it covers."""

    id: str
    how: str
    share: float


def always(plain: Plain, words: Words) -> Heard | None:
    """A command that counts whatever else is asked for in the same breath (转人工)."""
    for one in words.commands:
        if one.always and find_exact(plain.text, one.always):
            return Heard(one.id, "always", 1.0)
    return None


def command(plain: Plain, words: Words, *, by_clause: bool) -> Heard | None:
    """The command that covers most, or None; `by_clause`: one clause of several is enough."""
    whole = _whole(plain, words)
    if whole:
        return whole
    best: Heard | None = None
    for one in words.commands:
        if one.whole:
            continue
        for heard in (_covering(plain, one, by_clause), _sounding(plain, one, words)):
            if heard and (best is None or heard.share > best.share):
                best = heard
    return best


def _whole(plain: Plain, words: Words) -> Heard | None:
    """confirm or deny: the sentence consists of nothing else."""
    for one in words.commands:
        for said in (plain.text, plain.bare):
            if one.whole and said and _consists_of(said, one.whole, words.normaliser.fillers):
                return Heard(one.id, "whole sentence", 1.0)
    return None


def _consists_of(said: str, parts: Sequence[str], fillers: Sequence[str]) -> bool:
    """Can `said` be cut into `parts` (and fillers between them), with at least one part?"""
    open_: set[tuple[int, bool]] = {(0, False)}
    seen: set[tuple[int, bool]] = set()
    while open_:
        at, any_part = open_.pop()
        if at == len(said):
            if any_part:
                return True
            continue
        if (at, any_part) in seen:
            continue
        seen.add((at, any_part))
        open_ |= {(at + len(p), True) for p in parts if said.startswith(p, at)}
        open_ |= {(at + len(f), any_part) for f in fillers if said.startswith(f, at)}
    return False


def _covering(plain: Plain, one: Command, by_clause: bool) -> Heard | None:
    best: Heard | None = None
    looked = [(plain.text, _OF_SENTENCE, 1.0), (plain.bare, _OF_SENTENCE, 1.0)]
    if by_clause and len(plain.clauses) > 1:
        looked += [(clause, _OF_CLAUSE, len(clause) / len(plain.bare)) for clause in plain.clauses]
    for text, needed, weight in looked:
        if not text:
            continue
        covered = set[int]()
        for span in find_exact(text, one.terms):
            covered |= set(range(span.start, span.end))
        share = len(covered) / len(text)
        if share >= needed and (best is None or share * weight > best.share):
            best = Heard(one.id, "phrase", share * weight)
    return best


def _sounding(plain: Plain, one: Command, words: Words) -> Heard | None:
    """The whole sentence sounds like a phrase of three characters and more."""
    for phrase in one.phrases:
        for said in (plain.text, plain.bare):
            if len(phrase) < 3 or abs(len(said) - len(phrase)) > 1:
                continue
            price = words.sounds.distance(said, phrase) / len(phrase)
            if 0 < price <= _BY_SOUND:
                return Heard(one.id, f"sounds like {phrase}", 1.0 - price)
    return None
