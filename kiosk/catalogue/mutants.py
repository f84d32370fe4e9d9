"""Mistakes by teaching, made on purpose: rules and dated values changed a little, for the examples to catch.

A changed comparison, a dropped or turned rule, a dropped word of a list, a number or day that is one off.
What no example catches is either a missing example or a change that changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk.catalogue.check import compare, used_parameters
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.law import DatedValue, Law, Parameter
from kiosk.catalogue.model import FactValue, Item, Rule
from kiosk.catalogue.rules import Answer, Judge, conclude

_SWAPS = (
    (" <= ", " < "),
    (" >= ", " > "),
    (" < ", " <= "),
    (" > ", " >= "),
    (" == ", " != "),
    (" != ", " == "),
    (" && ", " || "),
    (" || ", " && "),
)
_NUMBER = re.compile(r"(?<![\w'.])\d+(?![\w'])")
_STRINGS = re.compile(r"'[^']*'")
_LIST = re.compile(r"\[([^\[\]]*)\]")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mutant:
    """One change."""

    where: str
    """`item.rule`, or `parameter`."""
    change: str
    caught: bool

    @property
    def name(self) -> str:
        return f"{self.where}: {self.change}"


def rule_mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """What was changed, and the changed rule."""
    text = rule.expression
    for changed in dict.fromkeys(_texts(text)):
        if changed != text:
            yield changed, replace(rule, expression=changed)
    if rule.in_force_from:
        for step in (-_DAY, _DAY):
            day = rule.in_force_from + step
            yield f"from {day}", replace(rule, in_force_from=day)
    if rule.in_force_to:
        for step in (-_DAY, _DAY):
            day = rule.in_force_to + step
            yield f"to {day}", replace(rule, in_force_to=day)


def _texts(text: str) -> Iterator[str]:
    yield from (f"!({text})", "true", "false")
    for old, new in _SWAPS:
        for found in re.finditer(re.escape(old), text):
            yield text[: found.start()] + new + text[found.end() :]
    for found in _NUMBER.finditer(_STRINGS.sub(lambda s: "'" * len(s.group()), text)):
        for step in (-1, 1):
            yield f"{text[: found.start()]}{int(found.group()) + step}{text[found.end() :]}"
    for found in _LIST.finditer(text):
        words = [word.strip() for word in found.group(1).split(",")]
        if "'" in found.group(1) and len(words) > 1:
            for at in range(len(words)):
                fewer = ", ".join(words[:at] + words[at + 1 :])
                yield f"{text[: found.start(1)]}{fewer}{text[found.end(1) :]}"


def value_mutants(parameter: Parameter) -> Iterator[tuple[str, Parameter]]:
    """Each dated value changed: its number or day by one, its words one fewer, its span by a day."""
    for at, dated in enumerate(parameter.values):
        for change, mutant in _dated(dated):
            values = (*parameter.values[:at], mutant, *parameter.values[at + 1 :])
            yield f"[{at}] {change}", replace(parameter, values=values)


def _dated(dated: DatedValue) -> Iterator[tuple[str, DatedValue]]:
    for value in _values(dated.value):
        yield f"value {value}", replace(dated, value=value)
    if dated.start:
        for step in (-_DAY, _DAY):
            yield f"from {dated.start + step}", replace(dated, start=dated.start + step)
    if dated.end:
        for step in (-_DAY, _DAY):
            yield f"to {dated.end + step}", replace(dated, end=dated.end + step)


def _values(value: FactValue) -> Iterator[FactValue]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    elif isinstance(value, date):
        yield from (value - _DAY, value + _DAY)
    else:
        words = value.split()
        if len(words) > 1:
            for at in range(len(words)):
                yield " ".join(words[:at] + words[at + 1 :])
        else:
            yield from (value + "x", value[:-1])


def try_rules(item: Item, judge: Judge) -> Iterator[Mutant]:
    """Every mutant of the item's rules against the item's examples."""
    ready = []
    for example in item.examples:
        values = judge.values(item, example.facts, example.as_of)
        answers = {r.id: judge.answer(item, r, values) for r in item.rules if r.in_force(example.as_of)}
        ready.append((example, values, answers))
    for rule in item.rules:
        for change, mutant in rule_mutants(rule):
            try:
                judge.expressions.compile(mutant.expression)
            except CatalogueError:
                yield Mutant(f"{item.id}.{rule.id}", change, caught=True)
                continue
            caught = False
            for example, values, answers in ready:
                changed: dict[str, Answer] = {k: a for k, a in answers.items() if k != rule.id}
                if mutant.in_force(example.as_of):
                    changed[rule.id] = judge.answer(item, mutant, values)
                decision = conclude(item, example.as_of, list(changed.values()))
                if any(True for _ in compare(item, example, decision)):
                    caught = True
                    break
            yield Mutant(f"{item.id}.{rule.id}", change, caught)


def try_values(items: Iterable[Item], judge: Judge) -> Iterator[Mutant]:
    """Every mutant of the dated values that rules rest on, against the examples of the items using them."""
    using: dict[str, list[Item]] = {}
    for item in items:
        for name in ruling(item, judge):
            using.setdefault(name, []).append(item)
    for name, users in sorted(using.items()):
        for change, mutant in value_mutants(judge.law.parameters[name]):
            law = Law({**judge.law.parameters, name: mutant})
            yield Mutant(name, change, _notices(users, replace(judge, law=law)))


def ruling(item: Item, judge: Judge) -> frozenset[str]:
    """The parameters that its rules rest on; fees and limits of time belong to the paper."""
    papers = set()
    if item.outcome is not None:
        papers = {item.outcome.fee_parameter, item.outcome.limit_parameter}
    bare = replace(item, outcome=None) if papers else item
    return used_parameters(bare, judge.expressions, judge.law)


def _notices(items: Iterable[Item], judge: Judge) -> bool:
    for item in items:
        for example in item.examples:
            decision = judge.decide(item, example.facts, example.as_of)
            if any(True for _ in compare(item, example, decision)):
                return True
    return False


def survivors(mutants: Iterable[Mutant], equivalent: Mapping[str, str]) -> list[Mutant]:
    """What no example caught and nobody has shown to change nothing."""
    return [m for m in mutants if not m.caught and m.name not in equivalent]
