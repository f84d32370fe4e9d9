"""Accounts and sessions. Every change is audited; five wrong tries lock for a quarter of an hour."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kiosk.core.clock import Clock
from kiosk.core.id_number import redact
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.staff.passwords import Passwords, code_step, enrolment, new_secret
from kiosk.desk.staff.roles import Role, Session, parse_roles
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger

_LOG = logging.getLogger("kiosk.desk")
TRIES = 5
LOCKED = timedelta(minutes=15)
#: A session ends after a shift, or when nobody has used it for a while.
SHIFT = timedelta(hours=10)
IDLE = timedelta(minutes=30)
GLASS = timedelta(minutes=15)
_SEEN_EVERY = timedelta(minutes=1)
_REFUSED = DeskFault("login_refused", "name, password or code is wrong", 401)
_ID = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Signed:
    """A session that has begun."""

    token: str
    session: Session


class Staff:
    """The accounts of one store. Safe to use from several threads."""

    def __init__(self, store: Store, keys: Keys, clock: Clock, passwords: Passwords | None = None) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._passwords = passwords or Passwords()

    def add(
        self, staff_id: str, name: str, roles: Iterable[str], password: str, by: str, code: bool = False
    ) -> str | None:
        """A new account; with `code` the address for an authenticator.

        Raises DeskFault `staff_id` (422), `staff_exists` (409), `unknown_role`, `password_weak`.
        """
        if not _ID.fullmatch(staff_id):
            raise DeskFault("staff_id", "2 to 40 of a-z, 0-9, . _ -, a letter first", 422)
        kept = self._passwords.hash(password)
        given, secret = parse_roles(roles), new_secret() if code else None

        def work(connection: Connection) -> None:
            ledger = Ledger(connection, self._keys, self._clock.now())
            if _account(connection, staff_id) is not None:
                raise DeskFault("staff_exists", "there is an account of that name", 409)
            connection.execute(
                insert(t.STAFF).values(
                    id=staff_id,
                    name=name,
                    roles=" ".join(sorted(given)),
                    password_hash=kept,
                    totp_sealed=self._keys.encrypt(secret, f"staff/{staff_id}/totp") if secret else None,
                    created_at=ledger.now,
                )
            )
            ledger.audit(None, by, "staff.added", {"staff": staff_id, "roles": sorted(given)})

        self._store.transact(work)
        return enrolment(secret, staff_id) if secret else None

    def change(
        self,
        staff_id: str,
        by: str,
        *,
        roles: Iterable[str] | None = None,
        password: str | None = None,
        disabled: bool | None = None,
        unlock: bool = False,
    ) -> None:
        """Change an account; its sessions end. Raises DeskFault `unknown_staff` (404) and as `add`."""
        now = self._clock.now()
        values: dict[str, Any] = {}
        if roles is not None:
            values["roles"] = " ".join(sorted(parse_roles(roles)))
        if password is not None:
            values["password_hash"] = self._passwords.hash(password)
        if disabled is not None:
            values["disabled_at"] = now if disabled else None
        if unlock:
            values |= {"failures": 0, "locked_until": None}

        def work(connection: Connection) -> None:
            if values:
                done = connection.execute(update(t.STAFF).where(t.STAFF.c.id == staff_id).values(**values))
                if done.rowcount != 1:
                    raise DeskFault("unknown_staff", "no such account", 404)
            ended = t.STAFF_SESSION.c.staff_id == staff_id, t.STAFF_SESSION.c.ended_at.is_(None)
            connection.execute(update(t.STAFF_SESSION).where(*ended).values(ended_at=now))
            said = {"staff": staff_id, "changed": sorted(values)}
            Ledger(connection, self._keys, now).audit(None, by, "staff.changed", said)

        self._store.transact(work)

    def all(self) -> list[tuple[str, str, list[str], bool]]:
        """Everybody: id, name, roles, whether the account may be used."""
        with self._store.read() as connection:
            rows = connection.execute(select(t.STAFF).order_by(t.STAFF.c.id)).all()
        return [(r.id, r.name, r.roles.split(), r.disabled_at is None) for r in rows]

    def sign_in(self, staff_id: str, password: str, code: str = "") -> Signed:
        """Begin a session. Raises DeskFault `login_refused` (401), `login_locked` (423)."""
        with self._store.read() as connection:
            account = _account(connection, staff_id)
        now = self._clock.now()
        if account is not None and account.locked_until is not None and account.locked_until > now:
            raise DeskFault("login_locked", "too many wrong tries; wait a quarter of an hour", 423)
        right = self._passwords.check(account.password_hash if account else None, password)
        step = self._code_step(account, code) if account is not None and right else None
        if account is None or account.disabled_at is not None or not right or step is None:
            self._refuse(account)
            raise _REFUSED
        return self._begin(account, step)

    def _code_step(self, account: Row[Any], code: str) -> int | None:
        """0 where the account needs no code; None where the code is wrong or was used before."""
        if account.totp_sealed is None:
            return 0
        secret = self._keys.decrypt(account.totp_sealed, f"staff/{account.id}/totp")
        step = code_step(secret, code, self._clock.now().timestamp())
        return step if step is not None and step > account.totp_last else None

    def _refuse(self, account: Row[Any] | None) -> None:
        """Count it, whatever else fails; the fifth locks."""
        if account is None:
            return
        now = self._clock.now()

        def work(connection: Connection) -> None:
            c = t.STAFF.c
            failures = connection.execute(
                update(t.STAFF)
                .where(c.id == account.id)
                .values(failures=c.failures + 1)
                .returning(c.failures)
            ).scalar_one()
            ledger = Ledger(connection, self._keys, now)
            ledger.audit(None, account.id, "staff.refused", {"failures": failures})
            if failures >= TRIES:
                locked = {"failures": 0, "locked_until": now + LOCKED}
                connection.execute(update(t.STAFF).where(c.id == account.id).values(**locked))
                ledger.audit(None, account.id, "staff.locked", {"minutes": LOCKED.seconds // 60})

        self._store.transact(work)

    def _begin(self, account: Row[Any], step: int) -> Signed:
        token, now = secrets.token_urlsafe(32), self._clock.now()

        def work(connection: Connection) -> None:
            c = t.STAFF.c
            used = connection.execute(
                update(t.STAFF)
                .where(c.id == account.id, (c.totp_last < step) | (c.totp_sealed.is_(None)))
                .values(failures=0, locked_until=None, totp_last=step)
            )
            if used.rowcount != 1:
                # Another sign-in has used the same code in this very moment.
                raise _REFUSED
            connection.execute(
                insert(t.STAFF_SESSION).values(
                    token_hash=self._hash(token),
                    staff_id=account.id,
                    created_at=now,
                    expires_at=now + SHIFT,
                    seen_at=now,
                )
            )
            Ledger(connection, self._keys, now).audit(None, account.id, "staff.signed_in", {})

        self._store.transact(work)
        roles = frozenset(Role(r) for r in account.roles.split())
        return Signed(token, Session(account.id, account.name, roles, now + SHIFT))

    def session(self, token: str, use: bool = True) -> Session:
        """Whose session this is; `use`: somebody works with it. Raises DeskFault `session_over` (401)."""
        now = self._clock.now()
        s, a = t.STAFF_SESSION.c, t.STAFF.c
        with self._store.read() as connection:
            row = connection.execute(
                select(t.STAFF_SESSION, a.name, a.roles, a.disabled_at)
                .join(t.STAFF, a.id == s.staff_id)
                .where(s.token_hash == self._hash(token))
            ).first()
        alive = row is not None and row.ended_at is None and row.disabled_at is None
        if row is None or not alive or now >= row.expires_at or now - row.seen_at >= IDLE:
            raise DeskFault("session_over", "sign in again", 401)
        if use and now - row.seen_at >= _SEEN_EVERY:
            with self._store.write() as connection:
                seen = update(t.STAFF_SESSION).where(s.token_hash == row.token_hash)
                connection.execute(seen.values(seen_at=now))
        glass = row.glass_until is not None and now < row.glass_until
        roles = frozenset(Role(r) for r in row.roles.split())
        return Session(row.staff_id, row.name, roles, row.expires_at, glass)

    def sign_out(self, token: str) -> None:
        """End a session; one that is over stays so."""
        session = self.session(token)
        now = self._clock.now()
        with self._store.write() as connection:
            one = t.STAFF_SESSION.c.token_hash == self._hash(token)
            connection.execute(update(t.STAFF_SESSION).where(one).values(ended_at=now))
            Ledger(connection, self._keys, now).audit(None, session.staff_id, "staff.signed_out", {})

    def break_glass(self, token: str, reason: str) -> Session:
        """A supervisor's rights for a quarter of an hour, when none is there; it shouts wherever it can.

        Raises DeskFault `reason_missing` (422), `not_allowed`.
        """
        session = self.session(token)
        if Role.OFFICER not in session.roles and Role.SUPERVISOR not in session.roles:
            raise DeskFault("not_allowed", "only an officer may break the glass", 403)
        if len(reason.strip()) < 10:
            raise DeskFault("reason_missing", "say in a sentence why the glass is broken", 422)
        now = self._clock.now()
        sealed = self._keys.encrypt(reason, "glass")
        with self._store.write() as connection:
            one = t.STAFF_SESSION.c.token_hash == self._hash(token)
            connection.execute(update(t.STAFF_SESSION).where(one).values(glass_until=now + GLASS))
            said = {"until": (now + GLASS).isoformat(), "reason_sealed": sealed}
            Ledger(connection, self._keys, now).audit(None, session.staff_id, "GLASS.BROKEN", said)
        _LOG.critical("the glass is broken", extra={"staff": session.staff_id})
        return self.session(token)

    def _hash(self, token: str) -> str:
        return self._keys.blind_index(f"session:{token}")


def _account(connection: Connection, staff_id: str) -> Row[Any] | None:
    if redact(staff_id) != staff_id:
        # Who types an ID number for the account is nobody, and the database isn't asked it.
        return None
    return connection.execute(select(t.STAFF).where(t.STAFF.c.id == staff_id)).first()
