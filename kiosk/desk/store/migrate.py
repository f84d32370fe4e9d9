"""Bringing a store to this desk's schema, and back. All in one transaction: a killed migration never was.

A new store is made at once from the tables as they are; that this equals the way through all revisions is
tested. Triggers belong to the code of a version, not to a revision: they are taken away before and made
anew after.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from kiosk.desk.store.guards import create_guards
from kiosk.desk.store.migrations import v1
from kiosk.desk.store.schema import create_schema

HEAD = "0003"
#: Older than alembic's own table: a store of version 0.2.
_UNNUMBERED = "0001"


def revision(connection: Connection) -> str | None:
    """The store's revision, or None for one that is empty."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    return _UNNUMBERED if "cases" in tables else None


def make(connection: Connection) -> None:
    """All tables of an empty store."""
    create_schema(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate(connection: Connection, target: str = HEAD) -> None:
    """From whatever revision to `target`, forwards or back. On SQLite foreign keys must be off.

    Raises RuntimeError where what is stored can't be said in an older schema.
    """
    # Only who migrates pays for importing it: a desk that starts is waited for.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    now = revision(connection)
    _drop_all_triggers(connection)
    if now == _UNNUMBERED and "alembic_version" not in inspect(connection).get_table_names():
        command.stamp(config, _UNNUMBERED)
    if now is not None and target < now:
        command.downgrade(config, target)
    else:
        command.upgrade(config, target)
    if target == HEAD:
        create_guards(connection)
    elif target == _UNNUMBERED and connection.dialect.name == "sqlite":
        for statement in v1.sqlite_triggers():
            connection.execute(text(statement))


def _drop_all_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
        )
    for name, table in connection.execute(text(query)).all():
        where = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.execute(text(f'DROP TRIGGER IF EXISTS "{name}"{where}'))
