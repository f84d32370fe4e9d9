"""The desk's rows of what is printed: opened once a case and kind, given to one job at a time, closed once.

A kiosk asks for a row before it prints. It gets a new one, or the one that is there: open with the job that
a crash left behind, or closed because the paper is out already. Which job prints a row changes only by
compare and set, so of two kiosks that believe in it one counts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.core.clock import Clock
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.schemas import PrintingView, PrintKind
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

_C = t.PRINTING.c
_STANDS = ("open", "printed")


class Printing:
    """The verbs. Safe to use from several threads."""

    def __init__(self, store: Store, keys: Keys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock

    def ask(self, case_id: str, kind: PrintKind, place: str, again: bool = False) -> PrintingView:
        """The row of this paper. `again`: it was printed and is wanted once more (lost, unreadable).

        Raises DeskFault `unknown_case` (404), `printing_now` (409: it can't be wanted again while it prints).
        """

        def work(connection: Connection) -> PrintingView:
            ledger = Ledger(connection, self._keys, self._clock.now())
            ledger.need(case_id, lock=True)
            query = select(t.PRINTING).where(_C.case_id == case_id, _C.kind == kind, _C.state.in_(_STANDS))
            row = connection.execute(query).first()
            if row is not None and again:
                if row.state == "open":
                    raise DeskFault("printing_now", "this paper is being printed", 409)
                connection.execute(update(t.PRINTING).where(_C.id == row.id).values(state="replaced"))
                row = None
            if row is not None:
                return _view(row)
            values = {"case_id": case_id, "kind": kind, "state": "open", "place": place}
            made = connection.execute(
                insert(t.PRINTING).values(**values, created_at=ledger.now).returning(*_C)
            ).one()
            ledger.audit(case_id, place, "print.wanted", {"kind": kind, "row": made.id, "again": again})
            return _view(made)

        try:
            return self._store.transact(work)
        except IntegrityError:
            # Another kiosk was quicker between the look and the row.
            return self._store.transact(work)

    def note(self, row_id: int, job: str, instead_of: str | None, office: str | None = None) -> None:
        """This job prints the row from now on. Raises DeskFault `unknown_print`, `job_differs` (409)."""

        def work(connection: Connection) -> None:
            ledger = Ledger(connection, self._keys, self._clock.now())
            row = self._need(connection, ledger, row_id, office)
            done = connection.execute(
                update(t.PRINTING)
                .where(_C.id == row_id, _C.state == "open", _C.job.is_not_distinct_from(instead_of))
                .values(job=job, tries=_C.tries + 1)
            )
            if done.rowcount != 1 and not (row.state == "open" and row.job == job):
                raise DeskFault("job_differs", "another job prints this, or it is closed", 409)

        self._store.transact(work)

    def close(self, row_id: int, end: str, place: str, office: str | None = None) -> None:
        """Printed, or handed over to an officer; the first word counts. Raises DeskFault `unknown_print`."""

        def work(connection: Connection) -> None:
            ledger = Ledger(connection, self._keys, self._clock.now())
            row = self._need(connection, ledger, row_id, office)
            done = connection.execute(
                update(t.PRINTING)
                .where(_C.id == row_id, _C.state == "open")
                .values(state=end, closed_at=ledger.now)
            )
            if done.rowcount == 1:
                ledger.audit(row.case_id, place, f"print.{end}", {"kind": row.kind, "row": row_id})

        self._store.transact(work)

    def open_rows(self, place: str) -> list[PrintingView]:
        """What this kiosk was printing: asked at its start, after a crash."""
        query = select(t.PRINTING).where(_C.state == "open", _C.place == place).order_by(_C.id).limit(100)
        with self._store.read() as connection:
            return [_view(row) for row in connection.execute(query)]

    def _need(self, connection: Connection, ledger: Ledger, row_id: int, office: str | None) -> Row[Any]:
        row = connection.execute(select(t.PRINTING).where(_C.id == row_id)).first()
        if row is None:
            raise DeskFault("unknown_print", "nothing of that number is printed", 404)
        if office is not None and ledger.need(row.case_id).office != office:
            raise DeskFault("unknown_print", "nothing of that number is printed", 404)
        return row


def _view(row: Row[Any]) -> PrintingView:
    return PrintingView(id=row.id, case_id=row.case_id, kind=row.kind, state=row.state, job=row.job)
