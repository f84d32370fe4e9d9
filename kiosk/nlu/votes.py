"""What several readings of one utterance come to: each votes for what it means, by its probability. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kiosk.nlu.decide import ASK
from kiosk.nlu.types import Candidate, Understanding

#: Items asked about at most.
_OFFERED = 3
#: Share of the votes that makes an item clear.
_MAJORITY = 0.65
#: What the readings have to give an item, together, and its lead, to take it where the first only asks and
#: another names it plainly.
_LIKELY, _LEAD = 0.72, 0.5


def voted(found: Sequence[Understanding], weights: Sequence[float]) -> Understanding:
    """`found`: what the readings mean, the likeliest first; no command or call for help among the deciding.

    An item that the first names and most votes are for is taken; else those with the most votes are asked
    about. Where the first says nothing the others may ask, never act.
    """
    first = found[0]
    votes = _votes(found, weights)
    order = sorted(votes, key=lambda i: -votes[i])[:_OFFERED]
    if len(found) == 1 or not order or "two" in first.values:
        return first
    if first.outcome == "none":
        return first if "pointer" in first.values else _asked(first, order)
    if first.outcome == "ask":
        plain = _plainly(found, weights, order)
        if plain is not None:
            return replace(plain, text=first.text)
        own = {c.id: c for c in first.candidates}
        return replace(first, candidates=tuple(own.get(i, Candidate(i, ASK)) for i in order))
    clear = votes[first.id or ""] >= _MAJORITY * sum(votes.values())
    return first if clear or len(order) == 1 else _asked(first, order)


def _plainly(
    found: Sequence[Understanding], weights: Sequence[float], order: Sequence[str]
) -> Understanding | None:
    """The reading that names what all of them are about: one wrong syllable made the first of them unsure."""
    best = order[0]
    if not found[0].candidates or found[0].candidates[0].id != best:
        return None
    shares = {i: sum(w * _share(one, i) for one, w in zip(found, weights, strict=True)) for i in order}
    total = sum(weights)
    second = max((share for i, share in shares.items() if i != best), default=0.0)
    if shares[best] < _LIKELY * total or shares[best] - second < _LEAD * total:
        return None
    return next((one for one in found if one.outcome in ("item", "handoff") and one.id == best), None)


def _share(one: Understanding, item: str) -> float:
    """How sure one reading is of an item."""
    named = one.outcome in ("item", "handoff") and one.id == item
    return one.confidence if named else next((c.confidence for c in one.candidates if c.id == item), 0.0)


def _votes(found: Sequence[Understanding], weights: Sequence[float]) -> dict[str, float]:
    """Item -> its share of the readings' probability; one that only asks shares its own out."""
    votes: dict[str, float] = {}
    for one, weight in zip(found, weights, strict=True):
        if one.outcome in ("item", "handoff") and one.id:
            votes[one.id] = votes.get(one.id, 0.0) + weight
        elif one.outcome == "ask":
            total = sum(c.confidence for c in one.candidates) or 1.0
            for candidate in one.candidates:
                share = weight * candidate.confidence / total
                votes[candidate.id] = votes.get(candidate.id, 0.0) + share
    return votes


def _asked(first: Understanding, ids: Iterable[str]) -> Understanding:
    candidates = tuple(Candidate(i, ASK) for i in ids)
    return Understanding(first.text, "ask", None, candidates, ASK, first.values)
