"""Rows of the store as the desk's clients may see them: no personal data but the rules' own words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from kiosk.catalogue.model import Item
from kiosk.desk.codec import decision_from_json
from kiosk.desk.ports import DISCREET_CAUSE
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    CertificateView,
    DecisionView,
    OfficeName,
    ReasonView,
    ReviewView,
    Stage,
    StageView,
)
from kiosk.desk.store.ledger import CaseRow, Ledger, Span


def elsewhere_view(view: CaseView, office: OfficeName) -> CaseView:
    """An open case of another office: where it is and with which number, and nothing of what became of it."""
    return view.model_copy(
        update={
            "elsewhere": office,
            "stages": [],
            "decision": None,
            "certificate": None,
            "review_cause": None,
        }
    )


def case_view(ledger: Ledger, case: Row[Any], existing: bool = False) -> CaseView:
    """The case with its stages, decision, certificate and review."""
    decided = ledger.decision(case.id)
    certificate = ledger.certificate_of(case.id)
    review = ledger.review_of(case.id)
    return CaseView(
        case_id=case.id,
        item=case.item,
        state=CaseState(case.state),
        stages=[
            StageView(stage=s.stage, started=s.started_at, ended=s.ended_at, seconds=s.seconds)
            for s in ledger.stages(case.id)
        ],
        decision=decision_from_json(decided) if decided else None,
        ticket=case.ticket,
        window=case.window,
        certificate=None
        if certificate is None
        else CertificateView(
            number=certificate.number,
            sha256=certificate.sha256 or "",
            ready=certificate.sha256 is not None,
        ),
        review_cause=review.cause if review else None,
        existing=existing,
        version=case.version,
    )


def discreet_view(view: CaseView, item: Item, day: date) -> CaseView:
    """A discreet item's hand-over as the kiosk is told it: the same, whatever it came from.

    Where the citizen asked for an officer, that is no secret to him.
    """
    handed_over = view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED)
    if not item.discreet or not handed_over or view.review_cause in ("asked_by_citizen", "agent"):
        return view
    says = item.one_sentence
    reason = ReasonView(rule="discreet", basis="", zh=says.zh if says else "", en=says.en if says else "")
    decision = DecisionView(
        decision="review",
        cause=DISCREET_CAUSE,
        reasons=[reason],
        unknown=[],
        item_version=item.version,
        as_of=day,
    )
    return view.model_copy(update={"decision": decision, "review_cause": DISCREET_CAUSE})


def new_view(case: CaseRow, accepted: Span) -> CaseView:
    """A case that was accepted just now."""
    stage = StageView(
        stage=Stage.ACCEPT, started=accepted.started, ended=accepted.ended, seconds=accepted.seconds
    )
    return CaseView(
        case_id=case.id,
        item=case.item,
        state=CaseState(case.state),
        stages=[stage],
        decision=None,
        ticket=case.ticket,
        window=case.window,
        certificate=None,
        review_cause=None,
        version=case.version,
    )


def review_view(row: Row[Any], now: datetime, hidden: bool = False) -> ReviewView:
    """One line of the queue; `hidden`: why it stands there is nobody's business."""
    return ReviewView(
        case_id=row.case_id,
        item=row.item,
        office=row.office,
        cause=DISCREET_CAUSE if hidden else row.cause,
        detail="" if hidden else row.detail,
        ticket=row.ticket,
        window=row.window,
        opened=row.opened_at,
        age_seconds=max(0.0, (now - row.opened_at).total_seconds()),
    )
