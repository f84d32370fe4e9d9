"""Opening the store: SQLite made safe, one writer, one process.

SQLite's write-ahead log loses data in a rare race before 3.51.3, so older ones keep a rollback journal;
synchronous=FULL always, because NORMAL loses commits when the power goes (sqlite.org/pragma.html).
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

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from kiosk.core.crypto import private_folder
from kiosk.desk.errors import DeskFault
from kiosk.desk.store.schema import META, SCHEMA_VERSION, create_schema

_WAL_SAFE = (3, 51, 3)


class Store:
    """One SQLite file, held by one process, with one connection that readers and writers take in turn.

    A transaction takes a few milliseconds and nothing slow is done inside one, so taking turns costs less
    than SQLite's own lock, which makes its waiters sleep.
    """

    def __init__(self, folder: Path) -> None:
        """Open or make `folder/desk.sqlite`.

        Raises DeskFault `store_in_use`, `store_version` or `store_damaged`.
        """
        private_folder(folder)
        self._lock = threading.RLock()
        self._closed = False
        self._hold = _hold(folder / "desk.lock")
        self._file = folder / "desk.sqlite"
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        self._engine = _engine(self._file)
        try:
            with self.write() as connection:
                create_schema(connection)
                _check_version(connection)
        except DatabaseError as error:
            self.close()
            raise DeskFault("store_damaged", f"the store can't be opened ({error.orig})") from None
        except DeskFault:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is there afterwards, or nothing."""
        with self._lock:
            if self._closed:
                raise DeskFault("store_closed", "the store is closed", 503)
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent look."""
        with self.write() as connection:
            yield connection

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._engine.dispose()
            os.close(self._hold)


def _engine(file: Path) -> Engine:
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
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_SAFE else "DELETE"
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=FULL",
            "foreign_keys=ON",
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


def _check_version(connection: Connection) -> None:
    row = connection.execute(select(META.c.value).where(META.c.name == "schema_version")).first()
    if row is None:
        connection.execute(insert(META).values(name="schema_version", value=str(SCHEMA_VERSION)))
    elif row.value != str(SCHEMA_VERSION):
        raise DeskFault(
            "store_version", f"the store has schema {row.value}, this desk needs {SCHEMA_VERSION}"
        )
