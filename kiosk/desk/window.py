"""At the window: a paper is handed over after the officer's look, revoked, replaced, listed if it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from kiosk.core.clock import Clock
from kiosk.core.id_number import mask_id_number
from kiosk.desk.codec import snapshot_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import identity_document
from kiosk.desk.keys import Keys
from kiosk.desk.letter import Letter
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.ports import Decider, find_item
from kiosk.desk.schemas import CaseState, CaseView
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import Collection, Lookup, Revocation, Uncollected, WaitingPaper
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.views import case_view


class Window:
    """The verbs of the window. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        catalogue: Callable[[], Decider],
        levels: ServiceLevels,
        changed: Callable[[str], None],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._catalogue = catalogue
        self._levels = levels
        self._changed = changed
        self._today = today

    def look_up(self, session: Session, wish: Lookup) -> WaitingPaper:
        """What a slip or a ticket of today stands for, and what is to be compared; audited.

        Raises DeskFault `unknown_certificate` (404), `ticket_of_two` (409: name the office).
        """
        session.need(Right.COLLECT)

        def work(connection: Connection) -> WaitingPaper:
            ledger = Ledger(connection, self._keys, self._clock.now())
            certificate = ledger.certificate(wish.number.strip()) or self._by_ticket(ledger, wish)
            if certificate is None:
                raise DeskFault("unknown_certificate", "no such certificate", 404)
            case = ledger.need(certificate.case_id)
            ledger.audit(case.id, session.staff_id, "paper.looked_up", {})
            return self._waiting(ledger, case, certificate)

        return self._store.transact(work)

    def _by_ticket(self, ledger: Ledger, wish: Lookup) -> Row[Any] | None:
        c = t.CASE.c
        one = [c.ticket == wish.number.strip().upper(), c.day == self._today()]
        if wish.office is not None:
            one.append(c.office == wish.office)
        found = ledger.db.execute(select(c.id).where(*one).limit(2)).all()
        if len(found) > 1:
            raise DeskFault("ticket_of_two", "two offices have that ticket; name the office", 409)
        return ledger.certificate_of(found[0].id) if found else None

    def _waiting(self, ledger: Ledger, case: Row[Any], certificate: Row[Any]) -> WaitingPaper:
        item = find_item(self._catalogue(), case.item)
        card = identity_document(ledger.submission(case).documents)
        shown = card.fields if card is not None else {}
        fee = self._catalogue().fee(case.item, case.day) if item is not None and item.outcome else None
        return WaitingPaper(
            case_id=case.id,
            item=case.item,
            zh=item.name.zh if item else case.item,
            en=item.name.en if item else case.item,
            number=certificate.number,
            office=case.office,
            ticket=case.ticket,
            window=case.window,
            state=CaseState(case.state),
            status=certificate.status or "",
            ready=certificate.sha256 is not None,
            name=shown.get("name", ""),
            birth=shown.get("birth", ""),
            id_masked=mask_id_number(shown.get("id_number", "")),
            old_card_back=self._old_card_due(ledger, case.id, case.item, case.day),
            fee_fen=fee or 0,
            issued=certificate.issued_at,
        )

    def collect(self, session: Session, given: Collection, key: str | None = None) -> CaseView:
        """The officer looked at face and card and handed the paper over; with the same `key` again: once.

        Raises DeskFault `unknown_certificate` (404), `face_differs`, `old_card_missing` (arts 68, 70),
        `not_current`, `no_paper`, `illegal_transition` (409).
        """
        session.need(Right.COLLECT)
        if not given.face_matches:
            raise DeskFault("face_differs", "the paper stays here; call the supervisor", 409)

        def work(connection: Connection) -> CaseView:
            ledger = Ledger(connection, self._keys, self._clock.now())
            certificate = ledger.certificate(given.number)
            if certificate is None:
                raise DeskFault("unknown_certificate", "no such certificate", 404)
            case = ledger.need(certificate.case_id, lock=True)
            letter = Letter(ledger, session, key, given.model_dump_json())
            if letter.came_before(case.id):
                return case_view(ledger, case)
            letter.remember(case.id)
            if certificate.status != "current":
                raise DeskFault("not_current", f"this certificate is {certificate.status}", 409)
            if certificate.sha256 is None:
                raise DeskFault("no_paper", "the paper isn't made yet", 409)
            if self._old_card_due(ledger, case.id, case.item, case.day) and not given.old_card_back:
                raise DeskFault("old_card_missing", "the old card is taken back for this one", 409)
            said = {"face": True, "old_card_back": given.old_card_back, "fee_fen": given.fee_fen}
            ledger.move(case, CaseState.COLLECTED, session.staff_id, said)
            return case_view(ledger, ledger.need(case.id))

        view = self._store.transact(work)
        self._changed(view.case_id)
        return view

    def _old_card_due(self, ledger: Ledger, case_id: str, item: str, day: object) -> bool:
        try:
            facts = snapshot_from_json(ledger.facts(case_id)).facts
        except DeskFault:
            return False
        return bool(self._catalogue().old_card_back(item, facts, day))  # type: ignore[arg-type]

    def revoke(self, session: Session, wish: Revocation) -> None:
        """A certificate no longer holds, or another one has taken its place.

        Raises DeskFault `unknown_certificate` (404), `not_current`, `no_successor` (409).
        """
        session.need(Right.REVOKE)

        def work(connection: Connection) -> str:
            ledger = Ledger(connection, self._keys, self._clock.now())
            row = ledger.certificate(wish.number)
            if row is None:
                raise DeskFault("unknown_certificate", "no such certificate", 404)
            case = ledger.need(row.case_id, lock=True)
            if wish.superseded_by is not None:
                _must_succeed(ledger, case, wish)
            status = "superseded" if wish.superseded_by else "revoked"
            c = t.CERTIFICATE.c
            done = connection.execute(
                update(t.CERTIFICATE)
                .where(c.number == wish.number, c.status == "current")
                .values(
                    status=status,
                    status_at=ledger.now,
                    superseded_by=wish.superseded_by,
                )
            )
            if done.rowcount != 1:
                raise DeskFault("not_current", f"this certificate is {row.status} already", 409)
            # An officer's own words are personal before the law: sealed, in the row that never changes.
            sealed = self._keys.encrypt(wish.reason, "revocation")
            said = {"number": wish.number, "by": wish.superseded_by, "reason_sealed": sealed}
            ledger.audit(row.case_id, session.staff_id, f"certificate.{status}", said)
            ledger.touch(row.case_id)
            return str(row.case_id)

        self._changed(self._store.transact(work))

    def uncollected(self, session: Session, office: str | None = None, limit: int = 200) -> list[Uncollected]:
        """Papers that have lain at a window for too long, the oldest first."""
        session.need(Right.COLLECT)
        now = self._clock.now()
        c, k = t.CASE.c, t.CERTIFICATE.c
        query = (
            select(c.id, c.office, c.ticket, k.number, k.issued_at)
            .join(t.CERTIFICATE, k.case_id == c.id)
            .where(
                c.state == CaseState.ISSUED.value,
                c.updated_at < now - timedelta(days=self._levels.uncollected_days),
            )
            .order_by(c.updated_at)
            .limit(limit)
        )
        with self._store.read() as connection:
            rows = connection.execute(query if office is None else query.where(c.office == office)).all()
        return [
            Uncollected(
                case_id=r.id,
                number=r.number,
                office=r.office,
                ticket=r.ticket,
                issued=r.issued_at,
                days=(now - r.issued_at).days,
            )
            for r in rows
        ]


def _must_succeed(ledger: Ledger, case: Row[Any], wish: Revocation) -> None:
    """Only another paper of the same person, one that holds, takes a paper's place.

    Raises DeskFault `unknown_certificate` (404), `no_successor` (409).
    """
    successor = ledger.certificate(wish.superseded_by or "")
    if successor is None:
        raise DeskFault("unknown_certificate", "no such certificate to take its place", 404)
    person = ledger.need(successor.case_id).person_index
    same = case.person_index is not None and person == case.person_index
    if not same or successor.status != "current" or successor.number == wish.number:
        raise DeskFault("no_successor", "only a paper of the same person that holds takes its place", 409)
