"""The desk as the conversation sees it: requests go out on the pool, the case's way comes back as events."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from kiosk.core.clock import local_day
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.text import Language
from kiosk.desk.client import is_settled
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    PrecheckAnswer,
    PrecheckRequest,
    Stage,
    Submission,
    SubmittedDocument,
    VerifyAnswer,
)
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import DocumentHeld
from kiosk.dialogue.told import Told
from kiosk.terminal.timeline import Timeline

_log = logging.getLogger("kiosk.terminal")
#: Seconds one long poll may last, and all of them together.
_POLL = 5.0
_POLLS = 12
#: What the desk files a visit under in which no item was named yet.
NO_ITEM = "assistance"
#: Why an officer is called where the case is another hall's.
ELSEWHERE = "elsewhere"


class Desk(Protocol):
    """The desk's client, as far as it is needed here."""

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer: ...

    def submit(self, submission: Submission) -> CaseView: ...

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView: ...

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView: ...

    def verify(self, number: str) -> VerifyAnswer: ...

    def measured(self, case_id: str, kind: str, value: float) -> None: ...


@dataclass(eq=False)
class _Matter:
    """One request at the desk, as far as this visit follows it. Shared with the pool's threads."""

    id: str
    """The case id that the kiosk chose: sent again after a broken connection it is the same case."""
    answered: threading.Event = field(default_factory=threading.Event)
    """The desk has answered the submission, or the connection has given up."""
    handing_over: threading.Event = field(default_factory=threading.Event)
    """An officer is wanted: the way of the case is not followed any further."""
    last: CaseView | None = None
    """The case as last seen; the conductor's thread only."""


class Counter:
    """Owned by the conductor's thread; one visit's dealings with the desk.

    What the desk answers to a request that is no longer the visit's own (a wiped visit, an earlier request,
    a look ahead that was overtaken) reaches nobody.
    """

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        desk: Desk,
        post: Callable[[ev.Event], None],
        office: str,
        decided: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`decided` gets the id of a case that is issued or an officer's, once a request, after its event."""
        self._timeline = timeline
        self._pool = pool
        self._desk = desk
        self._post = post
        self._office = office
        self._decided = decided
        self.language: Language = "zh"
        self._matter: _Matter | None = None
        self._coming = ""
        """The id of the case that comes of this visit, where somebody has asked for it."""
        self._look = 0
        """Counts the looks ahead; only the newest counts."""

    @property
    def last(self) -> CaseView | None:
        """The case as last seen."""
        return self._matter.last if self._matter else None

    def visit_id(self) -> str:
        """The id of the visit's case, or of the one that comes of it."""
        if self._matter is not None:
            return self._matter.id
        self._coming = self._coming or secrets.token_hex(16)
        return self._coming

    def _new_id(self) -> str:
        new, self._coming = self._coming or secrets.token_hex(16), ""
        return new

    def check_paper(self, number: str) -> None:
        """What the desk knows of the paper of this number: whether it stands, and what it is about."""
        self._look += 1
        look = self._look

        def asked() -> ev.PaperChecked:
            answer = self._desk.verify(number)
            if not answer.known or answer.case_id is None:
                return ev.PaperChecked(number, "unknown")
            try:
                case = self._desk.case(answer.case_id)
            except KioskError as error:
                if error.code != "unknown_case":
                    raise
                # Another hall's: its own kiosks may tell what it is about.
                return ev.PaperChecked(number, answer.status)
            issued = next((s.ended for s in case.stages if s.stage is Stage.ISSUE), None)
            return ev.PaperChecked(
                number, answer.status, case.item, local_day(issued).isoformat() if issued else ""
            )

        def report(event: ev.Event) -> None:
            if look == self._look:
                self._post(event)

        self._timeline.work(self._pool, asked, report, lambda error: report(ev.DeskFailed(_logged(error))))

    def measured(self, kind: str, value: float) -> None:
        """A figure of the case under way, for the statistics; without a case at the desk it is dropped.

        Nobody waits for it: what the desk doesn't take is logged and lost.
        """
        matter = self._matter
        if matter is None or matter.last is None:
            return
        self._timeline.work(
            self._pool,
            lambda: self._desk.measured(matter.id, kind, value),
            lambda _: None,
            lambda error: _log.warning("not measured: %s: %s", kind, describe(error)),
        )

    def forget(self) -> None:
        """The visit is over; the case is the desk's."""
        self._matter = None
        self._coming = ""
        self._look += 1

    def precheck(self, item: str, documents: Sequence[DocumentHeld]) -> None:
        """Ask whether more will be needed."""
        request = PrecheckRequest(item=item, documents=[_submitted(d) for d in documents])
        self._look += 1
        look = self._look

        def report(event: ev.Event) -> None:
            if look == self._look:
                self._post(event)

        self._timeline.work(
            self._pool,
            lambda: self._desk.precheck(request),
            lambda answer: report(
                ev.PrecheckDone(tuple(answer.needed_documents), tuple(answer.known_answers))
            ),
            lambda error: report(ev.DeskFailed(_logged(error))),
        )

    def submit(
        self, item: str, documents: Sequence[DocumentHeld], answers: Mapping[str, str] | None = None
    ) -> None:
        """Hand a new case in and follow it until it is issued or an officer's."""
        matter = self._matter = _Matter(self._new_id())
        submission = self._submission(matter.id, item, documents, answers=answers)

        def finished(view: CaseView) -> None:
            self._seen(matter, view, finished=not matter.handing_over.is_set())

        def failed(error: BaseException) -> None:
            if matter.handing_over.is_set():
                _logged(error)
            else:
                self._failed(matter, error)

        self._timeline.work(self._pool, lambda: self._follow(matter, submission), finished, failed)

    def hand_over(
        self,
        cause: str,
        item: str | None,
        documents: Sequence[DocumentHeld],
        note: str,
        answers: Mapping[str, str] | None = None,
        opens: bool = False,
    ) -> None:
        """The case that is in goes to an officer; else one is opened with what is known.

        `opens`: nothing of this request is in yet; what lies at the desk is an earlier one of this visit.
        """
        earlier = None if opens else self._matter
        matter = earlier or _Matter(self._new_id())
        self._matter = matter
        matter.handing_over.set()
        new_id = secrets.token_hex(16) if earlier else matter.id
        fresh = self._submission(new_id, item or NO_ITEM, documents, cause, note, answers)

        def give() -> CaseView:
            if earlier:
                # The submission is under way or lost: what the desk knows of it is asked first.
                earlier.answered.wait()
                try:
                    return self._give_over(earlier.id, cause, note)
                except KioskError as error:
                    if error.code != "unknown_case":
                        raise
            try:
                view = self._desk.submit(fresh)
                matter.id = view.case_id
            finally:
                matter.answered.set()
            if view.state is CaseState.ISSUED:
                # Her paper is ready from an earlier visit; that she wants an officer is a matter of its own.
                wish = self._submission(secrets.token_hex(16), NO_ITEM, documents, cause, note)
                view = self._desk.submit(wish)
                matter.id = view.case_id
            if view.elsewhere is not None:
                # What is wanted of this hall's officers is a matter of its own.
                wish = self._submission(secrets.token_hex(16), NO_ITEM, documents, cause, note)
                view = self._desk.submit(wish)
                matter.id = view.case_id
            return view if is_settled(view) else self._give_over(view.case_id, cause, note)

        def given() -> CaseView:
            return self._until_settled(give())

        self._timeline.work(
            self._pool,
            given,
            lambda view: self._seen(matter, view, finished=True),
            lambda error: self._failed(matter, error),
        )

    def _until_settled(self, view: CaseView) -> CaseView:
        """On the pool: a discreet item's hand-over is told when all of them are, however it came about."""
        for _ in range(_POLLS):
            if is_settled(view):
                break
            view = self._desk.case(view.case_id, after_version=view.version, wait=_POLL)
        return view

    def _give_over(self, case_id: str, cause: str, note: str) -> CaseView:
        """On the pool: to an officer, or, where the desk was quicker, the case as it was decided."""
        try:
            return self._desk.hand_off(case_id, cause, note)
        except KioskError as error:
            if error.code != "already_decided":
                raise
            return self._desk.case(case_id)

    def _submission(
        self,
        case_id: str,
        item: str,
        documents: Sequence[DocumentHeld],
        cause: str | None = None,
        note: str = "",
        answers: Mapping[str, str] | None = None,
    ) -> Submission:
        return Submission(
            case_id=case_id,
            item=item,
            office=self._office,
            documents=[_submitted(d) for d in documents],
            answers=dict(answers or {}),
            hand_off=cause,
            note=note,
        )

    def _follow(self, matter: _Matter, submission: Submission) -> CaseView:
        """On the pool: hand in and watch, telling every step."""
        try:
            view = self._desk.submit(submission)
            matter.id = view.case_id
        finally:
            matter.answered.set()
        for _ in range(_POLLS):
            if is_settled(view) or matter.handing_over.is_set():
                break
            self._timeline.post(partial(self._seen, matter, view, finished=False))
            view = self._desk.case(view.case_id, after_version=view.version, wait=_POLL)
        return view

    def _seen(self, matter: _Matter, view: CaseView, *, finished: bool) -> None:
        """Turn what is new since the last look into events."""
        if matter is not self._matter:
            return
        if matter.last is None:
            self._post(ev.CaseTaken(view.ticket, view.window, view.existing))
        known = {s.stage for s in matter.last.stages} if matter.last else set()
        matter.last = view
        reached = view.stages
        if view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED):
            # The stage that sent it to the officer is no step forward: 审批 gets no tick for it.
            reached = reached[:-1]
        for stage in reached:
            if stage.stage not in known:
                self._post(ev.StageDone(stage.stage.value, stage.seconds))
        if not finished:
            return
        if view.elsewhere is not None:
            hall = view.elsewhere.zh if self.language == "zh" else view.elsewhere.en
            self._post(ev.CaseHandedOver(view.ticket, view.window, ELSEWHERE, office=hall))
            return
        # Nobody is sent to a window for a paper that isn't there yet.
        if is_settled(view) and view.certificate and view.state in (CaseState.ISSUED, CaseState.COLLECTED):
            self._post(ev.CaseIssued(view.ticket, view.window, view.certificate.number, _told(view)))
            self._decided(view.case_id)
        elif view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED):
            cause = view.review_cause or "system"
            self._post(ev.CaseHandedOver(view.ticket, view.window, cause, self._reason(view), _told(view)))
            self._decided(view.case_id)
        else:
            self._post(ev.DeskFailed("desk_slow"))

    def _failed(self, matter: _Matter, error: BaseException) -> None:
        code = _logged(error)
        if matter is self._matter:
            self._post(ev.DeskFailed(code))

    def _reason(self, view: CaseView) -> str:
        """The first reason, where a rule sent the case to the officer."""
        if view.decision is None or view.decision.decision == "approve" or not view.decision.reasons:
            return ""
        first = view.decision.reasons[0]
        return first.zh if self.language == "zh" else first.en


def _told(view: CaseView) -> tuple[Told, ...]:
    """The rules that the decision names: all where it approves, else those that failed or are open."""
    if view.decision is None:
        return ()
    approved = view.decision.decision == "approve"
    if approved and view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED):
        # The rules hold; an officer has it for another cause.
        return ()
    return tuple(Told(r.basis, r.zh, r.en, approved) for r in view.decision.reasons)


def _logged(error: BaseException) -> str:
    """The error's code, after the operator has been told."""
    code = error.code if isinstance(error, KioskError) else type(error).__name__
    _log.error("the desk failed: %s", describe(error))
    return code


def _submitted(held: DocumentHeld) -> SubmittedDocument:
    return SubmittedDocument(
        document=held.document, fields=dict(held.fields), accepted=True, confirmed=held.confirmed
    )
