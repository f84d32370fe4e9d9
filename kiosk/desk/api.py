"""The desk over HTTP: thin, keyed, and quiet about what it was sent.

Errors are RFC 9457 problems with our code. A validation error names the field and never repeats its value.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.id_number import redact
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import (
    CaseView,
    HandOff,
    Health,
    PrecheckAnswer,
    PrecheckRequest,
    Problem,
    ReviewQueue,
    Submission,
    VerifyAnswer,
    VerifyRequest,
)
from kiosk.desk.service import Desk

_LOG = logging.getLogger("kiosk.desk")
MAX_BODY = 1_000_000
MAX_WAIT = 30.0


@dataclass(frozen=True)
class ApiKeys:
    """Who may ask what: the kiosk everything but handing over, the window that."""

    kiosk: str
    window: str | None = None


def create_app(desk: Desk, keys: ApiKeys) -> FastAPI:
    """The API; starting the app starts the desk's worker, stopping it stops the worker."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        yield
        await run_in_threadpool(desk.stop)

    app = FastAPI(title="小智 desk", version="1", lifespan=life, docs_url=None, redoc_url=None)
    app.add_middleware(BodyLimit)
    _add_errors(app)
    _add_routes(app, desk, keys)
    return app


def _add_routes(app: FastAPI, desk: Desk, keys: ApiKeys) -> None:
    kiosk = [Depends(_keyed(keys.kiosk))]
    window = [Depends(_keyed(keys.window))]

    @app.get("/healthz")
    def health() -> Health:
        return desk.health()

    @app.post("/v1/precheck", dependencies=kiosk)
    def precheck(request: PrecheckRequest) -> PrecheckAnswer:
        return desk.precheck(request)

    @app.post("/v1/cases", dependencies=kiosk)
    def submit(
        submission: Submission,
        response: Response,
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    ) -> CaseView:
        view, new = desk.submit(submission, idempotency_key)
        response.status_code = 201 if new else 200
        return view

    @app.get("/v1/cases/{case_id}", dependencies=kiosk)
    async def case(
        case_id: str,
        after_version: Annotated[int, Query(ge=0)] = 0,
        wait: Annotated[float, Query(ge=0, le=MAX_WAIT)] = 0.0,
    ) -> CaseView:
        return await _newer(desk, case_id, after_version, wait)

    @app.get("/v1/cases/{case_id}/paper", dependencies=kiosk)
    def paper(case_id: str) -> Response:
        headers = {"Cache-Control": "no-store"}
        return Response(desk.paper(case_id), media_type="application/pdf", headers=headers)

    @app.post("/v1/cases/{case_id}/hand-off", dependencies=kiosk)
    def hand_off(case_id: str, wish: HandOff) -> CaseView:
        return desk.hand_off(case_id, wish)

    @app.post("/v1/cases/{case_id}/collected", dependencies=window)
    def collected(case_id: str) -> CaseView:
        return desk.collected(case_id)

    @app.post("/v1/verify", dependencies=kiosk)
    def verify(request: VerifyRequest) -> VerifyAnswer:
        return desk.verify(request.number)

    @app.get("/v1/reviews", dependencies=kiosk)
    def reviews() -> ReviewQueue:
        return ReviewQueue(reviews=desk.reviews())


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
            await asyncio.wait([changed], timeout=left)
        finally:
            desk.bell.leave(case_id, changed)


def _keyed(key: str | None) -> Callable[[str], None]:
    def check(authorization: Annotated[str, Header()] = "") -> None:
        if key is None or not compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise DeskFault("key_refused", "the request's key isn't this route's", 401)

    return check


def _problem(status: int, code: str, title: str) -> JSONResponse:
    body = Problem(title=redact(title), status=status, code=code)
    return JSONResponse(body.model_dump(), status, media_type="application/problem+json")


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(KioskError)
    async def ours(_: Request, error: KioskError) -> Response:
        status = error.status if isinstance(error, DeskFault) else 500
        if status >= 500:
            _LOG.error("a request failed", extra={"error": describe(error)})
        return _problem(status, error.code, error.operator)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return _problem(422, "request_invalid", f"{place}: {first['type']}")

    @app.exception_handler(StarletteHTTPException)
    async def http(_: Request, error: StarletteHTTPException) -> Response:
        code = "body_too_large" if error.status_code == 413 else f"http_{error.status_code}"
        return _problem(error.status_code, code, str(error.detail))

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> Response:
        _LOG.error("a request failed", extra={"error": describe(error)})
        return _problem(500, "desk_error", "the desk failed; its log has the place")


class BodyLimit:
    """Refuses a body over MAX_BODY, whatever its headers claim."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                # FastAPI's own class: any other error while it reads a body becomes a 400.
                raise HTTPException(413, "a body of at most 1 MB")
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)
