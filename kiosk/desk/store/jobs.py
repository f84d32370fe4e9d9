"""What the desk still has to do: one row a case, won by lease.

A row's `kind` is the stage that is due, or the paper; when it is done the same row moves on to the next. Who
works on it has it by lease: an owner and an instant, and an `epoch` that rises with every lease. A step is
ticked off by id, kind and epoch, in the step's own transaction, so that of two workers with one lease only
one counts. Instants of leases are the database's own clock on PostgreSQL, where workers are many; one that
lies further ahead than any lease can is a clock that was set back, and no lease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Interval,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from kiosk.desk.store import schema as t
from kiosk.desk.store.columns import UtcTime

#: Seconds that a job is one worker's without a sign of life.
LEASE = 15.0
#: Seconds: no pause between two tries is longer.
LONGEST_PAUSE = 60.0
_C = t.OUTBOX.c


@dataclass(frozen=True)
class Job:
    """One thing the desk still has to do."""

    id: int
    case_id: str
    kind: str
    attempts: int
    epoch: int = 0
    claims: int = 0


_NEW = (
    insert(t.OUTBOX)
    .values(
        case_id=bindparam("case_id"),
        kind=bindparam("kind"),
        created_at=bindparam("created_at"),
        owner=bindparam("owner"),
        epoch=bindparam("mine"),
        claims=bindparam("mine"),
    )
    .returning(_C.id)
)
#: The end of a lease that begins now, by the database's own clock where workers are many.
_UNTIL = {
    "sqlite": bindparam("until", type_=UtcTime),
    "postgresql": func.timezone("UTC", func.clock_timestamp(), type_=DateTime())
    + bindparam("lease", type_=Interval),
}
_NEW_MINE = {dialect: _NEW.values(lease_until=until) for dialect, until in _UNTIL.items()}
_ADVANCE = (
    update(t.OUTBOX)
    .where(
        _C.id == bindparam("b_id"),
        _C.kind == bindparam("b_kind"),
        _C.epoch == bindparam("b_epoch"),
        _C.done_at.is_(None),
    )
    .values(kind=bindparam("next"), attempts=0, claims=0, not_before=None, lease_until=None, owner=None)
)
_ADVANCE_MINE = {
    dialect: update(t.OUTBOX)
    .where(*_ADVANCE._where_criteria)
    .values(kind=bindparam("next"), attempts=0, claims=1, not_before=None, lease_until=until)
    for dialect, until in _UNTIL.items()
}


class Jobs:
    """The outbox as verbs, in the caller's transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._db = connection
        self._now = now
        self._shared = connection.dialect.name == "postgresql"

    def enqueue(self, case_id: str, kind: str, worker: str | None = None) -> Job:
        """Something to do. With `worker` it is that worker's already, and nobody need look for it."""
        mine = 1 if worker else 0
        values = {"case_id": case_id, "kind": kind, "created_at": self._now, "owner": worker, "mine": mine}
        if worker:
            values |= self._lease()
        made = self._db.execute(_NEW_MINE[self._db.dialect.name] if worker else _NEW, values)
        return Job(int(made.scalar_one()), case_id, kind, 0, mine, mine)

    def claim(self, worker: str, limit: int) -> list[Job]:
        """Up to `limit` jobs that are due and nobody's, oldest first; failed ones stand behind."""
        now = self._clock()
        free = or_(_C.lease_until.is_(None), _C.lease_until < now, _C.lease_until > self._from_now(2 * LEASE))
        due = or_(
            _C.not_before.is_(None), _C.not_before <= now, _C.not_before > self._from_now(2 * LONGEST_PAUSE)
        )
        chosen = (
            select(_C.id)
            .where(_C.done_at.is_(None), free, due)
            .order_by(_C.attempts, _C.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = self._db.execute(
            update(t.OUTBOX)
            .where(_C.id.in_(chosen.scalar_subquery()))
            .values(
                owner=worker,
                lease_until=self._from_now(LEASE),
                epoch=_C.epoch + 1,
                claims=_C.claims + 1,
            )
            .returning(_C.id, _C.case_id, _C.kind, _C.attempts, _C.epoch, _C.claims)
        ).all()
        jobs = [Job(r.id, r.case_id, r.kind, r.attempts, r.epoch, r.claims) for r in rows]
        return sorted(jobs, key=lambda job: (job.attempts, job.id))

    def advance(self, job: Job, kind: str, keep: bool) -> Job | None:
        """The step is done and the next is `kind`; None where the job is no longer ours.

        `keep`: the worker goes on with it at once; otherwise whoever comes first.
        """
        ours = {"b_id": job.id, "b_kind": job.kind, "b_epoch": job.epoch, "next": kind}
        if keep:
            ours |= self._lease()
        moved = self._db.execute(_ADVANCE_MINE[self._db.dialect.name] if keep else _ADVANCE, ours)
        return Job(job.id, job.case_id, kind, 0, job.epoch, 1) if moved.rowcount == 1 else None

    def finish(self, job: Job, dropped: bool = False) -> bool:
        """Tick a job off; False where somebody did already, or has it now."""
        done = self._db.execute(
            update(t.OUTBOX).where(*self._ours(job)).values(done_at=self._now, dropped=dropped)
        )
        return done.rowcount == 1

    def failed(self, job: Job, pause: float) -> None:
        """One more attempt failed; the next comes after `pause` seconds, by whoever is free."""
        self._db.execute(
            update(t.OUTBOX)
            .where(*self._ours(job))
            .values(
                attempts=_C.attempts + 1,
                claims=0,
                owner=None,
                lease_until=None,
                not_before=self._from_now(min(pause, LONGEST_PAUSE)),
            )
        )

    def heartbeat(self, worker: str, jobs: Sequence[int]) -> int:
        """The worker is alive and still at these: how many are still its own."""
        if not jobs:
            return 0
        return self._db.execute(
            update(t.OUTBOX)
            .where(_C.id.in_(jobs), _C.owner == worker, _C.done_at.is_(None))
            .values(lease_until=self._from_now(LEASE))
        ).rowcount

    def release(self, worker: str | None = None) -> int:
        """Give back what `worker` has, or what anybody has (only where no other process can live)."""
        held = _C.owner == worker if worker else _C.owner.is_not(None)
        return self._db.execute(
            update(t.OUTBOX)
            .where(_C.done_at.is_(None), held)
            .values(owner=None, lease_until=None, not_before=None)
        ).rowcount

    def drop(self, case_id: str) -> None:
        """What was still to do for a case that an officer takes over."""
        self._db.execute(
            update(t.OUTBOX)
            .where(_C.case_id == case_id, _C.done_at.is_(None))
            .values(done_at=self._now, dropped=True)
        )

    def undone(self) -> int:
        """How many jobs aren't done."""
        query = select(func.count()).select_from(t.OUTBOX).where(_C.done_at.is_(None))
        return int(self._db.execute(query).scalar_one())

    def _ours(self, job: Job) -> tuple[ColumnElement[bool], ...]:
        return (_C.id == job.id, _C.kind == job.kind, _C.epoch == job.epoch, _C.done_at.is_(None))

    def _lease(self) -> dict[str, Any]:
        """What `_UNTIL` is filled with."""
        lease = timedelta(seconds=LEASE)
        return {"lease": lease} if self._shared else {"until": self._now + lease}

    def _clock(self) -> ColumnElement[Any]:
        if self._shared:
            return func.timezone("UTC", func.clock_timestamp(), type_=DateTime())
        return literal(self._now, UtcTime)

    def _from_now(self, seconds: float) -> Any:
        if self._shared:
            return self._clock() + timedelta(seconds=seconds)
        return literal(self._now + timedelta(seconds=seconds), UtcTime)
