"""One structured line a request, with its trace: the route's template, never its path."""

from __future__ import annotations

import logging
import time

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.core.trace import HEADER, current_trace, new_trace, trace_from, trace_of_case, tracing

_LOG = logging.getLogger("kiosk.desk.requests")


class Tracing:
    """Counts and logs every request under its route's template."""

    def __init__(self, app: ASGIApp, requests: Histogram) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace, begun, status = _trace_of(scope), time.monotonic(), [500]

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                message.setdefault("headers", []).append((b"x-trace-id", trace.encode()))
            await send(message)

        with tracing(trace, "request", method=scope["method"][:10]):
            try:
                await self._app(scope, receive, noted)
            finally:
                seconds = time.monotonic() - begun
                route = getattr(scope.get("route"), "path", "none")
                self._requests.labels(scope["method"][:10], route, str(status[0])).observe(seconds)
                said = {"method": scope["method"][:10], "route": route, "status": status[0]}
                _LOG.info("request", extra={**said, "trace": trace, "ms": round(seconds * 1000, 1)})


def case_begun(case_id: str) -> None:
    """Says which trace the case has where the caller came with another, so that a log leads on."""
    trace = trace_of_case(case_id)
    if current_trace() not in (None, trace):
        _LOG.info("case begun", extra={"case_trace": trace})


def _trace_of(scope: Scope) -> str:
    """The caller's trace, or a new one."""
    told = [value for name, value in scope["headers"] if name == HEADER.encode()]
    # More than one is none (W3C Trace Context, 3.2.1).
    found = trace_from(told[0].decode("latin-1")) if len(told) == 1 else None
    return found or new_trace()
