"""Signed requests: a register can tell who asked, that nothing was changed, and that it is no repetition.

Ed25519 over method, path, request id, time and the SHA-256 of the body, one a line, in these headers:
X-Key-Id, X-Request-Id, X-Signed-At (seconds since 1970), X-Signature (base64).
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from kiosk.core.errors import SetupError

#: A request older or newer than this is refused, and its id is remembered as long.
TOLERANCE_SECONDS = 120


class Signer:
    """Signs what the desk asks."""

    def __init__(self, key_id: str, key: Ed25519PrivateKey, unix_time: Callable[[], float]) -> None:
        self._key_id = key_id
        self._key = key
        self._unix_time = unix_time

    @classmethod
    def load(cls, key_id: str, file: Path, unix_time: Callable[[], float]) -> Signer:
        """From an unencrypted PEM file. Raises SetupError `signing_key_unusable`."""
        try:
            key = load_pem_private_key(file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SetupError("signing_key_unusable", f"{file}: {type(error).__name__}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SetupError("signing_key_unusable", f"{file}: holds no Ed25519 key")
        return cls(key_id, key, unix_time)

    def headers(self, method: str, path: str, body: bytes, request_id: str) -> dict[str, str]:
        at = str(int(self._unix_time()))
        signature = self._key.sign(_signed(method, path, request_id, at, body))
        return {
            "X-Key-Id": self._key_id,
            "X-Signed-At": at,
            "X-Signature": base64.b64encode(signature).decode(),
        }


class Verifier:
    """The other end. Safe to use from several threads."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey], unix_time: Callable[[], float]) -> None:
        """`keys` by key id."""
        self._keys = keys
        self._unix_time = unix_time
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}

    @classmethod
    def load(cls, folder: Path, unix_time: Callable[[], float]) -> Verifier:
        """Every `KEYID.pem` of a folder. Raises SetupError `client_keys_unusable`."""
        keys: dict[str, Ed25519PublicKey] = {}
        try:
            for file in sorted(folder.glob("*.pem")):
                key = load_pem_public_key(file.read_bytes())
                if not isinstance(key, Ed25519PublicKey):
                    raise ValueError("no Ed25519 key")
                keys[file.stem] = key
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise SetupError("client_keys_unusable", f"{folder}: {type(error).__name__}") from error
        if not keys:
            raise SetupError("client_keys_unusable", f"{folder}: holds no KEYID.pem")
        return cls(keys, unix_time)

    def refusal(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> str | None:
        """Why the request isn't accepted, or None where it is. `headers` are asked in lower case."""
        key = self._keys.get(headers.get("x-key-id", ""))
        request_id, at = headers.get("x-request-id", ""), headers.get("x-signed-at", "")
        if key is None or not request_id or not at.isascii() or not at.isdigit() or len(at) > 12:
            return "signature_missing"
        now = self._unix_time()
        if abs(now - int(at)) > TOLERANCE_SECONDS:
            return "signature_old"
        try:
            signature = base64.b64decode(headers.get("x-signature", ""), validate=True)
            key.verify(signature, _signed(method, path, request_id, at, body))
        except (InvalidSignature, ValueError):
            return "signature_wrong"
        return None if self._is_new(request_id, now) else "request_repeated"

    def _is_new(self, request_id: str, now: float) -> bool:
        with self._lock:
            for old in [r for r, at in self._seen.items() if now - at > 2 * TOLERANCE_SECONDS]:
                del self._seen[old]
            if request_id in self._seen:
                return False
            self._seen[request_id] = now
            return True


def _signed(method: str, path: str, request_id: str, at: str, body: bytes) -> bytes:
    return "\n".join([method, path, request_id, at, hashlib.sha256(body).hexdigest()]).encode()
