"""One connection to a desk over HTTP: what all its clients share. Knows nothing of the desk but its schemas.

A lost connection is tried again for a few seconds; who calls makes sure that a call is safe to repeat.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from kiosk.core.errors import KioskError
from kiosk.core.tls import Tls
from kiosk.desk.traced import traced

_LOG = logging.getLogger("kiosk.desk")
_M = TypeVar("_M", bound=BaseModel)
#: A look ahead may take a register's whole time and a little more.
_SLOWEST = 20.0


class DeskError(KioskError):
    """The desk can't be reached or refuses.

    Codes of the client's own: `desk_unreachable`, `desk_timeout`, `desk_garbage`; all others are the desk's
    (`key_refused`, `unknown_item`, `unknown_case`, `unknown_cause`, `request_invalid`,
    `idempotency_conflict`, `already_decided`, `no_paper`, `body_too_large`, `desk_error`).
    `status` is the HTTP status, or None where no answer came.
    """

    def __init__(self, code: str, operator: str, status: int | None = None) -> None:
        super().__init__(code, operator)
        self.status = status


class DeskLine:
    """A connection with its key or token. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        patience: float = 8.0,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tls: Tls | None = None,
    ) -> None:
        """`patience`: seconds within which a lost connection is tried again; `tls`: for an https address.

        Raises SetupError `certificates_unusable`.
        """
        self.key = key
        """What is sent as bearer; '' for nothing."""
        self._patience = patience
        self._monotonic = monotonic
        self._sleep = sleep
        self.http = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(_SLOWEST, connect=2.0),
            transport=transport,
            verify=tls.client() if tls else True,
            # A proxy of the environment must never see a case.
            trust_env=False,
            event_hooks={"request": [traced]},
        )

    def close(self) -> None:
        self.http.close()

    def headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        """With the bearer, where there is one."""
        return {**({"Authorization": f"Bearer {self.key}"} if self.key else {}), **(more or {})}

    def model(
        self, method: str, path: str, model: type[_M], body: BaseModel | None = None, **more: Any
    ) -> _M:
        """The answer as `model`. Raises DeskError."""
        return parsed(self.send(method, path, body, **more), model)

    def send(self, method: str, path: str, body: BaseModel | None = None, **more: Any) -> httpx.Response:
        """The desk's answer. Raises DeskError for none and for a refusal."""
        more["headers"] = self.headers(more.get("headers"))
        if body is not None:
            more["content"] = body.model_dump_json().encode()
            more["headers"]["Content-Type"] = "application/json"
        end = self._monotonic() + self._patience
        pause = 0.05
        while True:
            try:
                response = self.http.request(method, path, **more)
                break
            except httpx.ReadTimeout as error:
                raise DeskError("desk_timeout", "the desk doesn't answer in time") from error
            except httpx.HTTPError as error:
                if self._monotonic() + pause > end:
                    name = type(error).__name__
                    raise DeskError("desk_unreachable", f"no connection to the desk ({name})") from error
                _LOG.warning("the desk's connection is lost; trying again")
            self._sleep(pause)
            pause = min(pause * 2, 0.5)
        if response.is_success:
            return response
        raise refusal(response)


def parsed(response: httpx.Response, model: type[_M]) -> _M:
    """The body as `model`. Raises DeskError `desk_garbage`."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError:
        raise DeskError("desk_garbage", "the desk's answer has a wrong form") from None


def refusal(response: httpx.Response) -> DeskError:
    """The desk's problem as an error."""
    try:
        problem = response.json()
        code, title = str(problem["code"]), str(problem["title"])
    except (ValueError, KeyError, TypeError):
        code, title = "desk_garbage", f"the desk answers {response.status_code} without a reason"
    return DeskError(code, title, response.status_code)
