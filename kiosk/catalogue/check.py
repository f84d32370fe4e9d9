"""`items check`: do the files say what their examples say, and does every rule show both its sides?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.catalogue.law import Law, gaps, overlaps
from kiosk.catalogue.model import Decision, Example, Item
from kiosk.catalogue.rules import Judge


@dataclass(frozen=True)
class Finding:
    """One thing that an owner should look at."""

    level: Literal["error", "open"]
    """error: the catalogue is wrong. open: a basis that somebody should confirm (marks ? and K)."""
    where: str
    """Item and rule, or parameter."""
    message: str


def check(items: Mapping[str, Item], judge: Judge) -> list[Finding]:
    """All findings, errors first."""
    found = [*_law(judge.law)]
    for item in items.values():
        if item.kind == "item":
            found += [*_examples(item, judge), *_rules(item)]
    return sorted(found, key=lambda f: (f.level != "error", f.where, f.message))


def _law(law: Law) -> Iterator[Finding]:
    for name, parameter in law.parameters.items():
        for first, second in overlaps(parameter.values):
            yield Finding("error", name, f"values overlap: {first.value} and {second.value}")
        for day in gaps(parameter.values):
            yield Finding("error", name, f"no value from {day.isoformat()} on")
        for value in parameter.values:
            if value.mark in ("?", "K"):
                yield Finding("open", name, f"to be confirmed [{value.mark}]: {value.article}")


def _rules(item: Item) -> Iterator[Finding]:
    for rule in item.rules:
        where = f"{item.id}.{rule.id}"
        if "条" not in rule.basis:
            yield Finding("error", where, f"the basis names no article: {rule.basis}")
        if rule.mark in ("?", "K"):
            yield Finding("open", where, f"to be confirmed [{rule.mark}]: {rule.basis}")


def _examples(item: Item, judge: Judge) -> Iterator[Finding]:
    """Run every example; then look which sides of the rules they showed."""
    if not item.examples:
        yield Finding("error", item.id, "has no examples")
    approved, failed = set[str](), set[str]()
    for example in item.examples:
        decision = judge.decide(item, example.facts, example.as_of)
        yield from _compare(item, example, decision)
        failed |= {r.rule for r in decision.reasons if r.holds is False}
        if decision.cause is None:
            approved |= {r.rule for r in decision.reasons}
    for rule in item.rules:
        for side, shown in (("holds", approved), ("fails", failed)):
            if rule.id not in shown:
                yield Finding("error", f"{item.id}.{rule.id}", f"no example in which it {side}")
    names = [e.name for e in item.examples]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Finding("error", item.id, f"two examples are called {name}")


def _compare(item: Item, example: Example, decision: Decision) -> Iterator[Finding]:
    where = f"{item.id}: {example.name}"
    if (decision.decision, decision.cause) != (example.decision, example.cause):
        got = f"{decision.decision.value} ({decision.cause.value if decision.cause else 'no cause'})"
        because = ", ".join(r.rule for r in decision.reasons if r.holds is not True)
        yield Finding("error", where, f"expected {example.decision.value}, got {got} {because}".rstrip())
    lacking = set(example.reasons) - {r.rule for r in decision.reasons}
    if lacking:
        yield Finding("error", where, f"not among the reasons: {', '.join(sorted(lacking))}")
