"""What a desk offers to those who work with it, around the same store: accounts, review, window, audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from kiosk.desk.audit.heads import Heads
from kiosk.desk.audit.search import AuditWish, search
from kiosk.desk.audit.verify import verify
from kiosk.desk.bell import Bell
from kiosk.desk.demand import Demand
from kiosk.desk.errors import DeskFault
from kiosk.desk.figures import DemandRanking
from kiosk.desk.keys import FolderKeys
from kiosk.desk.letter_words import LetterBook
from kiosk.desk.letters import LetterParts, Letters
from kiosk.desk.offices import Offices
from kiosk.desk.ports import SlipOffice
from kiosk.desk.review import ReviewParts, Reviews
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.passwords import Passwords
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import AuditPage, AuditReport, ItemName, Names, OfficeName, RotationView
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.upkeep.rotate import rotate
from kiosk.desk.window import Window


@dataclass(frozen=True)
class HallParts(ReviewParts):
    """What a hall is made of: a running desk's own store, keys and clock, and what only it needs."""

    heads: Heads | None = None
    passwords: Passwords | None = None
    papers: Path | None = None
    letters: LetterBook | None = None
    slips: SlipOffice | None = None
    offices: Offices = field(default_factory=Offices)
    bell: Bell = field(default_factory=Bell)
    demand: Demand | None = None
    today: Callable[[], date] = date.today
    """The calendar day of tickets."""


class Hall:
    """The officers' side of a desk."""

    def __init__(self, parts: HallParts) -> None:
        self._p = parts
        self.staff = Staff(parts.store, parts.keys, parts.clock, parts.passwords)
        self.reviews = Reviews(parts)
        self.window = Window(
            parts.store, parts.keys, parts.clock, parts.catalogue, parts.levels, parts.changed, parts.today
        )
        self.bell = parts.bell

    def names(self) -> Names:
        """What items and offices are called."""
        catalogue = self._p.catalogue()
        items = [*catalogue.items.values(), *catalogue.handoffs.values()]
        return Names(
            items=[
                ItemName(item=i.id, zh=i.name.zh, en=i.name.en, automatic=not i.by_officer) for i in items
            ],
            offices=[
                OfficeName(office=key, zh=office.name.zh, en=office.name.en)
                for key, office in self._p.offices.offices.items()
            ],
        )

    def demand(self) -> DemandRanking:
        """A year's demand and the five tests. Raises DeskFault `no_demand` (404)."""
        if self._p.demand is None:
            raise DeskFault("no_demand", "this desk has no count of a year's demand", 404)
        catalogue = self._p.catalogue()
        return self._p.demand.ranking(i.id for i in catalogue.items.values() if not i.by_officer)

    def search_audit(self, session: Session, wish: AuditWish, action: str = "audit.searched") -> AuditPage:
        """Rows of the audit; that somebody looked is one itself."""
        session.need(Right.AUDIT)
        catalogue = self._p.catalogue()
        known = [*catalogue.items.values(), *catalogue.handoffs.values()]
        open_items = tuple(i.id for i in known if not i.discreet)

        def work(connection: Connection) -> AuditPage:
            everything = Right.RECORDS in session.rights
            found = search(connection, wish, None if everything else open_items)
            if wish.before is None:
                ledger = Ledger(connection, self._p.keys, self._p.clock.now())
                ledger.audit(None, session.staff_id, action, wish.said())
            return found

        return self._p.store.transact(work)

    @property
    def letters(self) -> Letters:
        """What officers send. Raises DeskFault `no_slips` (503) where this desk draws nothing."""
        p = self._p
        if p.letters is None or p.slips is None:
            raise DeskFault("no_slips", "this desk draws no letters", 503)
        return Letters(LetterParts(p.store, p.keys, p.clock, p.catalogue, p.slips, p.letters, p.offices))

    def rotate_keys(self, session: Session) -> RotationView:
        """A new sealing key, and everything sealed anew. Raises DeskFault `no_key_folder` (409)."""
        session.need(Right.KEYS)
        keys, papers = self._p.keys, self._p.papers
        if not isinstance(keys, FolderKeys) or papers is None:
            raise DeskFault("no_key_folder", "this desk's keys aren't in a folder", 409)
        done = rotate(self._p.store, keys, self._p.clock, papers, session.staff_id)
        return RotationView(key=done.key, fields=done.fields, papers=done.papers)

    def verify_audit(self) -> AuditReport:
        """Look at the whole chain."""
        report = verify(self._p.store, self._p.keys, self._p.heads, self._p.clock.now())
        return AuditReport(
            whole=report.whole,
            rows=report.rows,
            seals=report.seals,
            heads=report.heads,
            findings=[str(one) for one in report.findings[:1000]],
        )
