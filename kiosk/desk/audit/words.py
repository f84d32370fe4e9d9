"""What people said, inside audit rows: sealed for good, for a row never changes, and opened by its old key.

A rotation seals everything else anew; here the key that was current stays in its folder until the time for
which words may be kept is over (`upkeep.old_keys`). Then the words are gone and the chain is whole: it covers
what stands in the row, not what it means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from kiosk.core.clock import Clock
from kiosk.core.crypto import CryptoError
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

_END = "_sealed"
#: Action -> what its words are bound to.
_CONTEXTS = {
    "GLASS.BROKEN": "glass",
    "person.erased": "erasure",
    "certificate.revoked": "revocation",
    "certificate.superseded": "revocation",
}


def open_words(store: Store, keys: Keys, clock: Clock, seq: int, by: str) -> Mapping[str, str]:
    """The words of one row, by name; that they were read is audited.

    Raises DeskFault `unknown_row` (404), `words_gone` (410: their key was destroyed in its time).
    """
    with store.write() as connection:
        row = connection.execute(select(t.AUDIT).where(t.AUDIT.c.seq == seq)).first()
        sealed = _sealed(row.detail) if row is not None else {}
        if row is None or not sealed:
            raise DeskFault("unknown_row", "no such row, or nobody's words in it", 404)
        try:
            words = {name: keys.decrypt(text, _context(row, name)) for name, text in sealed.items()}
        except CryptoError as error:
            if error.code != "key_missing":
                raise
            raise DeskFault("words_gone", "the key of these words was destroyed in its time", 410) from error
        Ledger(connection, keys, clock.now()).audit(row.case_id, by, "audit.words_read", {"row": seq})
    return words


def _sealed(detail: str) -> dict[str, str]:
    said = json.loads(detail)
    return {name.removesuffix(_END): text for name, text in said.items() if name.endswith(_END)}


def _context(row: Any, name: str) -> str:
    """A visit's words are bound to it; it stands where a case's id does."""
    return _CONTEXTS.get(row.action, f"visit/{row.case_id}/{name}")
