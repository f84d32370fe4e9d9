"""Who may ask the desk what, by key: kiosks, windows, and the two online sources, each with its own.

Two keys may come with the environment (a kiosk's own desk makes them anew at every start); all others are
in the store, as digests, with their scope, office and source.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal, get_args

from sqlalchemy import insert, select, update

from kiosk.core.clock import Clock
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

Scope = Literal["kiosk", "window", "online", "metrics"]
#: Requests a second that one key may keep up, and how many it may save for a rush.
_RATE, _BURST = 50.0, 300.0


@dataclass(frozen=True)
class ApiKeys:
    """The keys that come with the environment: the kiosk's, and the window's that hands over."""

    kiosk: str
    window: str | None = None


@dataclass(frozen=True)
class Caller:
    """Whose key it is."""

    id: str
    scope: Scope
    office: str | None = None
    """The only office it may speak for; None: any."""
    source: str | None = None
    """The only source; None: any."""

    def may(self, office: str, source: str) -> None:
        """Raises DeskFault `not_yours` (403)."""
        if self.office not in (None, office) or self.source not in (None, source):
            raise DeskFault("not_yours", "this key speaks for another office or source", 403)


@dataclass(frozen=True)
class KeyLine:
    """A key as a list shows it."""

    id: str
    scope: str
    office: str | None
    source: str | None
    active: bool


class Access:
    """Knows callers by their keys, and slows the hasty ones down."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        clock: Clock,
        own: ApiKeys | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._own = own
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def caller(self, token: str) -> Caller:
        """Raises DeskFault `key_refused` (401), `too_fast` (429)."""
        caller = self._known(token)
        if caller is None:
            raise DeskFault("key_refused", "the request's key isn't this route's", 401)
        self.slow_down(caller.id)
        return caller

    def slow_down(self, who: str, rate: float = _RATE, burst: float = _BURST) -> None:
        """Raises DeskFault `too_fast` (429)."""
        now = self._monotonic()
        with self._lock:
            saved, at = self._buckets.get(who, (burst, now))
            saved = min(burst, saved + (now - at) * rate)
            self._buckets[who] = (max(0.0, saved - 1.0), now)
        if saved < 1.0:
            raise DeskFault("too_fast", "too many requests; wait a moment", 429)

    def _known(self, token: str) -> Caller | None:
        if not token:
            return None
        if self._own is not None:
            own: list[tuple[Scope, str | None]] = [
                ("kiosk", self._own.kiosk),
                ("window", self._own.window),
            ]
            for scope, key in own:
                if key is not None and compare_digest(token.encode(), key.encode()):
                    return Caller(f"own-{scope}", scope)
        c = t.API_KEY.c
        with self._store.read() as connection:
            row = connection.execute(
                select(t.API_KEY).where(c.key_hash == self._hash(token), c.revoked_at.is_(None))
            ).first()
        return None if row is None else Caller(row.id, row.scope, row.office, row.source)

    def add(self, key_id: str, scope: str, office: str | None, source: str | None, by: str) -> str:
        """A new key; it is shown only now. Raises DeskFault `unknown_scope` (422), `key_exists` (409)."""
        if scope not in get_args(Scope) or (scope == "online" and source is None):
            raise DeskFault("unknown_scope", "kiosk, window, metrics, or online with its source", 422)
        token = f"xz_{secrets.token_urlsafe(32)}"
        with self._store.write() as connection:
            if connection.execute(select(t.API_KEY.c.id).where(t.API_KEY.c.id == key_id)).first():
                raise DeskFault("key_exists", "there is a key of that name", 409)
            ledger = Ledger(connection, self._keys, self._clock.now())
            values = {"id": key_id, "scope": scope, "office": office, "source": source}
            connection.execute(
                insert(t.API_KEY).values(**values, key_hash=self._hash(token), created_at=ledger.now)
            )
            ledger.audit(None, by, "key.added", values)
        return token

    def revoke(self, key_id: str, by: str) -> None:
        """Raises DeskFault `unknown_key` (404)."""
        with self._store.write() as connection:
            ledger = Ledger(connection, self._keys, self._clock.now())
            one = t.API_KEY.c.id == key_id, t.API_KEY.c.revoked_at.is_(None)
            if connection.execute(update(t.API_KEY).where(*one).values(revoked_at=ledger.now)).rowcount != 1:
                raise DeskFault("unknown_key", "no such key", 404)
            ledger.audit(None, by, "key.revoked", {"id": key_id})

    def all(self) -> list[KeyLine]:
        with self._store.read() as connection:
            rows = connection.execute(select(t.API_KEY).order_by(t.API_KEY.c.id)).all()
        return [KeyLine(r.id, r.scope, r.office, r.source, r.revoked_at is None) for r in rows]

    def _hash(self, token: str) -> str:
        return self._keys.blind_index(f"api-key:{token}")
