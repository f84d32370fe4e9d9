"""`audit verify`: is the chain whole, and if not, where was it touched?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from kiosk.desk.audit.chain import GENESIS, Seal, digest_of, mac_of, matches, unpack
from kiosk.desk.audit.heads import Heads
from kiosk.desk.keys import Keys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store

Kind = Literal[
    "changed", "removed", "inserted", "reordered", "unsealed",
    "seal_changed", "seal_removed", "tail_cut", "head_changed", "head_forged",
]  # fmt: skip
#: A sealer that lives seals within seconds.
_LATE = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """One place where the audit isn't as it was written."""

    kind: Kind
    where: str
    """`row 57`, `seal 12`, `heads-20261125.jsonl:3`."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}"


@dataclass
class Report:
    """What was looked at, and what was found."""

    rows: int = 0
    seals: int = 0
    heads: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(store: Store, keys: Keys, heads: Heads | None, now: datetime) -> Report:
    """Look at every row, seal and head. Reads only."""
    report = Report()
    with store.read() as connection:
        macs, sealed, legacy = _seals(connection, keys, report)
        _rest(connection, keys, report, sealed, legacy, now)
    if heads is not None:
        _heads(heads, macs, report)
    return report


def _seals(connection: Connection, keys: Keys, report: Report) -> tuple[dict[int, str], set[int], int]:
    """Seal by seal: its place, its MAC, its rows."""
    macs: dict[int, str] = {}
    sealed: set[int] = set()
    legacy, before, expected = 0, GENESIS, 1
    chain_key, row_key = keys.derived("audit-chain"), keys.derived("audit")
    for seal in _in_order(connection):
        while expected < seal.no:
            report.findings.append(Finding("seal_removed", f"seal {expected}"))
            before, expected = "", expected + 1
        try:
            listed, old = unpack(seal.rows)
            whole = before == "" or mac_of(chain_key, seal.algorithm, before, seal) == seal.mac
        except ValueError:
            listed, old, whole = {}, 0, False
        if not whole:
            report.findings.append(Finding("seal_changed", f"seal {seal.no}"))
        _rows_of(connection, row_key, listed, report)
        sealed |= listed.keys()
        legacy = max(legacy, old if seal.no == 1 else 0)
        macs[seal.no], before, expected = seal.mac, seal.mac, seal.no + 1
        report.seals += 1
    return macs, sealed, legacy


def _in_order(connection: Connection) -> Iterator[Seal]:
    """All seals, a few at a time: there may be millions."""
    last = 0
    while True:
        query = select(t.AUDIT_SEAL).where(t.AUDIT_SEAL.c.no > last).order_by(t.AUDIT_SEAL.c.no).limit(200)
        rows = connection.execute(query).all()
        if not rows:
            return
        for row in rows:
            yield Seal(**row._mapping)
        last = rows[-1].no


def _rows_of(connection: Connection, key: bytes, listed: dict[int, str], report: Report) -> None:
    """Are the rows of one block there, and as they were?"""
    found: dict[int, Any] = {}
    numbers = sorted(listed)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        found |= {r.seq: r for r in connection.execute(select(t.AUDIT).where(t.AUDIT.c.seq.in_(some)))}
    report.rows += len(found)
    others = {short: seq for seq, short in listed.items()}
    for seq in numbers:
        if seq not in found:
            report.findings.append(Finding("removed", f"row {seq}"))
            continue
        digest = digest_of(key, found[seq])
        if matches(listed[seq], digest):
            continue
        elsewhere = next((o for short, o in others.items() if matches(short, digest)), None)
        if elsewhere is None:
            report.findings.append(Finding("changed", f"row {seq}"))
        else:
            report.findings.append(Finding("reordered", f"row {seq} (was row {elsewhere})"))


def _rest(
    connection: Connection, keys: Keys, report: Report, sealed: set[int], legacy: int, now: datetime
) -> None:
    """Rows in no seal, and rows that nobody with the key wrote."""
    key = keys.derived("audit")
    total = int(connection.execute(select(func.count()).select_from(t.AUDIT)).scalar_one())
    last = 0
    while total:
        query = select(t.AUDIT).where(t.AUDIT.c.seq > last).order_by(t.AUDIT.c.seq).limit(1000)
        rows: Sequence[Any] = connection.execute(query).all()
        if not rows:
            return
        for row in rows:
            ours = row.mac == digest_of(key, row) or (row.mac == "" and row.seq <= legacy)
            if row.seq in sealed:
                if not ours and not any(f.where.startswith(f"row {row.seq}") for f in report.findings):
                    report.findings.append(Finding("inserted", f"row {row.seq}"))
            elif not ours:
                report.findings.append(Finding("inserted", f"row {row.seq}"))
            elif row.at < now - _LATE:
                report.findings.append(Finding("unsealed", f"row {row.seq}"))
            else:
                report.rows += 1
        last = rows[-1].seq


def _heads(heads: Heads, macs: dict[int, str], report: Report) -> None:
    """Does the store still hold what its heads say it held?"""
    kept, bad = heads.read()
    report.heads = len(kept)
    report.findings += [Finding("head_forged", place) for place in bad]
    cut = [head for head in kept if head.no not in macs and head.no > max(macs, default=0)]
    if cut:
        report.findings.append(Finding("tail_cut", f"after seal {max(macs, default=0)} of {cut[-1].no}"))
    for head in kept:
        if head.no in macs and macs[head.no] != head.mac:
            report.findings.append(Finding("head_changed", f"seal {head.no}"))
