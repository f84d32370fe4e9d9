"""Gathering: breaker and bulkhead in the adapter, and registers that take nothing from one another."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from kiosk.core.clock import ManualClock
from kiosk.registries.gather import Gatherer
from kiosk.registries.http import HttpRegister, HttpRegistries, Surroundings
from kiosk.registries.ports import Answer, FieldState, Port, RegistryError, ResidenceRecord
from kiosk.registries.queries import NumberQuery
from kiosk.registries.settings import RegisterSettings

NUMBER = "11010519491231002X"
QUERY = NumberQuery(id_number=NUMBER)


def register(
    answer: Callable[[httpx.Request], httpx.Response], clock: ManualClock, **settings: Any
) -> HttpRegister[ResidenceRecord]:
    return HttpRegister(
        Port.RESIDENCE,
        RegisterSettings(url="http://registers", **settings),
        transport=httpx.MockTransport(answer),
        around=Surroundings(clock.monotonic, clock.advance, clock.now, lambda: 0.5),
    )


def nobody(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"record": None})


def broken(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503)


def test_a_register_that_is_down_is_left_alone_and_probed_later() -> None:
    clock = ManualClock()
    asked: list[int] = []
    answers = [broken]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        return answers[0](request)

    residence = register(answer, clock, breaker_failures=2, tries=1)
    for _ in range(2):
        with pytest.raises(RegistryError):
            residence.ask(QUERY)
    before = clock.monotonic()
    with pytest.raises(RegistryError) as error:
        residence.ask(QUERY)
    assert (error.value.code, error.value.reason) == ("registry_unavailable", "breaker_open")
    assert len(asked) == 2
    assert clock.monotonic() == before
    answers[0] = nobody
    clock.advance(11)
    assert not residence.ask(QUERY).found
    assert not residence.breaker.is_open


def test_one_persons_rubbish_does_not_shut_the_register() -> None:
    def rubbish(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"<html>")

    residence = register(rubbish, ManualClock(), breaker_failures=1)
    for _ in range(3):
        with pytest.raises(RegistryError) as error:
            residence.ask(QUERY)
        assert error.value.code == "registry_garbage"
        assert error.value.reason == ""


def test_no_more_at_the_same_time_than_the_bulkhead_lets() -> None:
    held, inside = threading.Event(), threading.Semaphore(0)

    def wait(_: httpx.Request) -> httpx.Response:
        inside.release()
        held.wait(10)
        return httpx.Response(200, json={"record": None})

    residence = register(wait, ManualClock(), concurrent=2, seconds=0.3, tries=3)
    threads = [threading.Thread(target=residence.ask, args=(QUERY,)) for _ in range(2)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=5)
    with pytest.raises(RegistryError) as error:
        residence.ask(QUERY)
    assert (error.value.code, error.value.reason) == ("registry_unavailable", "busy")
    held.set()
    for thread in threads:
        thread.join()
    assert not residence.ask(QUERY).found


def body(**more: Any) -> bytes:
    record = {"id_number": NUMBER, "status": "valid", "employed": None}
    return json.dumps({"record": record, **more}).encode()


def test_the_registers_own_time_and_name_go_with_every_fact() -> None:
    clock = ManualClock()
    at = clock.now() - timedelta(minutes=3)
    content = body(at=at.isoformat(), source="省居住证库")
    answer = register(lambda _: httpx.Response(200, content=content), clock).ask(QUERY)
    fact = answer.fact("status")
    assert (fact.state, fact.value, fact.source) == (FieldState.KNOWN, "valid", "registry:residence.status")
    assert (fact.register, fact.at) == ("省居住证库", at)
    assert answer.fact("employed").state is FieldState.NULL
    assert answer.fact("housed").state is FieldState.MISSING


def test_without_them_the_time_of_receipt_and_the_port() -> None:
    clock = ManualClock()
    answer = register(lambda _: httpx.Response(200, content=body()), clock).ask(QUERY)
    assert (answer.at, answer.source) == (clock.now(), "residence")


@pytest.mark.parametrize(("age", "good"), [(-180, False), (-60, True), (599, True), (601, False)])
def test_how_old_an_answer_may_be(age: float, good: bool) -> None:
    clock = ManualClock()
    at = (clock.now() - timedelta(seconds=age)).isoformat()
    residence = register(lambda _: httpx.Response(200, content=body(at=at)), clock)
    if good:
        assert residence.ask(QUERY).found
        return
    with pytest.raises(RegistryError) as error:
        residence.ask(QUERY)
    assert error.value.reason == "stale"


def test_any_age_where_the_settings_allow_it() -> None:
    old = body(at="2001-01-01T00:00:00Z")
    residence = register(lambda _: httpx.Response(200, content=old), ManualClock(), max_age_seconds=None)
    assert residence.ask(QUERY).at == datetime(2001, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("at", ['"2026-01-05"', '"2026-01-05T01:00:00"', "5", '""'])
def test_a_time_that_is_none_is_rubbish(at: str) -> None:
    content = body().replace(b'{"record"', b'{"at": ' + at.encode() + b', "record"', 1)
    residence = register(lambda _: httpx.Response(200, content=content), ManualClock())
    with pytest.raises(RegistryError) as error:
        residence.ask(QUERY)
    assert error.value.code == "registry_garbage"


class Held:
    """A register that answers when it is let."""

    def __init__(self, port: Port, let: threading.Barrier) -> None:
        self.port, self.let = port, let

    def ask(self, query: object) -> Answer[Any]:
        self.let.wait(5)
        return Answer(self.port, None, self.port.value, datetime.now(UTC))


def test_all_are_asked_at_the_same_time() -> None:
    # Nine meet or none goes on: one after another would end in a broken barrier.
    together = threading.Barrier(len(Port))
    gatherer = Gatherer({port: Held(port, together) for port in Port})
    gathered = gatherer.gather(dict.fromkeys(Port, QUERY))
    assert set(gathered.answers) == set(Port)
    gatherer.close()


def test_a_register_that_hangs_holds_up_neither_others_nor_the_citizen() -> None:
    never = threading.Barrier(2)
    alone = threading.Barrier(1)
    registers = {p: Held(p, never if p is Port.CRIME else alone) for p in Port}
    gatherer = Gatherer(registers, {Port.CRIME: 1}, seconds=0.0)
    for _ in range(3):
        gathered = gatherer.gather(dict.fromkeys(Port, QUERY))
        assert set(gathered.silent) == {Port.CRIME}
        assert gathered.silent[Port.CRIME].code == "registry_timeout"
    never.abort()
    gatherer.close()


def test_a_port_without_a_register_is_silent() -> None:
    gatherer = Gatherer({})
    gathered = gatherer.gather({Port.CRIME: QUERY})
    assert gathered.silent[Port.CRIME].code == "registry_unavailable"
    assert gathered.records == {}
    gatherer.close()


def test_the_two_oldest_calls_still_work() -> None:
    registries = HttpRegistries("http://registers", "k" * 16, transport=httpx.MockTransport(nobody))
    assert registries.person(NUMBER) is None
    assert registries.driver(NUMBER) is None
    registries.close()
