"""人工审核: the officers' side of a case. Every hand-over ends in a decision that somebody made (R18).

A case is claimed by lease, so that an officer who goes home doesn't take it along. Issuing against the
rules' answer, or soon after a refusal, takes two persons. Why a record certificate was handed over is seen
only by whom it concerns (`Right.RECORDS`): for all others it looks like any hand-over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, func, select, update

from kiosk.catalogue.model import Item, Outcome
from kiosk.core.clock import Clock
from kiosk.desk.accept import open_person
from kiosk.desk.case_file import Looked, case_file
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.letter import Letter
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.ports import DISCREET_CAUSE, Decider, find_item, is_discreet
from kiosk.desk.schemas import CaseState, Stage, SubmittedDocument
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import AskFor, CaseFile, QueuePage, ReviewLine, Verdict, VerdictView
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger, submission_context
from kiosk.desk.store.queue import EVERYTHING, Part, QueueRow, Told, count_lost, counts, queue_page
from kiosk.desk.views import review_view

_T = TypeVar("_T")
#: Issuing within so long after a refusal takes a second person.
_AFTER_REFUSAL = timedelta(days=30)
_URGENT = 40


@dataclass(frozen=True)
class ReviewParts:
    store: Store
    keys: Keys
    clock: Clock
    catalogue: Callable[[], Decider]
    """Asked each time: the catalogue may be refreshed."""
    levels: ServiceLevels
    changed: Callable[[str], None]
    """Told after a commit which case has changed."""
    wake: Callable[[], None]
    """There is a job."""


class Reviews:
    """The verbs of review. Safe to use from several threads."""

    def __init__(self, parts: ReviewParts) -> None:
        self._p = parts

    # -- looking

    def page(
        self, session: Session, part: Part = EVERYTHING, cursor: str | None = None, limit: int = 50
    ) -> QueuePage:
        """The queue: the overdue first, then by priority, then the oldest. Raises DeskFault `bad_cursor`."""
        session.need(Right.QUEUE)
        now = self._p.clock.now()
        told = Told() if Right.RECORDS in session.rights else Told(self._open_items())
        with self._p.store.read() as connection:
            rows, following = queue_page(connection, now, part, told, cursor, limit)
            lost = count_lost(connection, now)
            causes, offices, total = counts(connection, part, told)
        return QueuePage(
            reviews=[self._line(session, row) for row in rows],
            next=following,
            lost=lost,
            total=total,
            causes=causes,
            offices=offices,
        )

    def _open_items(self) -> tuple[str, ...]:
        """The items whose causes everybody may see."""
        catalogue = self._p.catalogue()
        known = [*catalogue.items.values(), *catalogue.handoffs.values()]
        return tuple(item.id for item in known if not item.discreet)

    def _line(self, session: Session, found: QueueRow) -> ReviewLine:
        row, now = found.row, self._p.clock.now()
        hidden = self._discreet(row.item) and Right.RECORDS not in session.rights
        owned = row.owner is not None and row.owner_until is not None and row.owner_until > now
        return ReviewLine(
            **review_view(row, now, hidden).model_dump(),
            source=row.source,
            kind="case" if hidden else row.kind,
            due=row.due_at,
            overdue=found.overdue,
            priority=row.priority,
            owner=row.owner if owned else None,
            asked=json.loads(row.asked) if row.asked and not hidden else [],
            # Whoever proposes to issue thinks that there is something against it.
            second=row.proposed_by is not None and not hidden,
            version=row.version,
        )

    def open(self, session: Session, case_id: str) -> CaseFile:
        """The whole file; that it was read is audited. Raises DeskFault `not_allowed`, `no_review`."""
        session.need(Right.DECIDE)

        def work(connection: Connection) -> CaseFile:
            ledger = self._ledger(connection)
            case, review = self._need(ledger, session, case_id)
            ledger.audit(case_id, session.staff_id, "case.opened", {})
            line = self._line(session, QueueRow(_joined(case, review), _late(review, ledger)))
            refusals = self._refusals(ledger, case)
            looked = Looked(case, review, line, refusals, self._needs_second(ledger, case))
            return case_file(ledger, session, self._p.catalogue(), looked)

        return self._p.store.transact(work)

    # -- having

    def claim(self, session: Session, case_id: str, version: int | None = None) -> int:
        """The case is this officer's for a while; again prolongs it: its review's version.

        Raises DeskFault `claimed` (409), `review_changed` (412).
        """
        session.need(Right.DECIDE)

        def work(connection: Connection) -> int:
            ledger = self._ledger(connection)
            case, review = self._need(ledger, session, case_id, version)
            held = review.owner_until is not None and review.owner_until > ledger.now
            if held and review.owner != session.staff_id:
                raise DeskFault("claimed", "another officer has this case", 409)
            until = ledger.now + timedelta(minutes=self._p.levels.claim_minutes)
            if not held or review.owner != session.staff_id:
                ledger.audit(case.id, session.staff_id, "review.claimed", {})
            return self._write(ledger, review, owner=session.staff_id, owner_until=until)

        return self._done(case_id, work)

    def release(self, session: Session, case_id: str) -> int:
        """Somebody else may have it. Raises DeskFault `not_claimed` (409)."""

        def work(connection: Connection) -> int:
            ledger = self._ledger(connection)
            case, review = self._own(ledger, session, case_id, None)
            ledger.audit(case.id, session.staff_id, "review.released", {})
            return self._write(ledger, review, owner=None, owner_until=None)

        return self._done(case_id, work)

    # -- deciding

    def decide(
        self, session: Session, case_id: str, verdict: Verdict, version: int, key: str | None = None
    ) -> VerdictView:
        """The officer's word; said again with `key` it counts once. `second_needed`: another confirms.

        Raises DeskFault `not_claimed`, `review_changed` (412), `article_missing` (422), `second_person`
        (403), `by_hand` (409: the machine can't issue it, close it by hand), `paper_pending` (409).
        """
        session.need(Right.DECIDE)
        if verdict.outcome == "refuse" and not verdict.article.strip():
            raise DeskFault("article_missing", "a refusal names its article", 422)

        def work(connection: Connection) -> VerdictView:
            ledger = self._ledger(connection)
            letter = Letter(ledger, session, key, verdict.model_dump_json())
            if letter.came_before(case_id):
                return self._said(ledger, session, case_id)
            case, review = self._own(ledger, session, case_id, version)
            letter.remember(case_id)
            if review.kind == "paper":
                raise DeskFault("paper_pending", "the paper is tried on and on; revoke it to end that", 409)
            if verdict.outcome == "approve":
                self._may_issue(ledger, case)
                if self._needs_second(ledger, case) and review.proposed_by is None:
                    return self._propose(ledger, session, case, review, verdict)
                if review.proposed_by is not None:
                    _check_second(session, review)
            return self._close(ledger, session, case, review, verdict)

        view = self._done(case_id, work)
        if view.state is CaseState.APPROVED:
            self._p.wake()
        return view

    def ask(self, session: Session, case_id: str, wish: AskFor, version: int, key: str | None = None) -> int:
        """The citizen is to bring more; the case waits for that, with a time of its own."""
        session.need(Right.DECIDE)

        def work(connection: Connection) -> int:
            ledger = self._ledger(connection)
            letter = Letter(ledger, session, key, wish.model_dump_json())
            if letter.came_before(case_id):
                return self._said(ledger, session, case_id).version
            case, review = self._own(ledger, session, case_id, version)
            letter.remember(case_id)
            ledger.audit(case.id, session.staff_id, "review.asked", {"documents": wish.documents})
            ledger.touch(case.id)
            return self._write(
                ledger,
                review,
                asked=json.dumps(wish.documents),
                asked_at=ledger.now,
                due_at=ledger.now + timedelta(days=self._p.levels.asked_days),
                reason_sealed=ledger.keys.encrypt(wish.reason, f"case/{case_id}/review-reason"),
                owner=None,
                owner_until=None,
            )

        return self._done(case_id, work)

    def unask(self, session: Session, case_id: str) -> int:
        """Nothing is asked for after all; the case is this officer's again.

        Raises DeskFault `not_asked`, `claimed` (409).
        """
        session.need(Right.DECIDE)

        def work(connection: Connection) -> int:
            ledger = self._ledger(connection)
            case, review = self._need(ledger, session, case_id)
            if not review.asked:
                raise DeskFault("not_asked", "nobody has asked for more papers", 409)
            held = review.owner_until is not None and review.owner_until > ledger.now
            if held and review.owner != session.staff_id:
                raise DeskFault("claimed", "another officer has this case", 409)
            ledger.audit(case.id, session.staff_id, "review.unasked", {})
            ledger.touch(case.id)
            return self._write(
                ledger,
                review,
                asked=None,
                asked_at=None,
                due_at=self._due(case, review, ledger),
                owner=session.staff_id,
                owner_until=ledger.now + timedelta(minutes=self._p.levels.claim_minutes),
            )

        return self._done(case_id, work)

    def _due(self, case: Row[Any], review: Row[Any], ledger: Ledger) -> datetime:
        """Anew; a discreet item's tells nothing of its cause."""
        told = DISCREET_CAUSE if self._discreet(case.item) else review.cause
        return self._p.levels.review_due(told, ledger.now)

    def brought(self, case_id: str, documents: list[SubmittedDocument], actor: str) -> int:
        """What was asked for is here: it joins the file, and the case is urgent now.

        Raises DeskFault `not_asked` (409), `other_document`, `other_person` (422).
        """

        def work(connection: Connection) -> int:
            ledger = self._ledger(connection)
            case = ledger.need(case_id, lock=True)
            review = ledger.review_of(case_id, lock=True)
            if review is None or review.closed_at is not None or not review.asked:
                raise DeskFault("not_asked", "nobody has asked for more papers", 409)
            wanted = set(json.loads(review.asked))
            if not {d.document for d in documents} <= wanted:
                raise DeskFault("other_document", "that isn't what was asked for", 422)
            if not _of_this_person(documents, open_person(ledger.keys, case)):
                raise DeskFault("other_person", "that is somebody else's document", 422)
            before = ledger.submission(case)
            kept = [d for d in before.documents if d.document not in {n.document for n in documents}]
            now = before.model_copy(update={"documents": [*kept, *documents]})
            sealed = ledger.keys.encrypt(now.model_dump_json(), submission_context(case_id))
            connection.execute(update(t.CASE).where(t.CASE.c.id == case_id).values(submission_sealed=sealed))
            ledger.touch(case_id)
            said = {"documents": sorted(d.document for d in documents)}
            ledger.audit(case_id, actor, "review.brought", said)
            due = self._due(case, review, ledger)
            return self._write(ledger, review, asked=None, asked_at=None, due_at=due, priority=_URGENT)

        return self._done(case_id, work)

    # -- inside

    def _said(self, ledger: Ledger, session: Session, case_id: str) -> VerdictView:
        """What came of a word that was heard before."""
        case, review = ledger.need(case_id), ledger.review_of(case_id)
        if review is None:
            raise DeskFault("no_review", "the case isn't in review", 404)
        waits = review.closed_at is None and review.proposed_by == session.staff_id
        return VerdictView(state=CaseState(case.state), second_needed=waits, version=review.version)

    def _ledger(self, connection: Connection) -> Ledger:
        return Ledger(connection, self._p.keys, self._p.clock.now())

    def _done(self, case_id: str, work: Callable[[Connection], _T]) -> _T:
        result = self._p.store.transact(work)
        self._p.changed(case_id)
        return result

    def _need(
        self, ledger: Ledger, session: Session, case_id: str, version: int | None = None
    ) -> tuple[Row[Any], Row[Any]]:
        """Case and open review, both locked, of an item that this person may see."""
        case = ledger.need(case_id, lock=True)
        review = ledger.review_of(case_id, lock=True)
        if review is None or review.closed_at is not None:
            raise DeskFault("no_review", "the case isn't in review", 404)
        if self._discreet(case.item):
            session.need(Right.RECORDS)
        if version is not None and review.version != version:
            raise DeskFault("review_changed", "the review has changed; look again", 412)
        return case, review

    def _own(
        self, ledger: Ledger, session: Session, case_id: str, version: int | None
    ) -> tuple[Row[Any], Row[Any]]:
        case, review = self._need(ledger, session, case_id, version)
        alive = review.owner_until is not None and review.owner_until > ledger.now
        if review.owner != session.staff_id or not alive:
            raise DeskFault("not_claimed", "claim the case first", 409)
        return case, review

    def _write(self, ledger: Ledger, review: Row[Any], **values: Any) -> int:
        version = int(review.version) + 1
        changed = update(t.REVIEW).where(t.REVIEW.c.id == review.id, t.REVIEW.c.version == review.version)
        if ledger.db.execute(changed.values(version=version, **values)).rowcount != 1:
            raise DeskFault("review_changed", "the review has changed; look again", 412)
        return version

    def _item(self, item_id: str) -> Item | None:
        return find_item(self._p.catalogue(), item_id)

    def _discreet(self, item_id: str) -> bool:
        return is_discreet(self._p.catalogue(), item_id)

    def _may_issue(self, ledger: Ledger, case: Row[Any]) -> None:
        item = self._item(case.item)
        filled = ledger.db.execute(select(t.FACTS.c.case_id).where(t.FACTS.c.case_id == case.id)).first()
        if item is None or item.outcome is None or item.by_officer or filled is None:
            raise DeskFault("by_hand", "the machine can't make this paper; close the case by hand", 409)

    def _needs_second(self, ledger: Ledger, case: Row[Any]) -> bool:
        made = select(t.DECISION.c.decision).where(t.DECISION.c.case_id == case.id)
        decision = ledger.db.execute(made).scalar()
        return decision == Outcome.REFUSE.value or self._refusals(ledger, case) > 0

    def _refusals(self, ledger: Ledger, case: Row[Any]) -> int:
        if case.person_index is None:
            return 0
        c = t.CASE.c
        return int(
            ledger.db.execute(
                select(func.count())
                .select_from(t.CASE)
                .where(
                    c.person_index == case.person_index,
                    c.item == case.item,
                    c.state == CaseState.REFUSED.value,
                    c.updated_at > ledger.now - _AFTER_REFUSAL,
                )
            ).scalar_one()
        )

    def _propose(
        self, ledger: Ledger, session: Session, case: Row[Any], review: Row[Any], verdict: Verdict
    ) -> VerdictView:
        ledger.audit(case.id, session.staff_id, "review.proposed", {"outcome": verdict.outcome})
        version = self._write(
            ledger,
            review,
            proposed_by=session.staff_id,
            reason_sealed=ledger.keys.encrypt(verdict.reason, f"case/{case.id}/review-reason"),
            owner=None,
            owner_until=None,
            priority=max(review.priority, _URGENT),
        )
        return VerdictView(state=CaseState(case.state), second_needed=True, version=version)

    def _close(
        self, ledger: Ledger, session: Session, case: Row[Any], review: Row[Any], verdict: Verdict
    ) -> VerdictView:
        after = _AFTER[verdict.outcome]
        said = {"article": verdict.article} if verdict.article else {}
        if session.glass:
            said["glass"] = "broken"
        ledger.move(case, after, session.staff_id, said)
        if after is CaseState.APPROVED:
            ledger.jobs.enqueue(case.id, Stage.ISSUE.value)
        version = self._write(
            ledger,
            review,
            closed_at=ledger.now,
            outcome=verdict.outcome,
            article=verdict.article or None,
            decided_by=session.staff_id,
            reason_sealed=ledger.keys.encrypt(verdict.reason, f"case/{case.id}/review-reason"),
            owner=None,
            owner_until=None,
        )
        return VerdictView(state=after, version=version)


_AFTER = {"approve": CaseState.APPROVED, "refuse": CaseState.REFUSED, "close": CaseState.CLOSED}


def _check_second(session: Session, review: Row[Any]) -> None:
    if session.staff_id == review.proposed_by or Right.SECOND not in session.rights:
        raise DeskFault("second_person", "another person, a supervisor, must confirm this", 403)


def _joined(case: Row[Any], review: Row[Any]) -> Any:
    """As a row of the queue has it."""
    of_case = {name: getattr(case, name) for name in ("item", "office", "source", "ticket", "window")}
    return SimpleNamespace(**{**dict(review._mapping), **of_case})


def _late(review: Row[Any], ledger: Ledger) -> bool:
    return review.due_at is not None and review.due_at < ledger.now


#: Fields of a document that say whose it is.
_WHOSE = ("id_number", "licence_number")


def _of_this_person(documents: list[SubmittedDocument], person: str | None) -> bool:
    """Does no document name another number than the case's? One without a number names nobody."""
    named = {d.fields[f] for d in documents for f in _WHOSE if d.fields.get(f)}
    return person is None or named <= {person}
