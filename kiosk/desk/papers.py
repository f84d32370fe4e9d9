"""Papers from the outbox: rendered and signed outside of any transaction, recorded once.

A file is written first and recorded after; a crash between the two leaves a file that nobody knows, and
the next start removes it. Files are sealed (AES-GCM) and named at random.
"""

from __future__ import annotations

import logging
import secrets
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.core.clock import Clock
from kiosk.core.crypto import private_folder, write_private
from kiosk.desk.codec import Snapshot, snapshot_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.paper_data import ApprovedCase, PaperBook, PaperWords, paper_data
from kiosk.desk.ports import Decider, Paper, PaperOffice
from kiosk.desk.schemas import Submission
from kiosk.desk.stages import MACHINE
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Job, Ledger

_LOG = logging.getLogger("kiosk.desk")
#: Seconds.
_YOUNG = 3600.0


class PaperShop:
    """Makes, keeps and gives out the signed papers."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        catalogue: Decider,
        office: PaperOffice,
        book: PaperBook,
        folder: Path,
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._catalogue = catalogue
        self._office = office
        self._book = book
        self._folder = private_folder(folder)

    def make(self, job: Job) -> bool:
        """Make the paper of one case; False where it is there already."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case = ledger.need(job.case_id)
            certificate = ledger.certificate_of(job.case_id)
            if certificate is None:
                raise DeskFault("no_certificate", "a paper was asked for without a number", 500)
            submission = ledger.submission(case)
            snapshot = snapshot_from_json(ledger.facts(case.id))
        if certificate.sha256 is not None:
            with self._store.write() as connection:
                Ledger(connection, self._keys, self._clock.now()).jobs.finish(job, dropped=True)
            return False
        data = self.says(case, submission, snapshot)
        paper = self._office.issue(certificate.template, data, certificate.number, case.id)
        name = f"{secrets.token_hex(16)}.pdf.sealed"
        write_private(self._folder / name, self._keys.encrypt_bytes(paper.pdf, f"paper/{certificate.number}"))
        recorded = self._store.transact(lambda connection: self._record(connection, job, paper, name))
        if not recorded:
            (self._folder / name).unlink(missing_ok=True)
        return recorded

    def says(self, case: Row[Any], submission: Submission, snapshot: Snapshot) -> dict[str, str]:
        """The strings that the case's paper has. Raises DeskFault `paper_value`."""
        fee = self._catalogue.fee(case.item, case.day) or 0
        item = self._catalogue.items[case.item]
        back = self._catalogue.old_card_back(item.id, snapshot.facts, case.day)
        approved = ApprovedCase(item, submission, snapshot, case.ticket, fee, back)
        return paper_data(approved, self._book.items.get(case.item, PaperWords()))

    def _record(self, connection: Connection, job: Job, paper: Paper, name: str) -> bool:
        ledger = Ledger(connection, self._keys, self._clock.now())
        ledger.need(job.case_id, lock=True)
        certificate = ledger.certificate_of(job.case_id)
        if certificate is None or not ledger.jobs.finish(job):
            # The connection may have broken in the commit of a first try: then the file is the paper's own.
            return certificate is not None and certificate.file == name
        ledger.set_paper(certificate.number, paper.sha256, name)
        ledger.touch(job.case_id)
        ledger.close_paper_review(job.case_id)
        ledger.audit(job.case_id, MACHINE, "paper.signed", {"sha256": paper.sha256})
        return True

    def read(self, case_id: str) -> bytes:
        """The signed PDF. Raises DeskFault `no_paper` (404) where there is none yet."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            ledger.need(case_id)
            certificate = ledger.certificate_of(case_id)
        if certificate is None or certificate.file is None:
            raise DeskFault("no_paper", "the case has no paper (yet)", 404)
        sealed = (self._folder / certificate.file).read_bytes()
        return self._keys.decrypt_bytes(sealed, f"paper/{certificate.number}")

    def sweep(self) -> int:
        """Remove files that a crash left without a record; only at start, before this desk works.

        Where other desks share the folder, what is young may be a paper that is just being recorded.
        """
        grace = 0.0 if self._store.alone else _YOUNG
        old = [file for file in self._folder.iterdir() if time.time() - file.stat().st_mtime >= grace]
        with self._store.read() as connection:
            known = Ledger(connection, self._keys, self._clock.now()).paper_files() if old else set()
        strays = [file for file in old if file.name not in known]
        for file in strays:
            file.unlink(missing_ok=True)
        if strays:
            _LOG.warning("removed papers that a crash left unrecorded", extra={"count": len(strays)})
        return len(strays)
