"""The end of the interview: somebody the new item is approved for, and one whom each rule stops."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalogue import answers as read
from kiosk.catalogue.draft import Ask
from kiosk.catalogue.facts import plain
from kiosk.catalogue.model import FactValue, Item, Outcome, Rule
from kiosk.catalogue.search import Search
from kiosk.catalogue.sentences import Speaker

Facts = Mapping[str, FactValue]


@dataclass(frozen=True)
class Worked:
    """What the examples came to."""

    base: Facts
    """What differs from the facts' own examples."""
    examples: list[dict[str, Any]]
    """As the file has them."""


def examples(
    item: Item, rules: Sequence[Rule], search: Search, speak: Speaker
) -> Generator[Ask, Any, Worked]:
    """Ask for them, with what a search found as the default. `rules`: the item's own."""
    typical = {name: f.example for name, f in item.facts.items() if f.example is not None}
    day = yield Ask("example.as_of", read.day, speak.day.isoformat())
    base: dict[str, FactValue] = yield Ask(
        "example.base", _approved(item, typical, day, search), _written(_mended(item, typical, day, search))
    )
    all_well = {**typical, **base}
    approved = yield Ask("example.name", read.text, speak.phrases.say("default.approved"))
    made: list[dict[str, Any]] = [{"name": approved, "as_of": day, "decision": "approve"}]
    for rule in rules:
        made.append((yield from _stopped(item, rule, all_well, day, search, speak, made)))
    return Worked(base, made)


def _mended(item: Item, typical: Facts, day: date, search: Search) -> dict[str, FactValue]:
    """What to change so that every rule holds, as far as a search finds it."""
    changes: dict[str, FactValue] = {}
    for rule in item.rules:
        if rule.in_force(day):
            changes |= search.differing(item, rule, {**typical, **changes}, day, wanted=True) or {}
    return changes


def _approved(item: Item, typical: Facts, day: date, search: Search) -> Any:
    """Reads `name=value, …`; what isn't approved won't do."""
    facts = read.facts(item.facts)

    def one(answer: str) -> dict[str, FactValue]:
        changes = facts(answer)
        decision = search.judge.decide(item, {**typical, **changes}, day)
        if decision.decision is not Outcome.APPROVE:
            stopped = ", ".join(r.rule for r in decision.reasons if r.holds is not True)
            raise read.bad(f"that is {decision.decision.value}, because of {stopped or 'no rule in force'}")
        return changes

    return one


def _stopped(
    item: Item,
    rule: Rule,
    all_well: Facts,
    day: date,
    search: Search,
    speak: Speaker,
    made: Sequence[Mapping[str, Any]],
) -> Generator[Ask, Any, dict[str, Any]]:
    """One example in which that rule fails, with whatever else does."""
    facts = read.facts(item.facts)

    def failing(answer: str) -> dict[str, FactValue]:
        changes: dict[str, FactValue] = facts(answer)
        values = search.judge.values(item, {**all_well, **changes}, day)
        if search.judge.answer(item, rule, values).reason.holds is not False:
            raise read.bad(f"{rule.id} doesn't fail there")
        return changes

    found = search.differing(item, rule, all_well, day, wanted=False) if rule.in_force(day) else None
    reads = {"rule": rule.id, "reads": speak.condition(rule.expression)}
    default = None if found is None else _written(found)
    changes = yield Ask("example.fails", failing, default, places=dict(reads))
    title = speak.phrases.say("default.fails", title=rule.title.zh)
    name = yield Ask("example.fails_name", _new(made), title)
    decision = search.judge.decide(item, {**all_well, **changes}, day)
    stopped = [r.rule for r in decision.reasons if r.holds is not True]
    return {
        "name": name,
        "as_of": day,
        "facts": {n: plain(v) for n, v in changes.items()},
        "decision": decision.decision.value,
        "cause": decision.cause.value if decision.cause else None,
        "reasons": stopped,
    }


def _new(made: Sequence[Mapping[str, Any]]) -> Any:
    def one(answer: str) -> str:
        if answer in [example["name"] for example in made]:
            raise read.bad("an example of that name is there")
        return read.text(answer)

    return one


def _written(facts: Facts) -> str:
    """As it is typed: `name=value, name=value`."""
    said = {n: plain(v) for n, v in facts.items()}
    return ", ".join(f"{n}={str(v).lower() if isinstance(v, bool) else v}" for n, v in said.items())
