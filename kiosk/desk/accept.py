"""The first stage, 受理: one transaction makes of a submission a case, or finds the one it is already."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row

from kiosk.catalogue.model import Cause, Item
from kiosk.core.clock import Clock
from kiosk.core.id_number import IdNumber
from kiosk.desk.check import Finding
from kiosk.desk.codec import cause_or_none
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import identity
from kiosk.desk.keys import Keys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.numbers import ticket, ticket_letter
from kiosk.desk.offices import Offices
from kiosk.desk.schemas import CaseView, OfficeName, Stage, Submission
from kiosk.desk.stages import InHand, to_review
from kiosk.desk.store.engine import Store
from kiosk.desk.store.jobs import Job
from kiosk.desk.store.ledger import CaseRow, Ledger, Span, submission_context
from kiosk.desk.views import case_view, elsewhere_view, new_view


@dataclass(frozen=True)
class Accepted:
    """What came of a submission."""

    view: CaseView
    new: bool
    job: Job | None = None
    """What the case waits for, where it is this worker's by lease."""
    in_hand: InHand | None = None


@dataclass(frozen=True)
class _Asked:
    """A submission with what is reckoned of it before the transaction."""

    submission: Submission
    item: Item
    owner: IdNumber | None
    person: str | None
    about: str
    key_index: str
    body_hash: str
    finding: Finding | None
    started: datetime
    start: float


class Reception:
    """Accepts submissions. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        today: Callable[[], date],
        levels: ServiceLevels,
        offices: Offices,
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._today = today
        self._levels = levels
        self._offices = offices

    def accept(self, submission: Submission, item: Item, key: str | None, worker: str | None) -> Accepted:
        """The case, and whether it is new; with `worker` its next stage is that worker's by lease.

        Raises DeskFault `idempotency_conflict` (409), `unknown_cause`, `unknown_office`.
        """
        asked = self._asked(submission, item, key)
        return self._store.transact(lambda connection: self._record(connection, asked, worker))

    def _asked(self, submission: Submission, item: Item, key: str | None) -> _Asked:
        started, start = self._clock.now(), self._clock.monotonic()
        self._offices.need(submission.office)
        canonical = json.dumps(submission.model_dump(mode="json"), sort_keys=True)
        owner = identity(submission.documents)
        return _Asked(
            submission,
            item,
            owner,
            self._keys.blind_index(owner.text) if owner else None,
            about(submission, self._keys),
            self._keys.blind_index(f"key:{key if key is not None else submission.case_id}"),
            self._keys.blind_index(f"submission:{canonical}"),
            _at_once(submission, item),
            started,
            start,
        )

    def _record(self, connection: Connection, asked: _Asked, worker: str | None) -> Accepted:
        ledger = Ledger(connection, self._keys, self._clock.now())
        case_id = asked.submission.case_id
        known = _known(ledger, asked) or self._open_case(ledger, asked)
        if known is not None:
            if ledger.idempotent(asked.key_index) is None:
                ledger.remember(asked.key_index, asked.body_hash, known)
            return Accepted(self._known_view(ledger, asked, known), False)
        case = self._add(ledger, asked)
        span = Span(asked.started, self._clock.now(), self._clock.monotonic() - asked.start)
        ledger.add_stage(case_id, Stage.ACCEPT, span)
        ledger.remember(asked.key_index, asked.body_hash, case_id)
        if asked.finding is not None:
            said = asked.submission
            row = ledger.need(case_id)
            discreet = asked.item.discreet
            to_review(ledger, row, asked.finding, said.source, said.note, self._levels, discreet=discreet)
            return Accepted(case_view(ledger, ledger.need(case_id)), True)
        job = ledger.jobs.enqueue(case_id, Stage.FILL.value, worker)
        return Accepted(new_view(case, span), True, job, InHand(case, asked.submission))

    def _known_view(self, ledger: Ledger, asked: _Asked, known: str) -> CaseView:
        row = ledger.need(known)
        view = case_view(ledger, row, existing=known != asked.submission.case_id)
        if row.office == asked.submission.office:
            return view
        called = self._offices.called(row.office)
        return elsewhere_view(view, OfficeName(zh=called.zh, en=called.en))

    def _open_case(self, ledger: Ledger, asked: _Asked) -> str | None:
        """The case of this person, item and object that isn't closed; that she asked again is audited."""
        if asked.person is None:
            return None
        found = ledger.open_case(asked.person, asked.item.id, asked.about)
        if found is None:
            return None
        ledger.audit(found, asked.submission.source, "case.asked_again", {"office": asked.submission.office})
        return found

    def _add(self, ledger: Ledger, asked: _Asked) -> CaseRow:
        submission, item, owner = asked.submission, asked.item, asked.owner
        case_id, day = submission.case_id, self._today()
        letter = self._offices.letter(submission.office, item.window) or ticket_letter(item.window)
        number = ledger.next_number(submission.office, day, f"ticket-{letter}")
        case = CaseRow(
            id=case_id,
            item=item.id,
            item_version=item.version,
            source=submission.source,
            office=submission.office,
            person_index=asked.person,
            object_index=asked.about,
            person_sealed=self._keys.encrypt(owner.text, f"case/{case_id}/person") if owner else None,
            submission_sealed=self._keys.encrypt(submission.model_dump_json(), submission_context(case_id)),
            day=day,
            ticket=ticket(letter, number),
            window=self._offices.window(submission.office, item.window),
        )
        ledger.add_case(case)
        ledger.audit(case_id, submission.source, "case.accepted", {"item": item.id})
        return case


def _known(ledger: Ledger, asked: _Asked) -> str | None:
    """The case an earlier, equal submission led to. Raises DeskFault `idempotency_conflict`."""
    earlier = ledger.idempotent(asked.key_index)
    if earlier is not None:
        if earlier.body_hash != asked.body_hash:
            raise DeskFault("idempotency_conflict", "the same key came with another body", 409)
        return str(earlier.case_id)
    case = ledger.case(asked.submission.case_id)
    if case is None:
        return None
    if case.erased_at is not None or ledger.submission(case) != asked.submission:
        raise DeskFault("idempotency_conflict", "the same case id came with another body", 409)
    return str(case.id)


def _at_once(submission: Submission, item: Item) -> Finding | None:
    """Why this case goes to an officer before anything is looked at."""
    if submission.hand_off is not None:
        cause = known_cause(submission.hand_off)
        return Finding(cause, f"handed_over:{cause.value}")
    if not item.in_force:
        return Finding(Cause.SYSTEM, f"not_in_force:{item.id}")
    if item.by_officer:
        return Finding(Cause.NOT_ELIGIBLE, f"item_handed_over:{item.id}")
    return None


def known_cause(text: str) -> Cause:
    """Raises DeskFault `unknown_cause` (422)."""
    cause = cause_or_none(text)
    if cause is None:
        raise DeskFault("unknown_cause", "no such cause of a hand-over", 422)
    return cause


def about(submission: Submission, keys: Keys) -> str:
    """What the case is about besides the person, as a keyed digest; '' where it is nothing.

    A vehicle, and the zone it is to enter: a pass for another zone is another case.
    """
    plate, zone = submission.answers.get("plate", ""), submission.answers.get("zone", "")
    if not plate:
        return ""
    return keys.blind_index(f"object:{plate}/{zone}" if zone else f"object:{plate}")


def open_person(keys: Keys, case: Row[object]) -> str | None:
    """Whose case it is, opened."""
    sealed = case.person_sealed
    return None if sealed is None else keys.decrypt(str(sealed), f"case/{case.id}/person")
