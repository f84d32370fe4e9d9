"""What changed between two versions of an item, in the words of the law and not of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.check import used_parameters
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.law import Parameter
from kiosk.catalogue.model import Example, Item, Rule
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.sentences import Speaker, fee, old_card_back, rule_sentence, speaker
from kiosk.catalogue.versions import Version
from kiosk.core.text import Bilingual


@dataclass(frozen=True)
class Change:
    """One thing that is there, gone or otherwise."""

    what: str
    """`rule`, `condition`, `parameter`, `document`, `fee`, `decision` …: as the phrases `diff_…`."""
    id: str
    """Which rule, parameter or example; '' where there is but one."""
    old: str | None
    """None: it is new."""
    new: str | None
    """None: it is gone."""

    def said(self, phrases: Phrases) -> str:
        """The change as one sentence."""
        what = phrases.say(f"diff_{self.what}", id=self.id)
        if self.old is None:
            return phrases.say("diff_added", what=what, new=self.new)
        if self.new is None:
            return phrases.say("diff_dropped", what=what, old=self.old)
        return phrases.say("diff_changed", what=what, old=self.old, new=self.new)


@dataclass(frozen=True)
class _Side:
    """One of the two versions with its voice."""

    version: Version
    speak: Speaker

    @property
    def item(self) -> Item:
        return self.version.item

    def words(self, said: Bilingual | None) -> str | None:
        return None if said is None else self.speak.phrases.words(said)


def compare_versions(old: Version, new: Version, phrases: Phrases, day: date) -> list[Change]:
    """Everything that differs, the rules first; sentences say values as they are on `day`."""
    a = _Side(old, speaker(old.item, old.judge, phrases, day))
    b = _Side(new, speaker(new.item, new.judge, phrases, day))
    found = [*_rules(a, b), *_parameters(a, b), *_outcome(a, b), *_lists(a, b), *_plain(a, b), *_guide(a, b)]
    return [*found, *_decisions(a, b)]


def _rules(a: _Side, b: _Side) -> Iterator[Change]:
    old, new = ({rule.id: rule for rule in side.item.rules} for side in (a, b))
    for name in old.keys() - new.keys():
        yield Change("rule", name, _whole(a, old[name]), None)
    for name in new.keys() - old.keys():
        yield Change("rule", name, None, _whole(b, new[name]))
    for name, rule in new.items():
        if name in old and old[name] != rule:
            yield from _rule(a, b, old[name], rule)


def _whole(side: _Side, rule: Rule) -> str:
    said = rule_sentence(side.item, rule, side.speak)
    return f"{said.requires} {said.basis}"


def _rule(a: _Side, b: _Side, old: Rule, new: Rule) -> Iterator[Change]:
    if old.expression != new.expression:
        said = a.speak.condition(old.expression), b.speak.condition(new.expression)
        # Two expressions with one sentence are still two.
        same = said[0] == said[1]
        yield Change("condition", new.id, *((old.expression, new.expression) if same else said))
    ways: dict[str, Callable[[_Side, Rule], str | None]] = {
        "basis": lambda _, rule: rule.basis,
        "span": lambda side, rule: side.speak.span(rule.in_force_from, rule.in_force_to),
        "cause": lambda side, rule: side.speak.phrases.say(f"consequence_{rule.cause.value}"),
        "title": lambda side, rule: side.words(rule.title),
        "citizen": lambda side, rule: side.words(rule.citizen),
        "officer": lambda side, rule: side.words(rule.officer),
        "offer": lambda _, rule: rule.offer,
        "mark": lambda side, rule: side.speak.mark(rule.mark),
    }
    for what, way in ways.items():
        yield from _changed(what, way(a, old), way(b, new), new.id)


def _changed(what: str, old: str | None, new: str | None, name: str = "") -> Iterator[Change]:
    if old != new:
        yield Change(what, name, old, new)


def _parameters(a: _Side, b: _Side) -> Iterator[Change]:
    old, new = (_used(side) for side in (a, b))
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before is None and after is not None:
            yield Change("parameter", name, None, _dated(b, after))
        elif after is None and before is not None:
            yield Change("parameter", name, _dated(a, before), None)
        elif before is not None and after is not None and before.values != after.values:
            yield Change("parameter_of", name, _dated(a, before), _dated(b, after))


def _used(side: _Side) -> Mapping[str, Parameter]:
    law = side.version.judge.law
    names = used_parameters(side.item, side.version.judge.expressions, law)
    return {name: law.parameters[name] for name in names}


def _dated(side: _Side, parameter: Parameter) -> str:
    label = side.speak.phrases.words(parameter.label)
    return "; ".join(side.speak.dated(label, value) for value in parameter.values)


def _outcome(a: _Side, b: _Side) -> Iterator[Change]:
    yield from _changed("fee", fee(a.item, a.speak), fee(b.item, b.speak))
    old, new = a.item.outcome, b.item.outcome
    yield from _changed("limit", _limit(a), _limit(b))
    for what in ("paper", "certificate_prefix", "identity"):
        yield from _changed(what, getattr(old, what, None), getattr(new, what, None))
    yield from _changed("old_card_back", old_card_back(a.item, a.speak), old_card_back(b.item, b.speak))


def _limit(side: _Side) -> str | None:
    outcome = side.item.outcome
    if outcome is None or outcome.limit_parameter is None:
        return None
    value = side.speak.law.value(outcome.limit_parameter, side.speak.day)
    said = "" if value is None else f" {side.speak.value(value)}"
    return side.speak.label(outcome.limit_parameter) + said


def _lists(a: _Side, b: _Side) -> Iterator[Change]:
    ways: dict[str, Callable[[_Side], list[str]]] = {
        "document": lambda s: [*s.item.documents, *s.item.extra_documents.values()],
        "question": lambda s: [_question(s, at) for at in range(len(s.item.questions))],
        "fact": lambda s: [f"{s.speak.label(n)} ({f.source})" for n, f in s.item.facts.items() if f.given],
        "sentence": lambda s: list(s.item.sentences),
    }
    for what, way in ways.items():
        old, new = way(a), way(b)
        yield from (Change(what, "", one, None) for one in old if one not in new)
        yield from (Change(what, "", None, one) for one in new if one not in old)


def _question(side: _Side, at: int) -> str:
    question = side.item.questions[at]
    options = " / ".join(question.options)
    return f"{question.name} ({question.kind}{': ' + options if options else ''})"


def _plain(a: _Side, b: _Side) -> Iterator[Change]:
    ways: dict[str, Callable[[_Side], str | None]] = {
        "kind": lambda s: s.speak.phrases.say(f"kind_{s.item.kind}"),
        "status": lambda s: s.speak.phrases.say(
            "status_taught_later" if s.item.taught_later else "status_ready"
        ),
        "name": lambda s: s.words(s.item.name),
        "department": lambda s: s.words(s.item.department),
        "window": lambda s: s.item.window,
        "handoff_reason": lambda s: s.words(s.item.handoff_reason),
        "discreet": lambda s: s.speak.value(s.item.discreet),
        "one_sentence": lambda s: s.words(s.item.one_sentence),
    }
    for what, way in ways.items():
        yield from _changed(what, way(a), way(b))


def _guide(a: _Side, b: _Side) -> Iterator[Change]:
    old, new = a.item.guide, b.item.guide
    if old is None or new is None:
        before, after = ("; ".join(one.law) if one else None for one in (old, new))
        yield from _changed("guide", before, after)
        return
    for what in ("who", "takes", "fee"):
        yield from _changed(f"guide_{what}", a.words(getattr(old, what)), b.words(getattr(new, what)))
    bring = [[str(side.words(one)) for one in g.bring] for side, g in ((a, old), (b, new))]
    yield from _changed("guide_bring", "; ".join(bring[0]), "; ".join(bring[1]))
    yield from _changed("guide_law", "; ".join(old.law), "; ".join(new.law))


def _decisions(a: _Side, b: _Side) -> Iterator[Change]:
    """The examples of both, decided by both: where they come out otherwise."""
    names = {example.name for example in b.item.examples}
    for example in b.item.examples:
        yield from _decision(a, b, example)
    for example in a.item.examples:
        if example.name not in names:
            yield Change("example", example.name, example.name, None)
            yield from _decision(a, b, example)
    before = {example.name for example in a.item.examples}
    for example in b.item.examples:
        if example.name not in before:
            yield Change("example", example.name, None, example.name)


def _decision(a: _Side, b: _Side, example: Example) -> Iterator[Change]:
    yield from _changed("decision", _decided(a, example), _decided(b, example), example.name)


def _decided(side: _Side, example: Example) -> str | None:
    """Outcome and the rules that don't hold. Facts that this version doesn't know are left out."""
    facts = {name: value for name, value in example.facts.items() if name in side.version.facts}
    try:
        decision = side.version.decide(facts, example.as_of)
    except CatalogueError:
        # A fact of that name has another type in this version: it can't have been decided.
        return None
    said = side.speak.phrases.say(f"decision_{decision.decision.value}")
    stopped = [reason.rule for reason in decision.reasons if reason.holds is not True]
    return f"{said} ({', '.join(stopped)})" if stopped else said
