"""The letters an officer sends: 不予办理告知书 (a refusal), 补正材料一次性告知书 (all that is missing).

Both are drawn on demand from the case's own rows, so what is printed again is what was decided; that one was
drawn is audited. A preview shows the officer what the citizen will hold, before anything is decided. They are
printed at the window and sealed by hand. Neither names a day of its own: terms of appeal are data.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.catalogue.model import Item
from kiosk.core.clock import LOCAL_ZONE, Clock
from kiosk.core.id_number import mask_id_number
from kiosk.desk.codec import decision_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import identity, identity_document
from kiosk.desk.keys import Keys
from kiosk.desk.letter_words import (
    Addressee,
    LetterBook,
    Missing,
    missing_documents,
    refusal_data,
    supplement_data,
)
from kiosk.desk.offices import Name, Offices
from kiosk.desk.ports import Decider, SlipOffice, find_item
from kiosk.desk.schemas import CaseState
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import AskFor, Verdict
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.issuance.values import local_minute


@dataclass(frozen=True)
class LetterParts:
    """What letters are made of."""

    store: Store
    keys: Keys
    clock: Clock
    catalogue: Callable[[], Decider]
    office: SlipOffice
    book: LetterBook
    offices: Offices


class Letters:
    """Draws them. Safe to use from several threads."""

    def __init__(self, parts: LetterParts) -> None:
        self._p = parts

    def refusal(self, session: Session, case_id: str) -> bytes:
        """The letter of a refused case as a PDF. Raises DeskFault `unknown_case`, `not_refused` (409)."""

        def work(ledger: Ledger, case: Row[Any], review: Row[Any], to: Addressee) -> dict[str, str]:
            if CaseState(case.state) is not CaseState.REFUSED or review.outcome != "refuse":
                raise DeskFault("not_refused", "no officer has refused this case", 409)
            return refusal_data(to, review.article or "", _reason(ledger, review), self._p.book)

        return self._draw(session, case_id, "refusal_letter", work, "letter.refusal")

    def preview_refusal(self, session: Session, case_id: str, verdict: Verdict) -> bytes:
        """The letter this verdict would make; nothing is decided. Raises DeskFault `article_missing`."""
        if not verdict.article.strip():
            raise DeskFault("article_missing", "a refusal names its article", 422)

        def work(_: Ledger, __: Row[Any], ___: Row[Any], to: Addressee) -> dict[str, str]:
            return refusal_data(to, verdict.article, verdict.reason, self._p.book)

        return self._draw(session, case_id, "refusal_letter", work, "letter.previewed")

    def supplement(self, session: Session, case_id: str) -> bytes:
        """The notice of all that is missing: what an officer asked for, else what the rules found missing.

        Raises DeskFault `unknown_case`, `nothing_missing` (409), `unknown_document` (422).
        """

        def work(ledger: Ledger, case: Row[Any], review: Row[Any], to: Addressee) -> dict[str, str]:
            asked = json.loads(review.asked) if review.asked else []
            reason = _reason(ledger, review) if asked else ""
            missing = missing_documents(asked, reason, to.item, self._p.book) or _by_rules(ledger, case.id)
            return supplement_data(to, missing, self._p.book)

        return self._draw(session, case_id, "supplement_notice", work, "letter.supplement")

    def preview_supplement(self, session: Session, case_id: str, wish: AskFor) -> bytes:
        """The notice this wish would make; nothing is asked. Raises DeskFault `unknown_document`."""

        def work(_: Ledger, __: Row[Any], ___: Row[Any], to: Addressee) -> dict[str, str]:
            missing = missing_documents(wish.documents, wish.reason, to.item, self._p.book)
            return supplement_data(to, missing, self._p.book)

        return self._draw(session, case_id, "supplement_notice", work, "letter.previewed")

    def _draw(
        self,
        session: Session,
        case_id: str,
        template: str,
        work: Callable[[Ledger, Row[Any], Row[Any], Addressee], dict[str, str]],
        action: str,
    ) -> bytes:
        """Read and audit in one transaction; draw after it."""
        session.need(Right.DECIDE)

        def read(connection: Connection) -> dict[str, str]:
            ledger = Ledger(connection, self._p.keys, self._p.clock.now())
            case, review = ledger.need(case_id, lock=True), ledger.review_of(case_id)
            item = find_item(self._p.catalogue(), case.item)
            if item is None or item.discreet:
                # As everywhere: who may not know why sees nothing of it.
                session.need(Right.RECORDS)
            if item is None or review is None:
                raise DeskFault("no_review", "the case was never with an officer", 404)
            data = work(ledger, case, review, self._addressee(ledger, case, item))
            ledger.audit(case_id, session.staff_id, action, {"template": template})
            return data

        return self._p.office.render_slip(template, self._p.store.transact(read))

    def _addressee(self, ledger: Ledger, case: Row[Any], item: Item) -> Addressee:
        submission = ledger.submission(case)
        owner, document = identity(submission.documents), identity_document(submission.documents)
        if owner is None or document is None:
            raise DeskFault("no_addressee", "nobody's ID card is in this case: write by hand", 409)
        hall = self._p.offices.offices.get(case.office)
        office = (
            Name(zh=hall.name.zh, en=hall.name.en) if hall else Name(zh="公安窗口", en="the service hall")
        )
        return Addressee(
            item=item,
            holder=document.fields.get("name", ""),
            id_masked=mask_id_number(owner.text),
            case_id=case.id,
            office=office,
            window=case.window,
            handed_in=case.created_at.astimezone(LOCAL_ZONE).date().isoformat(),
            now=local_minute(ledger.now),
        )


def _by_rules(ledger: Ledger, case_id: str) -> list[Missing]:
    """What the rules couldn't answer, each with its article."""
    decided = ledger.decision(case_id)
    view = decision_from_json(decided) if decided else None
    if view is None or view.cause != "incomplete":
        return []
    return [Missing(r.zh, "", r.basis) for r in view.reasons if r.basis]


def _reason(ledger: Ledger, review: Row[Any]) -> str:
    if not review.reason_sealed:
        return ""
    return ledger.keys.decrypt(review.reason_sealed, f"case/{review.case_id}/review-reason")
