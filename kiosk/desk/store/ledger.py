"""What one transaction of the desk may read and write. Every method runs in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.core.crypto import KeyRing
from kiosk.desk.cases import CLOSED, require
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState, Stage, Submission
from kiosk.desk.store import schema as t


@dataclass(frozen=True)
class Span:
    """How long a stage took: instants for people, a monotonic difference for figures."""

    started: datetime
    ended: datetime
    seconds: float


@dataclass(frozen=True)
class Job:
    """One thing the desk still has to do."""

    id: int
    case_id: str
    kind: str
    attempts: int


class Ledger:
    """The store's tables as verbs."""

    def __init__(self, connection: Connection, keys: KeyRing, now: datetime) -> None:
        self._db = connection
        self._keys = keys
        self._now = now

    # -- cases

    def case(self, case_id: str) -> Row[Any] | None:
        """The row, or None."""
        return self._db.execute(select(t.CASE).where(t.CASE.c.id == case_id)).first()

    def need(self, case_id: str) -> Row[Any]:
        """The row. Raises DeskFault `unknown_case` (404)."""
        row = self.case(case_id)
        if row is None:
            raise DeskFault("unknown_case", "no such case", 404)
        return row

    def open_case(self, person_index: str, item: str, object_index: str) -> Row[Any] | None:
        """The person's case for this item and object that isn't closed."""
        c = t.CASE.c
        return self._db.execute(
            select(t.CASE).where(
                c.person_index == person_index,
                c.item == item,
                c.object_index == object_index,
                c.state.not_in([s.value for s in CLOSED]),
            )
        ).first()

    def add_case(self, values: Mapping[str, Any]) -> None:
        self._db.execute(
            insert(t.CASE).values(
                **values,
                state=CaseState.ACCEPTED.value,
                version=1,
                created_at=self._now,
                updated_at=self._now,
            )
        )

    def move(self, case: Row[Any], after: CaseState, actor: str, detail: Mapping[str, Any]) -> None:
        """Another state, with its audit row. Raises DeskFault `illegal_transition`."""
        require(CaseState(case.state), after)
        self._db.execute(
            update(t.CASE)
            .where(t.CASE.c.id == case.id, t.CASE.c.state == case.state)
            .values(state=after.value, version=t.CASE.c.version + 1, updated_at=self._now)
        )
        self.audit(case.id, actor, f"case.{after.value}", detail)

    def touch(self, case_id: str) -> None:
        """A new version without a new state."""
        self._db.execute(
            update(t.CASE)
            .where(t.CASE.c.id == case_id)
            .values(version=t.CASE.c.version + 1, updated_at=self._now)
        )

    def submission(self, case: Row[Any]) -> Submission:
        """What was submitted, opened."""
        text = self._keys.decrypt(case.submission_sealed, submission_context(case.id))
        return Submission.model_validate_json(text)

    # -- stages, facts, decisions

    def add_stage(self, case_id: str, stage: Stage, span: Span) -> None:
        self._db.execute(
            insert(t.STAGE).values(
                case_id=case_id,
                stage=stage.value,
                started_at=span.started,
                ended_at=span.ended,
                seconds=span.seconds,
            )
        )

    def stages(self, case_id: str) -> Sequence[Row[Any]]:
        rows = self._db.execute(select(t.STAGE).where(t.STAGE.c.case_id == case_id)).all()
        return sorted(rows, key=lambda row: list(Stage).index(Stage(row.stage)))

    def add_facts(self, case_id: str, facts_json: str) -> None:
        sealed = self._keys.encrypt(facts_json, f"case/{case_id}/facts")
        self._db.execute(insert(t.FACTS).values(case_id=case_id, facts_sealed=sealed, taken_at=self._now))

    def facts_taken_at(self, case_id: str) -> datetime:
        """When the registers were asked."""
        statement = select(t.FACTS.c.taken_at).where(t.FACTS.c.case_id == case_id)
        taken: datetime = self._db.execute(statement).scalar_one()
        return taken

    def facts(self, case_id: str) -> str:
        """The facts' JSON. Raises DeskFault `facts_missing`."""
        row = self._db.execute(select(t.FACTS).where(t.FACTS.c.case_id == case_id)).first()
        if row is None:
            raise DeskFault("facts_missing", "the case has no facts", 500)
        return self._keys.decrypt(row.facts_sealed, f"case/{case_id}/facts")

    def add_decision(self, case_id: str, columns: Mapping[str, Any], body: str) -> None:
        sealed = self._keys.encrypt(body, f"case/{case_id}/decision")
        self._db.execute(
            insert(t.DECISION).values(case_id=case_id, body_sealed=sealed, made_at=self._now, **columns)
        )

    def decision(self, case_id: str) -> str | None:
        """The decision's JSON, or None."""
        row = self._db.execute(select(t.DECISION).where(t.DECISION.c.case_id == case_id)).first()
        return None if row is None else self._keys.decrypt(row.body_sealed, f"case/{case_id}/decision")

    # -- numbers

    def next_number(self, office: str, day: date, kind: str) -> int:
        """1, 2, 3 ... without a gap: it is taken in the transaction that uses it."""
        c = t.COUNTER.c
        self._db.execute(
            sqlite_insert(t.COUNTER)
            .values(office=office, day=day, kind=kind, last=1)
            .on_conflict_do_update(index_elements=[c.office, c.day, c.kind], set_={"last": c.last + 1})
        )
        return int(
            self._db.execute(
                select(c.last).where(c.office == office, c.day == day, c.kind == kind)
            ).scalar_one()
        )

    # -- certificates

    def add_certificate(self, number: str, case_id: str, template: str) -> None:
        self._db.execute(
            insert(t.CERTIFICATE).values(
                number=number, case_id=case_id, template=template, status="current", issued_at=self._now
            )
        )

    def certificate_of(self, case_id: str) -> Row[Any] | None:
        return self._db.execute(select(t.CERTIFICATE).where(t.CERTIFICATE.c.case_id == case_id)).first()

    def certificate(self, number: str) -> Row[Any] | None:
        return self._db.execute(select(t.CERTIFICATE).where(t.CERTIFICATE.c.number == number)).first()

    def set_paper(self, number: str, sha256: str, file: str) -> None:
        self._db.execute(
            update(t.CERTIFICATE).where(t.CERTIFICATE.c.number == number).values(sha256=sha256, file=file)
        )

    def paper_files(self) -> set[str]:
        """Names of all papers that belong to a certificate."""
        rows = self._db.execute(select(t.CERTIFICATE.c.file).where(t.CERTIFICATE.c.file.is_not(None)))
        return {str(row.file) for row in rows}

    # -- review

    def open_review(self, case_id: str, cause: str, detail: str, note: str = "") -> None:
        sealed = self._keys.encrypt(note, f"case/{case_id}/review-note") if note else None
        self._db.execute(
            insert(t.REVIEW).values(
                case_id=case_id, cause=cause, detail=detail, note_sealed=sealed, opened_at=self._now
            )
        )

    def review_of(self, case_id: str) -> Row[Any] | None:
        """The case's newest review."""
        return self._db.execute(
            select(t.REVIEW).where(t.REVIEW.c.case_id == case_id).order_by(t.REVIEW.c.id.desc())
        ).first()

    def open_reviews(self, limit: int) -> Sequence[Row[Any]]:
        """The queue, oldest first: review columns with the case's item, office, ticket and window."""
        c = t.CASE.c
        return self._db.execute(
            select(t.REVIEW, c.item, c.office, c.ticket, c.window)
            .join(t.CASE, c.id == t.REVIEW.c.case_id)
            .where(t.REVIEW.c.closed_at.is_(None))
            .order_by(t.REVIEW.c.opened_at, t.REVIEW.c.id)
            .limit(limit)
        ).all()

    # -- outbox

    def enqueue(self, case_id: str, kind: str) -> None:
        self._db.execute(insert(t.OUTBOX).values(case_id=case_id, kind=kind, created_at=self._now))

    def finish(self, job_id: int, dropped: bool = False) -> bool:
        """Tick a job off; False where somebody did already."""
        done = self._db.execute(
            update(t.OUTBOX)
            .where(t.OUTBOX.c.id == job_id, t.OUTBOX.c.done_at.is_(None))
            .values(done_at=self._now, dropped=dropped)
        )
        return done.rowcount == 1

    def drop_jobs(self, case_id: str) -> None:
        """What was still to do for a case that an officer takes over."""
        self._db.execute(
            update(t.OUTBOX)
            .where(t.OUTBOX.c.case_id == case_id, t.OUTBOX.c.done_at.is_(None))
            .values(done_at=self._now, dropped=True)
        )

    def failed(self, job_id: int) -> None:
        """One more attempt failed."""
        self._db.execute(
            update(t.OUTBOX).where(t.OUTBOX.c.id == job_id).values(attempts=t.OUTBOX.c.attempts + 1)
        )

    def waiting_jobs(self, limit: int) -> list[Job]:
        """Undone jobs, oldest first; those that have failed stand behind, so that they block nobody."""
        c = t.OUTBOX.c
        rows = self._db.execute(
            select(c.id, c.case_id, c.kind, c.attempts)
            .where(c.done_at.is_(None))
            .order_by(c.attempts, c.id)
            .limit(limit)
        )
        return [Job(row.id, row.case_id, row.kind, row.attempts) for row in rows]

    def undone(self) -> int:
        """How many jobs aren't done."""
        query = select(func.count()).select_from(t.OUTBOX).where(t.OUTBOX.c.done_at.is_(None))
        return int(self._db.execute(query).scalar_one())

    # -- idempotency and audit

    def idempotent(self, key: str) -> Row[Any] | None:
        return self._db.execute(select(t.IDEMPOTENCY).where(t.IDEMPOTENCY.c.key == key)).first()

    def remember(self, key: str, body_hash: str, case_id: str) -> None:
        self._db.execute(
            insert(t.IDEMPOTENCY).values(key=key, body_hash=body_hash, case_id=case_id, created_at=self._now)
        )

    def audit(self, case_id: str | None, actor: str, action: str, detail: Mapping[str, Any]) -> None:
        """Who did what; codes and numbers of ours, never personal data."""
        self._db.execute(
            insert(t.AUDIT).values(
                at=self._now,
                case_id=case_id,
                actor=actor,
                action=action,
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            )
        )


def submission_context(case_id: str) -> str:
    return f"case/{case_id}/submission"
