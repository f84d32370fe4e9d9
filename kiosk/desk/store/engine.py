"""A store as the desk sees it, whatever engine keeps it: transactions, and the same one tried again.

`open_store` gives the embedded one (SQLite, one process) or a hall's (PostgreSQL, many).
"""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from kiosk.desk.errors import DeskFault

_T = TypeVar("_T")
_TRIES = 5


class Store(ABC):
    """One store. Its methods may be called from several threads."""

    engine: Engine
    #: Only this process works on it: no lease of another can be alive.
    alone: bool

    @abstractmethod
    def write(self) -> AbstractContextManager[Connection]:
        """One transaction: all of it is there afterwards, or nothing."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Connection]:
        """A consistent look."""

    @abstractmethod
    def close(self) -> None: ...

    def transact(self, work: Callable[[Connection], _T]) -> _T:
        """`work` in one transaction; again, from the start, where another one was in its way.

        A transaction that lost a race (a unique row that was just made, a deadlock) or its connection is
        done anew, a few times. `work` must therefore look before it writes: where the connection broke in
        the commit, the first time may have counted.
        """
        for left in reversed(range(_TRIES)):
            try:
                with self.write() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not left or not _worth_trying(error):
                    raise
                time.sleep(random.uniform(0.002, 0.02) * (_TRIES - left))
        raise AssertionError


def _worth_trying(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or state in ("40001", "40P01", "57P01"):
        return True
    unique = state == "23505" or (state is None and "UNIQUE" in str(error.orig))
    return isinstance(error, IntegrityError) and unique


def is_busy(error: Exception) -> bool:
    """The database is there but can't now: locked, full, or its connection broke."""
    return isinstance(error, OperationalError)


def open_store(folder: Path, url: str | None = None) -> Store:
    """The store at `url` (`postgresql://...`), or the embedded one in `folder`.

    Raises DeskFault `store_in_use`, `store_version`, `store_damaged`, `store_unreachable`, `store_unsafe`.
    """
    if url is None:
        from kiosk.desk.store.sqlite import SqliteStore

        return SqliteStore(folder)
    if not url.startswith("postgres"):
        raise DeskFault("store_address", "a store's address begins with postgresql://")
    from kiosk.desk.store.postgres import PostgresStore

    return PostgresStore(url)
