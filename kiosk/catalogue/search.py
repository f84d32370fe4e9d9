"""Facts that make a rule come out as wanted: what an interview offers as a worked example.

Not a solver. From somebody for whom all is well it changes one fact, then two, to the values that a rule's
own numbers, words and days suggest. Where that finds nothing, the officer writes the example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, islice, product

from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.model import LONG_TERM, Fact, FactValue, Item, Rule
from kiosk.catalogue.rules import Judge

_WORDS = re.compile(r"'([^']*)'")
_NUMBERS = re.compile(r"(?<![\w'.])\d+(?![\w'])")
#: Other spellings of a word: what no list of words holds.
_STRANGE = "other"
_SPANS = (1, 31, 100, 400, 800, 4000, 26000)
#: So many pairs of changes are tried.
_PAIRS = 4000


def facts_of(rule: Rule, facts: Mapping[str, Fact], judge: Judge) -> tuple[str, ...]:
    """The given facts that a rule rests on, those behind derived ones included."""
    names: list[str] = []
    for name in sorted(judge.expressions.compile(rule.expression).names):
        behind = DERIVATIONS.get(name)
        names += [*behind.needs, *behind.may] if behind else [name]
    return tuple(dict.fromkeys(n for n in names if n in facts and facts[n].given))


@dataclass
class Search:
    """Searches by one judge; what was found is kept, for an interview asks it again at every answer."""

    judge: Judge
    _known: dict[object, dict[str, FactValue] | None] = field(default_factory=dict)

    def differing(
        self, item: Item, rule: Rule, base: Mapping[str, FactValue], day: date, wanted: bool
    ) -> dict[str, FactValue] | None:
        """What to change in `base` so that `rule` holds (`wanted`) or fails; {} where nothing need be.

        Of the smallest changes the one under which the fewest other rules fail. None: nothing was found.
        """
        key = (item.rules, rule, tuple(sorted(base.items())), day, wanted)
        if key not in self._known:
            self._known[key] = _differing(item, rule, base, day, self.judge, wanted)
        return self._known[key]


def _differing(
    item: Item, rule: Rule, base: Mapping[str, FactValue], day: date, judge: Judge, wanted: bool
) -> dict[str, FactValue] | None:
    best: tuple[int, dict[str, FactValue]] | None = None
    for changes in _tries(item, rule, base, day, judge):
        values = judge.values(item, {**base, **changes}, day)
        if judge.answer(item, rule, values).reason.holds is not wanted:
            continue
        others = sum(_stops(item, one, values, judge) for one in item.rules if one.id != rule.id)
        if best is not None and len(changes) > len(best[1]):
            break
        if best is None or others < best[0]:
            best = others, changes
    return None if best is None else best[1]


def _stops(item: Item, rule: Rule, values: Mapping[str, FactValue], judge: Judge) -> bool:
    return judge.answer(item, rule, values).reason.holds is not True


def _tries(
    item: Item, rule: Rule, base: Mapping[str, FactValue], day: date, judge: Judge
) -> Iterator[dict[str, FactValue]]:
    yield {}
    names = facts_of(rule, item.facts, judge)
    choices = {name: list(_values(item.facts[name], rule, base, day, judge)) for name in names}
    for name in names:
        yield from ({name: value} for value in choices[name])
    pairs = ({a: x, b: y} for a, b in combinations(names, 2) for x, y in product(choices[a], choices[b]))
    yield from islice(pairs, _PAIRS)


def _values(
    fact: Fact, rule: Rule, base: Mapping[str, FactValue], day: date, judge: Judge
) -> Iterable[FactValue]:
    """Other values of one fact that a rule may mind."""
    law = judge.law.on(day)
    named = judge.expressions.compile(rule.expression).names
    lawful = [law[name] for name in sorted(named) if name in law]
    found: list[FactValue]
    if fact.type == "bool":
        found = [True, False]
    elif fact.type == "int":
        marks = [int(n) for n in _NUMBERS.findall(_WORDS.sub("''", rule.expression))]
        marks += [v for v in lawful if isinstance(v, int) and not isinstance(v, bool)]
        found = sorted({max(0, m + step) for m in [0, *marks] for step in (-1, 0, 1)})
    elif fact.type == "date":
        days = [day, *(v for v in lawful if isinstance(v, date)), *_days(base.values())]
        shifts = [0, *_SPANS, *(-s for s in _SPANS)]
        found = [*(_shift(d, s) for s in shifts for d in dict.fromkeys(days)), LONG_TERM]
    else:
        words = [w for text in _WORDS.findall(rule.expression) for w in re.split(r"[|]", text)]
        words += [v for v in lawful if isinstance(v, str)]
        found = [*words, *(str(v) for v in base.values() if isinstance(v, str)), _STRANGE]
    return [v for v in dict.fromkeys(found) if v != base.get(fact.name)]


def _days(values: Iterable[FactValue]) -> list[date]:
    return [v for v in values if isinstance(v, date) and v != LONG_TERM][:3]


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
