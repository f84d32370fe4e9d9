"""Looking through the audit: by case, actor, action and day, the newest first. That is audited, too.

What was decided in a discreet item's case stays with the role that handles it: of such a case only that
something happened is told, and a filter finds no more than a line tells.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, literal, select

from kiosk.core.clock import LOCAL_ZONE
from kiosk.desk.staff_schemas import AuditPage, AuditRow
from kiosk.desk.store import schema as t
from kiosk.desk.store.columns import UtcTime

#: What may be told of every case: that it was opened, by whom.
_HARMLESS = ("case.accepted", "case.opened", "review.claimed", "review.released", "paper.read")
DISCREET = "case.discreet"
_SEALED = "_sealed"


@dataclass(frozen=True)
class AuditWish:
    """What is looked for; None: any."""

    case_id: str | None = None
    actor: str | None = None
    action: str | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None
    """Only rows with a smaller number: the next page."""
    limit: int = 100

    def said(self) -> dict[str, Any]:
        """For the audit of the look itself."""
        wishes = {"case": self.case_id, "actor": self.actor, "action": self.action}
        days = {"first": self.first, "last": self.last}
        told = {k: v for k, v in wishes.items() if v}
        return told | {k: v.isoformat() for k, v in days.items() if v}


def search(connection: Connection, wish: AuditWish, open_items: tuple[str, ...] | None) -> AuditPage:
    """`open_items`: those whose cases may be told of; None: all."""
    a = t.AUDIT.c
    action, hidden = _told(open_items)
    query = (
        select(a.seq, a.at, a.case_id, a.actor, action.label("told"), a.detail, hidden.label("hidden"))
        .outerjoin(t.CASE, t.CASE.c.id == a.case_id)
        .where(*_wanted(wish, action))
        .order_by(a.seq.desc())
        .limit(wish.limit + 1)
    )
    rows = connection.execute(query).all()
    shown = [_row(r) for r in rows[: wish.limit]]
    return AuditPage(rows=shown, next=shown[-1].seq if len(rows) > wish.limit and shown else None)


def _told(open_items: tuple[str, ...] | None) -> tuple[ColumnElement[str], ColumnElement[bool]]:
    """The action as it is told, and whether its detail stays away."""
    a, c = t.AUDIT.c, t.CASE.c
    if open_items is None:
        return case((a.seq.is_(None), literal("")), else_=a.action), literal(False)
    discreet = c.id.is_not(None) & c.item.not_in(open_items)
    return case((discreet & a.action.not_in(_HARMLESS), literal(DISCREET)), else_=a.action), discreet


def _wanted(wish: AuditWish, action: ColumnElement[str]) -> list[ColumnElement[bool]]:
    a = t.AUDIT.c
    wanted: list[ColumnElement[bool]] = []
    if wish.case_id is not None:
        wanted.append(a.case_id == wish.case_id)
    if wish.actor is not None:
        wanted.append(a.actor == wish.actor)
    if wish.action is not None:
        wanted.append(action == wish.action)
    if wish.first is not None:
        wanted.append(a.at >= literal(_midnight(wish.first), UtcTime))
    if wish.last is not None and wish.last < date.max:
        wanted.append(a.at < literal(_midnight(wish.last + timedelta(days=1)), UtcTime))
    if wish.before is not None:
        wanted.append(a.seq < wish.before)
    return wanted


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL_ZONE)


def _row(row: Any) -> AuditRow:
    detail = {} if row.hidden else json.loads(row.detail)
    plain = {k: v for k, v in detail.items() if not k.endswith(_SEALED)}
    return AuditRow(
        seq=row.seq, at=row.at, case_id=row.case_id, actor=row.actor, action=row.told, detail=plain
    )


def as_csv(rows: Iterable[AuditRow]) -> str:
    """One line a row; a cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["seq", "at", "case", "actor", "action", "detail"])
    for row in rows:
        detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True)
        cells = [row.seq, row.at.isoformat(), row.case_id or "", row.actor, row.action, detail]
        writer.writerow([f"'{c}" if isinstance(c, str) and c[:1] in "=+-@" else c for c in cells])
    return out.getvalue()
