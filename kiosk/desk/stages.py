"""The stages fill, check, approve and issue: what each finds out, and the transaction that records it.

Finding out (asking registers, applying rules) happens before the transaction and changes nothing, so a
stage that is killed anywhere is simply done again. Stages that wait for nobody are recorded together.
(`accept` is in `accept`, the paper in `papers`.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.catalogue.model import Cause, Decision, Item, Outcome
from kiosk.core.clock import Clock
from kiosk.desk.cases import NEXT_STAGE, STATE_AFTER
from kiosk.desk.check import Finding, check_documents
from kiosk.desk.codec import Snapshot, decision_to_json, snapshot_from_json, snapshot_to_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import Sources, collect, identity, ports_needed
from kiosk.desk.keys import Keys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.numbers import certificate_number
from kiosk.desk.ports import DISCREET_CAUSE, Decider, Fetcher, find_item, is_discreet
from kiosk.desk.records import Fetched, subject_of
from kiosk.desk.schemas import CaseState, Stage, Submission
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import CaseRow, Entry, Job, Ledger, Span

_LOG = logging.getLogger("kiosk.desk")
#: The outbox's name for the job of making a paper.
PAPER = "paper"
#: What the registers said may be decided on for so long; after that an officer looks.
FACTS_GOOD_FOR = timedelta(minutes=10)
MACHINE = "xiaozhi"


def _nothing(_: Ledger) -> list[Entry]:
    """A stage that writes nothing of its own."""
    return []


@dataclass(frozen=True)
class Found:
    """What a stage found out: what to write, and why the case goes to an officer, if it does."""

    write: Callable[[Ledger], list[Entry]] = _nothing
    """In the stage's transaction; what is to be audited besides."""
    finding: Finding | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """For the audit row."""
    known: Snapshot | None = None
    """The facts, for the stages that follow at once."""


@dataclass(frozen=True)
class InHand:
    """A case that one worker carries on: what needn't be read and opened again at every stage."""

    case: Row[Any] | CaseRow
    """As it was accepted or last read. Of what changes, only `state` matters, and the store checks it."""
    submission: Submission
    snapshot: Snapshot | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Done:
    """What came of a job."""

    stages: tuple[Stage, ...]
    """Those that are recorded now; none: the case had meanwhile gone elsewhere, and nothing was written."""
    next: Job | None = None
    """The following job, already this worker's."""
    in_hand: InHand | None = None


@dataclass(frozen=True)
class _Passed:
    """A stage that was gone through and isn't recorded yet."""

    stage: Stage
    found: Found
    span: Span


class RegistersWait(Exception):
    """A case that an officer typed waits for a register: it is asked again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class _Gone(Exception):
    """Somebody else has the case or the job: the transaction is taken back."""


class Stages:
    """Carries a case through its stages; those that wait for nobody share a transaction."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        catalogue: Decider,
        fetcher: Fetcher,
        clock: Clock,
        levels: ServiceLevels | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._clock = clock
        self._levels = levels or ServiceLevels()
        self._work: Mapping[Stage, Callable[[InHand], Found]] = {
            Stage.FILL: self._fill,
            Stage.CHECK: self._check,
            Stage.APPROVE: self._approve,
            Stage.ISSUE: self._issue,
        }

    def run(self, job: Job, in_hand: InHand | None = None) -> Done:
        """The job's stage and those that follow from it at once, recorded together."""
        carried = in_hand or self._take(job)
        if in_hand is None and carried.case.state != state_before(Stage(job.kind)):
            self._drop(job)
            return Done(())
        passed, carried = self._pass(Stage(job.kind), carried)
        try:
            following = self._store.transact(partial(self._record, job, carried, passed))
        except _Gone:
            return Done(())
        return Done(tuple(one.stage for one in passed), following, carried)

    def _pass(self, first: Stage, in_hand: InHand) -> tuple[list[_Passed], InHand]:
        """Find out stage by stage, until one waits, hands over or fails; nothing is written.

        A failure after the first stage is left for the next time: what came before is recorded first.
        """
        passed: list[_Passed] = []
        stage: Stage | None = first
        while stage is not None:
            started, start = self._clock.now(), self._clock.monotonic()
            try:
                found = self._work[stage](in_hand)
            except Exception:
                if not passed:
                    raise
                break
            if found.known is not None:
                in_hand = replace(in_hand, snapshot=found.known, taken_at=self._clock.now())
            passed.append(_Passed(stage, found, self._span(started, start)))
            stage = None if found.finding is not None else NEXT_STAGE.get(STATE_AFTER[stage])
        return passed, in_hand

    def _record(
        self, job: Job, in_hand: InHand, passed: Sequence[_Passed], connection: Connection
    ) -> Job | None:
        """All of it in the caller's transaction. Raises _Gone."""
        ledger = Ledger(connection, self._keys, self._clock.now())
        case_id, finding = job.case_id, passed[-1].found.finding
        steps = [(state_before(one.stage), STATE_AFTER[one.stage]) for one in passed]
        if finding is not None:
            steps[-1] = (steps[-1][0], CaseState.REVIEW)
        if not ledger.walk(case_id, steps):
            raise _Gone
        following = _go_on(ledger, job, passed[-1].stage, finding)
        ledger.add_stages(case_id, [(one.stage, one.span) for one in passed])
        said: list[Entry] = []
        for one, (_, after) in zip(passed, steps, strict=True):
            audited = one.found.detail
            if one.found.finding is not None:
                audited = {"cause": one.found.finding.cause.value, "detail": one.found.finding.detail}
            said += [*one.found.write(ledger), Entry(f"case.{after.value}", audited)]
        if finding is not None:
            discreet = is_discreet(self._catalogue, in_hand.case.item)
            open_review(ledger, in_hand.case, finding, self._levels, discreet=discreet)
        ledger.audit_all(case_id, MACHINE, said)
        return following

    def _take(self, job: Job) -> InHand:
        """The case, read and opened."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id)
            return InHand(case, ledger.submission(case))

    def give_up(self, job: Job, reason: str) -> None:
        """A stage that fails again and again: the case goes to an officer with the reason."""
        finding = Finding(Cause.SYSTEM, f"stage_failed:{job.kind}:{reason}"[:200])

        def record(connection: Connection) -> None:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id, lock=True)
            if ledger.jobs.finish(job, dropped=True) and case.state == state_before(Stage(job.kind)):
                discreet = is_discreet(self._catalogue, case.item)
                to_review(ledger, case, finding, MACHINE, levels=self._levels, discreet=discreet)

        self._store.transact(record)

    def paper_overdue(self, job: Job, reason: str) -> None:
        """A paper that can't be made is tried on and on; an officer is told, so that nobody waits in vain."""

        def record(connection: Connection) -> None:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id, lock=True)
            review = ledger.review_of(job.case_id)
            if review is None or review.closed_at is not None:
                finding = Finding(Cause.SYSTEM, f"paper_failed:{reason}"[:200])
                discreet = is_discreet(self._catalogue, case.item)
                open_review(ledger, case, finding, self._levels, kind="paper", discreet=discreet)
                ledger.touch(job.case_id)
                ledger.audit(job.case_id, MACHINE, "paper.overdue", {"reason": reason})

        self._store.transact(record)

    def _drop(self, job: Job) -> None:
        with self._store.write() as connection:
            Ledger(connection, self._keys, self._clock.now()).jobs.finish(job, dropped=True)

    def _span(self, started: datetime, start: float) -> Span:
        return Span(started, self._clock.now(), self._clock.monotonic() - start)

    def _item(self, case: Row[Any] | CaseRow) -> Item:
        item = find_item(self._catalogue, case.item)
        if item is None:
            raise DeskFault("unknown_item", f"the catalogue no longer has {case.item}", 500)
        return item

    def _fill(self, in_hand: InHand) -> Found:
        """填报: what the registers know, and the facts that come of it."""
        case, submission = in_hand.case, in_hand.submission
        item = self._item(case)
        owner = identity(submission.documents)
        ports = ports_needed(item.facts.values())
        fetched = Fetched()
        if owner is not None:
            subject = subject_of(owner, submission.documents, submission.answers)
            fetched = self._fetcher.fetch(subject, ports)
        if fetched.silent and self._may_wait(case, submission):
            raise RegistersWait(self._levels.window_again_seconds)
        facts = collect(item.facts, Sources(submission.documents, submission.answers, fetched.records))
        finding = Finding(Cause.SYSTEM, fetched.detail) if fetched.silent else None

        kept = snapshot_to_json(facts, fetched.answers)

        def write(ledger: Ledger) -> list[Entry]:
            ledger.add_facts(case.id, kept)
            return []

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
        return Found(write, finding, audited, snapshot_from_json(kept))

    def _may_wait(self, case: Row[Any] | CaseRow, submission: Submission) -> bool:
        """Nobody stands before a screen, and no officer could find out more: the case is completed later."""
        since = self._clock.now() - getattr(case, "created_at", self._clock.now())
        return submission.source == "window" and since < timedelta(hours=self._levels.window_wait_hours)

    def _check(self, in_hand: InHand) -> Found:
        """核校: documents whole, trusted, agreed to, and all of one person."""
        wanted = self._item(in_hand.case).documents
        return Found(finding=check_documents(wanted, in_hand.submission.documents))

    def _approve(self, in_hand: InHand) -> Found:
        """审批: the rules. Only a clear approval goes on; everything else is an officer's to decide."""
        case = in_hand.case
        snapshot, taken_at = self._known(in_hand)
        age = self._clock.now() - taken_at
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

        body = decision_to_json(decision)

        def write(ledger: Ledger) -> list[Entry]:
            ledger.add_decision(case.id, columns, body)
            return []

        audited = {"decision": columns["decision"], "item_version": decision.item_version}
        return Found(write, finding, audited)

    def _known(self, in_hand: InHand) -> tuple[Snapshot, datetime]:
        """The facts, and when the registers were asked for them."""
        if in_hand.snapshot is not None and in_hand.taken_at is not None:
            return in_hand.snapshot, in_hand.taken_at
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            return snapshot_from_json(ledger.facts(in_hand.case.id)), ledger.facts_taken_at(in_hand.case.id)

    def _issue(self, in_hand: InHand) -> Found:
        """出件: a number is taken; the paper itself follows from the outbox."""
        case = in_hand.case
        outcome = self._item(case).outcome
        if outcome is None:
            raise DeskFault("no_outcome", f"{case.item} gives no paper", 500)
        # A paper whose fee isn't known can't be made: better found out before it has a number.
        self._catalogue.fee(case.item, case.day)

        def write(ledger: Ledger) -> list[Entry]:
            count = ledger.next_number(case.office, case.day, "certificate")
            number = certificate_number(outcome.certificate_prefix, case.office, case.day, count)
            ledger.add_certificate(number, case.id, outcome.paper)
            return [Entry("certificate.numbered", {"number": number})]

        return Found(write)


def is_approval(decision: Decision) -> bool:
    """Approved, with at least one rule, and every rule holds: checked again here, where it takes effect."""
    holds = bool(decision.reasons) and all(reason.holds is True for reason in decision.reasons)
    return decision.decision is Outcome.APPROVE and decision.cause is None and holds


def to_review(
    ledger: Ledger,
    case: Row[Any] | CaseRow,
    finding: Finding,
    actor: str,
    note: str = "",
    levels: ServiceLevels | None = None,
    *,
    discreet: bool,
) -> None:
    """Hand a case over, within the caller's transaction: nothing of it is left to the machine."""
    ledger.move(case, CaseState.REVIEW, actor, {"cause": finding.cause.value, "detail": finding.detail})
    ledger.jobs.drop(case.id)
    open_review(ledger, case, finding, levels or ServiceLevels(), note, discreet=discreet)


def open_review(
    ledger: Ledger,
    case: Row[Any] | CaseRow,
    finding: Finding,
    levels: ServiceLevels,
    note: str = "",
    kind: str = "case",
    *,
    discreet: bool,
) -> None:
    """A line of the officers' queue, with its place in it and the instant until which it must be decided.

    A discreet item's place tells nothing of its cause.
    """
    told = DISCREET_CAUSE if discreet else finding.cause.value
    due = levels.review_due(told, ledger.now)
    priority = levels.priority(told, kind)
    ledger.open_review(
        case.id, finding.cause.value, finding.detail, note, kind=kind, priority=priority, due_at=due
    )


def state_before(stage: Stage) -> CaseState:
    """The state in which a stage is due."""
    return next(state for state, following in NEXT_STAGE.items() if following is stage)


def _go_on(ledger: Ledger, job: Job, last: Stage, finding: Finding | None) -> Job | None:
    """The case's job moves on with it. Raises _Gone where it is no longer this worker's."""
    if finding is not None:
        if not ledger.jobs.finish(job):
            raise _Gone
        return None
    following = NEXT_STAGE.get(STATE_AFTER[last])
    moved = ledger.jobs.advance(job, following.value if following else PAPER, keep=True)
    if moved is None:
        raise _Gone
    return moved
