"""One try at one register over HTTP: address, key, TLS, signature, and an answer that is no flood."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from uuid import uuid4

import httpx

from kiosk.core.trace import HEADER, traceparent
from kiosk.registries.ports import Reason
from kiosk.registries.settings import RegisterSettings
from kiosk.registries.signature import Signer
from kiosk.registries.wire import MAX_ANSWER_BYTES


class Fault(Exception):
    """One try failed; `code` is the RegistryError's if no further one does better."""

    def __init__(self, code: str, what: str, again: bool = True, reason: Reason = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.again = again
        self.reason: Reason = reason


class Link:
    """A register's connections. Safe to use from several threads."""

    def __init__(
        self,
        settings: RegisterSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        unix_time: Callable[[], float] = time.time,
    ) -> None:
        """Raises SetupError where certificates or the signing key can't be used."""
        self._monotonic = monotonic
        self._signer: Signer | None = None
        if settings.signing_key_id and settings.signing_key_file:
            self._signer = Signer.load(settings.signing_key_id, settings.signing_key_file, unix_time)
        headers = {"Content-Type": "application/json"}
        if settings.key is not None:
            headers["Authorization"] = f"Bearer {settings.key.get_secret_value()}"
        # trust_env: a proxy of the environment must never see a query.
        self._http = httpx.Client(
            base_url=settings.url,
            headers=headers,
            transport=transport,
            verify=settings.tls(),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=settings.concurrent * 2, keepalive_expiry=30),
        )

    def close(self) -> None:
        self._http.close()

    def post(self, path: str, content: dict[str, object], seconds: float) -> tuple[str, bytes]:
        """Ask within about `seconds`: the request's id and the body of the answer. Raises Fault."""
        request_id = uuid4().hex
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = {"X-Request-Id": request_id, HEADER: traceparent()}
        if self._signer is not None:
            headers |= self._signer.headers("POST", path, body, request_id)
        end = self._monotonic() + seconds
        try:
            with self._http.stream("POST", path, content=body, headers=headers, timeout=seconds) as response:
                _check_status(response.status_code)
                return request_id, self._read(response, end)
        except httpx.TimeoutException as error:
            raise Fault("registry_timeout", "no answer in time") from error
        except httpx.DecodingError as error:
            raise Fault("registry_garbage", "an answer that can't be unpacked") from error
        except httpx.HTTPError as error:
            raise Fault("registry_unavailable", f"can't be reached ({type(error).__name__})") from error

    def _read(self, response: httpx.Response, end: float) -> bytes:
        """The body; a drop at a time mustn't stretch the time-out, nor a flood the memory."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise Fault("registry_garbage", "an answer that is far too long")
            if self._monotonic() > end:
                raise Fault("registry_timeout", "the answer came too slowly")
        return bytes(body)


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (401, 403):
        raise Fault("registry_unavailable", "it refuses our key", again=False)
    if status >= 500 or status == 429:
        raise Fault("registry_unavailable", f"it answers {status}")
    raise Fault("registry_garbage", f"an unexpected status {status}", again=False)
