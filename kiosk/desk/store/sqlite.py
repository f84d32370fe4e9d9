"""The embedded store: SQLite made safe, one writer, one process.

SQLite's write-ahead log loses data in a rare race before 3.51.3, so older ones keep a rollback journal,
emptied after each commit (deleting it would cost the folder a sync); synchronous=FULL always, because NORMAL
loses commits when the power goes (sqlite.org/pragma.html).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from kiosk.core.crypto import private_folder
from kiosk.desk.errors import DeskFault
from kiosk.desk.store import migrate
from kiosk.desk.store.engine import Store

_WAL_SAFE = (3, 51, 3)


class SqliteStore(Store):
    """One SQLite file, held by one process, with one connection that readers and writers take in turn.

    A transaction takes a few milliseconds and nothing slow is done inside one, so taking turns costs less
    than SQLite's own lock, which makes its waiters sleep.
    """

    alone = True

    def __init__(self, folder: Path) -> None:
        """Open or make `folder/desk.sqlite`, and bring it to this desk's schema.

        Raises DeskFault `store_in_use`, `store_version` or `store_damaged`.
        """
        private_folder(folder)
        self._lock = threading.RLock()
        self._closed = False
        self._hold = _hold(folder / "desk.lock")
        self.file = folder / "desk.sqlite"
        os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        self.engine = sqlite_engine(self.file)
        try:
            self._bring_up()
        except DatabaseError as error:
            self.close()
            raise DeskFault("store_damaged", f"the store can't be opened ({error.orig})") from None
        except DeskFault:
            self.close()
            raise

    def _bring_up(self) -> None:
        with self.write() as connection:
            found = migrate.revision(connection)
            if found is None:
                migrate.make(connection)
                return
        if found > migrate.HEAD:
            raise DeskFault("store_version", f"the store has schema {found}, this desk knows {migrate.HEAD}")
        if found < migrate.HEAD:
            migrate_file(self.file)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is there afterwards, or nothing."""
        with self._lock:
            if self._closed:
                raise DeskFault("store_closed", "the store is closed", 503)
            with self.engine.begin() as connection:
                yield connection

    def read(self) -> Any:
        """A consistent look."""
        return self.write()

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self.engine.dispose()
            os.close(self._hold)


def migrate_file(file: Path, target: str = migrate.HEAD) -> None:
    """Another schema for the store in `file`, which nobody else may have open.

    Foreign keys are off meanwhile, because a table is made anew under its old name; they are checked
    before the commit. Raises DeskFault `store_damaged`.
    """
    engine = sqlite_engine(file, foreign_keys=False)
    try:
        with engine.begin() as connection:
            migrate.migrate(connection, target)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise DeskFault("store_damaged", "a row's case is missing; the schema stays as it is")
    finally:
        engine.dispose()


def sqlite_engine(file: Path, foreign_keys: bool = True) -> Engine:
    """An engine on one connection, set to lose nothing."""
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10.0},
        # An error's text would otherwise hold the row's values.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: Any) -> None:
        # The driver must not begin transactions by itself; `begun` does.
        connection.isolation_level = None
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_SAFE else "TRUNCATE"
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "recursive_triggers=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _hold(file: Path) -> int:
    """A lock that dies with this process. Raises DeskFault `store_in_use`."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise DeskFault("store_in_use", "another desk works on this store; stop it first") from None
    return descriptor
