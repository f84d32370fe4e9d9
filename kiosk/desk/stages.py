"""The stages fill, check, approve and issue: what each finds out, and the one transaction that records it.

Finding out (asking registers, applying rules) happens before the transaction and changes nothing, so a
stage that is killed anywhere is simply done again. (`accept` is in `service`, the paper in `papers`.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from kiosk.catalogue.model import Cause, Decision, Item, Outcome
from kiosk.core.clock import Clock
from kiosk.core.crypto import KeyRing
from kiosk.desk.cases import NEXT_STAGE, STATE_AFTER
from kiosk.desk.check import Finding, check_documents
from kiosk.desk.codec import decision_to_json, snapshot_from_json, snapshot_to_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import Sources, collect, identity, ports_needed
from kiosk.desk.numbers import certificate_number
from kiosk.desk.ports import Decider, find_item
from kiosk.desk.records import Fetched, RecordFetcher, subject_of
from kiosk.desk.schemas import CaseState, Stage, Submission
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Job, Ledger, Span

_LOG = logging.getLogger("kiosk.desk")
#: The outbox's name for the job of making a paper.
PAPER = "paper"
#: What the registers said may be decided on for so long; after that an officer looks.
FACTS_GOOD_FOR = timedelta(minutes=10)
MACHINE = "xiaozhi"


def _nothing(_: Ledger) -> None:
    """A stage that writes nothing of its own."""


@dataclass(frozen=True)
class Found:
    """What a stage found out: what to write, and why the case goes to an officer, if it does."""

    write: Callable[[Ledger], None] = _nothing
    finding: Finding | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """For the audit row."""


class Stages:
    """Carries a case through its stages, one transaction each."""

    def __init__(
        self, store: Store, keys: KeyRing, catalogue: Decider, fetcher: RecordFetcher, clock: Clock
    ) -> None:
        self._store = store
        self._keys = keys
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._clock = clock
        self._work: Mapping[Stage, Callable[[Row[Any], Submission], Found]] = {
            Stage.FILL: self._fill,
            Stage.CHECK: self._check,
            Stage.APPROVE: self._approve,
            Stage.ISSUE: self._issue,
        }

    def run(self, job: Job) -> bool:
        """Do one stage; False where the case has meanwhile gone elsewhere."""
        stage = Stage(job.kind)
        started, start = self._clock.now(), self._clock.monotonic()
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, started)
            case = ledger.need(job.case_id)
            submission = ledger.submission(case)
        if not _due(case, stage):
            self._drop(job)
            return False
        found = self._work[stage](case, submission)
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id)
            if not ledger.finish(job.id) or not _due(case, stage):
                return False
            ledger.add_stage(case.id, stage, self._span(started, start))
            found.write(ledger)
            _go_on(ledger, case, stage, found)
        return True

    def give_up(self, job: Job, reason: str) -> None:
        """A stage that fails again and again: the case goes to an officer with the reason."""
        finding = Finding(Cause.SYSTEM, f"stage_failed:{job.kind}:{reason}"[:200])
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id)
            if ledger.finish(job.id, dropped=True) and _due(case, Stage(job.kind)):
                to_review(ledger, case, finding, MACHINE)

    def paper_overdue(self, job: Job, reason: str) -> None:
        """A paper that can't be made is tried on and on; an officer is told, so that nobody waits in vain."""
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            review = ledger.review_of(job.case_id)
            if review is None or review.closed_at is not None:
                ledger.open_review(job.case_id, Cause.SYSTEM.value, f"paper_failed:{reason}"[:200])
                ledger.touch(job.case_id)
                ledger.audit(job.case_id, MACHINE, "paper.overdue", {"reason": reason})

    def _drop(self, job: Job) -> None:
        with self._store.write() as connection:
            Ledger(connection, self._keys, self._clock.now()).finish(job.id, dropped=True)

    def _span(self, started: datetime, start: float) -> Span:
        return Span(started, self._clock.now(), self._clock.monotonic() - start)

    def _item(self, case: Row[Any]) -> Item:
        item = find_item(self._catalogue, case.item)
        if item is None:
            raise DeskFault("unknown_item", f"the catalogue no longer has {case.item}", 500)
        return item

    def _fill(self, case: Row[Any], submission: Submission) -> Found:
        """填报: what the registers know, and the facts that come of it."""
        item = self._item(case)
        owner = identity(submission.documents)
        ports = ports_needed(item.facts.values())
        fetched = Fetched()
        if owner is not None:
            subject = subject_of(owner, submission.documents, submission.answers)
            fetched = self._fetcher.fetch(subject, ports)
        facts = collect(item.facts, Sources(submission.documents, submission.answers, fetched.records))
        finding = Finding(Cause.SYSTEM, fetched.detail) if fetched.silent else None

        def write(ledger: Ledger) -> None:
            ledger.add_facts(case.id, snapshot_to_json(facts, fetched.answers))

        # Unasked for want of a plate, say: the rules name what they lack, so no system is at fault.
        audited = {
            "facts": sorted(facts),
            "silent": dict(fetched.silent),
            "unasked": list(fetched.unasked),
            "told": {
                port: {"source": answer.source, "at": answer.at.isoformat()}
                for port, answer in sorted(fetched.answers.items())
            },
        }
        return Found(write, finding, audited)

    def _check(self, case: Row[Any], submission: Submission) -> Found:
        """核校: documents whole, trusted, agreed to, and all of one person."""
        return Found(finding=check_documents(self._item(case).documents, submission.documents))

    def _approve(self, case: Row[Any], submission: Submission) -> Found:
        """审批: the rules. Only a clear approval goes on; everything else is an officer's to decide."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            snapshot = snapshot_from_json(ledger.facts(case.id))
            age = self._clock.now() - ledger.facts_taken_at(case.id)
        decision = self._catalogue.decide(case.item, snapshot.facts, case.day)
        approved = is_approval(decision)
        rules = ",".join(r.rule for r in decision.reasons if r.holds is not True)
        finding = None if approved else Finding(decision.cause or Cause.INCOMPLETE, f"rules:{rules}"[:200])
        if approved and age > FACTS_GOOD_FOR:
            # The desk was down in between: a licence may have been seized since.
            finding = Finding(Cause.SYSTEM, "facts_stale")
        columns = {
            "decision": decision.decision.value,
            "cause": decision.cause.value if decision.cause else None,
            "item_version": decision.item_version,
            "as_of": decision.as_of,
        }

        def write(ledger: Ledger) -> None:
            ledger.add_decision(case.id, columns, decision_to_json(decision))

        audited = {"decision": columns["decision"], "item_version": decision.item_version}
        return Found(write, finding, audited)

    def _issue(self, case: Row[Any], submission: Submission) -> Found:
        """出件: a number is taken; the paper itself follows from the outbox."""
        outcome = self._item(case).outcome
        if outcome is None:
            raise DeskFault("no_outcome", f"{case.item} gives no paper", 500)
        # A paper whose fee isn't known can't be made: better found out before it has a number.
        self._catalogue.fee(case.item, case.day)

        def write(ledger: Ledger) -> None:
            count = ledger.next_number(case.office, case.day, "certificate")
            number = certificate_number(outcome.certificate_prefix, case.office, case.day, count)
            ledger.add_certificate(number, case.id, outcome.paper)
            ledger.enqueue(case.id, PAPER)
            ledger.audit(case.id, MACHINE, "certificate.numbered", {"number": number})

        return Found(write)


def is_approval(decision: Decision) -> bool:
    """Approved, with at least one rule, and every rule holds: checked again here, where it takes effect."""
    holds = bool(decision.reasons) and all(reason.holds is True for reason in decision.reasons)
    return decision.decision is Outcome.APPROVE and decision.cause is None and holds


def to_review(ledger: Ledger, case: Row[Any], finding: Finding, actor: str, note: str = "") -> None:
    """Hand a case over, within the caller's transaction: nothing of it is left to the machine."""
    ledger.drop_jobs(case.id)
    ledger.move(case, CaseState.REVIEW, actor, {"cause": finding.cause.value, "detail": finding.detail})
    ledger.open_review(case.id, finding.cause.value, finding.detail, note)


def _due(case: Row[Any], stage: Stage) -> bool:
    return NEXT_STAGE.get(CaseState(case.state)) is stage


def _go_on(ledger: Ledger, case: Row[Any], stage: Stage, found: Found) -> None:
    if found.finding is not None:
        to_review(ledger, case, found.finding, MACHINE)
        return
    after = STATE_AFTER[stage]
    ledger.move(case, after, MACHINE, found.detail)
    following = NEXT_STAGE.get(after)
    if following is not None:
        ledger.enqueue(case.id, following.value)
