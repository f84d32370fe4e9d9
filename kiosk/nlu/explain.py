"""Why a sentence came out so: what matched, what the classifier gave, and what lost by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.nlu.bank import Bank, like_added
from kiosk.nlu.looked import Looked
from kiosk.nlu.types import Understanding

_SHOWN = 5


def explain(
    one: Looked, said: Understanding, why: str, bank: Bank, ids: Sequence[str]
) -> list[Mapping[str, Any]]:
    """One mapping a line: plain text, things, matters, the grammar, the shares, the nearest, the outcome."""
    lines: list[Mapping[str, Any]] = [
        {"step": "plain", "text": one.plain.text, "bare": one.plain.bare, "looked_at": one.seen.rest}
    ]
    for kind, spans in (("object", one.seen.objects), ("condition", one.seen.conditions)):
        lines += [
            {
                "step": kind,
                "group": s.group,
                "term": s.term,
                "said": one.seen.text[s.start : s.end],
                "sure": s.sure,
                "cost": round(s.cost, 3),
                "negated": s.negated,
            }
            for s in spans
        ]
    lines.append({"step": "grammar", "allows": _allowed(one, ids), "why": one.said.why})
    if one.shares:
        order = sorted(one.shares, key=lambda label: -one.shares[label])
        best = one.shares[order[0]]
        lines += [
            {
                "step": "learned",
                "label": label,
                "share": round(one.shares[label], 3),
                "behind": round(best - one.shares[label], 3),
            }
            for label in order[:_SHOWN]
        ]
    lines += _nearest(one, bank)
    lines.append({"step": "outcome", "outcome": said.outcome, "id": said.id, "why": why})
    return lines


def _allowed(one: Looked, ids: Sequence[str]) -> list[str]:
    return [i for i in ids if i in one.said.fitting and not one.said.forbids(i)]


def _nearest(one: Looked, bank: Bank) -> list[Mapping[str, Any]]:
    if one.vector is None:
        return []
    found = [("added", like_added(bank.added, one.vector)), ("office", bank.office(one.vector))]
    return [
        {"step": name, "sentence": near.text, "means": near.meaning, "likeness": round(near.likeness, 3)}
        for name, near in found
        if near is not None
    ]
