"""The only way a kiosk reaches its desk. Imports nothing of the desk's but its schemas.

A lost connection is tried again for a few seconds: every call is safe to repeat, because a case's id comes
from here and the desk knows a submission it has seen. So a desk that is killed and started again in the
middle of a visit is not even noticed.
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
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    HandOff,
    Health,
    PrecheckAnswer,
    PrecheckRequest,
    ReviewQueue,
    ReviewView,
    Submission,
    VerifyAnswer,
    VerifyRequest,
)
from kiosk.desk.traced import traced

_LOG = logging.getLogger("kiosk.desk")
_M = TypeVar("_M", bound=BaseModel)
_SETTLED = frozenset({CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED, CaseState.COLLECTED})
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


class DeskClient:
    """One kiosk's connection to its desk. Safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience: float = 8.0,
        transport: httpx.BaseTransport | None = None,
        tls: Tls | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`patience`: seconds within which a lost connection is tried again; `tls`: for an https address.

        Raises SetupError `certificates_unusable`.
        """
        self._patience = patience
        self._monotonic = monotonic
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(_SLOWEST, connect=2.0),
            transport=transport,
            verify=tls.client() if tls else True,
            # A proxy of the environment must never see a case.
            trust_env=False,
            event_hooks={"request": [traced]},
        )

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> DeskClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def health(self) -> Health:
        """Is it there? Raises DeskError."""
        return self._model("GET", "/healthz", Health)

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer:
        """Which further documents would help. Raises DeskError."""
        return self._model("POST", "/v1/precheck", PrecheckAnswer, request)

    def submit(self, submission: Submission) -> CaseView:
        """Begin a case; the same submission again gives the same case. Raises DeskError."""
        headers = {"Idempotency-Key": submission.case_id}
        return self._model("POST", "/v1/cases", CaseView, submission, headers=headers)

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView:
        """The case, at once or when it is newer than `after_version`, `wait` seconds at most."""
        params = {"after_version": after_version, "wait": wait}
        return self._model("GET", f"/v1/cases/{case_id}", CaseView, params=params)

    def wait_done(
        self,
        case_id: str,
        timeout: float,
        on_change: Callable[[CaseView], None] | None = None,
    ) -> CaseView:
        """The case once its paper is ready or an officer has it; `on_change` sees every step.

        Raises DeskError `desk_timeout` after `timeout` seconds.
        """
        end = self._monotonic() + timeout
        version = 0
        while True:
            left = end - self._monotonic()
            view = self.case(case_id, version, max(0.0, min(left, 10.0)))
            if view.version > version and on_change is not None:
                on_change(view)
            version = max(version, view.version)
            if is_settled(view):
                return view
            if left <= 0:
                raise DeskError("desk_timeout", f"the case is still {view.state} after {timeout:.0f} s")

    def paper(self, case_id: str) -> bytes:
        """The signed PDF. Raises DeskError `no_paper`."""
        return self._send("GET", f"/v1/cases/{case_id}/paper").content

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView:
        """An officer takes over. Raises DeskError `already_decided`, `unknown_cause`."""
        return self._model("POST", f"/v1/cases/{case_id}/hand-off", CaseView, HandOff(cause=cause, note=note))

    def collected(self, case_id: str) -> CaseView:
        """The officer handed the paper over; needs the window's key."""
        return self._model("POST", f"/v1/cases/{case_id}/collected", CaseView)

    def verify(self, number: str) -> VerifyAnswer:
        """What the desk knows of a certificate by its number."""
        return self._model("POST", "/v1/verify", VerifyAnswer, VerifyRequest(number=number))

    def reviews(self) -> list[ReviewView]:
        """The cases that wait for an officer, oldest first."""
        return self._model("GET", "/v1/reviews", ReviewQueue).reviews

    def _model(
        self, method: str, path: str, model: type[_M], body: BaseModel | None = None, **more: Any
    ) -> _M:
        response = self._send(method, path, body, **more)
        try:
            return model.model_validate_json(response.content)
        except ValidationError:
            raise DeskError("desk_garbage", "the desk's answer has a wrong form") from None

    def _send(self, method: str, path: str, body: BaseModel | None = None, **more: Any) -> httpx.Response:
        if body is not None:
            more["content"] = body.model_dump_json().encode()
            more["headers"] = {**more.get("headers", {}), "Content-Type": "application/json"}
        end = self._monotonic() + self._patience
        pause = 0.05
        while True:
            try:
                response = self._http.request(method, path, **more)
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
        raise _refusal(response)


def is_settled(view: CaseView) -> bool:
    """Nothing more happens by itself: the paper is ready, an officer has the case, or another office does."""
    if view.elsewhere is not None:
        return True
    if view.state is CaseState.ISSUED:
        return view.certificate is not None and view.certificate.ready
    return view.state in _SETTLED


def _refusal(response: httpx.Response) -> DeskError:
    """The desk's problem as an error."""
    try:
        problem = response.json()
        code, title = str(problem["code"]), str(problem["title"])
    except (ValueError, KeyError, TypeError):
        code, title = "desk_garbage", f"the desk answers {response.status_code} without a reason"
    return DeskError(code, title, response.status_code)
