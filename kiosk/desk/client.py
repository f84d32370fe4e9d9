"""The only way a kiosk reaches its desk. Imports nothing of the desk's but its schemas.

A lost connection is tried again for a few seconds: every call is safe to repeat, because a case's id comes
from here and the desk knows a submission it has seen. So a desk that is killed and started again in the
middle of a visit is not even noticed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

import httpx

from kiosk.core.tls import Tls
from kiosk.desk.line import DeskError, DeskLine
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    HandOff,
    Health,
    PrecheckAnswer,
    PrecheckRequest,
    PrintEnd,
    PrintingRows,
    PrintingView,
    PrintJobNote,
    PrintKind,
    PrintWish,
    ReviewQueue,
    ReviewView,
    Submission,
    VerifyAnswer,
    VerifyRequest,
)

__all__ = ["DeskClient", "DeskError", "is_settled"]
_SETTLED = frozenset({CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED, CaseState.COLLECTED})


class DeskClient:
    """One kiosk's connection to its desk. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience: float = 8.0,
        transport: httpx.BaseTransport | None = None,
        tls: Tls | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`patience`: seconds within which a lost connection is tried again; `tls`: for an https address.

        Raises SetupError `certificates_unusable`.
        """
        self._line = DeskLine(
            url, key, patience=patience, transport=transport, monotonic=monotonic, sleep=sleep, tls=tls
        )
        self._monotonic = monotonic

    def close(self) -> None:
        self._line.close()

    def __enter__(self) -> DeskClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def health(self) -> Health:
        """Is it there? Raises DeskError."""
        return self._line.model("GET", "/healthz", Health)

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer:
        """Which further documents would help. Raises DeskError."""
        return self._line.model("POST", "/v1/precheck", PrecheckAnswer, request)

    def submit(self, submission: Submission) -> CaseView:
        """Begin a case; the same submission again gives the same case. Raises DeskError."""
        headers = {"Idempotency-Key": submission.case_id}
        return self._line.model("POST", "/v1/cases", CaseView, submission, headers=headers)

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView:
        """The case, at once or when it is newer than `after_version`, `wait` seconds at most."""
        params = {"after_version": after_version, "wait": wait}
        return self._line.model("GET", f"/v1/cases/{case_id}", CaseView, params=params)

    def wait_done(
        self,
        case_id: str,
        timeout: float,
        on_change: Callable[[CaseView], None] | None = None,
    ) -> CaseView:
        """The case once its paper is ready or an officer has it; `on_change` sees every step.

        Raises DeskError `desk_timeout` after `timeout` seconds.
        """
        end = self._monotonic() + timeout
        version = 0
        while True:
            left = end - self._monotonic()
            view = self.case(case_id, version, max(0.0, min(left, 10.0)))
            if view.version > version and on_change is not None:
                on_change(view)
            version = max(version, view.version)
            if is_settled(view):
                return view
            if left <= 0:
                raise DeskError("desk_timeout", f"the case is still {view.state} after {timeout:.0f} s")

    def paper(self, case_id: str) -> bytes:
        """The signed PDF. Raises DeskError `no_paper`."""
        return self._line.send("GET", f"/v1/cases/{case_id}/paper").content

    def guide_slip(self, item: str, language: str = "zh", width: str = "80mm") -> bytes:
        """An item's guide as a PDF for the printer: `zh` or `en`, `80mm` or `a4`.

        Raises DeskError `unknown_item`, `no_guide`.
        """
        params = {"language": language, "width": width}
        return self._line.send("GET", f"/v1/items/{item}/guide-slip", params=params).content

    def slip(self, case_id: str, width: str = "80mm") -> bytes:
        """What the citizen takes to the window, as a PDF. Raises DeskError `no_slip` (not decided yet)."""
        return self._line.send("GET", f"/v1/cases/{case_id}/slip", params={"width": width}).content

    def electronic_pass(self, case_id: str) -> bytes:
        """The truck's pass for a telephone, as a PDF. Raises DeskError `no_paper`."""
        return self._line.send("GET", f"/v1/cases/{case_id}/pass").content

    def printing(self, case_id: str, kind: PrintKind, again: bool = False) -> PrintingView:
        """The desk's row for printing a paper of a case: a new one, or the one that is there.

        Raises DeskError `unknown_case`, `printing_now`.
        """
        wish = PrintWish(kind=kind, again=again)
        return self._line.model("POST", f"/v1/cases/{case_id}/printing", PrintingView, wish)

    def printing_left(self) -> list[PrintingView]:
        """The rows that this kiosk's crash left open."""
        return self._line.model("GET", "/v1/printing", PrintingRows).rows

    def printing_job(self, row: int, job: str, instead_of: str | None) -> None:
        """`job` prints the row from now on. Raises DeskError `job_differs`."""
        self._line.send("POST", f"/v1/printing/{row}/job", PrintJobNote(job=job, instead_of=instead_of))

    def printing_end(self, row: int, end: Literal["printed", "handed_over"]) -> None:
        """It is out, or an officer prints it."""
        self._line.send("POST", f"/v1/printing/{row}/end", PrintEnd(end=end))

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView:
        """An officer takes over. Raises DeskError `already_decided`, `unknown_cause`."""
        return self._line.model(
            "POST", f"/v1/cases/{case_id}/hand-off", CaseView, HandOff(cause=cause, note=note)
        )

    def measured(self, case_id: str, kind: str, value: float) -> None:
        """A figure of a visit: `satisfied`, `visit_seconds` or `read_first_time`; once a case."""
        self._line.send("POST", f"/v1/cases/{case_id}/measured", json={"kind": kind, "value": value})

    def collected(self, case_id: str) -> CaseView:
        """The officer handed the paper over; needs the window's key."""
        return self._line.model("POST", f"/v1/cases/{case_id}/collected", CaseView)

    def verify(self, number: str) -> VerifyAnswer:
        """What the desk knows of a certificate by its number."""
        return self._line.model("POST", "/v1/verify", VerifyAnswer, VerifyRequest(number=number))

    def reviews(self) -> list[ReviewView]:
        """The cases that wait for an officer, oldest first."""
        return self._line.model("GET", "/v1/reviews", ReviewQueue).reviews


def is_settled(view: CaseView) -> bool:
    """Nothing more happens by itself: the paper is ready, an officer has the case, or another office does."""
    if view.elsewhere is not None:
        return True
    if view.state is CaseState.ISSUED:
        return view.certificate is not None and view.certificate.ready
    return view.state in _SETTLED
