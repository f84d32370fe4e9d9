"""`person export|delete` and `retention run`: what the desk holds of somebody, and its end (PIPL 45, 47, 19).

Erased is what is personal; that there was a case, what was decided and the audit stay, so that the chain
stays whole and numbers keep their meaning. A case that isn't finished is not erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from kiosk.core.clock import Clock
from kiosk.core.id_number import IdNumber
from kiosk.desk.cases import CLOSED
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

_DONE = [state.value for state in sorted(CLOSED)]


@dataclass(frozen=True)
class Erased:
    """What came of it."""

    cases: int
    kept_open: int = 0
    """Cases of this person that aren't finished."""


class Persons:
    """Looks for and erases personal data."""

    def __init__(self, store: Store, keys: Keys, clock: Clock, papers: Path) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._papers = papers

    def export(self, person: IdNumber, by: str) -> list[dict[str, Any]]:
        """All that is held of somebody, one object a case; that it was read is audited."""

        def work(connection: Connection) -> list[dict[str, Any]]:
            ledger = Ledger(connection, self._keys, self._clock.now())
            cases = self._cases(connection, person)
            for case in cases:
                ledger.audit(case.id, by, "person.exported", {})
            return [_told(ledger, case) for case in cases]

        return self._store.transact(work)

    def delete(self, person: IdNumber, by: str, reason: str) -> Erased:
        """Erase the person from all finished cases. Raises DeskFault `reason_missing` (422)."""
        if not reason.strip():
            raise DeskFault("reason_missing", "say why: it is audited", 422)
        with self._store.read() as connection:
            cases = self._cases(connection, person)
        done = [case.id for case in cases if case.state in _DONE]
        self._erase(done, by, {"why": "request", "reason_sealed": self._keys.encrypt(reason, "erasure")})
        return Erased(len(done), len(cases) - len(done))

    def retention(self, levels: ServiceLevels, by: str) -> Erased:
        """Erase what is older than the law lets us keep it, and what only served a moment."""
        now = self._clock.now()
        old = now - timedelta(days=levels.retention_days)
        c, total = t.CASE.c, 0
        while True:
            due = select(c.id).where(c.state.in_(_DONE), c.updated_at < old, c.erased_at.is_(None)).limit(200)
            with self._store.read() as connection:
                ids = list(connection.execute(due).scalars())
            if not ids:
                break
            self._erase(ids, by, {"why": "retention"})
            total += len(ids)
        served = now - timedelta(days=levels.idempotency_days)
        with self._store.write() as connection:
            connection.execute(delete(t.IDEMPOTENCY).where(t.IDEMPOTENCY.c.created_at < served))
            connection.execute(delete(t.OUTBOX).where(t.OUTBOX.c.done_at < served))
            connection.execute(delete(t.STAFF_SESSION).where(t.STAFF_SESSION.c.expires_at < served))
            said = {"erased": total, "days": levels.retention_days}
            Ledger(connection, self._keys, now).audit(None, by, "retention.run", said)
        return Erased(total)

    def _cases(self, connection: Connection, person: IdNumber) -> list[Row[Any]]:
        index = self._keys.blind_index(person.text)
        query = select(t.CASE).where(t.CASE.c.person_index == index).order_by(t.CASE.c.created_at)
        return list(connection.execute(query))

    def _erase(self, ids: Iterable[str], by: str, why: dict[str, str]) -> None:
        for case_id in ids:
            file = self._store.transact(lambda connection, i=case_id: self._one(connection, i, by, why))  # type: ignore[misc]
            if file is not None:
                # After the commit: a crash between the two leaves a stray, which the next start removes.
                (self._papers / file).unlink(missing_ok=True)

    def _one(self, connection: Connection, case_id: str, by: str, why: dict[str, str]) -> str | None:
        ledger = Ledger(connection, self._keys, self._clock.now())
        case = ledger.need(case_id, lock=True)
        if case.erased_at is not None or case.state not in _DONE:
            return None
        certificate = ledger.certificate_of(case_id)
        connection.execute(
            update(t.CASE)
            .where(t.CASE.c.id == case_id)
            .values(
                person_index=None,
                person_sealed=None,
                object_index="",
                submission_sealed="",
                erased_at=ledger.now,
                version=t.CASE.c.version + 1,
            )
        )
        connection.execute(delete(t.FACTS).where(t.FACTS.c.case_id == case_id))
        connection.execute(update(t.DECISION).where(t.DECISION.c.case_id == case_id).values(body_sealed=""))
        connection.execute(
            update(t.REVIEW).where(t.REVIEW.c.case_id == case_id).values(note_sealed=None, reason_sealed=None)
        )
        connection.execute(update(t.CERTIFICATE).where(t.CERTIFICATE.c.case_id == case_id).values(file=None))
        ledger.audit(case_id, by, "person.erased", why)
        return None if certificate is None else certificate.file


def _told(ledger: Ledger, case: Row[Any]) -> dict[str, Any]:
    """One case as it is given out, and as `replay` reads it."""
    facts = ledger.db.execute(select(t.FACTS.c.case_id).where(t.FACTS.c.case_id == case.id)).first()
    decided = ledger.decision(case.id)
    certificate = ledger.certificate_of(case.id)
    audit = ledger.db.execute(select(t.AUDIT).where(t.AUDIT.c.case_id == case.id).order_by(t.AUDIT.c.seq))
    return {
        "case_id": case.id,
        "item": case.item,
        "item_version": case.item_version,
        "source": case.source,
        "office": case.office,
        "state": case.state,
        "day": case.day.isoformat(),
        "submission": ledger.submission(case).model_dump(mode="json"),
        "known": json.loads(ledger.facts(case.id)) if facts is not None else None,
        "decision": json.loads(decided)["view"] if decided else None,
        "certificate": certificate.number if certificate else None,
        "certificate_status": certificate.status or "current" if certificate else None,
        "reviews": _reviews(ledger, case.id),
        "stages": [{"stage": s.stage, "seconds": s.seconds} for s in ledger.stages(case.id)],
        "audit": [{"at": a.at.isoformat(), "actor": a.actor, "action": a.action} for a in audit],
    }


def _reviews(ledger: Ledger, case_id: str) -> list[dict[str, Any]]:
    """What was noted for an officer, and what one decided in which words."""
    rows = ledger.db.execute(select(t.REVIEW).where(t.REVIEW.c.case_id == case_id))

    def opened(sealed: str | None, what: str) -> str | None:
        return ledger.keys.decrypt(sealed, f"case/{case_id}/{what}") if sealed else None

    return [
        {
            "cause": row.cause,
            "note": opened(row.note_sealed, "review-note"),
            "outcome": row.outcome,
            "article": row.article,
            "reason": opened(row.reason_sealed, "review-reason"),
        }
        for row in rows
    ]
