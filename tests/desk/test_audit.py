"""The audit's chain: whole after honest work; every kind of tampering found, and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from kiosk.core.clock import ManualClock
from kiosk.desk.audit.heads import Heads
from kiosk.desk.audit.sealer import Sealer
from kiosk.desk.audit.verify import verify
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store, open_store
from kiosk.desk.store.guards import drop_guards
from kiosk.desk.store.ledger import Ledger
from tests.desk.parts import RING

LATER = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, store_url: str | None) -> Iterator[Store]:
    made = open_store(tmp_path / "state", store_url)
    yield made
    made.close()


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "heads", tmp_path / "audit-head.key")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sealer(store: Store, clock: ManualClock, heads: Heads) -> Sealer:
    return Sealer(store, RING, clock, heads)


def write(store: Store, clock: ManualClock, count: int) -> None:
    for _ in range(count):
        clock.advance(1)
        with store.write() as connection:
            Ledger(connection, RING, clock.now()).audit(
                "1" * 32, "officer", "case.opened", {"n": clock.elapsed}
            )


def sealed_thrice(store: Store, clock: ManualClock, sealer: Sealer) -> None:
    """Nine rows, three seals, each with its head."""
    for _ in range(3):
        write(store, clock, 3)
        assert sealer.seal() == 3
        sealer.write_head()


CUT = "DELETE FROM audit WHERE seq > 6"


def found(store: Store, heads: Heads | None) -> list[str]:
    return [str(one) for one in verify(store, RING, heads, LATER).findings]


def tamper(store: Store, *statements: Any) -> None:
    """As somebody with the database's highest rights."""
    with store.write() as connection:
        drop_guards(connection)
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)


def test_honest_work_is_whole(store: Store, clock: ManualClock, sealer: Sealer, heads: Heads) -> None:
    sealed_thrice(store, clock, sealer)
    report = verify(store, RING, heads, LATER)
    assert (report.whole, report.rows, report.seals, report.heads) == (True, 9, 3, 3)
    assert sealer.seal() == 0


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE audit SET actor = 'nobody' WHERE seq = 5"], ["changed: row 5"]),
        (["UPDATE audit SET detail = '{}' WHERE seq = 9"], ["changed: row 9"]),
        (["DELETE FROM audit WHERE seq = 4"], ["removed: row 4"]),
        (["DELETE FROM audit WHERE seq < 3"], ["removed: row 1", "removed: row 2"]),
        (["DELETE FROM audit_seal WHERE no = 2"], ["seal_removed: seal 2", "unsealed: row 4"]),
        (["DELETE FROM audit_seal WHERE no = 3", CUT], ["tail_cut: after seal 2 of 3"]),
        (["UPDATE audit_seal SET count = 2 WHERE no = 2"], ["seal_changed: seal 2"]),
        (["UPDATE audit_seal SET mac = 'x' WHERE no = 3"], ["seal_changed: seal 3", "head_changed: seal 3"]),
        (["UPDATE audit_seal SET rows = '' WHERE no = 1"], ["seal_changed: seal 1", "unsealed: row 1"]),
        (["DELETE FROM audit", "DELETE FROM audit_seal"], ["tail_cut: after seal 0 of 3"]),
    ],
)  # fmt: skip
def test_what_was_touched_is_named(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads, statements: list[str], expected: list[str]
) -> None:
    sealed_thrice(store, clock, sealer)
    tamper(store, *statements)
    assert [line for line in found(store, heads) if line in expected] == expected


def test_rows_that_changed_places_are_named(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads
) -> None:
    sealed_thrice(store, clock, sealer)
    with store.write() as connection:
        drop_guards(connection)
        four, five = (row(connection, seq) for seq in (4, 5))
        for seq, other in ((4, five), (5, four)):
            connection.execute(update(t.AUDIT).where(t.AUDIT.c.seq == seq).values(**other))
    assert found(store, heads) == ["reordered: row 4 (was row 5)", "reordered: row 5 (was row 4)"]


def row(connection: Connection, seq: int) -> dict[str, Any]:
    found = dict(connection.execute(select(t.AUDIT).where(t.AUDIT.c.seq == seq)).one()._mapping)
    del found["seq"]
    return found


def test_a_row_that_nobody_with_the_key_wrote_is_named_even_when_it_was_sealed(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads
) -> None:
    sealed_thrice(store, clock, sealer)
    forged = {"at": clock.now(), "case_id": None, "actor": "chief", "action": "case.approved", "detail": "{}"}
    with store.write() as connection:
        connection.execute(insert(t.AUDIT).values(**forged, mac="0" * 64))
    assert found(store, heads) == ["inserted: row 10"]
    sealer.seal()
    assert found(store, heads) == ["inserted: row 10"]


def test_a_row_whose_transaction_ended_late_is_sealed_after_its_followers(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads
) -> None:
    sealed_thrice(store, clock, sealer)
    with store.write() as connection:
        drop_guards(connection)
        late = row(connection, 5)
        connection.execute(delete(t.AUDIT))
        connection.execute(delete(t.AUDIT_SEAL))
        values = [{**late, "seq": seq} for seq in (1, 2, 4)]
        system = "OVERRIDING SYSTEM VALUE " if connection.dialect.name == "postgresql" else ""
        names = ", ".join(values[0])
        marks = ", ".join(f":{name}" for name in values[0])
        statement = text(f"INSERT INTO audit ({names}) {system}VALUES ({marks})")
        if connection.dialect.name == "sqlite":
            values = [
                {**v, "at": v["at"].replace(tzinfo=None).isoformat(" ", "microseconds")} for v in values
            ]
        else:
            values = [{**v, "at": v["at"].replace(tzinfo=None)} for v in values]
        connection.execute(statement, values)
    # The store was emptied under the first one.
    sealer = Sealer(store, RING, clock, None)
    assert sealer.seal() == 3
    with store.write() as connection:
        connection.execute(statement, [{**values[0], "seq": 3}])
    assert sealer.seal() == 1
    assert verify(store, RING, None, LATER).whole


def test_heads_are_signed(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads, tmp_path: Path
) -> None:
    sealed_thrice(store, clock, sealer)
    (file,) = (tmp_path / "heads").glob("heads-*.jsonl")
    file.write_text(file.read_text().replace('"no": 2', '"no": 7'))
    assert found(store, heads) == [f"head_forged: {file.name}:2"]


def test_sm3_chains_as_well_and_a_store_may_change_over(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads
) -> None:
    sealed_thrice(store, clock, sealer)
    write(store, clock, 2)
    assert Sealer(store, RING, clock, heads, "sm3").seal() == 2
    assert verify(store, RING, heads, LATER).whole
    tamper(store, "UPDATE audit_seal SET algorithm = 'md5' WHERE no = 4")
    assert found(store, heads)[0] == "seal_changed: seal 4"


def test_what_a_dead_sealer_left_is_no_secret(
    store: Store, clock: ManualClock, sealer: Sealer, heads: Heads
) -> None:
    sealed_thrice(store, clock, sealer)
    write(store, clock, 1)
    assert verify(store, RING, heads, clock.now() + timedelta(seconds=5)).whole
    assert found(store, heads) == ["unsealed: row 10"]
