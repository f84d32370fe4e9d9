"""The desk over HTTP for those who work with it: each route asks for one right.

A review's version is its ETag; who decides must say which version he looked at (If-Match), so that nobody
decides on what has changed under his eyes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kiosk.catalogue.model import Cause
from kiosk.desk.access import Access
from kiosk.desk.audit.search import AuditWish, as_csv
from kiosk.desk.bell import ANY_CASE
from kiosk.desk.errors import DeskFault
from kiosk.desk.figures import DemandRanking
from kiosk.desk.hall import Hall
from kiosk.desk.problems import PROBLEMS
from kiosk.desk.schemas import CaseView
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import (
    AskFor,
    AuditPage,
    AuditReport,
    CaseFile,
    CaseId,
    Collection,
    Glass,
    Lookup,
    Names,
    NewStaff,
    QueuePage,
    Revocation,
    RotationView,
    SessionView,
    SignIn,
    StaffChange,
    StaffList,
    StaffView,
    UncollectedList,
    Verdict,
    VerdictView,
    WaitingPaper,
)
from kiosk.desk.store.queue import Part

_SCHEME = HTTPBearer(auto_error=False, description="a kiosk's or source's key, or a session's token")


def bearer(
    scheme: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)],
    authorization: Annotated[str, Header(include_in_schema=False)] = "",
) -> str:
    """The token of the request; '' where there is none. The scheme is there to be described."""
    kind, _, token = authorization.partition(" ")
    return token if kind == "Bearer" else ""


Token = Annotated[str, Depends(bearer)]


def _who(request: Request, token: Token) -> Session:
    hall: Hall = request.app.state.hall
    return hall.staff.session(token)


Signed = Annotated[Session, Depends(_who)]


def _if_match(if_match: Annotated[str, Header(max_length=40)] = "") -> int:
    """The version that was looked at. Raises DeskFault `if_match` (428)."""
    text = if_match.removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise DeskFault("if_match", "send If-Match with the version that you looked at", 428)
    return int(text)


Version = Annotated[int, Depends(_if_match)]
#: Seconds after which who watches the queue looks by himself: another process may have changed it.
_LOOK_AGAIN = 0.5
_STILL_HERE = 10.0
_GATHER = 0.05


def _part(
    office: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,39}$")] = None,
    cause: Annotated[Cause | None, Query()] = None,
    item: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,59}$")] = None,
    oldest_first: bool = False,
) -> Part:
    return Part(office, cause.value if cause else None, item, oldest_first)


Wanted = Annotated[Part, Depends(_part)]


def add_staff_routes(app: FastAPI, hall: Hall, access: Access) -> None:
    """Sign-in, queue, review, window, accounts, audit."""
    router = APIRouter(prefix="/v1", tags=["staff"], responses=PROBLEMS)

    app.state.hall = hall
    _sessions(router, hall.staff, access)
    _queue(router, hall)
    _reviews(router, hall)
    _letters(router, hall)
    _window(router, hall)
    _accounts(router, hall)
    _audit(router, hall)
    app.include_router(router)


def _view(session: Session, token: str | None = None) -> SessionView:
    return SessionView(
        staff=session.staff_id,
        name=session.name,
        roles=sorted(session.roles),
        rights=sorted(session.rights),
        expires=session.expires,
        glass=session.glass,
        token=token,
    )


def _sessions(router: APIRouter, staff: Staff, access: Access) -> None:
    @router.post("/staff/session", status_code=201)
    def sign_in(given: SignIn, request: Request) -> SessionView:
        # A hash is dear: a flood of tries is turned away before it costs one.
        who = request.client.host if request.client else ""
        access.slow_down(f"sign-in {who}", rate=2.0, burst=30.0)
        begun = staff.sign_in(given.staff, given.password, given.code)
        return _view(begun.session, begun.token)

    @router.get("/staff/session")
    def session(token: Token) -> SessionView:
        return _view(staff.session(token))

    @router.delete("/staff/session", status_code=204)
    def sign_out(token: Token) -> None:
        staff.sign_out(token)

    @router.post("/staff/session/glass")
    def break_glass(given: Glass, token: Token) -> SessionView:
        return _view(staff.break_glass(token, given.reason))


def _queue(router: APIRouter, hall: Hall) -> None:
    @router.get("/queue")
    def page(
        session: Signed,
        part: Wanted,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> QueuePage:
        return hall.reviews.page(session, part, cursor, limit)

    @router.get("/queue/events", response_class=StreamingResponse, responses=_EVENTS)
    async def events(session: Signed, token: Token, part: Wanted, request: Request) -> StreamingResponse:
        session.need(Right.QUEUE)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            _pages(hall, token, part, request), media_type="text/event-stream", headers=headers
        )


_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "event: queue"}
}


async def _pages(hall: Hall, token: str, part: Part, request: Request) -> AsyncIterator[str]:
    """The first page of the queue whenever it changes; a comment now and then keeps the line open.

    Ends with the session, which it doesn't keep alive.
    """
    before, quiet = "", 0.0
    while not await request.is_disconnected():
        # Listen before looking, so that no change falls between the two.
        changed = hall.bell.listen(ANY_CASE)
        try:
            session = await run_in_threadpool(hall.staff.session, token, False)
            page = await run_in_threadpool(hall.reviews.page, session, part)
            now = _news(page)
            if now != before:
                yield f"event: queue\ndata: {page.model_dump_json()}\n\n"
                before, quiet = now, 0.0
            elif quiet >= _STILL_HERE:
                yield ": still here\n\n"
                quiet = 0.0
            await asyncio.wait([changed], timeout=_LOOK_AGAIN)
            # Several changes at once are one look.
            await asyncio.sleep(_GATHER)
            quiet += _LOOK_AGAIN
        except DeskFault:
            # The session is over; the next request says so.
            return
        finally:
            hall.bell.leave(ANY_CASE, changed)


def _news(page: QueuePage) -> str:
    """What somebody did. Ages run on by themselves."""
    still = [r.model_copy(update={"age_seconds": 0.0}) for r in page.reviews]
    return page.model_copy(update={"reviews": still}).model_dump_json()


Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


def _reviews(router: APIRouter, hall: Hall) -> None:
    reviews = hall.reviews

    @router.get("/reviews/{case_id}")
    def file(case_id: CaseId, session: Signed, response: Response) -> CaseFile:
        found = reviews.open(session, case_id)
        response.headers["ETag"] = f'"{found.review.version}"'
        response.headers["Cache-Control"] = "no-store"
        return found

    @router.post("/reviews/{case_id}/claim", status_code=204)
    def claim(case_id: CaseId, session: Signed, response: Response) -> None:
        response.headers["ETag"] = f'"{reviews.claim(session, case_id)}"'

    @router.post("/reviews/{case_id}/release", status_code=204)
    def release(case_id: CaseId, session: Signed, response: Response) -> None:
        response.headers["ETag"] = f'"{reviews.release(session, case_id)}"'

    @router.post("/reviews/{case_id}/decision")
    def decide(
        case_id: CaseId, verdict: Verdict, session: Signed, version: Version, key: Key = None
    ) -> VerdictView:
        return reviews.decide(session, case_id, verdict, version, key)

    @router.post("/reviews/{case_id}/ask", status_code=204)
    def ask(
        case_id: CaseId,
        wish: AskFor,
        session: Signed,
        version: Version,
        response: Response,
        key: Key = None,
    ) -> None:
        response.headers["ETag"] = f'"{reviews.ask(session, case_id, wish, version, key)}"'

    @router.delete("/reviews/{case_id}/ask", status_code=204)
    def unask(case_id: CaseId, session: Signed, response: Response) -> None:
        response.headers["ETag"] = f'"{reviews.unask(session, case_id)}"'


def _letters(router: APIRouter, hall: Hall) -> None:
    """PDFs for the officer's screen and printer; a preview decides nothing."""

    def pdf(content: bytes) -> Response:
        return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    @router.get("/reviews/{case_id}/letters/refusal", response_class=Response, responses=_LETTER)
    def refusal(case_id: CaseId, session: Signed) -> Response:
        return pdf(hall.letters.refusal(session, case_id))

    @router.post("/reviews/{case_id}/letters/refusal/preview", response_class=Response, responses=_LETTER)
    def preview_refusal(case_id: CaseId, verdict: Verdict, session: Signed) -> Response:
        return pdf(hall.letters.preview_refusal(session, case_id, verdict))

    @router.get("/reviews/{case_id}/letters/supplement", response_class=Response, responses=_LETTER)
    def supplement(case_id: CaseId, session: Signed) -> Response:
        return pdf(hall.letters.supplement(session, case_id))

    @router.post("/reviews/{case_id}/letters/supplement/preview", response_class=Response, responses=_LETTER)
    def preview_supplement(case_id: CaseId, wish: AskFor, session: Signed) -> Response:
        return pdf(hall.letters.preview_supplement(session, case_id, wish))


_LETTER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "description": "the letter",
    }
}


def _window(router: APIRouter, hall: Hall) -> None:
    @router.post("/window/lookup")
    def look_up(given: Lookup, session: Signed) -> WaitingPaper:
        return hall.window.look_up(session, given)

    @router.post("/window/collections")
    def collect(given: Collection, session: Signed, key: Key = None) -> CaseView:
        return hall.window.collect(session, given, key)

    @router.post("/window/revocations", status_code=204)
    def revoke(wish: Revocation, session: Signed) -> None:
        hall.window.revoke(session, wish)

    @router.get("/window/uncollected")
    def uncollected(session: Signed) -> UncollectedList:
        return UncollectedList(papers=hall.window.uncollected(session))


def _accounts(router: APIRouter, hall: Hall) -> None:
    def everybody(enrolment: str | None = None) -> StaffList:
        listed = [StaffView(staff=i, name=n, roles=r, active=a) for i, n, r, a in hall.staff.all()]
        return StaffList(staff=listed, enrolment=enrolment)

    @router.get("/staff")
    def list_staff(session: Signed) -> StaffList:
        session.need(Right.STAFF)
        return everybody()

    @router.post("/staff", status_code=201)
    def add(new: NewStaff, session: Signed) -> StaffList:
        session.need(Right.STAFF)
        made = hall.staff.add(new.staff, new.name, new.roles, new.password, session.staff_id, new.code)
        return everybody(made)

    @router.patch("/staff/{staff_id}")
    def change(staff_id: str, wish: StaffChange, session: Signed) -> StaffList:
        session.need(Right.STAFF)
        hall.staff.change(staff_id, session.staff_id, **wish.model_dump())
        return everybody()

    @router.post("/keys/rotation")
    def rotation(session: Signed) -> RotationView:
        return hall.rotate_keys(session)

    @router.get("/demand")
    def demand(session: Signed) -> DemandRanking:
        session.need(Right.STATISTICS)
        return hall.demand()

    @router.get("/names")
    def names(_: Signed) -> Names:
        return hall.names()


def _wish(
    case: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")] = None,
    actor: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9._-]{0,39}$")] = None,
    action: Annotated[str | None, Query(pattern=r"^[A-Za-z][A-Za-z_.]{1,39}$")] = None,
    first: date | None = None,
    last: date | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditWish:
    return AuditWish(case, actor, action, first, last, before, limit)


_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "one line a row"}
}
#: Rows of one export; more is narrowed down by days.
_EXPORT = 10_000


def _audit(router: APIRouter, hall: Hall) -> None:
    @router.get("/audit")
    def search(session: Signed, wish: Annotated[AuditWish, Depends(_wish)]) -> AuditPage:
        return hall.search_audit(session, wish)

    @router.get("/audit/export", response_class=Response, responses=_CSV)
    def export(session: Signed, wish: Annotated[AuditWish, Depends(_wish)]) -> Response:
        found = hall.search_audit(session, replace(wish, limit=_EXPORT), "audit.exported")
        headers = {"Cache-Control": "no-store"}
        return Response(as_csv(found.rows), media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/audit/verification")
    def verification(session: Signed) -> AuditReport:
        session.need(Right.AUDIT)
        return hall.verify_audit()
