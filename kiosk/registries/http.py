"""The registries over HTTP: a few tries within the time a citizen can be asked to wait.

A register that doesn't answer, that can't be reached, or that answers rubbish is a RegistryError; one that
knows nobody is an answer. Nothing here logs or raises a number.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast

import httpx
from pydantic import SecretStr, ValidationError

from kiosk.registries.gather import Gathered, Gatherer
from kiosk.registries.link import Fault, Link
from kiosk.registries.patience import Breaker, Patience
from kiosk.registries.ports import (
    Answer,
    DriverRecord,
    PersonRecord,
    Port,
    Reason,
    Record,
    RegistryError,
)
from kiosk.registries.queries import NumberQuery, Query, Subject
from kiosk.registries.settings import RegisterSettings
from kiosk.registries.wire import ANSWERS, PATHS, AnswerBody, is_about

__all__ = ["HttpRegister", "HttpRegistries", "Patience", "Surroundings"]

_LOG = logging.getLogger("kiosk.registries")
_R = TypeVar("_R", bound=Record)
#: A register's clock may go ahead of ours by so much.
_AHEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Surroundings:
    """Time, waiting and chance, so that a test can hold them."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    jitter: Callable[[], float] = random.random


class HttpRegister(Generic[_R]):
    """One register over HTTP. Safe to use from several threads."""

    def __init__(
        self,
        port: Port,
        settings: RegisterSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        around: Surroundings | None = None,
    ) -> None:
        """Raises SetupError where certificates or keys can't be used."""
        self.port = port
        self.settings = settings
        self.patience = settings.patience
        self._around = around or Surroundings()
        self._link = Link(
            settings,
            transport=transport,
            monotonic=self._around.monotonic,
            unix_time=lambda: self._around.now().timestamp(),
        )
        self._slots = threading.BoundedSemaphore(settings.concurrent)
        self.breaker = Breaker(settings.breaker, self._around.monotonic)

    def close(self) -> None:
        self._link.close()

    def ask(self, query: Query) -> Answer[_R]:
        """Answer within `patience.seconds`. Raises RegistryError."""
        begun = self._around.monotonic()
        if not self._slots.acquire(timeout=self.patience.seconds / self.patience.tries):
            raise self._error("registry_unavailable", "its questions at the same time are full", "busy")
        try:
            return self._guarded(query, begun)
        finally:
            self._slots.release()

    def _guarded(self, query: Query, begun: float) -> Answer[_R]:
        if not self.breaker.admit():
            raise self._error("registry_unavailable", "it was down a moment ago", "breaker_open")
        try:
            answer = self._patiently(query, begun)
        except Fault as fault:
            if fault.code == "registry_garbage":
                self.breaker.released()
            else:
                self.breaker.failed()
            raise self._error(fault.code, fault.what, fault.reason) from fault.__cause__
        except BaseException:
            self.breaker.released()
            raise
        self.breaker.succeeded()
        return answer

    def _patiently(self, query: Query, begun: float) -> Answer[_R]:
        """Try until it answers, the tries are used up or the time is. Raises Fault, that of the last try."""
        end = begun + self.patience.seconds
        fault = Fault("registry_timeout", "no time was left to ask")
        for attempt in range(1, self.patience.tries + 1):
            left = end - self._around.monotonic()
            if left <= 0:
                break
            try:
                return self._once(query, self.patience.call(left), begun)
            except Fault as error:
                fault = error
                _LOG.warning(
                    "a register failed", extra={"port": self.port.value, "try": attempt, "code": error.code}
                )
            if not fault.again:
                break
            if fault.code != "registry_timeout" and attempt < self.patience.tries:
                left = end - self._around.monotonic()
                self._around.sleep(self.patience.wait(attempt, left, self._around.jitter()))
        raise fault

    def _once(self, query: Query, seconds: float, begun: float) -> Answer[_R]:
        """One question within about `seconds`. Raises Fault."""
        asked = query.model_dump(mode="json", exclude_none=True)
        request_id, content = self._link.post(PATHS[self.port], asked, seconds)
        body = self._read(content)
        if body.request is not None and body.request != request_id:
            raise Fault("registry_garbage", "the answer to another question", reason="other_question")
        if body.matches is not None and body.matches > 1:
            raise Fault("registry_garbage", "more than one record", again=False, reason="duplicate")
        if body.record is not None and not is_about(query, body.record):
            raise Fault("registry_garbage", "somebody else's record", again=False, reason="other_subject")
        at = self._fresh(body.at)
        waited = self._around.monotonic() - begun
        return Answer(self.port, cast(_R | None, body.record), body.source or self.port.value, at, waited)

    def _read(self, content: bytes) -> AnswerBody[Any]:
        try:
            return ANSWERS[self.port].model_validate_json(content, strict=True)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            raise Fault("registry_garbage", f"an answer of the wrong form ({first['type']})") from None

    def _fresh(self, at: datetime | None) -> datetime:
        """The time of the answer in UTC. Raises Fault where it lies too far back, or ahead."""
        now = self._around.now()
        if at is None:
            return now
        if at - now > _AHEAD:
            raise Fault("registry_garbage", "an answer from the future", reason="stale")
        age = self.settings.max_age_seconds
        if age is not None and now - at > timedelta(seconds=age):
            raise Fault("registry_garbage", "an answer that is too old", reason="stale")
        return at.astimezone(UTC)

    def _error(self, code: str, what: str, reason: Reason = "") -> RegistryError:
        return RegistryError(code, self.port.value, f"the {self.port.value} register: {what}", reason)


class HttpRegistries:
    """All nine registers. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        patience: Patience | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        settings: Mapping[Port, RegisterSettings] | None = None,
        around: Surroundings | None = None,
    ) -> None:
        """At one address with one key, or as `settings` (see `from_settings`) say for each port."""
        patience = patience or Patience()
        common = RegisterSettings(
            url=url,
            key=SecretStr(key),
            tries=patience.tries,
            seconds=patience.seconds,
            pause=patience.pause,
            call_seconds=patience.call_seconds,
        )
        around = around or Surroundings(monotonic=monotonic, sleep=sleep)
        self.patience = patience
        self.registers: Mapping[Port, HttpRegister[Any]] = {
            port: HttpRegister(
                port, settings[port] if settings else common, transport=transport, around=around
            )
            for port in Port
        }
        self._gatherer = Gatherer(
            self.registers,
            {port: register.settings.concurrent for port, register in self.registers.items()},
            max(register.patience.seconds for register in self.registers.values()),
        )

    @classmethod
    def from_settings(
        cls, settings: Mapping[Port, RegisterSettings], around: Surroundings | None = None
    ) -> HttpRegistries:
        """From `load_settings`. Raises SetupError where certificates or keys can't be used."""
        return cls("http://unused.invalid", "", settings=settings, around=around)

    def close(self) -> None:
        self._gatherer.close()
        for register in self.registers.values():
            register.close()

    def gather(self, needs: Mapping[Port, Query]) -> Gathered:
        """Ask all at once. A register's failure is in the result, never raised."""
        return self._gatherer.gather(needs)

    def gather_for(self, ports: Iterable[Port], subject: Subject) -> Gathered:
        """What these ports know about a subject; those it isn't known well enough for are `unasked`."""
        return self._gatherer.gather_for(ports, subject)

    def person(self, id_number: str) -> PersonRecord | None:
        """Raises RegistryError with port `person`."""
        record = self.registers[Port.PERSON].ask(NumberQuery(id_number=id_number)).record
        return cast(PersonRecord | None, record)

    def driver(self, id_number: str) -> DriverRecord | None:
        """Raises RegistryError with port `driver`."""
        record = self.registers[Port.DRIVER].ask(NumberQuery(id_number=id_number)).record
        return cast(DriverRecord | None, record)
