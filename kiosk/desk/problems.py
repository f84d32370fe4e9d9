"""Errors as RFC 9457 problems with our code. What was sent is never repeated."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.id_number import redact
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import Problem

_LOG = logging.getLogger("kiosk.desk")
MAX_BODY = 1_000_000
_MEDIA = "application/problem+json"
_SAID = {
    400: "the request can't be read",
    401: "no key, or not this route's",
    403: "not allowed",
    404: "there is no such thing",
    409: "not in this state",
    410: "erased",
    412: "changed meanwhile",
    413: "too large",
    422: "a field is wrong",
    423: "locked for a while",
    428: "If-Match is missing",
    429: "too many requests",
    503: "the store can't now; try again",
}
#: For OpenAPI: every route may answer so.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": said, "content": {_MEDIA: {}}} for status, said in _SAID.items()
}


def problem(status: int, code: str, title: str) -> JSONResponse:
    body = Problem(title=redact(title), status=status, code=code)
    headers = {"Retry-After": "1"} if status in (429, 503) else None
    return JSONResponse(body.model_dump(), status, media_type=_MEDIA, headers=headers)


def add_problems(app: FastAPI) -> None:
    """Every failure leaves the API as a problem."""

    @app.exception_handler(KioskError)
    async def ours(_: Request, error: KioskError) -> Response:
        status = error.status if isinstance(error, DeskFault) else 500
        if status >= 500:
            _LOG.error("a request failed", extra={"error": describe(error)})
        return problem(status, error.code, error.operator)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return problem(422, "request_invalid", f"{place}: {first['type']}")

    @app.exception_handler(StarletteHTTPException)
    async def http(_: Request, error: StarletteHTTPException) -> Response:
        code = "body_too_large" if error.status_code == 413 else f"http_{error.status_code}"
        answer = problem(error.status_code, code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(OperationalError)
    async def store(_: Request, error: OperationalError) -> Response:
        _LOG.error("the store can't now", extra={"error": describe(error)})
        return problem(503, "store_busy", "the store can't now; try again")

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> Response:
        _LOG.error("a request failed", extra={"error": describe(error)})
        return problem(500, "desk_error", "the desk failed; its log has the place")


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
