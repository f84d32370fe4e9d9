"""`keys retire`: the end of a key that seals no more. What only it could open is gone with it.

A key stays as long as the store holds anything but audit that it sealed, and, for the words in audit rows and
for backups, as long as personal data may be kept after its last use. Who destroys it then erases those words
without touching a row, so that the chain stays whole. Digests and MACs come of another key, which never ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, func, select

from kiosk.core.clock import Clock
from kiosk.desk.keys import FolderKeys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.upkeep.sealed import SEALED


@dataclass(frozen=True)
class KeyUse:
    """What an older key still holds together."""

    key: str
    fields: int
    """Of the store, audit apart: a rotation that isn't finished."""
    papers: int
    words: int
    """Audit rows with somebody's words."""
    last: datetime | None
    """When it sealed last for all we know; None: nothing tells."""

    def ends(self, kept: timedelta) -> datetime | None:
        """When it may be destroyed; None: it is needed, or nothing tells since when it isn't."""
        return None if self.fields or self.papers or self.last is None else self.last + kept


@dataclass(frozen=True)
class Retired:
    """What came of it."""

    destroyed: tuple[str, ...]
    kept: tuple[KeyUse, ...]


def retire(store: Store, keys: FolderKeys, clock: Clock, papers: Path, kept: timedelta, by: str) -> Retired:
    """Destroy the older keys whose time is over; `kept`: how long personal data may be kept.

    The audit says it first: a crash between the two leaves a key that the next call destroys.
    """
    now, current = clock.now(), keys.reload().current
    with store.read() as connection:
        uses = [_use(connection, papers, key, after) for key, after in _older(keys.ids, current)]
    over = [use for use in uses if (end := use.ends(kept)) is not None and end < now]
    for use in over:
        with store.write() as connection:
            Ledger(connection, keys, now).audit(
                None, by, "keys.retired", {"key": use.key, "words": use.words}
            )
        keys.destroy(use.key)
    return Retired(tuple(use.key for use in over), tuple(use for use in uses if use not in over))


def _older(ids: list[str], current: str) -> list[tuple[str, str]]:
    """Each older key with the one that took its place."""
    return [(key, after) for key, after in pairwise(ids) if key != current]


def _use(connection: Connection, papers: Path, key: str, after: str) -> KeyUse:
    fields = 0
    for sealed in SEALED:
        column = sealed.table.c[sealed.column]
        count = select(func.count()).select_from(sealed.table).where(column.like(f"g1.{key}.%"))
        fields += int(connection.execute(count).scalar_one())
    a = t.AUDIT.c
    said = select(func.count(), func.max(a.at)).where(a.detail.like(f'%"g1.{key}.%'))
    words, last_words = connection.execute(said).one()
    begun = select(func.max(a.at)).where(
        a.action == "keys.rotation_begun", a.detail.like(f'%"key": "{after}"%')
    )
    superseded = connection.execute(begun).scalar_one()
    last = max((at for at in (superseded, last_words) if at is not None), default=None)
    mark = f"g1.{key}.".encode()
    files = sum(_begins(file, mark) for file in papers.glob("*")) if papers.is_dir() else 0
    return KeyUse(key, fields, files, int(words), last if superseded is not None else None)


def _begins(file: Path, mark: bytes) -> bool:
    """Also for a file that went meanwhile: False; one that can't be read raises, and no key is destroyed."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(mark)) == mark
    except FileNotFoundError:
        return False
