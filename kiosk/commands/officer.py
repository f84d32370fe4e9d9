"""An officer at the desk's staff API: what the trainee's own hands do, and what a tutor looks at."""

from __future__ import annotations

from types import TracebackType
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from kiosk.desk.client import DeskError
from kiosk.desk.schemas import CaseView
from kiosk.desk.staff_schemas import (
    AskFor,
    CaseFile,
    Collection,
    QueuePage,
    SessionView,
    SignIn,
    Verdict,
    VerdictView,
)

_M = TypeVar("_M", bound=BaseModel)


class Officer:
    """One session. Raises DeskError with the desk's own codes."""

    def __init__(self, url: str, staff: str, password: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20.0, trust_env=False)
        signed = self._model("POST", "/v1/staff/session", SessionView, SignIn(staff=staff, password=password))
        self._http.headers["Authorization"] = f"Bearer {signed.token}"
        self.staff = staff

    def __enter__(self) -> Officer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def queue(self) -> QueuePage:
        return self._model("GET", "/v1/queue", QueuePage)

    def file(self, case_id: str) -> CaseFile:
        """The whole file; that it was opened is audited."""
        return self._model("GET", f"/v1/reviews/{case_id}", CaseFile)

    def claim(self, case_id: str) -> str:
        """The version to decide on."""
        return self._send("POST", f"/v1/reviews/{case_id}/claim").headers["ETag"]

    def release(self, case_id: str) -> None:
        self._send("POST", f"/v1/reviews/{case_id}/release")

    def decide(self, case_id: str, verdict: Verdict, version: str) -> VerdictView:
        return self._model(
            "POST", f"/v1/reviews/{case_id}/decision", VerdictView, verdict, headers={"If-Match": version}
        )

    def ask(self, case_id: str, wish: AskFor, version: str) -> None:
        self._send("POST", f"/v1/reviews/{case_id}/ask", wish, headers={"If-Match": version})

    def collect(self, given: Collection) -> CaseView:
        """Hand a paper over at the window."""
        return self._model("POST", "/v1/window/collections", CaseView, given)

    def _model(
        self, method: str, path: str, model: type[_M], body: BaseModel | None = None, **more: Any
    ) -> _M:
        return model.model_validate_json(self._send(method, path, body, **more).content)

    def _send(self, method: str, path: str, body: BaseModel | None = None, **more: Any) -> httpx.Response:
        if body is not None:
            more["content"] = body.model_dump_json()
            more["headers"] = {**more.get("headers", {}), "Content-Type": "application/json"}
        try:
            answer = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise DeskError(
                "desk_unreachable", f"no connection to the desk ({type(error).__name__})"
            ) from error
        if answer.is_success:
            return answer
        try:
            problem = answer.json()
        except ValueError:
            problem = {}
        raise DeskError(
            str(problem.get("code", "desk_error")), str(problem.get("title", "")), answer.status_code
        )
