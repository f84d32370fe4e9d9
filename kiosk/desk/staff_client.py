"""How an officer's window reaches its desk: one call a route, typed both ways. Imports only schemas.

What changes something carries an idempotency key of the caller's: sent twice, it is done once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import httpx
from pydantic import ValidationError

from kiosk.desk.figures import DemandRanking, Statistics
from kiosk.desk.line import DeskError, DeskLine, parsed, refusal
from kiosk.desk.schemas import CaseView, Health
from kiosk.desk.staff_schemas import (
    AskFor,
    AuditPage,
    AuditReport,
    CaseFile,
    Collection,
    Glass,
    Lookup,
    Names,
    QueuePage,
    Revocation,
    SessionView,
    SignIn,
    UncollectedList,
    Verdict,
    VerdictView,
    WaitingPaper,
)

__all__ = ["DeskError", "QueueWish", "StaffClient"]
#: The desk says every quarter of a minute that it is still there.
_SILENCE = 40.0


@dataclass(frozen=True)
class QueueWish:
    """Which part of the queue is wanted; None: any."""

    office: str | None = None
    cause: str | None = None
    item: str | None = None
    oldest_first: bool = False

    def params(self) -> dict[str, str]:
        wishes = {"office": self.office, "cause": self.cause, "item": self.item}
        told = {name: value for name, value in wishes.items() if value}
        return told | ({"oldest_first": "true"} if self.oldest_first else {})


class StaffClient:
    """One window's connection, with the token of who is signed in. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        *,
        patience: float = 3.0,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`patience`: seconds within which a lost connection is tried again."""
        self._line = DeskLine(url, patience=patience, transport=transport, monotonic=monotonic, sleep=sleep)

    @property
    def line(self) -> DeskLine:
        """The connection itself, for further clients of the same session."""
        return self._line

    def close(self) -> None:
        self._line.close()

    def health(self) -> Health:
        """Is it there? Raises DeskError."""
        return self._line.model("GET", "/healthz", Health)

    # -- who is signed in

    def sign_in(self, staff: str, password: str, code: str = "") -> SessionView:
        """Begin a session; from then on it is this client's.

        Raises DeskError `login_refused`, `login_locked`, `too_fast`.
        """
        given = SignIn(staff=staff, password=password, code=code)
        view = self._line.model("POST", "/v1/staff/session", SessionView, given)
        self._line.key = view.token or ""
        return view.model_copy(update={"token": None})

    def leaving(self) -> Callable[[], None]:
        """Without a session from this moment; what is returned ends it at the desk, on any thread."""
        headers = self._line.headers()
        self._line.key = ""

        def end() -> None:
            if headers:
                # Who can't be reached ends it by disuse.
                with suppress(DeskError):
                    self._line.send("DELETE", "/v1/staff/session", headers=headers)

        return end

    def sign_out(self) -> None:
        """End the session at the desk; whatever the desk says, this client has none afterwards."""
        self.leaving()()

    def session(self) -> SessionView:
        """Raises DeskError `session_over`."""
        return self._line.model("GET", "/v1/staff/session", SessionView)

    def break_glass(self, reason: str) -> SessionView:
        """A supervisor's rights for a quarter of an hour, loudly."""
        return self._line.model("POST", "/v1/staff/session/glass", SessionView, Glass(reason=reason))

    # -- the queue

    def queue(self, wish: QueueWish | None = None, cursor: str | None = None, limit: int = 50) -> QueuePage:
        """One page. Raises DeskError."""
        params = {**(wish or QueueWish()).params(), "limit": str(limit)}
        if cursor:
            params["cursor"] = cursor
        return self._line.model("GET", "/v1/queue", QueuePage, params=params)

    def queue_events(self, wish: QueueWish | None = None) -> Iterator[QueuePage | None]:
        """The first page at once and whenever it has changed; None: still there. Raises DeskError."""
        timeout = httpx.Timeout(_SILENCE, connect=2.0)
        params = (wish or QueueWish()).params()
        try:
            with self._line.http.stream(
                "GET", "/v1/queue/events", headers=self._line.headers(), params=params, timeout=timeout
            ) as response:
                if not response.is_success:
                    response.read()
                    raise refusal(response)
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        yield QueuePage.model_validate_json(line.removeprefix("data: "))
                    elif line:
                        yield None
        except httpx.HTTPError as error:
            raise DeskError("desk_unreachable", f"the queue's line broke ({type(error).__name__})") from error
        except ValidationError:
            raise DeskError("desk_garbage", "the desk's answer has a wrong form") from None

    # -- one case

    def open_case(self, case_id: str) -> CaseFile:
        """All of it; that it was opened is audited. Raises DeskError `no_review`, `not_allowed`."""
        return self._line.model("GET", f"/v1/reviews/{case_id}", CaseFile)

    def claim(self, case_id: str) -> int:
        """Have it: the version to decide on. Raises DeskError `claimed`, `no_review`."""
        return _version(self._line.send("POST", f"/v1/reviews/{case_id}/claim"))

    def release(self, case_id: str) -> int:
        """Let others have it. Raises DeskError `not_claimed`."""
        return _version(self._line.send("POST", f"/v1/reviews/{case_id}/release"))

    def decide(self, case_id: str, verdict: Verdict, version: int, key: str) -> VerdictView:
        """The officer's word on the version that was looked at; the same key again is the same word."""
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": key}
        answer = self._line.send("POST", f"/v1/reviews/{case_id}/decision", verdict, headers=headers)
        return parsed(answer, VerdictView)

    def ask(self, case_id: str, wish: AskFor, version: int, key: str) -> int:
        """The citizen is to bring more."""
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": key}
        return _version(self._line.send("POST", f"/v1/reviews/{case_id}/ask", wish, headers=headers))

    def refusal_preview(self, case_id: str, verdict: Verdict) -> bytes:
        """The letter that this verdict would make, as a PDF; nothing is decided. Raises DeskError."""
        return self._line.send("POST", f"/v1/reviews/{case_id}/letters/refusal/preview", verdict).content

    def notice_preview(self, case_id: str, wish: AskFor) -> bytes:
        """The one-time notice that this wish would make, as a PDF; nothing is asked. Raises DeskError."""
        return self._line.send("POST", f"/v1/reviews/{case_id}/letters/supplement/preview", wish).content

    def letter(self, case_id: str, kind: str) -> bytes:
        """What was decided, drawn anew: `refusal` or `supplement`. Raises DeskError `not_refused`."""
        return self._line.send("GET", f"/v1/reviews/{case_id}/letters/{kind}").content

    def unask(self, case_id: str) -> int:
        """Nothing is asked for after all; the case is the officer's again."""
        return _version(self._line.send("DELETE", f"/v1/reviews/{case_id}/ask"))

    # -- the window

    def look_up(self, number: str, office: str | None = None) -> WaitingPaper:
        """What a slip or a ticket stands for. Raises DeskError `unknown_certificate`, `ticket_of_two`."""
        return self._line.model(
            "POST", "/v1/window/lookup", WaitingPaper, Lookup(number=number, office=office)
        )

    def collect(self, given: Collection, key: str) -> CaseView:
        """A paper is handed over; the same key again: once. Raises DeskError."""
        headers = {"Idempotency-Key": key}
        return self._line.model("POST", "/v1/window/collections", CaseView, given, headers=headers)

    def revoke(self, wish: Revocation) -> None:
        """A paper no longer holds. Raises DeskError."""
        self._line.send("POST", "/v1/window/revocations", wish)

    def uncollected(self) -> UncollectedList:
        """What lies at the windows for too long."""
        return self._line.model("GET", "/v1/window/uncollected", UncollectedList)

    # -- figures and audit

    def statistics(self, first: date, last: date, office: str | None = None) -> Statistics:
        """The figures of these days. Raises DeskError `bad_span`."""
        params = {"first": first.isoformat(), "last": last.isoformat()}
        if office:
            params["office"] = office
        return self._line.model("GET", "/v1/statistics", Statistics, params=params)

    def statistics_csv(self, first: date, last: date, office: str | None = None) -> bytes:
        """The same, one line an item."""
        params = {"first": first.isoformat(), "last": last.isoformat()} | (
            {"office": office} if office else {}
        )
        return self._line.send("GET", "/v1/statistics", params=params, headers={"Accept": "text/csv"}).content

    def demand(self) -> DemandRanking:
        """Why these items. Raises DeskError `no_demand`."""
        return self._line.model("GET", "/v1/demand", DemandRanking)

    def names(self) -> Names:
        """What items and offices are called."""
        return self._line.model("GET", "/v1/names", Names)

    def audit(self, before: int | None = None, **wish: str) -> AuditPage:
        """Rows of the audit, the newest first: `case`, `actor`, `action`, `first`, `last`."""
        params = {k: v for k, v in wish.items() if v} | ({"before": str(before)} if before else {})
        return self._line.model("GET", "/v1/audit", AuditPage, params=params)

    def audit_csv(self, **wish: str) -> bytes:
        """The same as CSV, at most ten thousand rows."""
        params = {k: v for k, v in wish.items() if v}
        return self._line.send("GET", "/v1/audit/export", params=params).content

    def verify_audit(self) -> AuditReport:
        """Is the chain whole? It takes as long as the chain."""
        return self._line.model("GET", "/v1/audit/verification", AuditReport, timeout=300.0)


def _version(response: httpx.Response) -> int:
    """Of a review, as its ETag has it. Raises DeskError `desk_garbage`."""
    text = response.headers.get("etag", "").strip('"')
    if not text.isdigit():
        raise DeskError("desk_garbage", "the desk's answer has no version")
    return int(text)
