"""The desk as the conversation sees it: requests go out on the pool, the case's way comes back as events."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Protocol

from kiosk.core.errors import KioskError
from kiosk.core.text import Language
from kiosk.desk.client import is_settled
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    PrecheckAnswer,
    PrecheckRequest,
    Submission,
    SubmittedDocument,
)
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import DocumentHeld
from kiosk.terminal.timeline import Timeline

_log = logging.getLogger("kiosk.terminal")
#: Seconds one long poll may last, and all of them together.
_POLL = 5.0
_POLLS = 12
#: What the desk files a visit under in which no item was named yet.
NO_ITEM = "assistance"


class Desk(Protocol):
    """The desk's client, as far as it is needed here."""

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer: ...

    def submit(self, submission: Submission) -> CaseView: ...

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView: ...

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView: ...


class Counter:
    """Owned by the conductor's thread; one visit's dealings with the desk."""

    def __init__(
        self, timeline: Timeline, pool: Executor, desk: Desk, post: Callable[[ev.Event], None], office: str
    ) -> None:
        self._timeline = timeline
        self._pool = pool
        self._desk = desk
        self._post = post
        self._office = office
        self.language: Language = "zh"
        self._case_id: str | None = None
        self.last: CaseView | None = None
        """The case as last seen."""

    def forget(self) -> None:
        """The visit is over; the case is the desk's."""
        self._case_id = None
        self.last = None

    def precheck(self, item: str, documents: Sequence[DocumentHeld]) -> None:
        request = PrecheckRequest(item=item, documents=[_submitted(d) for d in documents])
        self._timeline.work(
            self._pool,
            lambda: self._desk.precheck(request),
            lambda answer: self._post(ev.PrecheckDone(tuple(answer.needed_documents))),
            self._failed,
        )

    def submit(self, item: str, documents: Sequence[DocumentHeld]) -> None:
        """Hand the case in and follow it until it is issued or an officer's."""
        self._send(self._submission(item, documents, None, ""))

    def hand_over(self, cause: str, item: str | None, documents: Sequence[DocumentHeld], note: str) -> None:
        """The case that is in goes to an officer; else one is opened with what is known."""
        if self._case_id is not None and self.last is not None:
            case_id = self.last.case_id
            self._timeline.work(
                self._pool,
                lambda: self._desk.hand_off(case_id, cause, note),
                lambda view: self._seen(view, finished=True),
                self._failed,
            )
        else:
            self._send(self._submission(item or NO_ITEM, documents, cause, note))

    def _submission(
        self, item: str, documents: Sequence[DocumentHeld], cause: str | None, note: str
    ) -> Submission:
        # Sent again after a broken connection it has the same id, and so is the same case.
        self._case_id = self._case_id or secrets.token_hex(16)
        return Submission(
            case_id=self._case_id,
            item=item,
            office=self._office,
            documents=[_submitted(d) for d in documents],
            hand_off=cause,
            note=note,
        )

    def _send(self, submission: Submission) -> None:
        def follow() -> CaseView:
            view = self._desk.submit(submission)
            for _ in range(_POLLS):
                if is_settled(view):
                    break
                seen = view
                self._timeline.post(lambda seen=seen: self._seen(seen, finished=False))  # type: ignore[misc]
                view = self._desk.case(view.case_id, after_version=view.version, wait=_POLL)
            return view

        self._timeline.work(self._pool, follow, lambda view: self._seen(view, finished=True), self._failed)

    def _seen(self, view: CaseView, *, finished: bool) -> None:
        """Turn what is new since the last look into events."""
        if self.last is None:
            self._post(ev.CaseTaken(view.ticket, view.window, view.existing))
        known = {s.stage for s in self.last.stages} if self.last else set()
        self.last = view
        for stage in view.stages:
            if stage.stage not in known:
                self._post(ev.StageDone(stage.stage.value))
        if not finished:
            return
        if view.state in (CaseState.ISSUED, CaseState.COLLECTED) and view.certificate:
            self._post(ev.CaseIssued(view.ticket, view.window, view.certificate.number))
        elif view.state in (CaseState.REVIEW, CaseState.REFUSED):
            cause = view.review_cause or "system"
            self._post(ev.CaseHandedOver(view.ticket, view.window, cause, self._reason(view)))
        else:
            self._post(ev.DeskFailed("desk_slow"))

    def _reason(self, view: CaseView) -> str:
        """The first reason, where a rule sent the case to the officer."""
        if view.decision is None or view.decision.decision == "approve" or not view.decision.reasons:
            return ""
        first = view.decision.reasons[0]
        return first.zh if self.language == "zh" else first.en

    def _failed(self, error: BaseException) -> None:
        code = error.code if isinstance(error, KioskError) else type(error).__name__
        _log.error("the desk failed", extra={"code": code}, exc_info=error)
        self._post(ev.DeskFailed(code))


def _submitted(held: DocumentHeld) -> SubmittedDocument:
    return SubmittedDocument(
        document=held.document, fields=dict(held.fields), accepted=True, confirmed=held.confirmed
    )
