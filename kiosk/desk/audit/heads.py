"""The chain's head, signed and kept outside the store: who cuts the store's tail must find this, too.

`latest.json` follows every seal; `heads-YYYYMMDD.jsonl` gets one line a minute. Both are Ed25519-signed, so
that an auditor checks them with `public.pem` alone, wherever a copy lies.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.core.crypto import load_or_create_key, private_folder


@dataclass(frozen=True)
class Head:
    """The chain's end at an instant."""

    no: int
    mac: str
    at: datetime


class Heads:
    """A folder of signed heads."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        """Makes folder and key where there are none."""
        self._folder = private_folder(folder)
        self._key = Ed25519PrivateKey.from_private_bytes(load_or_create_key(key_file))
        pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / "public.pem").write_bytes(pem)

    def latest(self, head: Head) -> None:
        """Replace the newest head, whole or not at all."""
        draft = self._folder / ".latest.json"
        draft.write_text(self._line(head))
        os.replace(draft, self._folder / "latest.json")

    def append(self, head: Head) -> None:
        """One more line of the day's file, on the disk when this returns."""
        with (self._folder / f"heads-{head.at:%Y%m%d}.jsonl").open("a") as file:
            file.write(self._line(head))
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> tuple[list[Head], list[str]]:
        """All heads by number, and the names of files with a line that isn't ours."""
        heads: dict[int, Head] = {}
        bad: list[str] = []
        for file in sorted([*self._folder.glob("heads-*.jsonl"), *self._folder.glob("latest.json")]):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                head = _parse(line, self._key.public_key())
                if head is None:
                    bad.append(f"{file.name}:{number}")
                else:
                    heads[head.no] = head
        return [heads[no] for no in sorted(heads)], bad

    def _line(self, head: Head) -> str:
        said = {"no": head.no, "mac": head.mac, "at": head.at.isoformat()}
        signature = base64.b64encode(self._key.sign(_covered(said))).decode()
        return json.dumps({**said, "signature": signature}) + "\n"


def _covered(said: dict[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True).encode()


def _parse(line: str, key: Ed25519PublicKey) -> Head | None:
    try:
        raw = json.loads(line)
        signature = base64.b64decode(raw.pop("signature"))
        key.verify(signature, _covered(raw))
        return Head(int(raw["no"]), str(raw["mac"]), datetime.fromisoformat(raw["at"]))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return None
