"""The desk over HTTP for kiosks, windows and the online sources: thin, keyed, quiet about what it was sent.

The officers' side is in `staff_api`, errors in `problems`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from kiosk.core.text import Language
from kiosk.desk.access import Access, ApiKeys, Caller, Scope
from kiosk.desk.errors import DeskFault
from kiosk.desk.figures import Statistics, VisitEvent
from kiosk.desk.forms import TruckPassForm
from kiosk.desk.hand_api import add_hand_routes
from kiosk.desk.metrics import MEDIA_TYPE
from kiosk.desk.problems import MAX_BODY, PROBLEMS, BodyLimit, add_problems
from kiosk.desk.schemas import (
    CaseView,
    HandOff,
    Health,
    PrecheckAnswer,
    PrecheckRequest,
    PrintEnd,
    PrintingRows,
    PrintingView,
    PrintJobNote,
    PrintWish,
    ReviewQueue,
    Submission,
    VerifyAnswer,
    VerifyRequest,
)
from kiosk.desk.service import Desk
from kiosk.desk.slips import Width
from kiosk.desk.staff.roles import Right
from kiosk.desk.staff_api import Token, add_staff_routes
from kiosk.desk.staff_schemas import Brought
from kiosk.desk.teaching_api import add_teaching_routes
from kiosk.desk.tracing import Tracing

__all__ = ["MAX_BODY", "ApiKeys", "create_app"]
MAX_WAIT = 30.0
CaseId = Annotated[str, Path(max_length=64, examples=["0" * 31 + "1"])]
PrintRow = Annotated[int, Path(ge=1, le=2**31)]
Office = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


def create_app(desk: Desk, keys: ApiKeys) -> FastAPI:
    """The API; starting the app starts the desk's worker, stopping it stops the worker."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        yield
        await run_in_threadpool(desk.stop)

    app = FastAPI(
        title="小智 desk",
        summary="The service layer behind every kiosk, window and online page",
        version="1",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )
    access = desk.access(keys)
    app.state.access = access
    app.add_middleware(BodyLimit)
    app.add_middleware(Tracing, requests=desk.metrics.requests)
    add_problems(app)
    _open_routes(app, desk)
    router = APIRouter(prefix="/v1", responses=PROBLEMS)
    _add_cases(router, desk)
    _add_case_verbs(router, desk)
    _add_slips(router, desk)
    _add_authority(router, desk)
    _add_forms(router, desk)
    _add_figures(router, desk)
    app.include_router(router)
    add_staff_routes(app, desk.hall, access)
    add_hand_routes(app, desk.by_hand)
    add_teaching_routes(app, desk.teaching)
    return app


def _caller(*scopes: Scope) -> Callable[[Request, str], Caller]:
    def check(request: Request, token: Token) -> Caller:
        access: Access = request.app.state.access
        caller = access.caller(token)
        if caller.scope not in scopes:
            raise DeskFault("key_refused", "the request's key isn't this route's", 401)
        return caller

    return check


Kiosk = Annotated[Caller, Depends(_caller("kiosk"))]
Window = Annotated[Caller, Depends(_caller("window"))]
Online = Annotated[Caller, Depends(_caller("online"))]
Watcher = Annotated[Caller, Depends(_caller("metrics"))]
Reader = Annotated[Caller, Depends(_caller("kiosk", "online"))]


def _open_routes(app: FastAPI, desk: Desk) -> None:
    """Without a key: is it there; with one of its own: what an operator watches. Nothing about anybody."""

    @app.get("/healthz", responses={503: PROBLEMS[503]})
    def health() -> Health:
        return desk.health()

    @app.get("/readyz", status_code=204, responses={503: PROBLEMS[503]})
    def ready() -> None:
        desk.ready()

    @app.get(
        "/metrics", response_class=Response, responses={**PROBLEMS, 200: {"content": {"text/plain": {}}}}
    )
    def metrics(_: Watcher) -> Response:
        """Counts only; still with a key of its own (`keys add NAME --scope metrics`)."""
        return Response(desk.metrics.text(), media_type=MEDIA_TYPE)


def _add_cases(router: APIRouter, desk: Desk) -> None:
    @router.post("/precheck")
    def precheck(request: PrecheckRequest, _: Kiosk) -> PrecheckAnswer:
        return desk.precheck(request)

    @router.post("/cases", responses={201: {"model": CaseView}})
    def submit(
        submission: Submission,
        response: Response,
        caller: Kiosk,
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    ) -> CaseView:
        caller.may(submission.office, submission.source)
        view, new = desk.submit(submission, idempotency_key)
        response.status_code = 201 if new else 200
        return view

    @router.get("/cases/{case_id}")
    async def case(
        case_id: CaseId,
        caller: Reader,
        response: Response,
        after_version: Annotated[int, Query(ge=0, le=2**31)] = 0,
        wait: Annotated[float, Query(ge=0, le=MAX_WAIT)] = 0.0,
    ) -> CaseView:
        await run_in_threadpool(desk.must_be_of, case_id, caller.office, caller.source)
        view = await _newer(desk, case_id, after_version, wait)
        response.headers["ETag"] = f'"{view.version}"'
        return view

    @router.get("/cases/{case_id}/events", response_class=StreamingResponse, responses=_STREAM)
    async def events(case_id: CaseId, caller: Reader, request: Request) -> StreamingResponse:
        await run_in_threadpool(desk.must_be_of, case_id, caller.office, caller.source)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            _versions(desk, case_id, request), media_type="text/event-stream", headers=headers
        )

    @router.get("/cases/{case_id}/paper", response_class=Response, responses=_PDF)
    def paper(case_id: CaseId, caller: Reader) -> Response:
        desk.must_be_of(case_id, caller.office, caller.source)
        headers = {"Cache-Control": "no-store"}
        return Response(desk.paper(case_id, caller.id), media_type="application/pdf", headers=headers)


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "event: case"}
}
_PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "description": "the signed paper",
    }
}


def _add_case_verbs(router: APIRouter, desk: Desk) -> None:
    @router.post("/cases/{case_id}/hand-off")
    def hand_off(case_id: CaseId, wish: HandOff, caller: Kiosk) -> CaseView:
        desk.must_be_of(case_id, caller.office, caller.source)
        return desk.hand_off(case_id, wish)

    @router.post("/cases/{case_id}/papers", status_code=204)
    def papers(case_id: CaseId, brought: Brought, caller: Kiosk) -> None:
        desk.must_be_of(case_id, caller.office, caller.source)
        desk.hall.reviews.brought(case_id, brought.documents, caller.id)

    @router.post("/cases/{case_id}/measured", status_code=204)
    def measured(case_id: CaseId, event: VisitEvent, caller: Kiosk) -> None:
        desk.must_be_of(case_id, caller.office, caller.source)
        desk.measured(case_id, event)

    @router.post("/cases/{case_id}/collected")
    def collected(case_id: CaseId, caller: Window) -> CaseView:
        desk.must_be_of(case_id, caller.office, None)
        return desk.collected(case_id)

    @router.post("/verify")
    def verify(request: VerifyRequest, _: Kiosk) -> VerifyAnswer:
        return desk.verify(request.number)

    @router.get("/reviews")
    def reviews(caller: Kiosk) -> ReviewQueue:
        return ReviewQueue(reviews=desk.reviews(office=caller.office))


def _add_authority(router: APIRouter, desk: Desk) -> None:
    """RFC 3161 over HTTP (3.4): digests in, stamps out; nobody's paper is ever sent."""
    kind = "application/timestamp-reply"
    answered: dict[int | str, dict[str, Any]] = {
        200: {
            "content": {kind: {"schema": {"type": "string", "format": "binary"}}},
            "description": "the response",
        }
    }

    @router.post("/tsa", response_class=Response, responses=answered)
    async def stamp(request: Request, _: Kiosk) -> Response:
        query = await request.body()
        return Response(await run_in_threadpool(desk.stamp, query), media_type=kind)


def _add_slips(router: APIRouter, desk: Desk) -> None:
    """PDFs for a kiosk's printer; nothing on them is signed."""

    def pdf(content: bytes) -> Response:
        return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    @router.get("/items/{item}/guide-slip", response_class=Response, responses=_PDF)
    def guide(
        item: Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["lic_damaged"])],
        _: Kiosk,
        language: Language = "zh",
        width: Width = "80mm",
    ) -> Response:
        return pdf(desk.drawn.guide_slip(item, language, width))

    @router.get("/cases/{case_id}/slip", response_class=Response, responses=_PDF)
    def slip(case_id: CaseId, caller: Kiosk, width: Width = "80mm") -> Response:
        desk.must_be_of(case_id, caller.office, caller.source)
        return pdf(desk.drawn.slip(case_id, width))

    @router.get("/window/faces/{case_id}", response_class=Response, responses=_PDF)
    def faces(case_id: CaseId, token: Token) -> Response:
        return pdf(desk.drawn.faces(desk.hall.staff.session(token), case_id))

    @router.get("/cases/{case_id}/pass", response_class=Response, responses=_PDF)
    def electronic_pass(case_id: CaseId, caller: Reader) -> Response:
        desk.must_be_of(case_id, caller.office, caller.source)
        return pdf(desk.drawn.electronic_pass(case_id))

    @router.post("/cases/{case_id}/printing")
    def wanted(case_id: CaseId, wish: PrintWish, caller: Kiosk) -> PrintingView:
        desk.must_be_of(case_id, caller.office, caller.source)
        return desk.printing.ask(case_id, wish.kind, caller.id, wish.again)

    @router.get("/printing")
    def left_behind(caller: Kiosk) -> PrintingRows:
        return PrintingRows(rows=desk.printing.open_rows(caller.id))

    @router.post("/printing/{row}/job", status_code=204)
    def job(row: PrintRow, note: PrintJobNote, caller: Kiosk) -> None:
        desk.printing.note(row, note.job, note.instead_of, caller.office)

    @router.post("/printing/{row}/end", status_code=204)
    def end(row: PrintRow, ended: PrintEnd, caller: Kiosk) -> None:
        desk.printing.close(row, ended.end, caller.id, caller.office)


def _add_forms(router: APIRouter, desk: Desk) -> None:
    @router.post("/forms/truck-pass", responses={201: {"model": CaseView}})
    def truck_pass(form: TruckPassForm, caller: Online, response: Response) -> CaseView:
        """货车进城通行证 online: decided while the driver waits, day and night."""
        source = caller.source or "zheliban"
        caller.may(form.office, source)
        case_id, new = desk.carry_through(form.submission(source))
        response.status_code = 201 if new else 200
        return desk.case_from(case_id, form.office)


def _add_figures(router: APIRouter, desk: Desk) -> None:
    @router.get("/statistics", responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
    def statistics(
        token: Token,
        first: date,
        last: date,
        office: Office = None,
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> Statistics:
        desk.hall.staff.session(token).need(Right.STATISTICS)
        figures = desk.figures(first, last, office)
        if "text/csv" in accept:
            return Response(figures.csv(), media_type="text/csv; charset=utf-8")  # type: ignore[return-value]
        return figures


async def _newer(desk: Desk, case_id: str, after_version: int, wait: float) -> CaseView:
    """The case, as soon as its version is above `after_version` or `wait` seconds are over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while True:
        # Listen before looking, so that no change falls between the two.
        changed = desk.bell.listen(case_id)
        try:
            view = await run_in_threadpool(desk.case, case_id)
            left = end - loop.time()
            if view.version > after_version or left <= 0:
                return view
            await asyncio.wait([changed], timeout=min(left, desk.look_again(view)))
        finally:
            desk.bell.leave(case_id, changed)


async def _versions(desk: Desk, case_id: str, request: Request) -> AsyncIterator[str]:
    """The case at every version, until nobody listens."""
    version = 0
    while not await request.is_disconnected():
        view = await _newer(desk, case_id, version, 10.0)
        if view.version > version:
            version = view.version
            yield f"event: case\nid: {version}\ndata: {json.dumps(view.model_dump(mode='json'))}\n\n"
        else:
            yield ": still here\n\n"
