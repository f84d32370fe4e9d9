"""Officers' keys: Ed25519 (RFC 8032), PEM, in the user's secrets folder under `officers/`.

`NAME.key` is the private half (PKCS 8, 0600), `NAME.pub` the public one. Who is in that folder is an officer:
only signatures of its public halves count. Part 7 replaces who holds the keys, not what is signed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.core.crypto import write_private

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True)
class Officer:
    """A public key and whose it is."""

    name: str
    fingerprint: str
    """The first 16 hex digits of the SHA-256 of the raw public key: what a signature names."""
    _public: Ed25519PublicKey = field(repr=False, compare=False)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Is that this officer's signature?"""
        try:
            self._public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key."""

    officer: Officer
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)


def make_key(folder: Path, name: str) -> Officer:
    """A new pair in `folder`. Raises CatalogueError `key_exists` or `bad_key_name`; never overwrites."""
    if not _NAME.fullmatch(name):
        raise CatalogueError("bad_key_name", f"a key's name is like wang or wang_li, not {name!r}")
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if not write_private(folder / f"{name}.key", secret):
        raise CatalogueError("key_exists", f"there is a key {name!r} already; it is never written over")
    if not write_private(folder / f"{name}.pub", public):
        (folder / f"{name}.key").unlink()
        raise CatalogueError("key_exists", f"there is a public key {name!r} already")
    return _officer(name, private.public_key())


def load_signer(folder: Path, name: str) -> Signer:
    """The private key of that name. Raises CatalogueError `no_key` or `bad_key`."""
    path = folder / f"{name}.key"
    if not _NAME.fullmatch(name) or not path.is_file():
        hint = suggestion(name, [p.stem for p in folder.glob("*.key")])
        raise CatalogueError("no_key", f"no key {name!r}{hint}; make one with `items key {name}`")
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise CatalogueError("bad_key", f"{path.name} is no private key") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise CatalogueError("bad_key", f"{path.name} is no Ed25519 key")
    return Signer(_officer(name, private.public_key()), private)


def load_officers(folder: Path) -> Mapping[str, Officer]:
    """Fingerprint -> officer, of every `*.pub`. Raises CatalogueError `bad_key`.

    A key that is there under two names is one officer: the first name.
    """
    found: dict[str, Officer] = {}
    for path in sorted(folder.glob("*.pub")):
        try:
            public = serialization.load_pem_public_key(path.read_bytes())
        except OSError as error:
            raise CatalogueError("bad_key", f"{path.name} can't be read") from error
        except ValueError as error:
            raise CatalogueError("bad_key", f"{path.name} is no public key") from error
        if not isinstance(public, Ed25519PublicKey):
            raise CatalogueError("bad_key", f"{path.name} is no Ed25519 key")
        officer = _officer(path.stem, public)
        found.setdefault(officer.fingerprint, officer)
    return found


def _officer(name: str, public: Ed25519PublicKey) -> Officer:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Officer(name, hashlib.sha256(raw).hexdigest()[:16], public)
