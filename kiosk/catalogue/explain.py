"""`items explain`: an item as plain data."""

from __future__ import annotations

from typing import Any

from kiosk.catalogue.check import used_parameters
from kiosk.catalogue.facts import plain
from kiosk.catalogue.law import Parameter
from kiosk.catalogue.model import Guide, Item, ItemOutcome, Rule
from kiosk.catalogue.rules import Judge
from kiosk.core.text import Bilingual


def explain(item: Item, judge: Judge) -> dict[str, Any]:
    """The item with its facts, rules and law.

    `facts` can be given to `decide`, and their examples together are approved on the day `as_of`; `derived`
    follow from them; `law` are the parameters the rules use.
    """
    names = used_parameters(item, judge.expressions, judge.law)
    return {
        "item": item.id,
        "version": item.version,
        "kind": item.kind,
        "name": {"zh": item.name.zh, "en": item.name.en},
        "department": {"zh": item.department.zh, "en": item.department.en},
        "window": item.window,
        "documents": list(item.documents),
        "as_of": item.examples[0].as_of.isoformat() if item.examples else None,
        "facts": [
            {
                "name": f.name,
                "type": f.type,
                "source": f.source,
                "example": plain(item.typical[f.name]),
                "zh": f.label.zh,
                "en": f.label.en,
            }
            for f in item.facts.values()
            if f.given
        ],
        "derived": [
            {"name": f.name, "type": f.type, "source": f.source, "zh": f.label.zh, "en": f.label.en}
            for f in item.facts.values()
            if not f.given
        ],
        "rules": [_rule(rule) for rule in item.rules],
        "law": [_parameter(p) for name, p in judge.law.parameters.items() if name in names],
        "examples": len(item.examples),
        "digest": item.digest,
        "guide": _guide(item.guide) if item.guide else None,
        "outcome": _outcome(item.outcome) if item.outcome else None,
        "handoff_causes": [cause.value for cause in item.handoff_causes],
        "questions": [question.name for question in item.questions],
        "text_keys": list(item.text_keys),
    }


def _guide(guide: Guide) -> dict[str, Any]:
    return {
        "who": _words(guide.who),
        "bring": [_words(one) for one in guide.bring],
        "takes": _words(guide.takes),
        "fee": _words(guide.fee),
        "law": list(guide.law),
    }


def _words(said: Bilingual) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _outcome(outcome: ItemOutcome) -> dict[str, Any]:
    return {
        "paper": outcome.paper,
        "fee_parameter": outcome.fee_parameter,
        "limit_parameter": outcome.limit_parameter,
        "old_card_back": outcome.old_card_back,
        "old_card_back_if": outcome.old_card_back_if,
        "identity": outcome.identity,
        "told": outcome.told,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "zh": rule.title.zh,
        "en": rule.title.en,
        "when": rule.expression,
        "basis": rule.basis,
        "mark": rule.mark,
        "from": rule.in_force_from.isoformat() if rule.in_force_from else None,
        "to": rule.in_force_to.isoformat() if rule.in_force_to else None,
        "cause": rule.cause.value,
        "fails_zh": rule.citizen.zh,
        "fails_en": rule.citizen.en,
        "officer_zh": rule.officer.zh,
        "officer_en": rule.officer.en,
        "offer": rule.offer,
        "note": rule.note,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "zh": parameter.label.zh,
        "en": parameter.label.en,
        "values": [
            {
                "from": v.start.isoformat() if v.start else None,
                "to": v.end.isoformat() if v.end else None,
                "value": plain(v.value),
                "article": v.article,
                "mark": v.mark,
            }
            for v in parameter.values
        ],
    }
