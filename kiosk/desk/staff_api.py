"""The desk over HTTP for those who work with it: each route asks for one right.

A review's version is its ETag; who decides must say which version he looked at (If-Match), so that nobody
decides on what has changed under his eyes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kiosk.desk.access import Access
from kiosk.desk.errors import DeskFault
from kiosk.desk.hall import Hall
from kiosk.desk.problems import PROBLEMS
from kiosk.desk.schemas import CaseView
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.staff_schemas import (
    AskFor,
    AuditReport,
    CaseFile,
    CaseId,
    Collection,
    Glass,
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
)

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
        office: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,39}$")] = None,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> QueuePage:
        return hall.reviews.page(session, office, cursor, limit)

    @router.get("/queue/events", response_class=StreamingResponse, responses=_EVENTS)
    async def events(session: Signed, request: Request) -> StreamingResponse:
        session.need(Right.QUEUE)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            _pages(hall, session, request), media_type="text/event-stream", headers=headers
        )


_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "event: queue"}
}


async def _pages(hall: Hall, session: Session, request: Request) -> AsyncIterator[str]:
    """The first page of the queue whenever it changes; a comment now and then keeps the line open."""
    before, quiet = "", 0
    while not await request.is_disconnected():
        page = await run_in_threadpool(hall.reviews.page, session)
        # Ages run on by themselves: only what somebody did is news.
        now = page.model_copy(
            update={"reviews": [r.model_copy(update={"age_seconds": 0.0}) for r in page.reviews]}
        ).model_dump_json()
        if now != before:
            yield f"event: queue\ndata: {page.model_dump_json()}\n\n"
            before, quiet = now, 0
        else:
            quiet += 1
            if quiet % 15 == 0:
                yield ": still here\n\n"
        await asyncio.sleep(1.0)


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
    def decide(case_id: CaseId, verdict: Verdict, session: Signed, version: Version) -> VerdictView:
        return reviews.decide(session, case_id, verdict, version)

    @router.post("/reviews/{case_id}/ask", status_code=204)
    def ask(case_id: CaseId, wish: AskFor, session: Signed, version: Version, response: Response) -> None:
        response.headers["ETag"] = f'"{reviews.ask(session, case_id, wish, version)}"'


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
    @router.post("/window/collections")
    def collect(given: Collection, session: Signed) -> CaseView:
        return hall.window.collect(session, given)

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

    @router.get("/audit/verification")
    def verification(session: Signed) -> AuditReport:
        session.need(Right.AUDIT)
        return hall.verify_audit()
