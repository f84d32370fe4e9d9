"""Personal data at rest: AES-256-GCM with a key id, and blind indexes by HMAC-SHA-256.

Keys are files of 32 random bytes (0600) in the secrets folder, never in the store and never in the
repository. Sources: NIST SP 800-38D (GCM, 96-bit nonces), RFC 2104 (HMAC).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets as random_source
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.core.errors import KioskError

_NONCE = 12
_PREFIX = "g1"


class CryptoError(KioskError):
    """A key is missing or a ciphertext was changed."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one desk: data keys by id, the current one's id, the index key."""

    data_keys: Mapping[str, bytes] = field(repr=False)
    current: str
    index_key: bytes = field(repr=False)

    def encrypt(self, plain: str, context: str) -> str:
        """`g1.<key id>.<base64>`; `context` (say, `case/ID/person`) is bound to it and needed to decrypt."""
        return self.encrypt_bytes(plain.encode(), context).decode()

    def encrypt_bytes(self, plain: bytes, context: str) -> bytes:
        """As `encrypt`, for a file's content."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self.data_keys[self.current]).encrypt(nonce, plain, context.encode())
        return b".".join((_PREFIX.encode(), self.current.encode(), base64.b64encode(nonce + sealed)))

    def decrypt(self, token: str, context: str) -> str:
        """The plain text.

        Raises CryptoError `key_missing` or `ciphertext_changed`.
        """
        return self.decrypt_bytes(token.encode(), context).decode()

    def decrypt_bytes(self, token: bytes, context: str) -> bytes:
        """As `decrypt`, for a file's content."""
        prefix, _, rest = token.partition(b".")
        key_id, _, body = rest.partition(b".")
        key = self.data_keys.get(key_id.decode(errors="replace"))
        if prefix != _PREFIX.encode() or key is None:
            raise CryptoError("key_missing", f"no key {key_id[:40]!r} for a stored field")
        try:
            raw = base64.b64decode(body, validate=True)
            if base64.b64encode(raw) != body:
                # Base64 has several spellings of the same bytes; only ours is untouched.
                raise ValueError("not as it was written")
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise CryptoError("ciphertext_changed", "a stored field doesn't match its seal") from error

    def blind_index(self, value: str) -> str:
        """A keyed digest that finds an ID number without storing it: 64 hex digits."""
        return hmac.new(self.index_key, value.encode(), hashlib.sha256).hexdigest()

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one purpose, from the index key, which never changes: 32 bytes."""
        return hmac.new(self.index_key, f"derived:{purpose}".encode(), hashlib.sha256).digest()


def private_folder(folder: Path) -> Path:
    """`folder`, made with mode 0700."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def write_private(path: Path, content: bytes) -> bool:
    """Write a new file with mode 0600, whole or not at all; False where it is there already.

    Two processes may race: the first link wins, the other reads what the first wrote.
    """
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{random_source.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        # A key must outlive the power as surely as what is sealed with it.
        _sync_folder(path.parent)
        return True
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_or_create_key(path: Path) -> bytes:
    """The 32 bytes at `path`, made at the first call."""
    if not path.exists():
        write_private(path, random_source.token_bytes(32))
    key = path.read_bytes()
    if len(key) != 32:
        raise CryptoError("key_damaged", f"{path.name} holds {len(key)} bytes instead of 32")
    return key


def load_key_ring(folder: Path) -> KeyRing:
    """The ring in `folder`: `data-*.key` (the last by name is current) and `index.key`; made at first use."""
    private_folder(folder)
    names = sorted(p.name for p in folder.glob("data-*.key")) or ["data-0001.key"]
    keys = {name.removesuffix(".key"): load_or_create_key(folder / name) for name in names}
    return KeyRing(keys, names[-1].removesuffix(".key"), load_or_create_key(folder / "index.key"))
