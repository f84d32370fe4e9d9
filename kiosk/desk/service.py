"""The desk's verbs, as its API offers them: look ahead, submit, show, hand over, verify, collect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.catalogue.in_force import CatalogueInForce, Folders
from kiosk.catalogue.model import Item, Outcome
from kiosk.core.clock import Clock, local_day
from kiosk.desk.accept import Reception, known_cause
from kiosk.desk.access import Access, ApiKeys
from kiosk.desk.audit.heads import Heads
from kiosk.desk.audit.sealer import Sealer
from kiosk.desk.bell import Bell
from kiosk.desk.by_hand import ByHand, HandParts
from kiosk.desk.cases import NEXT_STAGE
from kiosk.desk.check import Finding
from kiosk.desk.demand import Demand
from kiosk.desk.drawn import Drawn
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import Sources, collect, further_documents, identity, ports_needed
from kiosk.desk.figures import Statistics, VisitEvent
from kiosk.desk.hall import Hall, HallParts
from kiosk.desk.keys import Keys
from kiosk.desk.letter_words import LetterBook
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.metrics import Metrics
from kiosk.desk.offices import Offices
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.papers import PaperShop
from kiosk.desk.ports import Decider, Fetcher, PaperOffice, find_item
from kiosk.desk.printing import Printing
from kiosk.desk.records import Fetched, subject_of
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    HandOff,
    Health,
    OfficeName,
    PrecheckAnswer,
    PrecheckRequest,
    ReviewView,
    Stage,
    Submission,
    VerifyAnswer,
)
from kiosk.desk.slips import Slips
from kiosk.desk.staff.passwords import Passwords
from kiosk.desk.stages import PAPER, Stages, to_review
from kiosk.desk.statistics import Baseline, Counting
from kiosk.desk.store.engine import open_store
from kiosk.desk.store.jobs import Jobs
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.store.queue import open_reviews
from kiosk.desk.teaching import Teaching, TeachingParts
from kiosk.desk.tracing import case_begun
from kiosk.desk.views import case_view, discreet_view, elsewhere_view, held_seconds, review_view
from kiosk.desk.worker import Worker, WorkerParts, crash_after

#: Of the HTTP API; the paths have it too.
API_VERSION = "1"
_BEFORE_ISSUE = frozenset(NEXT_STAGE)


@dataclass(frozen=True)
class DeskParts:
    """What a desk is made of; `server` fills it, tests fill it with what they need."""

    state: Path
    keys: Keys
    catalogue: Decider
    fetcher: Fetcher
    papers: PaperOffice
    book: PaperBook
    clock: Clock
    discreet_seconds: float = 0.0
    """Any hand-over of a discreet item is told so long after it was accepted, not before."""
    simulated_day: date | None = None
    """The rules are applied as of this day instead of today: demos and tests."""
    after: Callable[[str], None] = crash_after
    store_url: str | None = None
    """`postgresql://...`; None: the embedded store in `state`."""
    levels: ServiceLevels = field(default_factory=ServiceLevels)
    offices: Offices = field(default_factory=Offices)
    demand: Demand | None = None
    """A year's count of what people came for."""
    baseline: Baseline = field(default_factory=Baseline)
    work: bool = True
    """Carry cases on; False: other processes do (`work`)."""
    make_papers: bool = True
    heads: Heads | None = None
    """Where the audit's signed heads go, outside the store."""
    slips: Slips | None = None
    """None: this desk prints nothing (a desk of tests)."""
    letters: LetterBook | None = None
    stamp: Callable[[bytes], bytes] | None = None
    """Answers an RFC 3161 query, where this desk has a time-stamping authority."""
    passwords: Passwords | None = None
    """Another cost of hashing, for tests."""
    threads: int = 4
    rules: Folders | None = None
    """Where the rules of this installation lie, if officers may teach here."""


class Desk:
    """One desk over one store. Its methods may be called from several threads."""

    def __init__(self, parts: DeskParts) -> None:
        """Opens the store. Raises DeskFault as `Store` does."""
        self._parts = parts
        self._keys = parts.keys
        self._clock = parts.clock
        self._catalogue = parts.catalogue
        self.bell = Bell()
        self._store = open_store(parts.state, parts.store_url)
        self._papers = PaperShop(
            self._store,
            self._keys,
            self._clock,
            parts.catalogue,
            parts.papers,
            parts.book,
            parts.state / "papers",
        )
        stages = Stages(self._store, self._keys, parts.catalogue, parts.fetcher, self._clock, parts.levels)
        self.printing = Printing(self._store, self._keys, self._clock)
        self.drawn = Drawn(
            self._store, self._keys, self._clock, parts.catalogue, self._papers, parts.slips, self.case
        )
        self._sealer = Sealer(self._store, self._keys, self._clock, parts.heads)
        self._reception = Reception(
            self._store, self._keys, self._clock, self.today, parts.levels, parts.offices
        )
        self._worker = Worker(
            WorkerParts(
                self._store,
                self._clock,
                stages,
                self._papers,
                self.bell,
                parts.after,
                parts.threads,
                stages_only=not parts.make_papers,
            )
        )

        self.metrics = Metrics(self._store, self._clock, parts.levels)
        self._counting = Counting(self._store, parts.catalogue, parts.baseline)
        self.hall = self._make_hall(parts)
        self.teaching = self._make_teaching(parts)
        self.by_hand = ByHand(HandParts(self._store, self._keys, self._clock, self.submit))

    def _make_teaching(self, parts: DeskParts) -> Teaching | None:
        """Only where the rules are this installation's own."""
        if parts.rules is None or not isinstance(parts.catalogue, CatalogueInForce):
            return None
        drafts = parts.state / "drafts" / "taught"
        return Teaching(
            TeachingParts(
                self._store, self._keys, self._clock, parts.catalogue, parts.rules, drafts, self.today
            )
        )

    def _make_hall(self, parts: DeskParts) -> Hall:
        """The officers' side, around the same store."""
        return Hall(
            HallParts(
                self._store,
                self._keys,
                self._clock,
                lambda: self._catalogue,
                parts.levels,
                self.bell.ring,
                self._worker.wake,
                parts.heads,
                parts.passwords,
                parts.state / "papers",
                parts.letters,
                parts.slips.office if parts.slips else None,
                parts.offices,
                self.bell,
                parts.demand,
                self.today,
            )
        )

    def start(self) -> None:
        """Go on with what an earlier process left undone."""
        self._papers.sweep()
        self._sealer.start()
        if self._parts.work:
            self._worker.start()

    def stop(self) -> None:
        self._worker.stop()
        self._sealer.stop()
        self._parts.fetcher.close()
        self._store.close()

    def today(self) -> date:
        """The calendar day of tickets, numbers and rules."""
        return self._parts.simulated_day or local_day(self._clock.now())

    def health(self) -> Health:
        with self._store.read() as connection:
            waiting = Jobs(connection, self._clock.now()).undone()
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
        fetched = self._parts.fetcher.fetch(subject, _asked_ahead(item))
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
        if decision.decision is Outcome.APPROVE:
            return []
        if any(r.holds is False for r in decision.reasons) and not item.discreet:
            return []
        return further_documents(item, decision.unknown, request.documents, fetched.silent)

    def submit(self, submission: Submission, key: str | None = None) -> tuple[CaseView, bool]:
        """Accept a case (受理): its view, and whether it is new.

        The same submission again gives the same case; another body under the same case id or key is
        DeskFault `idempotency_conflict` (409). Where the person has an open case for this item, that one
        comes back with `existing`. Raises DeskFault `unknown_item`, `unknown_cause`, `unknown_office`.
        """
        worker = self._worker.name if self._worker.running else None
        accepted = self._reception.accept(submission, self._item(submission.item), key, worker)
        if accepted.new:
            case_begun(submission.case_id)
            self._parts.after(Stage.ACCEPT.value)
            if accepted.job is not None and worker is not None:
                self._worker.hand(accepted.job, accepted.in_hand)
        if accepted.new:
            self.bell.ring(submission.case_id)
        # Who was handed over by the kiosk knows why: her card, or her own wish.
        return self._shown(accepted.view, held=submission.hand_off is None), accepted.new

    def carry_through(self, submission: Submission, key: str | None = None) -> tuple[str, bool]:
        """Accept a case and carry it on this very thread as far as it goes by itself.

        For a form that is answered at once, and for benchmarks. The case's id, which is another where the
        person had an open one, and whether it is new. Raises what `submit` raises.
        """
        item = self._item(submission.item)
        accepted = self._reception.accept(submission, item, key, self._worker.name)
        job, in_hand = accepted.job, accepted.in_hand
        if not accepted.new or job is None:
            return accepted.view.case_id, accepted.new
        case_begun(submission.case_id)
        self._parts.after(Stage.ACCEPT.value)
        while job is not None and job.kind != PAPER:
            job, in_hand = self._worker.step(job, in_hand)
        if job is not None and self._parts.make_papers:
            self._worker.hand(job)
        self.bell.ring(submission.case_id)
        return submission.case_id, True

    def case(self, case_id: str) -> CaseView:
        """The case as its kiosk may see it. Raises DeskFault `unknown_case`."""
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            view = case_view(ledger, ledger.need(case_id))
        return self._shown(view)

    def case_from(self, case_id: str, office: str) -> CaseView:
        """The case as `office` may show it: another office's by that office's name and its number only.

        Raises DeskFault `unknown_case`.
        """
        with self._store.read() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            row = ledger.need(case_id)
            view = case_view(ledger, row)
        if row.office == office:
            return self._shown(view)
        called = self._parts.offices.called(row.office)
        return elsewhere_view(view, OfficeName(zh=called.zh, en=called.en))

    def _shown(self, view: CaseView, held: bool = True) -> CaseView:
        """As a kiosk may see it."""
        item = find_item(self._catalogue, view.item)
        if item is None:
            return view
        return discreet_view(view, item, self.today(), held and self._held(view, item) > 0)

    def _held(self, view: CaseView, item: Item) -> float:
        return held_seconds(view, item, self._clock.now(), self._parts.discreet_seconds)

    def look_again(self, view: CaseView) -> float:
        """Seconds after which who waits for this case looks by himself: nobody rings for it.

        Others may work on it elsewhere; and what is held back is told when its time has come.
        """
        usual = 60.0 if self._store.alone else 0.25
        item = find_item(self._catalogue, view.item)
        held = self._held(view, item) if item is not None else 0.0
        return min(usual, held) if held > 0 else usual

    def must_be_of(self, case_id: str, office: str | None, source: str | None) -> None:
        """Raises DeskFault `unknown_case` (404) where the case is another's: even that it exists."""
        if office is None and source is None:
            return
        with self._store.read() as connection:
            row = Ledger(connection, self._keys, self._clock.now()).need(case_id)
        if office not in (None, row.office) or source not in (None, row.source):
            raise DeskFault("unknown_case", "no such case", 404)

    def paper(self, case_id: str, who: str = "kiosk") -> bytes:
        """The signed PDF; that it was fetched is audited. Raises DeskFault `unknown_case`, `no_paper`."""
        pdf = self._papers.read(case_id)
        with self._store.write() as connection:
            Ledger(connection, self._keys, self._clock.now()).audit(case_id, who, "paper.read", {})
        return pdf

    def stamp(self, query: bytes) -> bytes:
        """The authority's answer. Raises DeskFault `no_authority` (404)."""
        if self._parts.stamp is None:
            raise DeskFault("no_authority", "this desk stamps nothing", 404)
        return self._parts.stamp(query)

    def hand_off(self, case_id: str, wish: HandOff) -> CaseView:
        """An officer takes over; a case in review already stays there with its first cause.

        Raises DeskFault `unknown_case`, `unknown_cause`, `already_decided` (409).
        """
        cause = known_cause(wish.cause)

        def change(ledger: Ledger, case: Row[Any]) -> None:
            if CaseState(case.state) in _BEFORE_ISSUE:
                to_review(
                    ledger,
                    case,
                    Finding(cause, f"handed_over:{cause.value}"),
                    "kiosk",
                    wish.note,
                    self._parts.levels,
                    discreet=self._discreet(case.item),
                )
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
        def work(connection: Connection) -> CaseView:
            ledger = Ledger(connection, self._keys, self._clock.now())
            change(ledger, ledger.need(case_id, lock=True))
            return case_view(ledger, ledger.need(case_id))

        view = self._store.transact(work)
        self.bell.ring(case_id)
        return self._shown(view)

    def verify(self, number: str) -> VerifyAnswer:
        """What the desk knows of a certificate by its number."""
        with self._store.read() as connection:
            row = Ledger(connection, self._keys, self._clock.now()).certificate(number)
        if row is None:
            return VerifyAnswer(known=False)
        return VerifyAnswer(known=True, case_id=row.case_id, sha256=row.sha256, status=row.status)

    def reviews(self, limit: int = 200, office: str | None = None) -> list[ReviewView]:
        """The cases that wait for an officer, oldest first; `office`: only its own."""
        now = self._clock.now()
        with self._store.read() as connection:
            rows = open_reviews(connection, limit, office)
        return [review_view(row, now, self._discreet(row.item)) for row in rows]

    def measured(self, case_id: str, event: VisitEvent) -> None:
        """What a kiosk measured of a visit, for the statistics. Raises DeskFault `unknown_case`."""
        self._counting.note(case_id, event, self._clock.now())

    def figures(self, first: date, last: date, office: str | None = None) -> Statistics:
        """The statistics of these days. Raises DeskFault `bad_span` (422)."""
        if first > last:
            raise DeskFault("bad_span", "the first day is after the last", 422)
        return self._counting.figures(first, last, office)

    def ready(self) -> None:
        """Raises DeskFault `not_ready` (503) where nobody should be sent here now."""
        self.health()
        if self._parts.work and not self._worker.running:
            raise DeskFault("not_ready", "the worker doesn't run", 503)

    def access(self, own: ApiKeys | None) -> Access:
        """Who may ask over HTTP."""
        return Access(self._store, self._keys, self._clock, own)

    def _discreet(self, item_id: str) -> bool:
        item = find_item(self._catalogue, item_id)
        return item is not None and item.discreet

    def _item(self, item_id: str) -> Item:
        item = find_item(self._catalogue, item_id)
        if item is None:
            raise DeskFault("unknown_item", "the catalogue has no such item", 422)
        return item


def _asked_ahead(item: Item) -> list[str]:
    """The registers of a look ahead. Of a discreet item only those that spare a paper or a question: nobody
    may tell by the waiting whether the others answer."""
    ahead = {*item.extra_documents, *(q.name for q in item.questions)}
    return ports_needed(f for name, f in item.facts.items() if not item.discreet or name in ahead)
