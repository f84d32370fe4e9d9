"""`items check`: do the files say what their examples say, and does every rule show both its sides?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.law import Law, Parameter, gaps, overlaps
from kiosk.catalogue.loader import mistakes
from kiosk.catalogue.model import NOWHERE, Decision, Example, Item, Place
from kiosk.catalogue.rules import Judge


@dataclass(frozen=True)
class Finding:
    """One thing that an owner should look at."""

    where: str
    """Item and rule, or parameter."""
    message: str
    suggestion: str = ""
    """What would mend it, or ''."""
    file: str = ""
    line: int = 0
    """From 1; 0: no line of one file is to blame."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.where}: {self.message}" + (f" -> {self.suggestion}" if self.suggestion else "")


def _at(place: Place, where: str, message: str, suggestion: str = "") -> Finding:
    return Finding(where, message, suggestion, place.file, place.line)


def unloadable(assets: Path) -> list[Finding]:
    """Every mistake that keeps the catalogue from being loaded, in the order of the files."""
    return [_mistake(error) for error in mistakes(assets)]


def _mistake(error: CatalogueError) -> Finding:
    message, hint = error.operator, ""
    if error.file and error.line:
        message = message.removeprefix(f"{error.file}:{error.line}: ")
    if " (did you mean " in message:
        message, _, hint = message.partition(" (did you mean ")
        hint = "did you mean " + hint.removesuffix(")")
    where = (error.file or "catalogue").removesuffix(".yaml")
    return Finding(where, message, hint, error.file or "", error.line or 0)


def check(items: Mapping[str, Item], judge: Judge) -> list[Finding]:
    """Everything that is wrong with what could be loaded, sorted."""
    found = [*_law(judge.law, items, judge.expressions)]
    for item in items.values():
        found += check_item(item, judge)
    return sorted(set(found), key=str)


def check_item(item: Item, judge: Judge) -> list[Finding]:
    """The same for one item alone, with its own law; the law's own mistakes are left to `check`."""
    found = [*_examples(item, judge), *_articles(item), *_offers(item), *_questions(item)]
    if item.guide is None and item.sentences:
        found.append(_at(item.place, item.id, "has no guide", "say who, what to bring, how long, fee, law"))
    return sorted(set(found), key=str)


def notes(items: Mapping[str, Item]) -> list[Finding]:
    """What is not wrong, but not whole yet: items that the desk can't finish so far."""
    found = []
    for item in items.values():
        if item.taught_later:
            found.append(
                _at(item.place, item.id, "has its rules; an officer does it until the desk has its facts")
            )
            found += [_at(item.place, item.id, f"nothing asks for {name!r}") for name in _unasked(item)]
            found += [_at(item.place, item.id, f"no document tells {name!r}") for name in _unshown(item)]
    return found


def open_points(items: Mapping[str, Item], judge: Judge) -> list[Finding]:
    """Rules and law values whose basis somebody should confirm (marks K and ?), each once, sorted."""
    found = {
        _at(value.place, name, f"to be confirmed [{value.mark}]: {value.article}")
        for name, parameter in judge.law.parameters.items()
        for value in parameter.values
        if value.mark in _OPEN
    }
    found |= {
        _at(rule.place, rule.id, f"to be confirmed [{rule.mark}]: {rule.basis}")
        for item in items.values()
        for rule in item.rules
        if rule.mark in _OPEN
    }
    return sorted(found, key=str)


def used_parameters(item: Item, expressions: Expressions, law: Law) -> frozenset[str]:
    """The parameters that the item's rules, its derived facts and its outcome rest on."""
    names: set[str] = set()
    for rule in item.rules:
        names |= expressions.compile(rule.expression).names
    for name in item.facts.keys() & DERIVATIONS.keys():
        names |= set(DERIVATIONS[name].parameters)
    if item.outcome is not None:
        names |= {n for n in (item.outcome.fee_parameter, item.outcome.limit_parameter) if n}
    return frozenset(names & law.parameters.keys())


#: A fact of these sources needs a question of the item, or a line in the paper it is asked on.
_ASKED = "asked:"
_OPEN = ("K", "?")
#: 第66条, 第六十六条: what a basis names. (条例 alone names a whole regulation.)
ARTICLE = re.compile(r"第[0-9〇零一二三四五六七八九十百千]+条")
#: Parameters that the paper rests on, not a rule.
_OF_PAPERS = frozenset({"licence_first_years", "licence_second_years"})


def _law(law: Law, items: Mapping[str, Item], expressions: Expressions) -> Iterator[Finding]:
    used = _OF_PAPERS.union(*(used_parameters(item, expressions, law) for item in items.values()))
    for name, parameter in law.parameters.items():
        yield from _parameter(parameter)
        if name not in used:
            yield _at(parameter.place, name, "no item rests on it", "use it in a rule, or take it out")


def _parameter(parameter: Parameter) -> Iterator[Finding]:
    name = parameter.name
    for first, second in overlaps(parameter.values):
        message = f"values overlap: {first.value} and {second.value}"
        yield _at(second.place, name, message, "end the first on the day before the second begins")
    for day in gaps(parameter.values):
        yield _at(parameter.place, name, f"no value from {day.isoformat()} on")
    for value in parameter.values:
        if not _names_article(value.article):
            yield _at(value.place, name, f"names no article: {value.article}")


def law_findings(item: Item, judge: Judge) -> list[Finding]:
    """What is wrong with the values that one item rests on."""
    names = used_parameters(item, judge.expressions, judge.law)
    used = [judge.law.parameters[name] for name in sorted(names)]
    return [finding for parameter in used for finding in _parameter(parameter)]


def _offers(item: Item) -> Iterator[Finding]:
    """An item that offers itself goes round in circles. (Offered items may be missing while they are few.)"""
    for rule in item.rules:
        if rule.offer == item.id:
            yield _at(rule.place, f"{item.id}.{rule.id}", "offers the item itself")


def _names_article(basis: str) -> bool:
    return any(word in basis for word in ("条", "令", "号", "标准", "通告"))


def _articles(item: Item) -> Iterator[Finding]:
    for rule in item.rules:
        if not ARTICLE.search(rule.basis):
            message = f"the basis names no article: {rule.basis}"
            yield _at(rule.place, f"{item.id}.{rule.id}", message, "name the law and its 第…条")


def _unasked(item: Item) -> list[str]:
    """Facts to be asked that no question asks for."""
    asked = {question.name for question in item.questions}
    sources = [fact.source for fact in item.facts.values() if fact.source.startswith(_ASKED)]
    return [name for name in (s.removeprefix(_ASKED) for s in sources) if name not in asked]


def _unshown(item: Item) -> list[str]:
    """Facts of a card that no document of the item is."""
    shown = {*item.documents, *item.extra_documents.values()}
    cards = {f.name: f.source.removeprefix("card:").partition(".")[0] for f in item.facts.values()}
    return [n for n, card in cards.items() if item.facts[n].source.startswith("card:") and card not in shown]


def _questions(item: Item) -> Iterator[Finding]:
    if not item.taught_later:
        for name in _unshown(item):
            yield _at(item.place, item.id, f"no document tells {name!r}", "add it to `documents`")
        for name in _unasked(item):
            yield _at(item.place, item.id, f"no question asks for {name!r}", "add it to `questions`")


def _examples(item: Item, judge: Judge) -> Iterator[Finding]:
    """Run every example; then look which sides of the rules they showed."""
    if item.rules and not item.examples:
        yield _at(item.place, item.id, "has no examples", "write one for each side of every rule")
    shown: dict[str, set[str]] = {"holds": set(), "fails": set()}
    for example in item.examples:
        decision = judge.decide(item, example.facts, example.as_of)
        yield from compare(item, example, decision)
        shown["fails"] |= {r.rule for r in decision.reasons if r.holds is False}
        if decision.cause is None:
            shown["holds"] |= {r.rule for r in decision.reasons}
    for rule in item.rules:
        for side, rules in shown.items():
            if rule.id not in rules:
                hint = (
                    "add an example that is approved" if side == "holds" else "add one that this rule stops"
                )
                yield _at(rule.place, f"{item.id}.{rule.id}", f"no example in which it {side}", hint)
    names = [e.name for e in item.examples]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield _at(item.place, item.id, f"two examples are called {name}")


def compare(item: Item, example: Example, decision: Decision) -> Iterator[Finding]:
    """What the decision has otherwise than the example."""
    where, place = f"{item.id}: {example.name}", example.place or NOWHERE
    if (decision.decision, decision.cause) != (example.decision, example.cause):
        got = f"{decision.decision.value} ({decision.cause.value if decision.cause else 'no cause'})"
        because = ", ".join(r.rule for r in decision.reasons if r.holds is not True)
        yield _at(place, where, f"expected {example.decision.value}, got {got} {because}".rstrip())
    lacking = set(example.reasons) - {r.rule for r in decision.reasons}
    if lacking:
        yield _at(place, where, f"not among the reasons: {', '.join(sorted(lacking))}")
    stopped = {r.rule for r in decision.reasons if r.holds is False} - set(example.reasons)
    if stopped and (decision.decision, decision.cause) == (example.decision, example.cause):
        yield _at(place, where, f"also fails: {', '.join(sorted(stopped))}", "name it among the reasons")
    if example.unknown is not None and example.unknown != decision.unknown:
        got = ", ".join(decision.unknown) or "nothing"
        yield _at(place, where, f"expected other unknowns; these were missing: {got}")


def coverage(items: Iterable[Item], judge: Judge) -> list[dict[str, str | int]]:
    """One line a rule: how many examples show it holding, failing and unknown."""
    lines: list[dict[str, str | int]] = []
    for item in items:
        counts = {rule.id: {"holds": 0, "fails": 0, "unknown": 0} for rule in item.rules}
        for example in item.examples:
            values = judge.values(item, example.facts, example.as_of)
            for rule in item.rules:
                if rule.in_force(example.as_of):
                    holds = judge.answer(item, rule, values).reason.holds
                    counts[rule.id][{True: "holds", False: "fails", None: "unknown"}[holds]] += 1
        lines += [{"item": item.id, "rule": rule, **count} for rule, count in counts.items()]
    return lines
