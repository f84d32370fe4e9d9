"""The desk's verbs, as its API offers them: look ahead, submit, show, hand over, verify, collect."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from kiosk.catalogue.model import Cause, Item, Outcome
from kiosk.core.clock import Clock, local_day
from kiosk.core.crypto import KeyRing
from kiosk.desk.bell import Bell
from kiosk.desk.cases import NEXT_STAGE
from kiosk.desk.check import Finding
from kiosk.desk.codec import cause_or_none
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import Sources, collect, further_documents, identity, ports_needed
from kiosk.desk.numbers import ticket, ticket_letter
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.papers import PaperShop
from kiosk.desk.ports import Decider, PaperOffice, find_item
from kiosk.desk.records import Fetched, RecordFetcher, subject_of
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    HandOff,
    Health,
    PrecheckAnswer,
    PrecheckRequest,
    ReviewView,
    Stage,
    Submission,
    VerifyAnswer,
)
from kiosk.desk.stages import Stages, to_review
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger, Span, submission_context
from kiosk.desk.views import case_view, review_view
from kiosk.desk.worker import Worker, crash_after

#: Of the HTTP API; the paths have it too.
API_VERSION = "1"
_BEFORE_ISSUE = frozenset(NEXT_STAGE)


@dataclass(frozen=True)
class DeskParts:
    """What a desk is made of; `server` fills it, tests fill it with what they need."""

    state: Path
    keys: KeyRing
    catalogue: Decider
    fetcher: RecordFetcher
    papers: PaperOffice
    book: PaperBook
    clock: Clock
    simulated_day: date | None = None
    """The rules are applied as of this day instead of today: demos and tests."""
    after: Callable[[str], None] = crash_after


class Desk:
    """One desk over one store. Its methods may be called from several threads."""

    def __init__(self, parts: DeskParts) -> None:
        """Opens the store. Raises DeskFault as `Store` does."""
        self._parts = parts
        self._keys = parts.keys
        self._clock = parts.clock
        self._catalogue = parts.catalogue
        self.bell = Bell()
        self._store = Store(parts.state)
        self._papers = PaperShop(
            self._store,
            self._keys,
            self._clock,
            parts.catalogue,
            parts.papers,
            parts.book,
            parts.state / "papers",
        )
        stages = Stages(self._store, self._keys, parts.catalogue, parts.fetcher, self._clock)
        self._worker = Worker(
            self._store, self._keys, self._clock, stages, self._papers, self.bell, parts.after
        )

    def start(self) -> None:
        """Go on with what an earlier process left undone."""
        self._papers.sweep()
        self._worker.start()

    def stop(self) -> None:
        self._worker.stop()
        self._parts.fetcher.close()
        self._store.close()

    def today(self) -> date:
        """The calendar day of tickets, numbers and rules."""
        return self._parts.simulated_day or local_day(self._clock.now())

    def health(self) -> Health:
        with self._store.read() as connection:
            waiting = Ledger(connection, self._keys, self._clock.now()).undone()
        return Health(
            status="ok",
            version=API_VERSION,
            as_of=self.today(),
            simulated_day=self._parts.simulated_day is not None,
            waiting=waiting,
        )

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer:
        """Which further documents would help. Nothing is stored.

        None where the case goes to an officer anyhow: nobody is asked for a paper in vain.
        Raises DeskFault `unknown_item`.
        """
        item = self._item(request.item)
        owner = identity(request.documents)
        if item.by_officer or owner is None:
            return PrecheckAnswer(needed_documents=[])
        # Answers come later: a register that is asked with a plate is asked when the case is filled.
        subject = subject_of(owner, request.documents, {})
        fetched = self._parts.fetcher.fetch(subject, ports_needed(item.facts.values()))
        silent = sorted(fetched.silent)
        facts = collect(item.facts, Sources(request.documents, {}, fetched.records))
        return PrecheckAnswer(
            needed_documents=self._needed(item, request, fetched),
            known_answers=[q.name for q in item.questions if q.name in facts],
            registries_silent=silent,
        )

    def _needed(self, item: Item, request: PrecheckRequest, fetched: Fetched) -> list[str]:
        facts = collect(item.facts, Sources(request.documents, {}, fetched.records))
        decision = self._catalogue.decide(item.id, facts, self.today())
        if decision.decision is Outcome.APPROVE or any(r.holds is False for r in decision.reasons):
            return []
        return further_documents(item, decision.unknown, request.documents, fetched.silent)

    def submit(self, submission: Submission, key: str | None = None) -> tuple[CaseView, bool]:
        """Accept a case (受理): its view, and whether it is new.

        The same submission again gives the same case; another body under the same case id or key is
        DeskFault `idempotency_conflict` (409). Where the person has an open case for this item, that one
        comes back with `existing`. Raises DeskFault `unknown_item`, `unknown_cause`.
        """
        started, start = self._clock.now(), self._clock.monotonic()
        item = self._item(submission.item)
        finding = _at_once(submission, item)
        canonical = json.dumps(submission.model_dump(mode="json"), sort_keys=True)
        body_hash = self._keys.blind_index(f"submission:{canonical}")
        key_index = self._keys.blind_index(f"key:{key if key is not None else submission.case_id}")
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            case_id, new = _known(ledger, submission, key_index, body_hash), False
            if case_id is None:
                case_id = self._open_case(ledger, submission, item)
                if case_id is None:
                    case_id, new = submission.case_id, True
                    self._accept(ledger, submission, item)
                    seconds = self._clock.monotonic() - start
                    ledger.add_stage(case_id, Stage.ACCEPT, Span(started, self._clock.now(), seconds))
                    _begin(ledger, submission, finding)
                ledger.remember(key_index, body_hash, case_id)
            view = case_view(ledger, ledger.need(case_id), existing=case_id != submission.case_id)
        if new:
            self._parts.after(Stage.ACCEPT.value)
            self._worker.wake()
        return view, new

    def _open_case(self, ledger: Ledger, submission: Submission, item: Item) -> str | None:
        """The case of this person, item and object that isn't closed yet; that she asked again is audited."""
        owner = identity(submission.documents)
        if owner is None:
            return None
        person = self._keys.blind_index(owner.text)
        found = ledger.open_case(person, item.id, _object(submission, self._keys))
        if found is None:
            return None
        ledger.audit(found.id, submission.source, "case.asked_again", {})
        return str(found.id)

    def _accept(self, ledger: Ledger, submission: Submission, item: Item) -> None:
        owner = identity(submission.documents)
        case_id, day = submission.case_id, self.today()
        letter = ticket_letter(item.window)
        number = ledger.next_number(submission.office, day, f"ticket-{letter}")
        person_context = f"case/{case_id}/person"
        ledger.add_case(
            {
                "id": case_id,
                "item": item.id,
                "item_version": item.version,
                "source": submission.source,
                "office": submission.office,
                "person_index": self._keys.blind_index(owner.text) if owner else None,
                "object_index": _object(submission, self._keys),
                "person_sealed": self._keys.encrypt(owner.text, person_context) if owner else None,
                "submission_sealed": self._keys.encrypt(
                    submission.model_dump_json(), submission_context(case_id)
                ),
                "day": day,
                "ticket": ticket(letter, number),
                "window": item.window,
            }
        )
        ledger.audit(case_id, submission.source, "case.accepted", {"item": item.id})

    def case(self, case_id: str) -> CaseView:
        """The case as its kiosk may see it. Raises DeskFault `unknown_case`."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            return case_view(ledger, ledger.need(case_id))

    def paper(self, case_id: str) -> bytes:
        """The signed PDF; that it was fetched is audited. Raises DeskFault `unknown_case`, `no_paper`."""
        pdf = self._papers.read(case_id)
        with self._store.write() as connection:
            Ledger(connection, self._keys, self._clock.now()).audit(case_id, "kiosk", "paper.read", {})
        return pdf

    def hand_off(self, case_id: str, wish: HandOff) -> CaseView:
        """An officer takes over; a case in review already stays there with its first cause.

        Raises DeskFault `unknown_case`, `unknown_cause`, `already_decided` (409).
        """
        cause = _cause(wish.cause)

        def change(ledger: Ledger, case: Row[Any]) -> None:
            if CaseState(case.state) in _BEFORE_ISSUE:
                to_review(ledger, case, Finding(cause, f"handed_over:{cause.value}"), "kiosk", wish.note)
            elif case.state != CaseState.REVIEW:
                raise DeskFault("already_decided", f"the case is {case.state} already", 409)

        return self._change(case_id, change)

    def collected(self, case_id: str) -> CaseView:
        """The officer handed the paper over.

        Raises DeskFault `unknown_case`, `illegal_transition`, `no_paper` (409) where it isn't made yet.
        """

        def change(ledger: Ledger, case: Row[Any]) -> None:
            if case.state != CaseState.COLLECTED:
                certificate = ledger.certificate_of(case.id)
                if certificate is not None and certificate.sha256 is None:
                    raise DeskFault("no_paper", "the paper isn't made yet", 409)
                ledger.move(case, CaseState.COLLECTED, "window", {})

        return self._change(case_id, change)

    def _change(self, case_id: str, change: Callable[[Ledger, Row[Any]], None]) -> CaseView:
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            change(ledger, ledger.need(case_id))
            view = case_view(ledger, ledger.need(case_id))
        self.bell.ring(case_id)
        return view

    def verify(self, number: str) -> VerifyAnswer:
        """What the desk knows of a certificate by its number."""
        with self._store.read() as connection:
            row = Ledger(connection, self._keys, self._clock.now()).certificate(number)
        if row is None:
            return VerifyAnswer(known=False)
        return VerifyAnswer(known=True, case_id=row.case_id, sha256=row.sha256, status=row.status)

    def reviews(self, limit: int = 200) -> list[ReviewView]:
        """The cases that wait for an officer, oldest first."""
        now = self._clock.now()
        with self._store.read() as connection:
            rows = Ledger(connection, self._keys, now).open_reviews(limit)
        return [review_view(row, now) for row in rows]

    def _item(self, item_id: str) -> Item:
        item = find_item(self._catalogue, item_id)
        if item is None:
            raise DeskFault("unknown_item", "the catalogue has no such item", 422)
        return item


def _known(ledger: Ledger, submission: Submission, key_index: str, body_hash: str) -> str | None:
    """The case an earlier, equal submission led to. Raises DeskFault `idempotency_conflict`."""
    earlier = ledger.idempotent(key_index)
    if earlier is not None:
        if earlier.body_hash != body_hash:
            raise DeskFault("idempotency_conflict", "the same key came with another body", 409)
        return str(earlier.case_id)
    case = ledger.case(submission.case_id)
    if case is None:
        return None
    if ledger.submission(case) != submission:
        raise DeskFault("idempotency_conflict", "the same case id came with another body", 409)
    return str(case.id)


def _begin(ledger: Ledger, submission: Submission, finding: Finding | None) -> None:
    """What an accepted case waits for: its next stage, or an officer."""
    if finding is None:
        ledger.enqueue(submission.case_id, Stage.FILL.value)
    else:
        case = ledger.need(submission.case_id)
        to_review(ledger, case, finding, submission.source, submission.note)


def _at_once(submission: Submission, item: Item) -> Finding | None:
    """Why this case goes to an officer before anything is looked at."""
    if submission.hand_off is not None:
        cause = _cause(submission.hand_off)
        return Finding(cause, f"handed_over:{cause.value}")
    if not item.in_force:
        return Finding(Cause.SYSTEM, f"not_in_force:{item.id}")
    if item.by_officer:
        return Finding(Cause.NOT_ELIGIBLE, f"item_handed_over:{item.id}")
    return None


def _cause(text: str) -> Cause:
    cause = cause_or_none(text)
    if cause is None:
        raise DeskFault("unknown_cause", "no such cause of a hand-over", 422)
    return cause


def _object(submission: Submission, keys: KeyRing) -> str:
    """What the case is about besides the person, as a keyed digest; '' where it is nothing.

    A vehicle, and the zone it is to enter: a pass for another zone is another case.
    """
    plate, zone = submission.answers.get("plate", ""), submission.answers.get("zone", "")
    if not plate:
        return ""
    return keys.blind_index(f"object:{plate}/{zone}" if zone else f"object:{plate}")
