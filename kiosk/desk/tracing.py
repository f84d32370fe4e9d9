"""One structured line a request, with a trace id (W3C traceparent): the route's template, never its path."""

from __future__ import annotations

import logging
import re
import secrets
import time

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("kiosk.desk.requests")
_PARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


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

        try:
            await self._app(scope, receive, noted)
        finally:
            seconds = time.monotonic() - begun
            route = getattr(scope.get("route"), "path", "none")
            self._requests.labels(scope["method"][:10], route, str(status[0])).observe(seconds)
            said = {"method": scope["method"][:10], "route": route, "status": status[0], "trace": trace}
            _LOG.info("request", extra={**said, "ms": round(seconds * 1000, 1)})


def _trace_of(scope: Scope) -> str:
    """The caller's trace, or a new one."""
    for name, value in scope["headers"]:
        if name == b"traceparent":
            found = _PARENT.fullmatch(value.decode("latin-1"))
            if found:
                return found[1]
    return secrets.token_hex(16)
