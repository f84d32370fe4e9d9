"""The client: what it sends, what it makes of answers, and how long it believes in a lost desk."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from kiosk.core.clock import ManualClock
from kiosk.desk.client import DeskClient, DeskError
from kiosk.desk.schemas import CaseState, CaseView, CertificateView
from tests.desk.parts import submission

Answer = Callable[[httpx.Request], httpx.Response]


def view(state: CaseState = CaseState.ACCEPTED, version: int = 1, ready: bool = False) -> CaseView:
    certificate = CertificateView(number="N", sha256="", ready=ready) if state is CaseState.ISSUED else None
    return CaseView(
        case_id="1" * 32,
        item="lic_damaged",
        state=state,
        stages=[],
        decision=None,
        ticket="A001",
        window="3",
        certificate=certificate,
        review_cause=None,
        version=version,
    )


def say(model: CaseView) -> Answer:
    return lambda _: httpx.Response(200, content=model.model_dump_json())


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("gone", request=request)


class Script:
    def __init__(self, *answers: Answer) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1](request)


def make(script: Script, clock: ManualClock | None = None) -> DeskClient:
    clock = clock or ManualClock()
    return DeskClient(
        "http://desk",
        "key-of-tests",
        transport=httpx.MockTransport(script),
        monotonic=clock.monotonic,
        sleep=clock.advance,
    )


def test_a_lost_connection_is_tried_again_with_the_same_case() -> None:
    script = Script(lost, lost, say(view()))
    sent = submission()
    assert make(script).submit(sent).state is CaseState.ACCEPTED
    bodies = {request.content for request in script.requests}
    keys = {request.headers["Idempotency-Key"] for request in script.requests}
    assert len(script.requests) == 3
    assert keys == {sent.case_id}
    assert [json.loads(b)["case_id"] for b in bodies] == [sent.case_id]


def test_a_desk_that_stays_away_is_given_up() -> None:
    clock = ManualClock()
    with pytest.raises(DeskError) as error:
        make(Script(lost), clock).health()
    assert error.value.code == "desk_unreachable"
    assert 4 <= clock.monotonic() <= 8


def test_waiting_sees_every_step() -> None:
    script = Script(
        say(view(version=1)),
        say(view(CaseState.FILLED, 2)),
        lost,
        say(view(CaseState.ISSUED, 5)),
        say(view(CaseState.ISSUED, 6, ready=True)),
    )
    seen: list[int] = []
    done = make(script).wait_done("1" * 32, 30, lambda v: seen.append(v.version))
    assert seen == [1, 2, 5, 6]
    assert done.certificate is not None
    assert done.certificate.ready
    assert script.requests[-1].url.params["after_version"] == "5"


@pytest.mark.parametrize("state", [CaseState.REVIEW, CaseState.COLLECTED, CaseState.REFUSED])
def test_waiting_ends_where_an_officer_has_it(state: CaseState) -> None:
    assert make(Script(say(view(state)))).wait_done("1" * 32, 30).state is state


def test_waiting_ends_in_time() -> None:
    clock = ManualClock()

    def slow(_: httpx.Request) -> httpx.Response:
        clock.advance(3)
        return httpx.Response(200, content=view().model_dump_json())

    with pytest.raises(DeskError) as error:
        make(Script(slow), clock).wait_done("1" * 32, 10)
    assert error.value.code == "desk_timeout"
    assert clock.monotonic() <= 16


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(409, json={"code": "idempotency_conflict", "title": "t"}), "idempotency_conflict"),
        (httpx.Response(401, json={"code": "key_refused", "title": "t"}), "key_refused"),
        (httpx.Response(502, text="<html>"), "desk_garbage"),
        (httpx.Response(500, json=["x"]), "desk_garbage"),
        (httpx.Response(200, json={"state": "lost"}), "desk_garbage"),
        (httpx.Response(200, text=""), "desk_garbage"),
    ],
)
def test_refusals_and_rubbish_have_codes(answer: httpx.Response, code: str) -> None:
    with pytest.raises(DeskError) as error:
        make(Script(lambda _: answer)).case("1" * 32)
    assert error.value.code == code


def test_the_key_is_sent_and_the_number_stands_in_no_url() -> None:
    script = Script(say(view()))
    make(script).submit(submission())
    request = script.requests[0]
    assert request.headers["Authorization"] == "Bearer key-of-tests"
    assert str(request.url) == "http://desk/v1/cases"
