"""From what the classifier thinks and what the grammar allows to an outcome. Pure.

Agreement acts: an item directly only where the classifier leads and the words don't contradict it; otherwise
a question with at most three candidates; otherwise nothing. A wrong item is worse than a question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.grammar import Opinion
from kiosk.nlu.sentences import NONE

#: Confidence where words alone decide: known, ruled, asked.
SAID, RULE, ASK = 1.0, 0.8, 0.4


@dataclass(frozen=True)
class Limits:
    """Where acting begins. Tuned on sentences of writers that were left out of the building."""

    forbidden: float = 0.08
    """What the grammar contradicts is worth so much of what the classifier gave it, …"""
    fitting: float = 3.0
    """… what thing and matter fit so much more, …"""
    hinted: float = 1.4
    """… what only one of them fits a little more."""
    direct: float = 0.8
    """Share from which an item is taken at once, …"""
    lead: float = 0.6
    """… by so much before the next, …"""
    open: float = 0.09
    """… and no more than this for a request that leaves open what is wanted."""
    unnamed: float = 0.9
    """Where no thing is named at all, more is needed."""
    agreed: float = 0.5
    """Where thing and matter leave only this one, less is enough: this share, …"""
    agreed_lead: float = 0.2
    """… this lead …"""
    agreed_open: float = 0.25
    """… and no more than this for being left open."""
    nothing: float = 0.55
    """Share of `none` from which it is none."""
    asked: float = 0.10
    """Share from which something is offered."""
    least: float = 0.20
    """All that is offered together must be worth so much."""
    most: int = 3
    """Candidates in a question."""


@dataclass(frozen=True)
class Verdict:
    """What it came to, and why."""

    outcome: str
    """item (a hand-off item too), ask or none."""
    ids: tuple[str, ...]
    shares: tuple[float, ...]
    why: str


def weigh(
    shares: Mapping[str, float], ids: Collection[str], said: Opinion, limits: Limits
) -> dict[str, float]:
    """The classifier's shares of items and `none`, after the grammar has spoken; they sum to 1."""
    weighed = {}
    for label in (*ids, NONE):
        factor = 1.0
        if said.forbids(label) and not (label == NONE and not said.firm):
            factor = limits.forbidden
        elif said.supports(label):
            factor = limits.fitting if said.firm else limits.hinted
        weighed[label] = shares.get(label, 0.0) * factor
    total = sum(weighed.values()) or 1.0
    return {label: share / total for label, share in weighed.items()}


def decide(weighed: Mapping[str, float], open_: float, said: Opinion, limits: Limits) -> Verdict:
    """Item, question or nothing. `open_`: what the classifier gives to its being left open."""
    order = sorted(weighed, key=lambda label: (-weighed[label], label))
    first, second = order[0], order[1]
    lead = weighed[first] - weighed[second]
    why = f"{first} {weighed[first]:.2f}, {second} {weighed[second]:.2f}, open {open_:.2f}; {said.why}"
    if first == NONE:
        others = tuple(label for label in order[1:] if weighed[label] >= limits.asked)[: limits.most]
        if weighed[NONE] >= limits.nothing or not others:
            return Verdict("none", (), (weighed[NONE],), f"another matter: {why}")
        return _ask(others, weighed, f"perhaps none of ours: {why}")
    sure = weighed[first] >= limits.direct and lead >= limits.lead and open_ <= limits.open
    if said.bare and weighed[first] < limits.unnamed:
        sure = False
    if said.named is not None and NONE in said.named:
        # Something of another office is named as well: never at once.
        sure = False
    elif said.firm and said.fitting == {first}:
        enough = weighed[first] >= limits.agreed and lead >= limits.agreed_lead
        sure = sure or (enough and open_ <= limits.agreed_open)
    if sure and not said.forbids(first):
        return Verdict("item", (first,), (weighed[first],), f"agreed: {why}")
    offered = tuple(label for label in order if label != NONE and weighed[label] >= limits.asked)
    if open_ > limits.open and len(offered) < 2:
        offered = tuple(label for label in order if label != NONE)[:2]
    offered = (offered or (first,))[: limits.most]
    if sum(weighed[label] for label in offered) < limits.least:
        return Verdict("none", (), (weighed[NONE],), f"nothing likely: {why}")
    return _ask(offered, weighed, f"too close: {why}")


def _ask(ids: tuple[str, ...], weighed: Mapping[str, float], why: str) -> Verdict:
    return Verdict("ask", ids, tuple(weighed[label] for label in ids), why)


def by_grammar(ids: Collection[str], said: Opinion, seen: Evidence, most: int) -> Verdict:
    """Without the learned part: thing and matter alone."""
    fitting = tuple(i for i in ids if i in said.fitting)
    alone = tuple(i for i in fitting if seen.alone)
    if said.named and NONE in said.named:
        return Verdict("none", (), (0.0,), f"another office's thing is named: {said.why}")
    if said.firm and len(fitting) == 1:
        return Verdict("item", fitting, (RULE,), f"thing and matter: {said.why}")
    if len(alone) == 1 or (said.named and len(fitting) == 1 and seen.action):
        return Verdict("item", fitting[:1], (RULE,), f"names the matter itself: {said.why}")
    if (said.named or seen.generic()) and 0 < len(fitting) <= most:
        return Verdict("ask", fitting, (ASK,) * len(fitting), f"open: {said.why}")
    if said.firm and fitting:
        return Verdict("ask", fitting[:3], (ASK,) * 3, f"open: {said.why}")
    return Verdict("none", (), (0.0,), f"nothing of ours: {said.why}")
