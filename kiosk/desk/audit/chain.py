"""How audit rows are chained. Pure: bytes in, bytes out.

A seal covers a block of rows: each by its number and a digest of all that it says. Its own MAC covers the
block and the MAC of the seal before, so that nothing can be changed, taken out, put in or put elsewhere
without the key. HMAC-SHA-256 (RFC 2104), or HMAC-SM3 (GB/T 32905) where a hall must.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives import hashes, hmac

from kiosk.desk.store.ledger import audit_mac

Algorithm = Literal["sha256", "sm3"]
#: What the first seal follows.
GENESIS = "0" * 64
_SHORT = 16


@dataclass(frozen=True)
class Seal:
    """One block's seal, as it is stored."""

    no: int
    made_at: datetime
    algorithm: str
    count: int
    last_seq: int
    rows: str
    mac: str


def mac_of(key: bytes, algorithm: str, before: str, seal: Seal) -> str:
    """The MAC that `seal` must carry when the seal before carries `before`. Raises ValueError (algorithm)."""
    kinds: Mapping[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sm3": hashes.SM3()}
    if algorithm not in kinds:
        raise ValueError(f"no MAC called {algorithm[:10]!r}")
    covered = [before, seal.no, seal.made_at.isoformat(), algorithm, seal.count, seal.last_seq, seal.rows]
    made = hmac.HMAC(key, kinds[algorithm])
    made.update(json.dumps(covered).encode())
    return made.finalize().hex()


def digest_of(key: bytes, row: Any) -> str:
    """All that an audit row says, keyed: 64 hex digits."""
    return audit_mac(key, row.at, row.case_id, row.actor, row.action, row.detail)


def pack(rows: Iterable[tuple[int, str]], legacy: int = 0) -> str:
    """`seq:digest,...` with short digests; `legacy`: rows up to here were written before rows had a MAC."""
    body = ",".join(f"{seq}:{digest[:_SHORT]}" for seq, digest in rows)
    return f"<={legacy};{body}" if legacy else body


def unpack(text: str) -> tuple[dict[int, str], int]:
    """The inverse of `pack`: short digests by seq, and the last of the legacy rows. Raises ValueError."""
    legacy = 0
    if text.startswith("<="):
        head, _, text = text.partition(";")
        legacy = int(head[2:])
    found: dict[int, str] = {}
    for part in filter(None, text.split(",")):
        seq, _, digest = part.partition(":")
        found[int(seq)] = digest
    return found, legacy


def matches(short: str, digest: str) -> bool:
    return digest[:_SHORT] == short
