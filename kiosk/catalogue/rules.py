"""The judgement: facts and a day in, a decision out. Pure; the order of the rules never matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.derive import DERIVATIONS, derive
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import Cause, Decision, FactValue, Item, Outcome, Reason, Rule
from kiosk.core.text import Bilingual

#: The worst first: which cause a case carries when several rules fail.
_WEIGHT = (Cause.NOT_ELIGIBLE, Cause.INACCURATE, Cause.INCOMPLETE)


@dataclass(frozen=True)
class Answer:
    """How one rule came out."""

    reason: Reason
    missing: tuple[str, ...]
    """The given facts and parameters it lacked."""


@dataclass(frozen=True)
class Judge:
    """What is needed besides the item and the facts."""

    law: Law
    expressions: Expressions
    unknown: Bilingual
    """The sentence for a rule without an answer; `{facts}` takes the labels of what is missing."""

    def decide(self, item: Item, facts: Mapping[str, FactValue], as_of: date) -> Decision:
        """What the rules in force on `as_of` say.

        approve: every one holds. refuse: one with cause not_eligible fails. review: anything else, an
        unknown answer and a day without any rule included.
        """
        values = self.values(item, facts, as_of)
        answers = [self.answer(item, rule, values) for rule in item.rules if rule.in_force(as_of)]
        return conclude(item, as_of, answers)

    def values(self, item: Item, facts: Mapping[str, FactValue], as_of: date) -> dict[str, FactValue]:
        """The facts, what the item's rules derive from them, and the law of that day."""
        wanted = frozenset(item.facts.keys() & DERIVATIONS.keys())
        return {**self.law.on(as_of), **derive(facts, as_of, self.law, wanted)}

    def answer(self, item: Item, rule: Rule, values: Mapping[str, FactValue]) -> Answer:
        """One rule's answer to `values`."""
        expression = self.expressions.compile(rule.expression)
        holds = expression.holds(values)
        if holds is True:
            return Answer(self._reason(rule, holds, None, rule.title), ())
        if holds is False:
            said = item.one_sentence or rule.citizen
            return Answer(self._reason(rule, holds, rule.cause, said), ())
        missing = tuple(sorted(set(self._roots(n for n in expression.names if n not in values))))
        missing = tuple(name for name in missing if name not in values)
        said = self._unknown(item, missing)
        officer = said if item.one_sentence else None
        reason = self._reason(rule, None, Cause.INCOMPLETE, item.one_sentence or said, officer)
        return Answer(reason, missing)

    def _roots(self, names: Iterable[str]) -> Iterable[str]:
        """A derived fact is missing because something it needs is: name that."""
        for name in names:
            if name in DERIVATIONS:
                yield from DERIVATIONS[name].needs
                yield from DERIVATIONS[name].may
                yield from DERIVATIONS[name].parameters
            else:
                yield name

    def _unknown(self, item: Item, missing: Iterable[str]) -> Bilingual:
        labels = [self._label(item, name) for name in missing]
        return Bilingual(
            self.unknown.zh.format(facts="、".join(label.zh for label in labels)),
            self.unknown.en.format(facts=", ".join(label.en for label in labels)),
        )

    def _label(self, item: Item, name: str) -> Bilingual:
        if name in item.facts:
            return item.facts[name].label
        return self.law.parameters[name].label

    def _reason(
        self,
        rule: Rule,
        holds: bool | None,
        cause: Cause | None,
        said: Bilingual,
        officer: Bilingual | None = None,
    ) -> Reason:
        officer = rule.officer if holds is False else officer or said
        offer = rule.offer if holds is False else None
        return Reason(rule.id, rule.basis, holds, cause, said.zh, said.en, officer, offer)


def conclude(item: Item, as_of: date, answers: Sequence[Answer]) -> Decision:
    """The decision that these answers make, in whatever order they come."""
    open_ = sorted((a.reason for a in answers if a.reason.holds is not True), key=_rank)
    failed = [r for r in open_ if r.holds is False]
    missing = sorted({name for a in answers for name in a.missing})
    outcome, cause = _conclude(failed, open_, bool(answers))
    reasons = open_ or sorted((a.reason for a in answers), key=lambda r: r.rule)
    return Decision(item.id, item.version, as_of, outcome, cause, tuple(reasons), tuple(missing))


def _rank(reason: Reason) -> tuple[bool, int, str]:
    """Failed before unknown, the worse cause first, then by name."""
    weight = _WEIGHT.index(reason.cause) if reason.cause in _WEIGHT else len(_WEIGHT)
    return reason.holds is None, weight, reason.rule


def _conclude(failed: list[Reason], open_: list[Reason], any_rule: bool) -> tuple[Outcome, Cause | None]:
    if failed:
        cause = failed[0].cause
        return (Outcome.REFUSE if cause is Cause.NOT_ELIGIBLE else Outcome.REVIEW), cause
    if open_ or not any_rule:
        return Outcome.REVIEW, Cause.INCOMPLETE
    return Outcome.APPROVE, None
