"""What officers do by hand beside the queue: acts at a kiosk, and whole cases typed at a window.

A typed case is a submission like any other, with the source `window`. Where a register is silent it isn't an
officer's (she has just typed it): it waits, and is completed when the register answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from kiosk.core.clock import Clock
from kiosk.desk.cases import NEXT_STAGE
from kiosk.desk.errors import DeskFault
from kiosk.desk.hand_schemas import Entry, EntryLine, EntryList, KioskAct, VisitAct
from kiosk.desk.keys import Keys
from kiosk.desk.schemas import CaseView, Submission
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

#: A case at a window is listed so long; later it lies in the officers' queue or is done.
_LISTED = timedelta(days=2)
_MOST = 100
_GOING_ON = [state.value for state in NEXT_STAGE]


@dataclass(frozen=True)
class HandParts:
    store: Store
    keys: Keys
    clock: Clock
    submit: Callable[[Submission], tuple[CaseView, bool]]
    """The desk's own way in."""


class ByHand:
    """Safe to use from several threads."""

    def __init__(self, parts: HandParts) -> None:
        self._p = parts

    def note(self, session: Session, act: VisitAct) -> None:
        """Audit what an officer did at a kiosk. Raises DeskFault `not_allowed`, `reason_missing` (422)."""
        session.need(Right.DECIDE)
        if act.act == "skipped" and not act.reason.strip():
            raise DeskFault("reason_missing", "a step is skipped for a reason", 422)
        said: dict[str, Any] = {"step": act.step, "office": act.office}
        said |= {name: value for name in ("item", "subject") if (value := getattr(act, name))}
        for name in ("old", "new", "reason"):
            value = getattr(act, name)
            if value:
                said[f"{name}_sealed"] = self._p.keys.encrypt(value, f"visit/{act.visit}/{name}")
        with self._p.store.write() as connection:
            ledger = Ledger(connection, self._p.keys, self._p.clock.now())
            ledger.audit(act.visit, session.staff_id, f"visit.{act.act}", said)

    def service(self, session: Session, act: KioskAct) -> None:
        """Audit what an officer did with a kiosk. Raises DeskFault `not_allowed`."""
        session.need(Right.DECIDE)
        with self._p.store.write() as connection:
            ledger = Ledger(connection, self._p.keys, self._p.clock.now())
            said = {"kiosk": act.kiosk, "detail": act.detail}
            ledger.audit(None, session.staff_id, f"kiosk.{act.act}", said)

    def enter(self, session: Session, entry: Entry) -> CaseView:
        """A typed case begins; the same again is the same case.

        Raises DeskFault `not_allowed`, `not_a_window` (422), and what the desk's `submit` raises.
        """
        session.need(Right.DECIDE)
        submission = entry.submission
        if submission.source != "window":
            raise DeskFault("not_a_window", "what an officer types has the source window", 422)
        view, new = self._p.submit(submission)
        if new:
            with self._p.store.write() as connection:
                ledger = Ledger(connection, self._p.keys, self._p.clock.now())
                ledger.audit(view.case_id, session.staff_id, "case.entered", {"item": view.item})
        return view

    def entries(self, session: Session) -> EntryList:
        """The typed cases that are still under way, the newest first."""
        session.need(Right.DECIDE)
        c, now = t.CASE.c, self._p.clock.now()
        wanted = (
            select(c.id, c.item, c.state, c.ticket, c.window, c.created_at, t.OUTBOX.c.not_before)
            .outerjoin(t.OUTBOX, (t.OUTBOX.c.case_id == c.id) & t.OUTBOX.c.done_at.is_(None))
            .where(c.source == "window", c.state.in_(_GOING_ON), c.created_at > now - _LISTED)
            .order_by(c.created_at.desc())
            .limit(_MOST)
        )
        with self._p.store.read() as connection:
            rows = connection.execute(wanted).all()
        return EntryList(
            entries=[
                EntryLine(
                    case_id=r.id,
                    item=r.item,
                    state=r.state,
                    ticket=r.ticket,
                    window=r.window,
                    entered=r.created_at,
                    waits=r.not_before is not None,
                )
                for r in rows
            ]
        )
