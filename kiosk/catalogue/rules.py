"""The judgement: facts and a day in, a decision out. Pure; the order of the rules never matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        values = {**self.law.on(as_of), **derive(facts, as_of, self.law)}
        answered = [self._answer(item, rule, values, as_of) for rule in item.rules if rule.in_force(as_of)]
        open_ = sorted((r for r, _ in answered if r.holds is not True), key=_rank)
        failed = [r for r in open_ if r.holds is False]
        missing = sorted({name for _, names in answered for name in names})
        outcome, cause = _conclude(failed, open_, bool(answered))
        reasons = open_ or sorted((r for r, _ in answered), key=lambda r: r.rule)
        return Decision(item.id, item.version, as_of, outcome, cause, tuple(reasons), tuple(missing))

    def _answer(
        self, item: Item, rule: Rule, values: Mapping[str, FactValue], as_of: date
    ) -> tuple[Reason, tuple[str, ...]]:
        """The rule's reason, and the given facts and parameters it lacked."""
        expression = self.expressions.compile(rule.expression)
        holds = expression.holds(values)
        if holds is True:
            return self._reason(rule, holds, None, rule.title), ()
        if holds is False:
            return self._reason(rule, holds, rule.cause, rule.citizen), ()
        missing = tuple(sorted(set(self._roots(n for n in expression.names if n not in values))))
        missing = tuple(name for name in missing if name not in values)
        return self._reason(rule, None, Cause.INCOMPLETE, self._unknown(item, missing)), missing

    def _roots(self, names: Iterable[str]) -> Iterable[str]:
        """A derived fact is missing because something it needs is: name that."""
        for name in names:
            if name in DERIVATIONS:
                yield from DERIVATIONS[name].needs
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

    def _reason(self, rule: Rule, holds: bool | None, cause: Cause | None, said: Bilingual) -> Reason:
        officer = rule.officer if holds is False else said
        offer = rule.offer if holds is False else None
        return Reason(rule.id, rule.basis, holds, cause, said.zh, said.en, officer, offer)


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
