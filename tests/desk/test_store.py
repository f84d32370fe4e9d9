"""What the database itself refuses, whatever the code says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text, update
from sqlalchemy.exc import DBAPIError

from kiosk.desk.cases import legal_pairs
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store, open_store
from kiosk.desk.store.guards import create_guards, drop_guards
from kiosk.desk.store.ledger import CaseRow, Ledger
from tests.desk.parts import DAY, RING

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path)
    yield made
    made.close()


def ledger(connection: Connection) -> Ledger:
    return Ledger(connection, RING, NOW)


def add(connection: Connection, case_id: str = "1" * 32, **changes: Any) -> None:
    values = {
        "id": case_id,
        "item": "lic_damaged",
        "item_version": "v",
        "source": "kiosk",
        "office": "ningbo",
        "person_index": "p",
        "person_sealed": None,
        "object_index": "",
        "submission_sealed": "s",
        "day": DAY,
        "ticket": f"T{case_id[:3]}",
        "window": "3",
    }
    ledger(connection).add_case(CaseRow(**{**values, **changes}))


def walk(connection: Connection, case_id: str, *states: CaseState) -> None:
    for state in states:
        ledger(connection).move(ledger(connection).need(case_id), state, "test", {})


TO_ISSUED = (CaseState.FILLED, CaseState.CHECKED, CaseState.APPROVED, CaseState.ISSUED)


def test_it_is_set_to_lose_nothing(embedded: Store) -> None:
    with embedded.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        assert journal == ("wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "truncate")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    def half() -> None:
        with store.write() as connection:
            add(connection)
            ledger(connection).next_number("ningbo", DAY, "ticket-A")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with store.write() as connection:
        assert ledger(connection).case("1" * 32) is None
        assert ledger(connection).next_number("ningbo", DAY, "ticket-A") == 1


@contextmanager
def refused(connection: Connection, said: str | None = None) -> Iterator[None]:
    """What the database refuses; the transaction goes on after it."""
    with pytest.raises(DBAPIError, match=said), connection.begin_nested():
        yield


def test_only_legal_steps_are_stored(store: Store) -> None:
    legal = {(before, after) for before, after in legal_pairs()}
    with store.write() as connection:
        for number, before in enumerate(CaseState):
            for other, after in enumerate(CaseState):
                if before is after:
                    continue
                case_id = f"{number}{other}".ljust(32, "0")
                add(connection, case_id, person_index=None)
                # Put there with the guard taken away for a moment, then asked to go on.
                drop_guards(connection, {"cases"})
                connection.execute(
                    update(t.CASE).where(t.CASE.c.id == case_id).values(state=before.value, version=2)
                )
                create_guards(connection)
                step = update(t.CASE).where(t.CASE.c.id == case_id).values(state=after.value, version=3)
                if (before.value, after.value) in legal:
                    connection.execute(step)
                else:
                    with refused(connection, "illegal transition"):
                        connection.execute(step)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET action = 'x'", "append-only"),
        ("DELETE FROM audit", "append-only"),
        ("INSERT INTO audit SELECT * FROM audit", "(append-only|non-DEFAULT value|GENERATED ALWAYS)"),
        ("DELETE FROM audit_seal WHERE no = 1", "append-only"),
        ("UPDATE audit_seal SET mac = 'x'", "append-only"),
        (
            "UPDATE certificate SET status = 'current', number = number WHERE status = 'revoked'",
            "stays revoked",
        ),
        ("DELETE FROM cases", "never deleted"),
        ("DELETE FROM certificate", "never deleted"),
        ("UPDATE certificate SET sha256 = 'other'", "made once"),
        ("UPDATE certificate SET file = 'other'", "made once"),
        ("UPDATE certificate SET number = 'other'", "made once"),
        ("UPDATE cases SET version = version", "version must rise"),
        ("UPDATE cases SET state = 'accepted', version = 99", "illegal transition"),
        ("UPDATE cases SET state = 'lost', version = 99", "(CHECK constraint|illegal transition)"),
        ("INSERT INTO stage VALUES ('nobody', 'fill', '2026-01-01', '2026-01-01', 1)", "(?i)foreign key"),
    ],
)
def test_what_is_written_stays(store: Store, statement: str, said: str) -> None:
    with store.write() as connection:
        add(connection)
        walk(connection, "1" * 32, *TO_ISSUED)
        ledger(connection).add_certificate("N-1", "1" * 32, "paper")
        ledger(connection).set_paper("N-1", "a" * 64, "file")
        add(connection, "2" * 32, person_index="q")
        ledger(connection).add_certificate("N-2", "2" * 32, "paper")
        connection.execute(
            update(t.CERTIFICATE).where(t.CERTIFICATE.c.number == "N-2").values(status="revoked")
        )
        connection.execute(
            insert(t.AUDIT_SEAL).values(
                no=1, made_at=NOW, algorithm="sha256", count=0, last_seq=0, rows="", mac="m"
            )
        )
    with pytest.raises(DBAPIError, match=said), store.write() as connection:
        connection.exec_driver_sql(statement)


def test_one_certificate_a_case(store: Store) -> None:
    with store.write() as connection:
        add(connection)
        ledger(connection).add_certificate("N-1", "1" * 32, "paper")
        with refused(connection):
            ledger(connection).add_certificate("N-2", "1" * 32, "paper")


def test_one_open_case_a_person_item_and_object(store: Store) -> None:
    with store.write() as connection:
        add(connection, "1" * 32)
        with refused(connection):
            add(connection, "2" * 32)
        add(connection, "3" * 32, item="lic_lost")
        add(connection, "4" * 32, object_index="plate")
        add(connection, "5" * 32, person_index="q")
        # Without a person nobody is doubled.
        add(connection, "6" * 32, person_index=None)
        add(connection, "7" * 32, person_index=None)
        # A paper that lies at the window keeps the case open; collected, the next may come.
        walk(connection, "1" * 32, *TO_ISSUED)
        with refused(connection):
            add(connection, "8" * 32)
        walk(connection, "1" * 32, CaseState.COLLECTED)
        add(connection, "8" * 32)


def test_a_case_begins_accepted(store: Store) -> None:
    with store.write() as connection:
        add(connection)
        row = dict(ledger(connection).need("1" * 32)._mapping)
        further = insert(t.CASE).values({**row, "id": "2" * 32, "state": "issued", "item": "x"})
        with refused(connection, "begins accepted"):
            connection.execute(further)


def test_numbers_have_no_gap(store: Store) -> None:
    with store.write() as connection:
        book = ledger(connection)
        assert [book.next_number("ningbo", DAY, "ticket-A") for _ in range(5)] == [1, 2, 3, 4, 5]
        assert book.next_number("yinzhou", DAY, "ticket-A") == 1
        assert book.next_number("ningbo", DAY.replace(day=25), "ticket-A") == 1
        assert book.next_number("ningbo", DAY, "certificate") == 1


def test_times_come_back_in_utc(store: Store) -> None:
    with store.write() as connection:
        add(connection)
        assert ledger(connection).need("1" * 32).created_at == NOW
        with pytest.raises(Exception, match="time zone"):
            connection.execute(update(t.CASE).values(updated_at=datetime(2026, 1, 1), version=9))


def test_a_second_desk_is_turned_away(embedded: Store, tmp_path: Path) -> None:
    with pytest.raises(DeskFault) as error:
        open_store(tmp_path)
    assert error.value.code == "store_in_use"


def test_another_schema_is_turned_away(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    with first.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()
    with pytest.raises(DeskFault) as error:
        open_store(tmp_path)
    assert error.value.code == "store_version"


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(DeskFault) as error:
        open_store(tmp_path)
    assert error.value.code == "store_damaged"


def test_a_closed_store_is_not_opened_again_by_accident(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    with pytest.raises(DeskFault), store.write():
        pass
    open_store(tmp_path).close()


def test_the_files_are_private(embedded: Store, tmp_path: Path) -> None:
    assert (tmp_path / "desk.sqlite").stat().st_mode & 0o077 == 0
