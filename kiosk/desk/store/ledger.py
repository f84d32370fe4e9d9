"""What one transaction of the desk may read and write. Every method runs in the caller's transaction.

Order of locks, so that no two transactions wait for each other: the case's row first, then its job, then
all else; a counter before a new case's row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.core.id_number import redact
from kiosk.desk.cases import CLOSED, require
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.schemas import CaseState, Stage, Submission
from kiosk.desk.store import schema as t
from kiosk.desk.store.jobs import Job, Jobs

__all__ = ["CaseRow", "Entry", "Job", "Ledger", "Span", "audit_mac", "submission_context"]


@dataclass(frozen=True)
class Span:
    """How long a stage took: instants for people, a monotonic difference for figures."""

    started: datetime
    ended: datetime
    seconds: float


@dataclass(frozen=True)
class Entry:
    """Something to be audited: codes and numbers of ours, never personal data."""

    action: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class CaseRow:
    """A case's row that was just made, as if it had been read."""

    id: str
    item: str
    item_version: str
    source: str
    office: str
    person_index: str | None
    object_index: str
    person_sealed: str | None
    submission_sealed: str
    day: date
    ticket: str
    window: str
    state: str = CaseState.ACCEPTED.value
    version: int = 1
    erased_at: datetime | None = None


# Statements that every case needs are made once: building one costs more than sending it.
_NEW_CASE = insert(t.CASE)
_NEW_STAGE = insert(t.STAGE)
_NEW_FACTS = insert(t.FACTS)
_NEW_DECISION = insert(t.DECISION)
_NEW_CERTIFICATE = insert(t.CERTIFICATE)
_NEW_KEY = insert(t.IDEMPOTENCY)
_NEW_AUDIT = insert(t.AUDIT).inline()
_CASE_ID = 32
_CASE = select(t.CASE).where(t.CASE.c.id == bindparam("case_id"))
_CASE_LOCKED = _CASE.with_for_update()
_STEP = (
    update(t.CASE)
    .where(t.CASE.c.id == bindparam("case_id"), t.CASE.c.state == bindparam("before"))
    .values(state=bindparam("after"), version=t.CASE.c.version + 1, updated_at=bindparam("now"))
)
_OPEN_CASE = select(t.CASE.c.id).where(
    t.CASE.c.person_index == bindparam("person"),
    t.CASE.c.item == bindparam("item"),
    t.CASE.c.object_index == bindparam("about"),
    t.CASE.c.state.not_in([s.value for s in sorted(CLOSED)]),
)
_KEY = select(t.IDEMPOTENCY).where(t.IDEMPOTENCY.c.key == bindparam("key"))


def _counting(dialect: Any) -> Any:
    c = t.COUNTER.c
    return (
        dialect(t.COUNTER)
        .values(office=bindparam("office"), day=bindparam("day"), kind=bindparam("kind"), last=1)
        .on_conflict_do_update(index_elements=[c.office, c.day, c.kind], set_={"last": c.last + 1})
        .returning(c.last)
    )


_COUNT = {"postgresql": _counting(postgres_insert), "sqlite": _counting(sqlite_insert)}


class Ledger:
    """The store's tables as verbs."""

    def __init__(self, connection: Connection, keys: Keys, now: datetime) -> None:
        self.db = connection
        self.keys = keys
        self.now = now
        self.jobs = Jobs(connection, now)

    # -- cases

    def case(self, case_id: str, lock: bool = False) -> Row[Any] | None:
        """The row, or None; `lock`: nobody else changes it until this transaction ends."""
        if _misplaced(case_id):
            return None
        return self.db.execute(_CASE_LOCKED if lock else _CASE, {"case_id": case_id}).first()

    def need(self, case_id: str, lock: bool = False) -> Row[Any]:
        """The row. Raises DeskFault `unknown_case` (404)."""
        row = self.case(case_id, lock)
        if row is None:
            raise DeskFault("unknown_case", "no such case", 404)
        return row

    def open_case(self, person_index: str, item: str, object_index: str) -> str | None:
        """The id of the person's case for this item and object that isn't closed."""
        found = {"person": person_index, "item": item, "about": object_index}
        return self.db.execute(_OPEN_CASE, found).scalar()

    def add_case(self, case: CaseRow) -> None:
        """A new case, accepted."""
        values = {**case.__dict__, "created_at": self.now, "updated_at": self.now}
        self.db.execute(_NEW_CASE, values)

    def move(self, case: Row[Any] | CaseRow, after: CaseState, actor: str, detail: Mapping[str, Any]) -> None:
        """Another state, with its audit row.

        Raises DeskFault `illegal_transition`, `case_moved` (409) where somebody else was first.
        """
        before = CaseState(case.state)
        require(before, after)
        if not self.step(case.id, before, after):
            raise DeskFault("case_moved", "somebody else has changed the case meanwhile", 409)
        self.audit(case.id, actor, f"case.{after.value}", detail)

    def step(self, case_id: str, before: CaseState, after: CaseState) -> bool:
        """The bare change of state; False where the case isn't in `before` (any more)."""
        return self.walk(case_id, [(before, after)])

    def walk(self, case_id: str, steps: Sequence[tuple[CaseState, CaseState]]) -> bool:
        """Several changes of state, one after the other; False where the first finds another state."""
        moved = [
            {"case_id": case_id, "before": before.value, "after": after.value, "now": self.now}
            for before, after in steps
        ]
        return self.db.execute(_STEP, moved).rowcount == len(steps)

    def touch(self, case_id: str) -> None:
        """A new version without a new state."""
        self.db.execute(
            update(t.CASE)
            .where(t.CASE.c.id == case_id)
            .values(version=t.CASE.c.version + 1, updated_at=self.now)
        )

    def submission(self, case: Row[Any]) -> Submission:
        """What was submitted, opened. Raises DeskFault `erased` (410)."""
        if case.erased_at is not None:
            raise DeskFault("erased", "what was submitted has been erased", 410)
        text = self.keys.decrypt(case.submission_sealed, submission_context(case.id))
        return Submission.model_validate_json(text)

    # -- stages, facts, decisions

    def add_stage(self, case_id: str, stage: Stage, span: Span) -> None:
        self.add_stages(case_id, [(stage, span)])

    def add_stages(self, case_id: str, stages: Sequence[tuple[Stage, Span]]) -> None:
        """How long each took."""
        self.db.execute(
            _NEW_STAGE,
            [
                {
                    "case_id": case_id,
                    "stage": stage.value,
                    "started_at": span.started,
                    "ended_at": span.ended,
                    "seconds": span.seconds,
                }
                for stage, span in stages
            ],
        )

    def stages(self, case_id: str) -> Sequence[Row[Any]]:
        rows = self.db.execute(select(t.STAGE).where(t.STAGE.c.case_id == case_id)).all()
        return sorted(rows, key=lambda row: list(Stage).index(Stage(row.stage)))

    def add_facts(self, case_id: str, facts_json: str) -> None:
        sealed = self.keys.encrypt(facts_json, f"case/{case_id}/facts")
        self.db.execute(_NEW_FACTS, {"case_id": case_id, "facts_sealed": sealed, "taken_at": self.now})

    def facts_taken_at(self, case_id: str) -> datetime:
        """When the registers were asked."""
        statement = select(t.FACTS.c.taken_at).where(t.FACTS.c.case_id == case_id)
        taken: datetime = self.db.execute(statement).scalar_one()
        return taken

    def facts(self, case_id: str) -> str:
        """The facts' JSON. Raises DeskFault `facts_missing`."""
        row = self.db.execute(select(t.FACTS).where(t.FACTS.c.case_id == case_id)).first()
        if row is None:
            raise DeskFault("facts_missing", "the case has no facts", 500)
        return self.keys.decrypt(row.facts_sealed, f"case/{case_id}/facts")

    def add_decision(self, case_id: str, columns: Mapping[str, Any], body: str) -> None:
        sealed = self.keys.encrypt(body, f"case/{case_id}/decision")
        self.db.execute(
            _NEW_DECISION, {"case_id": case_id, "body_sealed": sealed, "made_at": self.now, **columns}
        )

    def decision(self, case_id: str) -> str | None:
        """The decision's JSON, or None; also where it was erased with the person."""
        row = self.db.execute(select(t.DECISION).where(t.DECISION.c.case_id == case_id)).first()
        if row is None or row.body_sealed == "":
            return None
        return self.keys.decrypt(row.body_sealed, f"case/{case_id}/decision")

    # -- numbers

    def next_number(self, office: str, day: date, kind: str) -> int:
        """1, 2, 3 ... without a gap: it is taken in the transaction that uses it."""
        counter = {"office": office, "day": day, "kind": kind}
        return int(self.db.execute(_COUNT[self.db.dialect.name], counter).scalar_one())

    # -- certificates

    def add_certificate(self, number: str, case_id: str, template: str) -> None:
        self.db.execute(
            _NEW_CERTIFICATE,
            {
                "number": number,
                "case_id": case_id,
                "template": template,
                "status": "current",
                "issued_at": self.now,
            },
        )

    def certificate_of(self, case_id: str) -> Row[Any] | None:
        return self.db.execute(select(t.CERTIFICATE).where(t.CERTIFICATE.c.case_id == case_id)).first()

    def certificate(self, number: str) -> Row[Any] | None:
        if _misplaced(number):
            return None
        return self.db.execute(select(t.CERTIFICATE).where(t.CERTIFICATE.c.number == number)).first()

    def set_paper(self, number: str, sha256: str, file: str) -> None:
        self.db.execute(
            update(t.CERTIFICATE).where(t.CERTIFICATE.c.number == number).values(sha256=sha256, file=file)
        )

    def paper_files(self) -> set[str]:
        """Names of all papers that belong to a certificate."""
        rows = self.db.execute(select(t.CERTIFICATE.c.file).where(t.CERTIFICATE.c.file.is_not(None)))
        return {str(row.file) for row in rows}

    # -- review

    def open_review(self, case_id: str, cause: str, detail: str, note: str = "", **more: Any) -> None:
        """An officer is wanted; `more`: kind, priority, due_at."""
        sealed = self.keys.encrypt(note, f"case/{case_id}/review-note") if note else None
        self.db.execute(
            insert(t.REVIEW).values(
                case_id=case_id, cause=cause, detail=detail, note_sealed=sealed, opened_at=self.now, **more
            )
        )

    def review_of(self, case_id: str, lock: bool = False) -> Row[Any] | None:
        """The case's newest review."""
        query = select(t.REVIEW).where(t.REVIEW.c.case_id == case_id).order_by(t.REVIEW.c.id.desc()).limit(1)
        return self.db.execute(query.with_for_update() if lock else query).first()

    def close_paper_review(self, case_id: str) -> None:
        """A paper that couldn't be made has been made: nobody need look any more."""
        c = t.REVIEW.c
        self.db.execute(
            update(t.REVIEW)
            .where(c.case_id == case_id, c.kind == "paper", c.closed_at.is_(None))
            .values(closed_at=self.now, version=c.version + 1)
        )

    # -- idempotency and audit

    def idempotent(self, key: str) -> Row[Any] | None:
        return self.db.execute(_KEY, {"key": key}).first()

    def remember(self, key: str, body_hash: str, case_id: str) -> None:
        self.db.execute(
            _NEW_KEY, {"key": key, "body_hash": body_hash, "case_id": case_id, "created_at": self.now}
        )

    def audit(self, case_id: str | None, actor: str, action: str, detail: Mapping[str, Any]) -> None:
        """Who did what; codes and numbers of ours, never personal data."""
        self.audit_all(case_id, actor, [Entry(action, detail)])

    def audit_all(self, case_id: str | None, actor: str, entries: Sequence[Entry]) -> None:
        """Several things that somebody did, in their order."""
        key, rows = self.keys.derived("audit"), []
        for entry in entries:
            said = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
            mac = audit_mac(key, self.now, case_id, actor, entry.action, said)
            row = {"at": self.now, "case_id": case_id, "actor": actor, "action": entry.action}
            rows.append({**row, "detail": said, "mac": mac})
        self.db.execute(_NEW_AUDIT, rows)

    def count(self, table: Any) -> int:
        return int(self.db.execute(select(func.count()).select_from(table)).scalar_one())


def _misplaced(name: str) -> bool:
    """An ID number where a name of ours belongs: a database that logs its questions mustn't be asked it.

    A case's own id is longer, and its digits may look like one by chance.
    """
    return len(name) < _CASE_ID and redact(name) != name


def audit_mac(key: bytes, at: datetime, case_id: str | None, actor: str, action: str, detail: str) -> str:
    """Who holds no key can write no audit row that passes: HMAC-SHA-256 over all that it says."""
    said = json.dumps([at.isoformat(), case_id, actor, action, detail], ensure_ascii=False)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def submission_context(case_id: str) -> str:
    return f"case/{case_id}/submission"
