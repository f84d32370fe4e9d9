"""A call carries the trace of its case: a kiosk's calls and the desk's work are one."""

from __future__ import annotations

import re

import httpx

from kiosk.core.trace import HEADER, trace_of_case, traceparent

_CASE = re.compile(r"/v1/cases/([0-9a-f]{32})(?:/|$)")


def traced(request: httpx.Request) -> None:
    """An httpx hook. A submission's case is its Idempotency-Key; what is about no case has its own trace."""
    found = _CASE.match(request.url.path)
    case_id = found[1] if found else request.headers.get("Idempotency-Key")
    request.headers[HEADER] = traceparent(trace_of_case(case_id) if case_id else None)
