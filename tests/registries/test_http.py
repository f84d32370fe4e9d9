"""The adapter: answers, silence, rubbish, and how long it goes on trying. No socket, a clock by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.paths import repository_root
from kiosk.registries.http import HttpRegistries, Patience
from kiosk.registries.ports import RegistryError
from kiosk.registries.wire import MAX_ANSWER_BYTES, DriverAnswer, PersonAnswer
from kiosk.registries.world import load_world

WORLD = load_world(repository_root() / "assets" / "demo" / "world.yaml")
MAO = next(p for p in WORLD.persons.values() if p.id == "mao")
NUMBER = MAO.person.id_number


def driver_json(**changes: Any) -> bytes:
    content = DriverAnswer(record=MAO.driver).model_dump(mode="json")
    content["record"].update(changes)
    return json.dumps(content).encode()


class Upstream:
    """Answers by script; a callable may raise. `asked` counts."""

    def __init__(self, *script: Callable[[httpx.Request], httpx.Response]) -> None:
        self.script = script
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.script[min(len(self.asked), len(self.script)) - 1](request)


def make(upstream: Upstream, clock: ManualClock, patience: Patience | None = None) -> HttpRegistries:
    return HttpRegistries(
        "http://registers",
        "k" * 16,
        patience,
        transport=httpx.MockTransport(upstream),
        monotonic=clock.monotonic,
        sleep=clock.advance,
    )


def good(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=driver_json())


def body(content: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, content=content)


def silent(clock: ManualClock) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        clock.advance(request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("silent", request=request)

    return answer


def refused(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def test_a_record_comes_back_and_the_number_is_in_the_body_only() -> None:
    upstream = Upstream(good)
    assert make(upstream, ManualClock()).driver(NUMBER) == MAO.driver
    request = upstream.asked[0]
    assert NUMBER not in str(request.url)
    assert not any(NUMBER in value for value in request.headers.values())
    assert json.loads(request.content) == {"id_number": NUMBER}
    assert request.headers["Authorization"] == "Bearer " + "k" * 16


def test_a_person_comes_back() -> None:
    content = PersonAnswer(record=MAO.person).model_dump_json().encode()
    assert make(Upstream(body(content)), ManualClock()).person(NUMBER) == MAO.person


def test_nobody_known_is_an_answer() -> None:
    assert make(Upstream(body(b'{"record": null}')), ManualClock()).driver(NUMBER) is None


def test_silence_is_tried_three_times_within_eight_seconds() -> None:
    clock = ManualClock()
    upstream = Upstream(silent(clock))
    with pytest.raises(RegistryError) as error:
        make(upstream, clock).driver(NUMBER)
    assert (error.value.code, error.value.port) == ("registry_timeout", "driver")
    assert len(upstream.asked) == 3
    assert clock.monotonic() <= 8.0


def test_a_register_that_wakes_up_is_heard() -> None:
    clock = ManualClock()
    assert make(Upstream(silent(clock), good), clock).driver(NUMBER) == MAO.driver


def test_a_refused_connection_is_known_at_once() -> None:
    clock = ManualClock()
    upstream = Upstream(refused)
    with pytest.raises(RegistryError) as error:
        make(upstream, clock).person(NUMBER)
    assert (error.value.code, error.value.port) == ("registry_unavailable", "person")
    assert len(upstream.asked) == 3
    assert clock.monotonic() < 1.0


def test_a_drop_at_a_time_does_not_stretch_the_time() -> None:
    clock = ManualClock()

    class Drip(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            for byte in driver_json():
                clock.advance(1.0)
                yield bytes([byte])

    upstream = Upstream(lambda _: httpx.Response(200, stream=Drip()))
    with pytest.raises(RegistryError) as error:
        make(upstream, clock).driver(NUMBER)
    assert error.value.code == "registry_timeout"
    assert clock.monotonic() <= 12.0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"record": 1}',
        b'{"record": {}}',
        b'{"record": null, "more": 1}',
        b"\xff\xfe",
        b" " * (MAX_ANSWER_BYTES + 1),
        driver_json(surprise="x"),
        driver_json(points="3"),
        driver_json(points=3.5),
        driver_json(portrait_usable=1),
        driver_json(status="fine"),
        driver_json(valid_to="2029-02-30"),
        driver_json(valid_to=1800000000),
        driver_json(licence_number="11010519491231002X"),
        driver_json(name=None),
    ],
)
def test_rubbish_is_an_error_and_never_quoted(content: bytes) -> None:
    with pytest.raises(RegistryError) as error:
        make(Upstream(body(content)), ManualClock()).driver(NUMBER)
    assert error.value.code == "registry_garbage"
    assert NUMBER not in str(error.value)
    assert "毛晓燕" not in str(error.value)


@pytest.mark.parametrize(
    ("status", "code", "times"),
    [
        (503, "registry_unavailable", 3),
        (500, "registry_unavailable", 3),
        (401, "registry_unavailable", 1),
        (302, "registry_garbage", 1),
        (404, "registry_garbage", 1),
    ],
)
def test_statuses(status: int, code: str, times: int) -> None:
    upstream = Upstream(lambda _: httpx.Response(status, headers={"Location": "http://elsewhere/"}))
    with pytest.raises(RegistryError) as error:
        make(upstream, ManualClock()).driver(NUMBER)
    assert error.value.code == code
    assert len(upstream.asked) == times


def test_one_short_try() -> None:
    clock = ManualClock()
    upstream = Upstream(silent(clock))
    with pytest.raises(RegistryError):
        make(upstream, clock, Patience(tries=1, seconds=2.0)).driver(NUMBER)
    assert len(upstream.asked) == 1
    assert clock.monotonic() <= 2.0
