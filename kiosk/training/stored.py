"""What a training world's desk holds, read from its store and not from what a scenario says of itself."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kiosk.training.people import TrainingError


@dataclass(frozen=True)
class StoredCase:
    """One case with what hangs on it."""

    id: str
    item: str
    state: str
    decision: str | None
    cause: str | None
    """Of the review; None where there is none."""
    template: str | None
    papers: int
    """Certificates with a signed file."""
    reviews: int
    verdict: str | None
    """How an officer closed it: approve, refuse, close."""
    article: str | None
    asked: str | None
    """Documents that an officer has asked for, JSON."""


@dataclass(frozen=True)
class AuditRow:
    """One row of the audit, as an auditor reads it."""

    seq: int
    case: str | None
    actor: str
    action: str
    detail: str


_CASES = """
    select c.id, c.item, c.state, d.decision,
        (select r.cause from review r where r.case_id = c.id order by r.id desc limit 1),
        p.template,
        (select count(*) from certificate x where x.case_id = c.id and x.sha256 is not null),
        (select count(*) from review r where r.case_id = c.id),
        (select r.outcome from review r where r.case_id = c.id order by r.id desc limit 1),
        (select r.article from review r where r.case_id = c.id order by r.id desc limit 1),
        (select r.asked from review r where r.case_id = c.id order by r.id desc limit 1)
    from cases c
        left join decision d on d.case_id = c.id
        left join certificate p on p.case_id = c.id
    order by c.created_at
"""


class TrainingStore:
    """Looks into `desk.sqlite` beside the desk that works on it; it can't change anything."""

    def __init__(self, folder: Path) -> None:
        """Raises TrainingError `no_store`."""
        self._file = folder / "desk.sqlite"
        if not self._file.is_file():
            raise TrainingError("no_store", "the training desk has no store yet")

    def cases(self) -> list[StoredCase]:
        """All of them, the oldest first."""
        return [StoredCase(*row) for row in self._rows(_CASES)]

    def undone(self) -> int:
        """Jobs that wait."""
        return int(self._rows("select count(*) from outbox where done_at is null")[0][0])

    def audit(self, after: int = 0) -> list[AuditRow]:
        """The rows that came after row `after`."""
        query = "select seq, case_id, actor, action, detail from audit where seq > ? order by seq"
        return [AuditRow(*row) for row in self._rows(query, after)]

    def _rows(self, query: str, *values: int) -> list[tuple]:  # type: ignore[type-arg]
        connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=5.0)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()
