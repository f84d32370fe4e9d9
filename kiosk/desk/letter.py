"""What an officer says comes with a key: said twice, because an answer was lost, it counts once."""

from __future__ import annotations

from kiosk.desk.errors import DeskFault
from kiosk.desk.staff.roles import Session
from kiosk.desk.store.ledger import Ledger


class Letter:
    """An officer's word with the key that it came with; heard twice, it counts once."""

    def __init__(self, ledger: Ledger, session: Session, key: str | None, body: str) -> None:
        self._ledger = ledger
        index = ledger.keys.blind_index
        self._key = index(f"word:{session.staff_id}:{key}") if key else None
        self._body = index(f"word:{body}")

    def came_before(self, case_id: str) -> bool:
        """Raises DeskFault `idempotency_conflict` (409) for the same key with another word or case."""
        earlier = self._ledger.idempotent(self._key) if self._key else None
        if earlier is None:
            return False
        if (earlier.body_hash, earlier.case_id) != (self._body, case_id):
            raise DeskFault("idempotency_conflict", "the same key came with another body", 409)
        return True

    def remember(self, case_id: str) -> None:
        """In the transaction that does what was said."""
        if self._key:
            self._ledger.remember(self._key, self._body, case_id)
