"""The registries over HTTP: a few tries within the time a citizen can be asked to wait.

A register that doesn't answer, that can't be reached, or that answers rubbish is a RegistryError; one that
knows nobody is an answer. Nothing here logs or raises a number.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import ValidationError

from kiosk.registries.ports import DriverRecord, PersonRecord, Record, RegistryError
from kiosk.registries.wire import MAX_ANSWER_BYTES, PATHS, DriverAnswer, PersonAnswer

_LOG = logging.getLogger("kiosk.registries")
_A = TypeVar("_A", bound=Record)


@dataclass(frozen=True)
class Patience:
    """How long and how often one question is asked."""

    tries: int = 3
    seconds: float = 8.0
    """Over all tries."""
    pause: float = 0.15
    """Before a further try, where the last failed at once."""


class _Fault(Exception):
    """One try failed; `code` is the RegistryError's if no further one does better."""

    def __init__(self, code: str, what: str, again: bool = True) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.again = again


class HttpRegistries:
    """The Registries port over HTTP with a bearer key. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        patience: Patience | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.patience = patience or Patience()
        self._monotonic = monotonic
        self._sleep = sleep
        # trust_env: a proxy of the environment must never see a query.
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        self._http.close()

    def person(self, id_number: str) -> PersonRecord | None:
        """Raises RegistryError with port `person`."""
        record = self._ask("person", id_number, PersonAnswer, self.patience).record
        if record is not None and record.id_number != id_number:
            raise _garbage("person", "the record is somebody else's")
        return record

    def driver(self, id_number: str) -> DriverRecord | None:
        """Raises RegistryError with port `driver`."""
        record = self._ask("driver", id_number, DriverAnswer, self.patience).record
        if record is not None and record.licence_number != id_number:
            raise _garbage("driver", "the record is somebody else's")
        return record

    def _ask(self, port: str, id_number: str, model: type[_A], patience: Patience) -> _A:
        end = self._monotonic() + patience.seconds
        fault = _Fault("registry_timeout", "no time was left to ask")
        for attempt in range(patience.tries):
            left = end - self._monotonic()
            if left <= 0:
                break
            try:
                return self._try(port, id_number, model, min(left, patience.seconds / patience.tries))
            except _Fault as error:
                fault = error
                _LOG.warning(
                    "a register failed", extra={"port": port, "try": attempt + 1, "code": error.code}
                )
            if not fault.again:
                break
            if fault.code != "registry_timeout" and attempt + 1 < patience.tries:
                self._sleep(min(patience.pause * (attempt + 1), max(0.0, end - self._monotonic())))
        raise RegistryError(fault.code, port, f"the {port} register: {fault.what}")

    def _try(self, port: str, id_number: str, model: type[_A], seconds: float) -> _A:
        """One question within about `seconds`. Raises _Fault."""
        end = self._monotonic() + seconds
        try:
            with self._http.stream(
                "POST", PATHS[port], json={"id_number": id_number}, timeout=seconds
            ) as response:
                _check_status(response.status_code)
                body = self._read(response, end)
        except httpx.TimeoutException as error:
            raise _Fault("registry_timeout", "no answer in time") from error
        except httpx.DecodingError as error:
            raise _Fault("registry_garbage", "an answer that can't be unpacked") from error
        except httpx.HTTPError as error:
            raise _Fault("registry_unavailable", f"can't be reached ({type(error).__name__})") from error
        try:
            return model.model_validate_json(body, strict=True)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            raise _Fault("registry_garbage", f"an answer of the wrong form ({first['type']})") from None

    def _read(self, response: httpx.Response, end: float) -> bytes:
        """The body; a drop at a time mustn't stretch the time-out, nor a flood the memory."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise _Fault("registry_garbage", "an answer that is far too long")
            if self._monotonic() > end:
                raise _Fault("registry_timeout", "the answer came too slowly")
        return bytes(body)


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (401, 403):
        raise _Fault("registry_unavailable", "it refuses our key", again=False)
    if status >= 500 or status == 429:
        raise _Fault("registry_unavailable", f"it answers {status}")
    raise _Fault("registry_garbage", f"an unexpected status {status}", again=False)


def _garbage(port: str, what: str) -> RegistryError:
    return RegistryError("registry_garbage", port, f"the {port} register: {what}")
