"""Rules as sentences that a lawyer reads: what must be, by which article, and what follows where it isn't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.catalogue.check import used_parameters
from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.law import DatedValue, Law
from kiosk.catalogue.model import LONG_TERM, Fact, FactType, FactValue, Item, Rule
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.rules import Judge
from kiosk.catalogue.terms import (
    Among,
    Comparison,
    Constant,
    Joint,
    Name,
    Not,
    Operator,
    Pattern,
    Sum,
    Term,
    parse_condition,
    pattern_words,
)
from kiosk.core.text import Bilingual

_KEYS: Final[Mapping[Operator, str]] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


@dataclass(frozen=True)
class Speaker:
    """Says conditions, spans and values of one version in one language, with the law of one day."""

    phrases: Phrases
    facts: Mapping[str, Fact]
    law: Law
    day: date

    def condition(self, expression: str) -> str:
        """What must be. An expression that has no words is quoted."""
        term = parse_condition(expression)
        return self.phrases.say("expression", a=expression) if term is None else self._say(term)

    def _say(self, term: Term, no: bool = False) -> str:
        """A condition; `no`: its opposite."""
        match term:
            case Not(inner):
                return self._say(inner, not no)
            case Joint():
                return self._joint(term, no)
            case Comparison():
                return self._comparison(term, no)
            case Among(inner, words):
                fact = inner.name if isinstance(inner, Name) else None
                said = self.phrases.listed([self._constant(word.value, fact) for word in words])
                return self.phrases.say("not_among" if no else "among", a=self._operand(inner), b=said)
            case Pattern():
                return self._pattern(term, no)
            case Name(name):
                return self._yes_no(name, no)
            case Constant(value):
                return self.phrases.say("yes" if bool(value) is not no else "no")
        return self._operand(term)

    def _yes_no(self, name: str, no: bool) -> str:
        fact = self.facts.get(name)
        named = self.phrases.yes_no(name, not no)
        if named is not None:
            return named
        found = fact is not None and fact.source.endswith(".found")
        key = ("found" if found else "holds") + ("_not" if no else "")
        return self.phrases.say(key, a=self.label(name))

    def _joint(self, term: Joint, no: bool) -> str:
        inside = [self._say(part) for part in term.parts]
        grouped = [
            self.phrases.say("group", a=said) if isinstance(part, Joint) else said
            for part, said in zip(term.parts, inside, strict=True)
        ]
        joined = self.phrases.say("and" if term.every else "or").join(grouped)
        return self.phrases.say("not_all", a=joined) if no else joined

    def _comparison(self, term: Comparison, no: bool) -> str:
        left, right = term.left, term.right
        fact = left.name if isinstance(left, Name) else None
        key = _KEYS[term.operator]
        if term.operator in ("==", "!="):
            key += "_fact" if isinstance(right, Name) and right.name in self.facts else ""
        elif "date" in (self._type(left), self._type(right)):
            key += "_day"
        said = self.phrases.say(key, a=self._operand(left), b=self._operand(right, fact))
        return self.phrases.say("not_all", a=said) if no else said

    def _type(self, term: Term) -> FactType | None:
        if not isinstance(term, Name):
            return None
        declared = self.facts.get(term.name) or self.law.parameters.get(term.name)
        return declared.type if declared else None

    def _pattern(self, term: Pattern, no: bool) -> str:
        ending = "_not" if no else ""
        subject = self._operand(term.term)
        if term.kind == "startsWith":
            return self.phrases.say("starts" + ending, a=subject, b=self._operand(term.pattern))
        text = str(term.pattern.value) if isinstance(term.pattern, Constant) else ""
        words = pattern_words(text)
        if words is None:
            return self.phrases.say("matches" + ending, a=subject, b=text)
        return self.phrases.say("contains" + ending, a=subject, b=self.phrases.listed(words))

    def _operand(self, term: Term, fact: str | None = None) -> str:
        match term:
            case Name(name):
                return self.label(name) if name in self.facts else self._parameter(name)
            case Constant(value):
                return self._constant(value, fact)
            case Sum(sign, left, right):
                key = "sum_plus" if sign == "+" else "sum_minus"
                return self.phrases.say(key, a=self._operand(left), b=self._operand(right, fact))
        return self._say(term)

    def _constant(self, value: bool | int | str, fact: str | None) -> str:
        return self.phrases.code(fact, value) if isinstance(value, str) else self.value(value)

    def _parameter(self, name: str) -> str:
        found = self.law.dated(name, self.day)
        if found is None:
            return self.phrases.say("parameter_not_in_force", a=self.label(name))
        return self.phrases.say("parameter", a=self.label(name), b=self.value(found.value))

    def label(self, name: str) -> str:
        """What the fact or parameter is called."""
        if name in self.facts:
            return self.phrases.words(self.facts[name].label)
        known = self.law.parameters.get(name)
        return self.phrases.words(known.label) if known else name

    def value(self, value: FactValue) -> str:
        """Yes and no, a number, a day or a word."""
        if isinstance(value, bool):
            return self.phrases.say("yes" if value else "no")
        if isinstance(value, date):
            return self.phrases.say("long_term") if value == LONG_TERM else value.isoformat()
        return str(value)

    def span(self, start: date | None, end: date | None) -> str:
        """`，自…起，至…止`; an open span has words of its own."""
        said = (self.phrases.say("span_from", a=start) if start else "") + (
            self.phrases.say("span_to", a=end) if end else ""
        )
        return said.lstrip("，, ") or self.phrases.say("span_open")

    def mark(self, mark: str) -> str:
        return self.phrases.say(f"mark_{mark}")

    def dated(self, label: str, value: DatedValue) -> str:
        """One value of the law with its span and article."""
        span = self.span(value.start, value.end)
        return self.phrases.say(
            "law_value",
            a=label,
            b=self.value(value.value),
            span=span,
            basis=value.article,
            mark=self.mark(value.mark),
        )


@dataclass(frozen=True)
class RuleSentence:
    """One rule in words."""

    rule: str
    requires: str
    """What must be, one sentence."""
    basis: str
    """The article, its evidence, its span."""
    fails: str
    """What follows where it isn't, and what the citizen is told."""
    more: tuple[str, ...]
    """What helps instead; the note."""


def speaker(item: Item, judge: Judge, phrases: Phrases, day: date) -> Speaker:
    """For this item with its own law."""
    return Speaker(phrases, item.facts, judge.law, day)


def rule_sentence(item: Item, rule: Rule, speak: Speaker) -> RuleSentence:
    """The rule as sentences."""
    say, words = speak.phrases.say, speak.phrases.words
    condition = speak.condition(rule.expression)
    requires = say("rule", title=words(rule.title), id=rule.id, condition=condition)
    open_span = rule.in_force_from is None and rule.in_force_to is None
    span = "" if open_span else say("group", a=speak.span(rule.in_force_from, rule.in_force_to))
    if not rule.in_force(speak.day):
        span += say("span_not_yet", day=speak.day)
    basis = say("rule_basis", basis=rule.basis, mark=speak.mark(rule.mark), span=span)
    consequence = say(f"consequence_{rule.cause.value}")
    told = words(item.one_sentence or rule.citizen)
    more = [say("rule_offer", offer=rule.offer)] if rule.offer else []
    more += [say("rule_note", note=rule.note)] if rule.note else []
    fails = say("rule_fails", consequence=consequence, said=told)
    return RuleSentence(rule.id, requires, basis, fails, tuple(more))


def sentences(item: Item, judge: Judge, phrases: Phrases, day: date) -> Iterator[str]:
    """The whole item, one line after the other: rules, what follows from what, the law, what is given."""
    speak, say = speaker(item, judge, phrases, day), phrases.say
    yield say("head", name=phrases.words(item.name), id=item.id, version=item.version, day=day)
    if item.kind == "handoff":
        yield say("handed_over", a=phrases.words(item.handoff_reason or Bilingual("", "")))
        return
    yield say("all_hold")
    for number, rule in enumerate(item.rules, start=1):
        said = rule_sentence(item, rule, speak)
        yield ""
        yield f"{number}. {said.requires}"
        yield from (f"   {line}" for line in (said.basis, said.fails, *said.more))
    yield from _derived(item, speak)
    yield from _law(item, judge, speak)
    yield from _outcome(item, speak)


def _derived(item: Item, speak: Speaker) -> Iterator[str]:
    names = [name for name in item.facts if name in DERIVATIONS]
    if names:
        yield from ("", speak.phrases.say("derived_head"))
    for name in names:
        rests = DERIVATIONS[name]
        of = [speak.label(one) for one in (*rests.needs, *rests.may, *rests.parameters)]
        said = speak.phrases.say("derived", a=speak.label(name), b=speak.phrases.say("list").join(of))
        yield f"   {said}"


def _law(item: Item, judge: Judge, speak: Speaker) -> Iterator[str]:
    names = used_parameters(item, judge.expressions, judge.law)
    if names:
        yield from ("", speak.phrases.say("law_head"))
    for name, parameter in judge.law.parameters.items():
        if name in names:
            yield from (
                f"   {speak.dated(speak.phrases.words(parameter.label), one)}" for one in parameter.values
            )


def _outcome(item: Item, speak: Speaker) -> Iterator[str]:
    if item.outcome is None:
        return
    say = speak.phrases.say
    yield from ("", say("outcome_head"))
    yield "   " + say("outcome_paper", a=item.outcome.paper)
    yield "   " + fee(item, speak)
    if item.outcome.limit_parameter:
        limit = speak.law.value(item.outcome.limit_parameter, speak.day)
        yield "   " + say("outcome_limit", a=say("none") if limit is None else speak.value(limit))
    yield "   " + say("outcome_back", a=old_card_back(item, speak))
    yield "   " + say("outcome_identity", a=say(f"identity_{item.outcome.identity}"))


def old_card_back(item: Item, speak: Speaker) -> str:
    """Yes, no, or on what condition."""
    outcome = item.outcome
    if outcome is None or not outcome.old_card_back:
        return speak.phrases.say("no")
    if outcome.old_card_back_if is None:
        return speak.phrases.say("yes")
    return speak.condition(outcome.old_card_back_if)


def fee(item: Item, speak: Speaker) -> str:
    """What is paid on that day."""
    outcome = item.outcome
    if outcome is None or outcome.fee_parameter is None:
        return speak.phrases.say("outcome_no_fee")
    fen = speak.law.number(outcome.fee_parameter, speak.day)
    said = speak.phrases.say("none") if fen is None else f"{fen / 100:g}"
    return speak.phrases.say("outcome_fee", a=said)
