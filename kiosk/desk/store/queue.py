"""The officers' queue, as the store answers it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, literal, or_, select, tuple_

from kiosk.desk.errors import DeskFault
from kiosk.desk.ports import DISCREET_CAUSE
from kiosk.desk.store import schema as t
from kiosk.desk.store.columns import UtcTime

#: What is overdue stands before all that isn't.
_OVERDUE = 1000


@dataclass(frozen=True)
class QueueRow:
    """A review with its case's item, office, source, ticket and window."""

    row: Any
    overdue: bool


def open_reviews(connection: Connection, limit: int, office: str | None = None) -> Sequence[Row[Any]]:
    """Undecided reviews and their cases' item, office, ticket, window: the urgent first, then the oldest.

    `office`: only its own.
    """
    c, r = t.CASE.c, t.REVIEW.c
    its_own = (c.office == office,) if office is not None else ()
    return connection.execute(
        select(t.REVIEW, c.item, c.office, c.ticket, c.window)
        .join(t.CASE, c.id == r.case_id)
        .where(r.closed_at.is_(None), *its_own)
        .order_by(r.priority.desc(), r.opened_at, r.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Part:
    """Which part of the queue; None: any."""

    office: str | None = None
    cause: str | None = None
    item: str | None = None
    oldest_first: bool = False
    """Only by age, whatever is urgent."""


EVERYTHING = Part()


@dataclass(frozen=True)
class Told:
    """Whose causes may be told. A filter must tell no more than a line does."""

    items: tuple[str, ...] | None = None
    """Items whose causes are told as they are; None: everybody's."""

    @property
    def cause(self) -> ColumnElement[str]:
        """The cause as it is told."""
        r = t.REVIEW.c
        if self.items is None:
            return case((r.id.is_(None), literal("")), else_=r.cause)
        return case((t.CASE.c.item.in_(self.items), r.cause), else_=literal(DISCREET_CAUSE))


def queue_page(
    connection: Connection, now: datetime, part: Part, told: Told, cursor: str | None, limit: int
) -> tuple[list[QueueRow], str | None]:
    """One page, and the cursor of the next. Raises DeskFault `bad_cursor` (422).

    A cursor carries the instant of the first page, so that a case that becomes overdue between two pages
    is neither shown twice nor passed over.
    """
    c, r = t.CASE.c, t.REVIEW.c
    seen = _opened(cursor) if cursor else None
    at = seen.at if seen else now
    late = r.due_at < literal(at, UtcTime)
    urgent = case((late, r.priority + _OVERDUE), else_=r.priority)
    rank: ColumnElement[int] = literal(0) if part.oldest_first else urgent
    query = (
        select(
            t.REVIEW, c.item, c.office, c.source, c.ticket, c.window, rank.label("rank"), late.label("late")
        )
        .join(t.CASE, c.id == r.case_id)
        .where(r.closed_at.is_(None), *_wanted(part, told))
        .order_by(*(() if part.oldest_first else (urgent.desc(),)), r.opened_at, r.id)
        .limit(limit + 1)
    )
    if seen is not None:
        after = tuple_(-rank, r.opened_at, r.id) > tuple_(
            literal(-seen.rank), literal(seen.opened, UtcTime), literal(seen.id)
        )
        query = query.where(after)
    rows = connection.execute(query).all()
    shown = [QueueRow(row, bool(row.late)) for row in rows[:limit]]
    following = _closed(at, shown[-1].row) if len(rows) > limit and shown else None
    return shown, following


def counts(connection: Connection, part: Part, told: Told) -> tuple[dict[str, int], dict[str, int], int]:
    """How many by cause (as it is told) and by office, each without its own filter; and of the part."""
    c, r = t.CASE.c, t.REVIEW.c
    by_cause = told.cause.label("told")
    query = (
        select(by_cause, c.office, func.count())
        .join(t.CASE, c.id == r.case_id)
        .where(r.closed_at.is_(None), *_wanted(Part(item=part.item), told))
        .group_by(by_cause, c.office)
    )
    causes: dict[str, int] = {}
    offices: dict[str, int] = {}
    total = 0
    for cause, office, count in connection.execute(query):
        if part.office in (None, office):
            causes[cause] = causes.get(cause, 0) + int(count)
        if part.cause in (None, cause):
            offices[office] = offices.get(office, 0) + int(count)
        if part.office in (None, office) and part.cause in (None, cause):
            total += int(count)
    return causes, offices, total


def _wanted(part: Part, told: Told) -> list[ColumnElement[bool]]:
    c = t.CASE.c
    wanted: list[ColumnElement[bool]] = []
    if part.office is not None:
        wanted.append(c.office == part.office)
    if part.item is not None:
        wanted.append(c.item == part.item)
    if part.cause is not None:
        wanted.append(told.cause == part.cause)
    return wanted


def count_lost(connection: Connection, now: datetime) -> int:
    """Reviews past their time that nobody has: R18 says there are none."""
    r = t.REVIEW.c
    query = (
        select(func.count())
        .select_from(t.REVIEW)
        .where(
            r.closed_at.is_(None),
            r.due_at < now,
            or_(r.owner.is_(None), r.owner_until.is_(None), r.owner_until < now),
        )
    )
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True)
class _Seen:
    at: datetime
    rank: int
    opened: datetime
    id: int


def _closed(at: datetime, row: Any) -> str:
    said = json.dumps([at.isoformat(), row.rank, row.opened_at.isoformat(), row.id])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _opened(cursor: str) -> _Seen:
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at, rank, opened, number = raw
        instants = datetime.fromisoformat(at), datetime.fromisoformat(opened)
        if any(one.tzinfo is None for one in instants) or not 0 <= int(number) < 2**62:
            raise ValueError(number)
        return _Seen(instants[0], int(rank) % 100_000, instants[1], int(number))
    except (ValueError, TypeError, OverflowError):
        raise DeskFault("bad_cursor", "that cursor isn't ours", 422) from None
