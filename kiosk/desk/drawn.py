"""What the desk draws of a case besides its signed paper: slips, the electronic pass, specimen faces.

Nothing here is signed, and nothing is stored: it is drawn anew from the case whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.catalogue.model import Item
from kiosk.core.clock import Clock
from kiosk.core.text import Language
from kiosk.desk.codec import Snapshot, snapshot_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import identity_document
from kiosk.desk.keys import Keys
from kiosk.desk.papers import PaperShop
from kiosk.desk.ports import Decider, find_item
from kiosk.desk.schemas import CaseView, Submission
from kiosk.desk.slips import Slips, Width
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.issuance.values import local_minute

_PASS, _LICENCE = "truck_pass", "licence_card"


class Drawn:
    """Draws them. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        catalogue: Decider,
        papers: PaperShop,
        slips: Slips | None,
        view: Callable[[str], CaseView],
    ) -> None:
        """`view`: a case as its kiosk may see it."""
        self._store = store
        self._keys = keys
        self._clock = clock
        self._catalogue = catalogue
        self._papers = papers
        self._made = slips
        self._view = view

    def guide_slip(self, item_id: str, language: Language, width: Width) -> bytes:
        """The guide of an item for a printer. Raises DeskFault `unknown_item`, `no_guide`, `no_slips`."""
        return self._slips().guide_slip(self._item(item_id), language, width)

    def slip(self, case_id: str, width: Width) -> bytes:
        """What the citizen takes to the window. Raises DeskFault `unknown_case`, `no_slip`, `no_slips`."""
        view = self._view(case_id)
        item = self._item(view.item)
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            day = ledger.need(case_id).day
            facts = snapshot_from_json(ledger.facts(case_id)).facts if view.certificate else {}
        back = bool(view.certificate and self._catalogue.old_card_back(item.id, facts, day))
        return self._slips().of_case(view, item, self._catalogue.fee(item.id, day) or 0, back, width)

    def electronic_pass(self, case_id: str) -> bytes:
        """The truck's pass for a telephone: the same number and check code as the signed paper.

        Raises DeskFault `unknown_case`, `no_paper` (404: not issued, no pass, or revoked).
        """

        def draw(said: _Said) -> tuple[str, Mapping[str, str]]:
            proof = self._slips().office.proof(_PASS, said.data, said.number, case_id)
            return "e_pass", {**said.data, **proof, "issued_at": said.issued_at}

        return self._draw(case_id, _PASS, draw)

    def faces(self, session: Session, case_id: str) -> bytes:
        """A new licence's faces as a specimen, for the window. Raises as `electronic_pass` does."""
        session.need(Right.COLLECT)

        def draw(said: _Said) -> tuple[str, Mapping[str, str]]:
            return "licence_faces", self._slips().faces_data(said.data, said.records, said.card) | {
                "case_id": case_id,
                "issued_at": said.issued_at,
            }

        return self._draw(case_id, _LICENCE, draw, session.staff_id)

    def _draw(
        self,
        case_id: str,
        template: str,
        draw: Callable[[_Said], tuple[str, Mapping[str, str]]],
        who: str = "kiosk",
    ) -> bytes:
        def read(connection: Connection) -> _Said:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case, certificate = ledger.need(case_id), ledger.certificate_of(case_id)
            if (
                certificate is None
                or certificate.sha256 is None
                or certificate.template != template
                or certificate.status != "current"
            ):
                raise DeskFault("no_paper", "the case has no such paper (yet, or any more)", 404)
            submission = ledger.submission(case)
            snapshot = snapshot_from_json(ledger.facts(case_id))
            ledger.audit(case_id, who, "paper.drawn", {"template": template})
            return _Said(certificate, self._papers.says(case, submission, snapshot), snapshot, submission)

        name, data = draw(self._store.transact(read))
        return self._slips().office.render_slip(name, data)

    def _item(self, item_id: str) -> Item:
        item = find_item(self._catalogue, item_id)
        if item is None:
            raise DeskFault("unknown_item", "the catalogue has no such item", 422)
        return item

    def _slips(self) -> Slips:
        if self._made is None:
            raise DeskFault("no_slips", "this desk makes no slips", 503)
        return self._made


class _Said:
    """What an issued paper says, and what it was made from."""

    def __init__(
        self, certificate: Row[Any], data: dict[str, str], snapshot: Snapshot, submission: Submission
    ) -> None:
        self.number: str = certificate.number
        self.issued_at = local_minute(certificate.issued_at)
        self.data = data
        self.records = snapshot.records
        document = identity_document(submission.documents)
        self.card: Mapping[str, str] = document.fields if document else {}
