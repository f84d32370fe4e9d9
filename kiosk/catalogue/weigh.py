"""A decision taken apart for the officer: each rule's answer, and which facts would make it an approval.

Pure. What would change the answer is tried, not guessed: a fact is replaced, and the rules decide again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.model import LONG_TERM, FactValue, Item, Outcome, Reason, Rule
from kiosk.catalogue.rules import Judge

#: More facts than this at once are no advice: a whole register is silent, or much is wrong.
_TOGETHER = 3


@dataclass(frozen=True)
class RuleAnswer:
    """One rule in force and how it came out."""

    rule: Rule
    reason: Reason
    facts: tuple[str, ...]
    """The given facts it looks at, through what is derived from them, too."""


@dataclass(frozen=True)
class WhatIf:
    """Were these facts so, the rules would approve."""

    facts: Mapping[str, FactValue]


@dataclass(frozen=True)
class Weighed:
    """What the rules say to one set of facts, in full."""

    answers: tuple[RuleAnswer, ...] = ()
    """The failed first, then the unknown, then those that hold; each in the item's order."""
    what_if: tuple[WhatIf, ...] = ()
    """Single facts, or all of them together where no single one would do."""


def weigh(item: Item, judge: Judge, facts: Mapping[str, FactValue], as_of: date) -> Weighed:
    """The rules of `item` in force on `as_of`, and what would turn their answer."""
    values = judge.values(item, facts, as_of)
    answers = [
        RuleAnswer(rule, judge.answer(item, rule, values).reason, _given(item, judge, rule))
        for rule in item.rules
        if rule.in_force(as_of)
    ]
    order = {False: 0, None: 1, True: 2}
    answers.sort(key=lambda one: order[one.reason.holds])
    return Weighed(tuple(answers), tuple(_what_if(item, judge, facts, as_of, answers)))


def _given(item: Item, judge: Judge, rule: Rule) -> tuple[str, ...]:
    names: list[str] = []
    for name in sorted(judge.expressions.compile(rule.expression).names):
        derived = DERIVATIONS.get(name)
        names += [*derived.needs, *derived.may] if derived is not None else [name]
    known = [n for n in names if n in item.facts and item.facts[n].given]
    return tuple(dict.fromkeys(known))


def _what_if(
    item: Item, judge: Judge, facts: Mapping[str, FactValue], as_of: date, answers: Iterable[RuleAnswer]
) -> list[WhatIf]:
    open_ = [one for one in answers if one.reason.holds is not True]
    if not open_:
        return []
    other: dict[str, FactValue] = {}
    for one in open_:
        other |= _otherwise(item, one, facts, as_of)

    def approves(change: Mapping[str, FactValue]) -> bool:
        return judge.decide(item, {**facts, **change}, as_of).decision is Outcome.APPROVE

    single = [WhatIf({name: value}) for name, value in other.items() if approves({name: value})]
    if single or not 2 <= len(other) <= _TOGETHER:
        return single
    return [WhatIf(other)] if approves(other) else []


def _otherwise(
    item: Item, one: RuleAnswer, facts: Mapping[str, FactValue], as_of: date
) -> dict[str, FactValue]:
    """What each fact of an open rule would have to be: as another says (a name, a number), else as usual."""
    texts = [n for n in one.facts if item.facts[n].type == "string"]
    found: dict[str, FactValue] = {}
    for name in one.facts:
        fact = item.facts[name]
        if fact.type == "string" and len(texts) > 1:
            others = [facts[n] for n in texts if n != name and n in facts]
            value = others[0] if others else None
        else:
            value = _usual(item, name, as_of)
        if value is not None and value != facts.get(name):
            found[name] = value
    return found


def _usual(item: Item, name: str, as_of: date) -> FactValue | None:
    """As in the item's example of somebody who is approved; days as far from `as_of` as there."""
    value = item.typical.get(name)
    if isinstance(value, date) and value != LONG_TERM and item.examples:
        return value + timedelta(days=(as_of - item.examples[0].as_of).days)
    return value
