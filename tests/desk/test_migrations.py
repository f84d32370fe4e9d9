"""The schema's way forwards and back, with data in it, on both engines."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.desk.schemas import CaseState
from kiosk.desk.store import migrate
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import open_store
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.store.migrations import v1
from kiosk.desk.store.sqlite import migrate_file, sqlite_engine
from tests.desk.parts import DAY, RING
from tests.desk.test_store import NOW

TABLES = ["cases", "stage", "review", "outbox", "audit", "certificate"]


def engine_for(folder: Path, store_url: str | None) -> Engine:
    if store_url is None:
        return sqlite_engine(folder / "desk.sqlite", foreign_keys=False)
    return create_engine(store_url)


def old_store(connection: Connection) -> None:
    """Two cases as version 0.2 wrote them: one at an officer's, one whose paper failed."""
    v1.METADATA.create_all(connection)
    if connection.dialect.name == "sqlite":
        for statement in v1.sqlite_triggers():
            connection.execute(text(statement))
    connection.execute(insert(v1.META).values(name="schema_version", value="1"))
    for number, states in enumerate((["review"], ["filled", "checked", "approved", "issued"])):
        case_id = str(number + 1) * 32
        connection.execute(
            insert(v1.CASE).values(
                id=case_id, item="lic_damaged", item_version="v", source="kiosk", office="ningbo",
                person_index=f"p{number}", object_index="", person_sealed="s", submission_sealed="s",
                state="accepted", day=DAY, ticket=f"A{number}", window="3", version=1, created_at=NOW,
                updated_at=NOW,
            )
        )  # fmt: skip
        for version, state in enumerate(states, 2):
            step = f"UPDATE cases SET state = '{state}', version = {version} WHERE id = '{case_id}'"
            connection.execute(text(step))
        connection.execute(
            insert(v1.REVIEW).values(case_id=case_id, cause="system", detail="d", opened_at=NOW)
        )
        connection.execute(
            insert(v1.STAGE).values(case_id=case_id, stage="accept", started_at=NOW, ended_at=NOW, seconds=1)
        )
        connection.execute(
            insert(v1.AUDIT).values(at=NOW, case_id=case_id, actor="x", action="case.accepted", detail="{}")
        )
    connection.execute(insert(v1.OUTBOX).values(case_id="2" * 32, kind="paper", created_at=NOW, attempts=3))
    connection.execute(
        insert(v1.CERTIFICATE).values(
            number="N-1", case_id="2" * 32, template="p", status="current", issued_at=NOW
        )
    )


def rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """What the old schema knows of each row."""
    found = {}
    for name in TABLES:
        table = v1.METADATA.tables[name]
        order = list(table.primary_key.columns)
        found[name] = [dict(r._mapping) for r in connection.execute(select(table).order_by(*order))]
    return found


def test_forwards_and_back_with_data(tmp_path: Path, store_url: str | None) -> None:
    engine = engine_for(tmp_path, store_url)
    with engine.begin() as connection:
        old_store(connection)
        before = rows(connection)
        assert migrate.revision(connection) == "0001"
    with engine.begin() as connection:
        migrate.migrate(connection)
        assert migrate.revision(connection) == migrate.HEAD
        assert rows(connection) == before
        kinds = connection.execute(select(t.REVIEW.c.kind).order_by(t.REVIEW.c.id)).scalars().all()
        assert kinds == ["case", "paper"]
        # It is the very schema of a new store.
        assert compare_metadata(MigrationContext.configure(connection), t.METADATA) == []
    with engine.begin() as connection:
        migrate.migrate(connection, "0001")
        assert rows(connection) == before
        assert "audit_seal" not in inspect(connection).get_table_names()
        assert compare_metadata(MigrationContext.configure(connection), v1.METADATA) == []
    with engine.begin() as connection:
        migrate.migrate(connection)
        assert rows(connection) == before
    engine.dispose()
    store = open_store(tmp_path, store_url)
    with store.write() as connection:
        ledger = Ledger(connection, RING, NOW)
        ledger.move(ledger.need("1" * 32), CaseState.CLOSED, "officer", {})
        assert [j.case_id for j in ledger.jobs.claim("w", 5)] == ["2" * 32]
        with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
            connection.execute(text("DELETE FROM audit"))
    store.close()


def test_what_the_old_schema_cant_say_is_not_thrown_away(tmp_path: Path) -> None:
    engine = engine_for(tmp_path, None)
    with engine.begin() as connection:
        old_store(connection)
    with engine.begin() as connection:
        migrate.migrate(connection)
        ledger = Ledger(connection, RING, NOW)
        ledger.move(ledger.need("1" * 32), CaseState.CLOSED, "officer", {})
    with pytest.raises(RuntimeError, match="closed by an officer"), engine.begin() as connection:
        migrate.migrate(connection, "0001")
    with engine.begin() as connection:
        assert migrate.revision(connection) == migrate.HEAD
        assert connection.execute(select(t.CASE.c.state).where(t.CASE.c.id == "1" * 32)).scalar() == "closed"
    engine.dispose()


def test_a_new_store_has_what_all_revisions_make(tmp_path: Path, store_url: str | None) -> None:
    made = open_store(tmp_path, store_url)
    with made.write() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.METADATA) == []
    made.close()


def test_an_embedded_store_of_02_is_brought_up_when_it_is_opened(tmp_path: Path) -> None:
    engine = engine_for(tmp_path, None)
    with engine.begin() as connection:
        old_store(connection)
    engine.dispose()
    store = open_store(tmp_path)
    with store.read() as connection:
        assert migrate.revision(connection) == migrate.HEAD
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()
    migrate_file(tmp_path / "desk.sqlite", "0001")
    bare = sqlite3.connect(tmp_path / "desk.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        bare.execute("DELETE FROM audit")
    bare.close()
