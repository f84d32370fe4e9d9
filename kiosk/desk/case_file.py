"""What an officer sees of one case: what is known and from where, each rule's answer, this person's history.

Reads only, within the caller's transaction. Who may see it was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from kiosk.catalogue.facts import plain
from kiosk.catalogue.model import Cause, FactValue, Item
from kiosk.catalogue.weigh import Weighed
from kiosk.desk.codec import Snapshot, decision_from_json, snapshot_from_json
from kiosk.desk.facts import Sources, collect
from kiosk.desk.ports import Decider, find_item, is_discreet
from kiosk.desk.schemas import CaseState, StageView, Submission
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import (
    ArticleLine,
    CaseFile,
    FactLine,
    HistoryLine,
    ItemBrief,
    Proposal,
    ReviewLine,
    RuleLine,
    WhatIfLine,
)
from kiosk.desk.store import schema as t
from kiosk.desk.store.ledger import Ledger

_HISTORY = 20


@dataclass(frozen=True)
class Looked:
    """A case and its review, as they were read and locked."""

    case: Row[Any]
    review: Row[Any]
    line: ReviewLine
    refusals: int
    second: bool


def case_file(ledger: Ledger, session: Session, catalogue: Decider, looked: Looked) -> CaseFile:
    """All of it. Raises DeskFault as the store does."""
    case, review = looked.case, looked.review
    item = find_item(catalogue, case.item)
    submission = ledger.submission(case)
    decided = ledger.decision(case.id)
    decision = decision_from_json(decided) if decided else None
    snapshot = _snapshot(ledger, case.id)
    facts = snapshot.facts if snapshot is not None else None
    day = decision.as_of if decision is not None else case.day
    given = facts if facts is not None else _from_papers(item, submission)
    weighed = catalogue.weigh(case.item, given, day) if item is not None and given else Weighed()
    return CaseFile(
        review=looked.line,
        state=CaseState(case.state),
        documents=submission.documents,
        answers=submission.answers,
        note=_opened(ledger, review.note_sealed, f"case/{case.id}/review-note"),
        decision=decision,
        facts=dict(facts) if facts is not None else None,
        stages=[
            StageView(stage=s.stage, started=s.started_at, ended=s.ended_at, seconds=s.seconds)
            for s in ledger.stages(case.id)
        ],
        earlier_refusals=looked.refusals,
        item=_brief(catalogue, item, case.item, day, filled=facts is not None),
        known=_known(item, given, snapshot),
        rules=[_rule(one) for one in weighed.answers],
        what_if=[WhatIfLine(facts=_texts(one.facts)) for one in weighed.what_if],
        history=history(ledger, session, catalogue, case),
        articles=_articles(item, weighed),
        may_ask=_may_ask(item, submission),
        second=looked.second,
        proposal=None
        if review.proposed_by is None
        else Proposal(
            by=review.proposed_by,
            reason=_opened(ledger, review.reason_sealed, f"case/{case.id}/review-reason"),
        ),
    )


def history(ledger: Ledger, session: Session, catalogue: Decider, case: Row[Any]) -> list[HistoryLine]:
    """The person's other cases here, the newest first; a discreet item's only for whom it concerns."""
    if case.person_index is None:
        return []
    c = t.CASE.c
    query = (
        select(c.id, c.item, c.office, c.day, c.state)
        .where(c.person_index == case.person_index, c.id != case.id)
        .order_by(c.created_at.desc(), c.id)
        .limit(_HISTORY)
    )
    may_see_all = Right.RECORDS in session.rights
    return [
        HistoryLine(case_id=r.id, item=r.item, office=r.office, day=r.day, state=CaseState(r.state))
        for r in ledger.db.execute(query)
        if may_see_all or not is_discreet(catalogue, r.item)
    ]


def _snapshot(ledger: Ledger, case_id: str) -> Snapshot | None:
    there = ledger.db.execute(select(t.FACTS.c.case_id).where(t.FACTS.c.case_id == case_id)).first()
    return snapshot_from_json(ledger.facts(case_id)) if there is not None else None


def _from_papers(item: Item | None, submission: Submission) -> Mapping[str, FactValue]:
    """A case that was never filled: what its documents and answers tell."""
    if item is None:
        return {}
    return collect(item.facts, Sources(submission.documents, submission.answers, {}))


def _opened(ledger: Ledger, sealed: str | None, context: str) -> str:
    return ledger.keys.decrypt(sealed, context) if sealed else ""


def _brief(catalogue: Decider, item: Item | None, item_id: str, day: date, filled: bool) -> ItemBrief:
    if item is None:
        return ItemBrief(item=item_id, zh=item_id, en=item_id, version="", fee_fen=None, can_issue=False)
    can_issue = item.outcome is not None and not item.by_officer and filled
    fee = catalogue.fee(item_id, day) if item.outcome is not None else None
    return ItemBrief(
        item=item_id, zh=item.name.zh, en=item.name.en, version=item.version, fee_fen=fee, can_issue=can_issue
    )


def _known(item: Item | None, facts: Mapping[str, FactValue], snapshot: Snapshot | None) -> list[FactLine]:
    """Every fact that comes from outside, also those that nobody could tell."""
    if item is None:
        return []
    told = snapshot.told if snapshot is not None else {}
    lines = []
    for fact in item.facts.values():
        if not fact.given:
            continue
        port = fact.source.removeprefix("registry:").partition(".")[0]
        who = told.get(port) if fact.source.startswith("registry:") else None
        lines.append(
            FactLine(
                name=fact.name,
                zh=fact.label.zh,
                en=fact.label.en,
                value=_text(facts[fact.name]) if fact.name in facts else "",
                source=fact.source,
                system=who.source if who else "",
                at=who.at if who else None,
            )
        )
    return lines


def _rule(one: Any) -> RuleLine:
    reason, rule = one.reason, one.rule
    return RuleLine(
        rule=rule.id,
        zh=rule.title.zh,
        en=rule.title.en,
        article=reason.basis,
        holds=reason.holds,
        cause=reason.cause.value if reason.cause else None,
        officer_zh=reason.officer.zh,
        officer_en=reason.officer.en,
        facts=list(one.facts),
        offer=reason.offer,
    )


def _articles(item: Item | None, weighed: Weighed) -> list[ArticleLine]:
    """Those of the rules that can refuse, the failed ones first; else what the item's guide names."""
    found = [
        ArticleLine(
            article=one.rule.basis,
            zh=one.rule.officer.zh,
            en=one.rule.officer.en,
            failed=one.reason.holds is False,
        )
        for one in weighed.answers
        if one.rule.cause is Cause.NOT_ELIGIBLE
    ]
    if not found and item is not None and item.guide is not None:
        found = [ArticleLine(article=a, zh="", en="", failed=False) for a in item.guide.law]
    return sorted(found, key=lambda line: not line.failed)


def _may_ask(item: Item | None, submission: Submission) -> list[str]:
    """What the item can use: first what isn't there."""
    if item is None:
        return []
    given = {d.document for d in submission.documents}
    wanted = dict.fromkeys([*item.documents, *item.extra_documents.values(), *_cards(item.facts.values())])
    return sorted(wanted, key=lambda name: name in given)


def _cards(facts: Iterable[Any]) -> list[str]:
    sources = [s for fact in facts for s in (fact.source, fact.fallback) if s]
    return [s.removeprefix("card:").partition(".")[0] for s in sources if s.startswith("card:")]


def _texts(facts: Mapping[str, FactValue]) -> dict[str, str]:
    return {name: _text(value) for name, value in facts.items()}


def _text(value: FactValue) -> str:
    shown = plain(value)
    return str(shown).lower() if isinstance(shown, bool) else str(shown)
