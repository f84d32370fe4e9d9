"""The desk's keys while it runs: new ones in the folder are found, so that they can be changed under it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Protocol

from kiosk.core.crypto import CryptoError, KeyRing, load_key_ring, load_or_create_key


class Keys(Protocol):
    """What seals and finds personal data: `KeyRing` for a test, `FolderKeys` for a desk."""

    @property
    def current(self) -> str:
        """The id of the key that seals from now on."""

    def encrypt(self, plain: str, context: str) -> str: ...

    def encrypt_bytes(self, plain: bytes, context: str) -> bytes: ...

    def decrypt(self, token: str, context: str) -> str:
        """Raises CryptoError `key_missing`, `ciphertext_changed`."""

    def decrypt_bytes(self, token: bytes, context: str) -> bytes:
        """Raises CryptoError `key_missing`, `ciphertext_changed`."""

    def blind_index(self, value: str) -> str: ...

    def derived(self, purpose: str) -> bytes: ...


class FolderKeys:
    """The keys in a folder. What a key that came later has sealed makes it look again."""

    def __init__(self, folder: Path) -> None:
        """Makes the first keys where there are none. Raises CryptoError `key_damaged`."""
        self._folder = folder
        self._lock = threading.Lock()
        self._ring = load_key_ring(folder)

    @property
    def current(self) -> str:
        return self._ring.current

    def encrypt(self, plain: str, context: str) -> str:
        return self._ring.encrypt(plain, context)

    def encrypt_bytes(self, plain: bytes, context: str) -> bytes:
        return self._ring.encrypt_bytes(plain, context)

    def decrypt(self, token: str, context: str) -> str:
        return self.decrypt_bytes(token.encode(), context).decode()

    def decrypt_bytes(self, token: bytes, context: str) -> bytes:
        try:
            return self._ring.decrypt_bytes(token, context)
        except CryptoError as error:
            if error.code != "key_missing":
                raise
            self.reload()
            return self._ring.decrypt_bytes(token, context)

    def blind_index(self, value: str) -> str:
        return self._ring.blind_index(value)

    def derived(self, purpose: str) -> bytes:
        return self._ring.derived(purpose)

    def reload(self) -> KeyRing:
        """What the folder holds now; the last by name seals from now on."""
        with self._lock:
            self._ring = load_key_ring(self._folder)
            return self._ring

    @property
    def ids(self) -> list[str]:
        """All keys of the folder, the oldest first."""
        return sorted(file.stem for file in self._folder.glob("data-*.key"))

    def destroy(self, key: str) -> None:
        """Overwrite and remove an older key. Raises CryptoError `key_in_use` for the current one."""
        if key == self.reload().current:
            raise CryptoError("key_in_use", "the current key is never destroyed")
        file = self._folder / f"{key}.key"
        with file.open("r+b") as opened:
            # As far as the disk lets us: a copy-on-write file system keeps what it had.
            opened.write(b"\0" * 32)
            opened.flush()
            os.fsync(opened.fileno())
        file.unlink()
        self.reload()

    def add(self) -> str:
        """A new key, current at once: its id. Other processes find it when they meet its work."""
        newest = sorted(self._folder.glob("data-*.key"))[-1].stem
        name = f"data-{int(newest.removeprefix('data-')) + 1:04d}"
        load_or_create_key(self._folder / f"{name}.key")
        self.reload()
        return name
