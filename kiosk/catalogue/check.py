"""`items check`: do the files say what their examples say, and does every rule show both its sides?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.catalogue.law import Law, gaps, overlaps
from kiosk.catalogue.model import Decision, Example, Item
from kiosk.catalogue.rules import Judge


@dataclass(frozen=True)
class Finding:
    """One thing that an owner should look at."""

    where: str
    """Item and rule, or parameter."""
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def check(items: Mapping[str, Item], judge: Judge) -> list[Finding]:
    """Everything that is wrong, sorted."""
    found = [*_law(judge.law), *_offers(items)]
    for item in items.values():
        found += [*_examples(item, judge), *_articles(item)]
    return sorted(found, key=str)


def notes(items: Mapping[str, Item]) -> list[Finding]:
    """What is not wrong, but not whole yet: items whose rules are still to come."""
    return [
        Finding(item.id, "rules come later; until then an officer does it")
        for item in items.values()
        if item.taught_later
    ]


def open_points(items: Mapping[str, Item], judge: Judge) -> list[Finding]:
    """Rules and law values whose basis somebody should confirm (marks K and ?), each once, sorted."""
    found = {
        Finding(name, f"to be confirmed [{value.mark}]: {value.article}")
        for name, parameter in judge.law.parameters.items()
        for value in parameter.values
        if value.mark in _OPEN
    }
    found |= {
        Finding(f"{item.id}.{rule.id}", f"to be confirmed [{rule.mark}]: {rule.basis}")
        for item in items.values()
        for rule in item.rules
        if rule.mark in _OPEN
    }
    return sorted(found, key=str)


_OPEN = ("K", "?")


def _law(law: Law) -> Iterator[Finding]:
    for name, parameter in law.parameters.items():
        for first, second in overlaps(parameter.values):
            yield Finding(name, f"values overlap: {first.value} and {second.value}")
        for day in gaps(parameter.values):
            yield Finding(name, f"no value from {day.isoformat()} on")


def _offers(items: Mapping[str, Item]) -> Iterator[Finding]:
    """An item that offers itself goes round in circles. (Offered items may be missing while they are few.)"""
    for item in items.values():
        for rule in item.rules:
            if rule.offer == item.id:
                yield Finding(f"{item.id}.{rule.id}", "offers the item itself")


def _articles(item: Item) -> Iterator[Finding]:
    for rule in item.rules:
        if "条" not in rule.basis:
            yield Finding(f"{item.id}.{rule.id}", f"the basis names no article: {rule.basis}")


def _examples(item: Item, judge: Judge) -> Iterator[Finding]:
    """Run every example; then look which sides of the rules they showed."""
    if not item.examples and not item.taught_later:
        yield Finding(item.id, "has no examples")
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
                yield Finding(f"{item.id}.{rule.id}", f"no example in which it {side}")
    names = [e.name for e in item.examples]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Finding(item.id, f"two examples are called {name}")


def _compare(item: Item, example: Example, decision: Decision) -> Iterator[Finding]:
    where = f"{item.id}: {example.name}"
    if (decision.decision, decision.cause) != (example.decision, example.cause):
        got = f"{decision.decision.value} ({decision.cause.value if decision.cause else 'no cause'})"
        because = ", ".join(r.rule for r in decision.reasons if r.holds is not True)
        yield Finding(where, f"expected {example.decision.value}, got {got} {because}".rstrip())
    lacking = set(example.reasons) - {r.rule for r in decision.reasons}
    if lacking:
        yield Finding(where, f"not among the reasons: {', '.join(sorted(lacking))}")
