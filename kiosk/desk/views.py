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
            # The state would tell what became of it; that it is open is all there is to know here.
            "state": CaseState.ACCEPTED,
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


#: Versions of a discreet item's case: the machine's moves are not told apart; an officer's come after.
_WORKING, _WITH_OFFICER, _DECIDED = 1, 2, 10


def discreet_view(view: CaseView, item: Item, day: date, held: bool = False) -> CaseView:
    """A discreet item's case as the kiosk is told it: all hand-overs the same, whatever they came from.

    No stage and no version tells where the machine stopped. `held`: it isn't told yet that an officer has it.
    Where the citizen asked for an officer, that is no secret to him.
    """
    if not item.discreet:
        return view
    if view.state in (CaseState.ISSUED, CaseState.COLLECTED):
        return view.model_copy(update={"version": view.version + _DECIDED})
    handed_over = view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED)
    if not handed_over or (held and view.state is CaseState.REVIEW):
        working = {"state": CaseState.ACCEPTED, "decision": None, "review_cause": None, "certificate": None}
        return view.model_copy(update={**working, "stages": view.stages[:1], "version": _WORKING})
    with_officer = view.state is CaseState.REVIEW
    version = _WITH_OFFICER if with_officer else view.version + _DECIDED
    told: dict[str, object] = {"stages": view.stages[:1], "version": version}
    if view.review_cause not in ("asked_by_citizen", "agent"):
        told |= {"decision": _one_sentence(item, day), "review_cause": DISCREET_CAUSE}
    return view.model_copy(update=told)


def held_seconds(view: CaseView, item: Item, now: datetime, seconds: float) -> float:
    """For how long a discreet item's hand-over isn't told yet, `seconds` being how long any of them takes."""
    if not item.discreet or not view.stages:
        return 0.0
    since = (now - view.stages[0].ended).total_seconds()
    # A clock that was set back holds nobody up.
    return seconds - since if 0 <= since < seconds else 0.0


def _one_sentence(item: Item, day: date) -> DecisionView:
    says = item.one_sentence
    reason = ReasonView(rule="discreet", basis="", zh=says.zh if says else "", en=says.en if says else "")
    return DecisionView(
        decision="review",
        cause=DISCREET_CAUSE,
        reasons=[reason],
        unknown=[],
        item_version=item.version,
        as_of=day,
    )


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
