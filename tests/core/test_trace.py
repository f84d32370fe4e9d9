"""Traces: what a header may say, whose a line of the log is, and OpenTelemetry where it is installed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kiosk.core import trace as module
from kiosk.core.log import JsonFormatter
from kiosk.core.trace import current_trace, new_trace, trace_from, trace_of_case, traceparent, tracing

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", TRACE),
        (f"cc-{TRACE}-b7ad6b7169203331-00", TRACE),
        (f"ff-{TRACE}-b7ad6b7169203331-01", None),
        (f"00-{TRACE.upper()}-b7ad6b7169203331-01", None),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        ("330212198806153428", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_header_may_say(header: str | None, found: str | None) -> None:
    assert trace_from(header) == found


def test_a_cases_trace_is_the_same_everywhere_and_tells_nothing_of_its_id() -> None:
    case_id = "1" * 32
    assert trace_of_case(case_id) == trace_of_case(case_id) != trace_of_case("2" * 32)
    assert trace_from(traceparent(trace_of_case(case_id))) == trace_of_case(case_id)
    assert case_id not in traceparent(trace_of_case(case_id))


def test_a_line_of_the_log_has_the_trace_of_its_work() -> None:
    def line() -> dict[str, Any]:
        record = logging.LogRecord("kiosk.x", logging.INFO, "", 1, "done", (), None)
        told: dict[str, Any] = json.loads(JsonFormatter().format(record))
        return told

    assert "trace" not in line()
    with tracing(TRACE, "outer"):
        assert line()["trace"] == TRACE
        with tracing("2" * 32, "inner"):
            assert line()["trace"] == "2" * 32
        assert trace_from(traceparent()) == TRACE
    assert current_trace() is None
    assert trace_from(traceparent()) not in (None, TRACE)


def test_open_telemetry_gets_spans_of_the_same_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    api = pytest.importorskip("opentelemetry.trace")
    spans: list[tuple[str, int, dict[str, str]]] = []

    class Tracer(api.NoOpTracer):  # type: ignore[misc]
        @contextmanager
        def start_as_current_span(self, name: str, context: Any = None, **said: Any) -> Iterator[Any]:
            span = api.get_current_span(context)
            spans.append((name, span.get_span_context().trace_id, said["attributes"]))
            assert not said["record_exception"]
            with api.use_span(span, record_exception=False):
                yield span

    monkeypatch.setattr(api, "get_tracer", lambda *_: Tracer())
    with tracing(TRACE, "request", method="GET"), tracing(TRACE, "stage"):
        pass
    with tracing(new_trace(), "other"):
        pass
    assert [(name, said) for name, _, said in spans][:2] == [("request", {"method": "GET"}), ("stage", {})]
    assert [found for _, found, _ in spans][:2] == [int(TRACE, 16)] * 2
    assert spans[2][1] != int(TRACE, 16)


def test_without_open_telemetry_the_trace_is_there_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_OPEN", False)
    monkeypatch.setattr(module, "import_module", lambda _: pytest.fail("isn't asked for"))
    with tracing(TRACE, "request"):
        assert current_trace() == TRACE
