"""`keys rotate`: a new key from now on; what older ones sealed is sealed anew, while the desk runs.

A row is written only where it still holds what was read, so that a case that changes meanwhile keeps its
change. An interrupted rotation is simply run again. Older keys stay in their folder, for
backups and for the words in audit rows, until `old_keys` destroys them.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from kiosk.core.clock import Clock
from kiosk.core.crypto import write_private
from kiosk.desk.keys import FolderKeys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.upkeep.sealed import SEALED, Sealed

_BATCH = 200


@dataclass(frozen=True)
class Rotated:
    """What came of it."""

    key: str
    """The id of the key that seals now."""
    fields: int
    papers: int


def rotate(
    store: Store, keys: FolderKeys, clock: Clock, papers: Path, by: str, new_key: bool = True
) -> Rotated:
    """Seal everything with the newest key; `new_key`: make one first."""
    current = keys.add() if new_key else keys.reload().current
    with store.write() as connection:
        Ledger(connection, keys, clock.now()).audit(None, by, "keys.rotation_begun", {"key": current})
    fields = sum(_column(store, keys, one, current) for one in SEALED)
    files = _papers(store, keys, papers, current)
    with store.write() as connection:
        said = {"key": current, "fields": fields, "papers": files}
        Ledger(connection, keys, clock.now()).audit(None, by, "keys.rotated", said)
    return Rotated(current, fields, files)


def _column(store: Store, keys: FolderKeys, sealed: Sealed, current: str) -> int:
    """Every row of one column that an older key sealed."""
    column, done = sealed.table.c[sealed.column], 0
    while True:
        with store.write() as connection:
            old = column.is_not(None), column != "", column.not_like(f"g1.{current}.%")
            rows = connection.execute(
                select(sealed.key, sealed.bound_to, column).where(*old).limit(_BATCH)
            ).all()
            for key, bound, kept in rows:
                context = sealed.context(bound)
                anew = keys.encrypt(keys.decrypt(kept, context), context)
                unchanged = sealed.key == key, column == kept
                changed = update(sealed.table).where(*unchanged).values({sealed.column: anew})
                done += connection.execute(changed).rowcount
        if len(rows) < _BATCH:
            return done


def _papers(store: Store, keys: FolderKeys, folder: Path, current: str) -> int:
    """The sealed files: a new one takes the place of the old in one step."""
    with store.read() as connection:
        rows = connection.execute(
            select(t.CERTIFICATE.c.number, t.CERTIFICATE.c.file).where(t.CERTIFICATE.c.file.is_not(None))
        ).all()
    done = 0
    for number, name in rows:
        file = folder / name
        if not file.exists() or file.read_bytes().startswith(f"g1.{current}.".encode()):
            continue
        context = f"paper/{number}"
        draft = folder / f".{secrets.token_hex(8)}.sealed"
        write_private(draft, keys.encrypt_bytes(keys.decrypt_bytes(file.read_bytes(), context), context))
        os.replace(draft, file)
        done += 1
    return done
