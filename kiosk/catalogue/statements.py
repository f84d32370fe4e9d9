"""What officers sign about a version of an item, and the chain of files that holds it.

`approvals/00001.json`, `00002.json` …: one signed statement a file, never changed. Each names the SHA-256 of
the file before it, so that a changed, missing or reordered one shows (a cut tail shows only against a copy of
the last hash; the audit of part 7 keeps one). The signature is over the canonical JSON of all other fields.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kiosk.catalogue.check import Finding
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.keys import Officer, Signer
from kiosk.core.clock import local_day
from kiosk.core.crypto import write_private

#: What the first statement names as the one before it.
FIRST = "0" * 64
_FILE = re.compile(r"\d{5}\.json")
_TRIES = 20


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["xiaozhi-approval-1"]
    kind: Literal["approve", "retire"]
    item: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    from_: date = Field(alias="from")
    key: str = Field(pattern=r"^[0-9a-f]{16}$")
    signed_at: AwareDatetime
    previous: str = Field(pattern=r"^[0-9a-f]{64}$")
    signature: str


@dataclass(frozen=True)
class Statement:
    """One officer's word about one version."""

    number: int
    kind: Literal["approve", "retire"]
    """approve: it may be in force from `from_`; retire: it is not in force any more from then."""
    item: str
    digest: str
    """`Item.digest` of the version."""
    from_: date
    officer: Officer
    signed_at: datetime

    @property
    def signed_on(self) -> date:
        """The calendar day of the signature."""
        return local_day(self.signed_at)


@dataclass(frozen=True)
class Chain:
    """What the folder held when it was read."""

    statements: tuple[Statement, ...]
    """Those that count, in order: signed by an officer, in a whole chain."""
    problems: tuple[Finding, ...]
    """What doesn't count, and why."""
    last: str
    """The hash that the next one names."""
    length: int
    """How many files there are."""

    @property
    def whole(self) -> bool:
        return not self.problems


def read_chain(folder: Path, officers: Mapping[str, Officer]) -> Chain:
    """Every statement of the folder, checked. A wrong one is a problem and counts for nothing."""
    names = sorted(p.name for p in folder.glob("[0-9]*.json") if _FILE.fullmatch(p.name))
    statements: list[Statement] = []
    problems: list[Finding] = []
    previous = FIRST
    for at, name in enumerate(names, start=1):
        try:
            content = (folder / name).read_bytes()
        except OSError:
            content = b""
        number = int(name.removesuffix(".json"))
        if number != at and not problems:
            problems.append(Finding("approvals", f"statement {at:05d} is missing", file=name, line=1))
        try:
            statements.append(_read(number, content, previous, officers))
        except CatalogueError as error:
            problems.append(Finding("approvals", error.operator, file=name, line=1))
        previous = hashlib.sha256(content).hexdigest()
    return Chain(tuple(statements), tuple(problems), previous, len(names))


def _read(number: int, content: bytes, previous: str, officers: Mapping[str, Officer]) -> Statement:
    try:
        shape = _Shape.model_validate_json(content)
        signature = base64.b64decode(shape.signature, validate=True)
    except (ValidationError, binascii.Error) as error:
        raise CatalogueError("bad_approval", "is no statement: it was changed or is damaged") from error
    if shape.previous != previous:
        raise CatalogueError("bad_approval", "doesn't follow the one before it: one was changed or removed")
    officer = officers.get(shape.key)
    if officer is None:
        raise CatalogueError("bad_approval", f"is signed by {shape.key}, who is no officer here")
    if not officer.signed(_message(_fields(shape)), signature):
        raise CatalogueError("bad_approval", f"the signature of {officer.name} doesn't fit: it was changed")
    return Statement(number, shape.kind, shape.item, shape.digest, shape.from_, officer, shape.signed_at)


def _fields(shape: _Shape) -> dict[str, str]:
    fields = shape.model_dump(mode="json", by_alias=True, exclude={"signature"})
    return fields | {"signed_at": shape.signed_at.isoformat()}


def _message(fields: Mapping[str, str]) -> bytes:
    """Keys sorted, no spaces, UTF-8: the same bytes wherever it is made."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def append(
    folder: Path,
    officers: Mapping[str, Officer],
    kind: Literal["approve", "retire"],
    about: tuple[str, str, date],
    signer: Signer,
    now: datetime,
) -> None:
    """Sign (item, digest, from) and put it at the end of the chain. Raises CatalogueError `approvals_busy`.

    Two officers may sign in the same instant: the first file wins, the other signs again behind it.
    """
    item, digest, from_ = about
    for _ in range(_TRIES):
        chain = read_chain(folder, officers)
        fields = {
            "format": "xiaozhi-approval-1",
            "kind": kind,
            "item": item,
            "digest": digest,
            "from": from_.isoformat(),
            "key": signer.officer.fingerprint,
            "signed_at": now.isoformat(),
            "previous": chain.last,
        }
        signature = base64.b64encode(signer.sign(_message(fields))).decode()
        content = json.dumps(fields | {"signature": signature}, indent=1) + "\n"
        if write_private(folder / f"{chain.length + 1:05d}.json", content.encode()):
            return
    raise CatalogueError("approvals_busy", "the approvals are being written by others; try again")
