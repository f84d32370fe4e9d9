"""Which visit a line of a log belongs to, from the kiosk to the registers (W3C Trace Context, `traceparent`).

A case's trace is a digest of its random id: every process finds the same one, after a restart, too, and who
reads a log learns no case's id from it. OpenTelemetry is optional: where it is installed and set up, every
piece of work is a span of that trace; without it the logs have the trace all the same.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec
from typing import Any

HEADER = "traceparent"
_PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_CURRENT: ContextVar[str | None] = ContextVar("trace", default=None)
_OPEN = find_spec("opentelemetry") is not None


def new_trace() -> str:
    """32 hex digits of chance."""
    return secrets.token_hex(16)


def trace_of_case(case_id: str) -> str:
    """The trace of everything that is done for one case: 32 hex digits."""
    return hashlib.sha256(f"trace:{case_id}".encode()).hexdigest()[:32]


def trace_from(header: str | None) -> str | None:
    """The trace that a `traceparent` names, or None where it is none (then the caller has no trace)."""
    found = _PARENT.fullmatch(header or "")
    if found is None or found[1] == "ff" or set(found[2]) == {"0"} or set(found[3]) == {"0"}:
        return None
    return found[2]


def current_trace() -> str | None:
    """The trace of what this thread or task works on."""
    return _CURRENT.get()


def traceparent(trace: str | None = None) -> str:
    """The header for a call that belongs to `trace`: the current one, or a new one where there is none."""
    return f"00-{trace or current_trace() or new_trace()}-{secrets.token_hex(8)}-01"


@contextmanager
def tracing(trace: str, name: str, **said: str) -> Iterator[None]:
    """Work under `trace`; with OpenTelemetry a span called `name`. `said` must be nothing personal."""
    token = _CURRENT.set(trace)
    try:
        with _span(trace, name, said):
            yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def _span(trace: str, name: str, said: dict[str, str]) -> Iterator[None]:
    """A span where OpenTelemetry is there; its provider and exporter are set up by its own environment."""
    if not _OPEN:
        yield
        return
    api: Any = import_module("opentelemetry.trace")
    now = api.get_current_span().get_span_context()
    context = None
    if not now.is_valid or now.trace_id != int(trace, 16):
        sampled = api.TraceFlags(api.TraceFlags.SAMPLED)
        parent = api.SpanContext(int(trace, 16), secrets.randbits(64) | 1, True, sampled)
        context = api.set_span_in_context(api.NonRecordingSpan(parent))
    tracer = api.get_tracer("kiosk")
    # An error's own words may hold what was typed: they stay out of the span.
    with tracer.start_as_current_span(
        name, context=context, attributes=said, record_exception=False, set_status_on_exception=False
    ):
        yield
