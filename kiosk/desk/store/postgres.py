"""A hall's or a city's store: PostgreSQL, many processes at once.

A server that may lose a commit (fsync or full_page_writes off) is refused: "not one case lost" would be a
lie on it. Every session waits for its commits (synchronous_commit), and none may hang in a transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from kiosk.desk.errors import DeskFault
from kiosk.desk.store import migrate
from kiosk.desk.store.engine import Store

#: The variable that holds the password, where the address has none: an address may stand in a log.
PASSWORD_VARIABLE = "XIAOZHI_STORE_PASSWORD"
#: The lock under which one process makes or changes the schema while the others wait.
_SCHEMA_LOCK = 0x7869616F
_SESSION = {
    "synchronous_commit": "on",
    "statement_timeout": "30000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
}


class PostgresStore(Store):
    """One database, one schema, a pool of connections."""

    alone = False

    def __init__(self, url: str, connections: int = 8) -> None:
        """Connect, and make the schema or bring it to this desk's.

        Raises DeskFault `store_address`, `store_unreachable`, `store_unsafe`, `store_version`.
        """
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError as error:
            raise DeskFault("store_address", "the store's address can't be read") from error
        if address.password is None and os.environ.get(PASSWORD_VARIABLE):
            address = address.set(password=os.environ[PASSWORD_VARIABLE])
        self.engine = create_engine(
            address,
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=connections,
            pool_use_lifo=True,
            pool_recycle=3600,
            connect_args={
                "connect_timeout": 5,
                "application_name": "xiaozhi-desk",
                "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
            },
            # An error's text would otherwise hold the row's values.
            hide_parameters=True,
        )
        try:
            self._bring_up()
        except OperationalError as error:
            self.engine.dispose()
            name = type(error.orig).__name__
            raise DeskFault("store_unreachable", f"the database doesn't answer ({name})", 503) from None
        except DatabaseError as error:
            self.engine.dispose()
            raise DeskFault("store_damaged", f"the store can't be opened ({error.orig})") from None
        except DeskFault:
            self.engine.dispose()
            raise

    def _bring_up(self) -> None:
        with self.engine.begin() as connection:
            for setting in ("fsync", "full_page_writes"):
                if connection.execute(text(f"SHOW {setting}")).scalar() != "on":
                    raise DeskFault("store_unsafe", f"the database has {setting} off and may lose a case")
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
            found = migrate.revision(connection)
            if found is None:
                migrate.make(connection)
            elif found > migrate.HEAD:
                raise DeskFault(
                    "store_version", f"the store has schema {found}, this desk knows {migrate.HEAD}"
                )
            elif found < migrate.HEAD:
                migrate.migrate(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is there afterwards, or nothing."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A look; each statement sees what was committed before it."""
        with self.engine.connect() as connection:
            yield connection
            # Nothing was written: nothing needs a commit, and the server no fsync.
            connection.rollback()

    def close(self) -> None:
        self.engine.dispose()
