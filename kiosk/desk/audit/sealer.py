"""Chains the audit's rows, a block a second: one sealer for a store, whoever comes first."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text

from kiosk.core.clock import Clock
from kiosk.core.describe import describe
from kiosk.desk.audit.chain import GENESIS, Algorithm, Seal, digest_of, mac_of, pack, unpack
from kiosk.desk.audit.heads import Head, Heads
from kiosk.desk.keys import Keys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store

_LOG = logging.getLogger("kiosk.desk")
_EVERY = 1.0
_HEAD_EVERY = 60.0
_BLOCK = 2000
#: A transaction that began before this can't be open any more (the store ends it sooner), so that no row
#: with a lower number can still appear.
_SETTLED = timedelta(minutes=10)
_LOCK = 0x7365616C


class Sealer:
    """Seals what isn't sealed. `seal` may be called by hand; `start` does it every second."""

    def __init__(
        self, store: Store, keys: Keys, clock: Clock, heads: Heads | None, algorithm: Algorithm = "sha256"
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._heads = heads
        self._algorithm = algorithm
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="sealer", daemon=True)
        self._known = _Known()
        self._written: tuple[int, float] = (0, float("-inf"))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Seal what there is, and write its head."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(5)
            self._once(last=True)

    def seal(self) -> int:
        """Seal what isn't sealed yet: how many rows. Safe beside other sealers."""
        sealed = 0
        while True:
            with self._store.write() as connection:
                count = self._block(connection)
            sealed += count
            if count < _BLOCK or self._stopped.wait(0.01):
                return sealed

    def head(self) -> Head | None:
        """The chain's end."""
        with self._store.read() as connection:
            row = _last(connection)
        return None if row is None else Head(row.no, row.mac, row.made_at)

    def write_head(self) -> None:
        """A line of the day's file now."""
        head = self.head()
        if self._heads is not None and head is not None:
            self._heads.append(Head(head.no, head.mac, self._clock.now()))

    def _loop(self) -> None:
        while not self._stopped.wait(_EVERY):
            self._once()

    def _once(self, last: bool = False) -> None:
        try:
            if self.seal():
                self._publish()
            no, at = self._written
            now = self._clock.monotonic()
            head = self.head()
            if head is not None and head.no != no and (last or now - at >= _HEAD_EVERY):
                self.write_head()
                self._written = (head.no, now)
        except Exception as error:  # noqa: BLE001 - what can't be sealed now is sealed later, and `audit verify` says so
            _LOG.error("the audit couldn't be sealed", extra={"error": describe(error)})

    def _publish(self) -> None:
        head = self.head()
        if self._heads is not None and head is not None:
            self._heads.latest(head)

    def _block(self, connection: Connection) -> int:
        if connection.dialect.name == "postgresql":
            # One at a time; who waits sees the other's seal, because each statement looks anew.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _last(connection)
        self._known.learn(connection, before)
        rows = self._known.unsealed(connection, self._clock.now())
        if not rows:
            return 0
        key = self._keys.derived("audit")
        legacy = max((r.seq for r in rows if r.mac == ""), default=0) if before is None else 0
        draft = Seal(
            before.no + 1 if before is not None else 1,
            self._clock.now(),
            self._algorithm,
            len(rows),
            max([row.seq for row in rows] + ([before.last_seq] if before is not None else [])),
            pack(((row.seq, digest_of(key, row)) for row in rows), legacy),
            "",
        )
        mac = mac_of(
            self._keys.derived("audit-chain"),
            self._algorithm,
            GENESIS if before is None else before.mac,
            draft,
        )
        connection.execute(insert(t.AUDIT_SEAL).values(**{**draft.__dict__, "mac": mac}))
        return len(rows)


class _Known:
    """Which rows are sealed, as far as it matters: all up to `top` but for the gaps.

    Numbers are given before their transactions end, so a lower one may appear after a higher; a gap that
    stays for longer than any transaction can was rolled back.
    """

    def __init__(self) -> None:
        self._no = -1
        self._top = 0
        self._gaps: dict[int, datetime] = {}

    def learn(self, connection: Connection, last: Any) -> None:
        """Of the seals that were made since, by whomever; at first of those of the last minutes."""
        s = t.AUDIT_SEAL.c
        if self._no < 0:
            old = None
            if last is not None:
                settled = s.made_at < last.made_at - _SETTLED
                old = connection.execute(
                    select(t.AUDIT_SEAL).where(settled).order_by(s.no.desc()).limit(1)
                ).first()
            self._no, self._top = (0, 0) if old is None else (old.no, old.last_seq)
        if last is None or last.no == self._no:
            return
        for seal in connection.execute(select(t.AUDIT_SEAL).where(s.no > self._no).order_by(s.no)):
            self._note(set(unpack(seal.rows)[0]), seal.made_at)
            self._no = seal.no

    def _note(self, seqs: set[int], at: datetime) -> None:
        top = max(self._top, max(seqs, default=0))
        for seq in range(self._top + 1, top + 1):
            if seq not in seqs:
                self._gaps[seq] = at
        for seq in seqs:
            self._gaps.pop(seq, None)
        self._top = top

    def unsealed(self, connection: Connection, now: datetime) -> list[Any]:
        """Rows in no seal: the new ones, and what has filled a gap; a block at most, in their order."""
        c = t.AUDIT.c
        self._gaps = {seq: at for seq, at in self._gaps.items() if now - at < _SETTLED}
        late: list[Any] = []
        gaps = list(self._gaps)
        for start in range(0, len(gaps), 500):
            late += connection.execute(select(t.AUDIT).where(c.seq.in_(gaps[start : start + 500])))
        new = connection.execute(select(t.AUDIT).where(c.seq > self._top).order_by(c.seq).limit(_BLOCK))
        return sorted([*late, *new], key=lambda row: row.seq)[:_BLOCK]


def _last(connection: Connection) -> Any:
    return connection.execute(select(t.AUDIT_SEAL).order_by(t.AUDIT_SEAL.c.no.desc()).limit(1)).first()
