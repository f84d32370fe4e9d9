"""The officers' queue, as the store answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.desk.store import schema as t


def open_reviews(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Undecided reviews and their cases' item, office, ticket, window: the urgent first, then the oldest."""
    c, r = t.CASE.c, t.REVIEW.c
    return connection.execute(
        select(t.REVIEW, c.item, c.office, c.ticket, c.window)
        .join(t.CASE, c.id == r.case_id)
        .where(r.closed_at.is_(None))
        .order_by(r.priority.desc(), r.opened_at, r.id)
        .limit(limit)
    ).all()
