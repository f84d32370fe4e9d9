"""Facts and decisions as JSON text: for the store, where they are sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kiosk.catalogue.model import Cause, Decision, FactValue
from kiosk.desk.schemas import DecisionView, ReasonView
from kiosk.registries.ports import Answer, Record


@dataclass(frozen=True)
class Told:
    """Where an answer comes from, and when it was true."""

    source: str
    """The system as it names itself."""
    at: datetime
    """Aware."""


@dataclass(frozen=True)
class Snapshot:
    """What was known when a case was filled: the rules' facts, and the registers' records they came from."""

    facts: Mapping[str, FactValue]
    records: Mapping[str, Mapping[str, Any] | None]
    """By port, as JSON has them; None: the register knew nobody. A field it didn't tell isn't there."""
    told: Mapping[str, Told] = field(default_factory=dict)
    """By port. Nothing for a case that was filled before this was kept."""


def snapshot_to_json(facts: Mapping[str, FactValue], answers: Mapping[str, Answer[Record]]) -> str:
    """A fact that is a date is `{"date": ISO}`, so that it comes back as one."""
    return json.dumps(
        {
            "facts": {k: {"date": v.isoformat()} if isinstance(v, date) else v for k, v in facts.items()},
            "records": {port: _record(a.record) for port, a in answers.items()},
            "told": {port: {"source": a.source, "at": a.at.isoformat()} for port, a in answers.items()},
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _record(record: Record | None) -> dict[str, Any] | None:
    """What isn't said stays away: a null is an answer of its own."""
    return None if record is None else record.model_dump(mode="json", exclude_unset=True)


def snapshot_from_json(text: str) -> Snapshot:
    """The inverse of `snapshot_to_json`."""
    raw: dict[str, Any] = json.loads(text)
    facts = {k: date.fromisoformat(v["date"]) if isinstance(v, dict) else v for k, v in raw["facts"].items()}
    told = {
        port: Told(one["source"], datetime.fromisoformat(one["at"]))
        for port, one in raw.get("told", {}).items()
    }
    return Snapshot(facts, raw["records"], told)


def decision_view(decision: Decision) -> DecisionView:
    """What a kiosk is told."""
    return DecisionView(
        decision=decision.decision.value,
        cause=decision.cause.value if decision.cause else None,
        reasons=[ReasonView(rule=r.rule, basis=r.basis, zh=r.zh, en=r.en) for r in decision.reasons],
        unknown=list(decision.unknown),
        item_version=decision.item_version,
        as_of=decision.as_of,
    )


def decision_to_json(decision: Decision) -> str:
    """The whole decision, for the officer and the auditor: the view and each rule's answer."""
    rules = [
        {
            "rule": r.rule,
            "holds": r.holds,
            "cause": r.cause.value if r.cause else None,
            "officer": {"zh": r.officer.zh, "en": r.officer.en},
        }
        for r in decision.reasons
    ]
    return json.dumps(
        {"view": decision_view(decision).model_dump(mode="json"), "rules": rules}, ensure_ascii=False
    )


def decision_from_json(text: str) -> DecisionView:
    """The kiosk's view of a stored decision."""
    return DecisionView.model_validate(json.loads(text)["view"])


def cause_or_none(text: str | None) -> Cause | None:
    """A cause of the catalogue by its name, or None."""
    return next((c for c in Cause if c.value == text), None)
