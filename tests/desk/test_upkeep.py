"""The administrator's work: keys changed under a running desk, persons erased, backups that come back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from kiosk.core.clock import ManualClock, SystemClock
from kiosk.core.id_number import IdNumber, parse_id_number
from kiosk.desk.audit.verify import verify
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import FolderKeys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.records import RecordFetcher
from kiosk.desk.schemas import CaseState
from kiosk.desk.service import Desk
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import open_store
from kiosk.desk.upkeep.backup import backup, restore
from kiosk.desk.upkeep.persons import Persons
from kiosk.desk.upkeep.replay import replay
from kiosk.desk.upkeep.rotate import rotate
from kiosk.desk.upkeep.sealed import SEALED
from tests.desk.parts import NUMBERS, HandRegistries, catalogue, make_desk, settled, submission

LONG_AGO = ServiceLevels(retention_days=1)


@pytest.fixture
def keys(tmp_path: Path) -> FolderKeys:
    return FolderKeys(tmp_path / "secrets")


@pytest.fixture
def own_desk(tmp_path: Path, keys: FolderKeys, store_url: str | None) -> Iterator[Desk]:
    """A desk on each engine with keys in a folder."""
    source = HandRegistries()
    desk = make_desk(
        tmp_path / "state",
        source,
        store_url=store_url,
        keys=keys,
        fetcher=RecordFetcher(source, source, keys.blind_index),
    )
    desk.start()
    yield desk
    desk.stop()


def number(who: str) -> IdNumber:
    found = parse_id_number(NUMBERS[who])
    assert found is not None
    return found


def finished(desk: Desk, who: str = "mao") -> str:
    sent = submission(who)
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.ISSUED
    desk.collected(sent.case_id)
    return sent.case_id


def in_review(desk: Desk, who: str = "wang_seized") -> str:
    sent = submission(who, note="a note")
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.REVIEW
    return sent.case_id


def all_text(desk: Desk) -> str:
    with desk._store.read() as connection:
        return "".join(str(connection.execute(select(x)).all()) for x in t.METADATA.sorted_tables)


def test_keys_change_under_a_running_desk(own_desk: Desk, keys: FolderKeys, tmp_path: Path) -> None:
    done, open_ = finished(own_desk), in_review(own_desk)
    # Another process's keys, which learns of the new one only by meeting its work.
    other = FolderKeys(tmp_path / "secrets")
    ended = threading.Event()
    sent: list[str] = []

    def traffic() -> None:
        while not ended.is_set():
            one = submission("li_young", hand_off="agent", documents=[])
            own_desk.submit(one)
            sent.append(one.case_id)

    thread = threading.Thread(target=traffic)
    thread.start()
    result = rotate(own_desk._store, keys, SystemClock(), tmp_path / "state" / "papers", "test")
    ended.set()
    thread.join()
    assert result.key == "data-0002"
    assert result.papers == 1
    rotate(own_desk._store, keys, SystemClock(), tmp_path / "state" / "papers", "test", new_key=False)
    with own_desk._store.read() as connection:
        for sealed in SEALED:
            kept = connection.execute(select(sealed.table.c[sealed.column])).scalars()
            assert all(one in (None, "") or one.startswith("g1.data-0002.") for one in kept)
        row = connection.execute(select(t.CASE).where(t.CASE.c.id == done)).one()
    assert NUMBERS["mao"] == other.decrypt(row.person_sealed, f"case/{done}/person")
    assert b"%PDF" in own_desk.paper(done)
    assert own_desk.case(open_).decision is not None
    assert sent


def test_what_is_told_of_a_person_is_decided_the_same_again(own_desk: Desk, tmp_path: Path) -> None:
    finished(own_desk)
    in_review(own_desk)
    persons = Persons(own_desk._store, own_desk._keys, SystemClock(), tmp_path / "state" / "papers")
    cases = [*persons.export(number("mao"), "test"), *persons.export(number("wang_seized"), "test")]
    assert [c["decision"]["decision"] for c in cases] == ["approve", "refuse"]
    assert cases[0]["submission"]["documents"][0]["fields"]["name"] == "毛晓燕"
    assert (cases[0]["certificate_status"], cases[0]["reviews"]) == ("current", [])
    assert [review["outcome"] for review in cases[1]["reviews"]] == [None]
    own_desk.submit(submission("li_young", hand_off="agent", note="a note"))
    (handed,) = persons.export(number("li_young"), "test")
    assert [review["note"] for review in handed["reviews"]] == ["a note"]
    file = tmp_path / "recorded.jsonl"
    file.write_text("".join(json.dumps(c) + "\n" for c in cases))
    assert [one.same for one in replay(file, catalogue())] == [True, True]
    cases[0]["decision"]["decision"] = "refuse"
    file.write_text(json.dumps(cases[0]))
    (wrong,) = replay(file, catalogue())
    assert (wrong.same, wrong.now) == (False, "approve")


def test_erased_is_the_person_and_the_chain_stays_whole(own_desk: Desk, tmp_path: Path) -> None:
    done = finished(own_desk)
    papers = tmp_path / "state" / "papers"
    persons = Persons(own_desk._store, own_desk._keys, SystemClock(), papers)
    number_of = own_desk.case(done).certificate
    assert number_of is not None
    index = own_desk._keys.blind_index(NUMBERS["mao"])
    assert index in all_text(own_desk)
    with pytest.raises(DeskFault):
        persons.delete(number("mao"), "test", " ")
    assert persons.delete(number("mao"), "test", "she asked for it").cases == 1
    assert list(papers.iterdir()) == []
    assert index not in all_text(own_desk)
    # Whatever column is sealed, it holds nothing of a case that is erased.
    for table in t.METADATA.sorted_tables:
        for column in [c for c in table.columns if c.name.endswith("_sealed") and "staff" not in table.name]:
            with own_desk._store.read() as connection:
                assert set(connection.execute(select(column)).scalars()) <= {None, ""}, column
    assert persons.export(number("mao"), "test") == []
    view = own_desk.case(done)
    assert (view.state, view.decision) == (CaseState.COLLECTED, None)
    # That there was a paper is still known.
    assert own_desk.verify(number_of.number).sha256 == number_of.sha256
    with pytest.raises(DeskFault):
        own_desk.paper(done)
    own_desk._sealer.seal()
    now = datetime.now(UTC)
    assert verify(own_desk._store, own_desk._keys, None, now).whole


def test_an_unfinished_case_is_not_erased(own_desk: Desk, tmp_path: Path) -> None:
    case_id = in_review(own_desk)
    persons = Persons(own_desk._store, own_desk._keys, SystemClock(), tmp_path)
    erased = persons.delete(number("wang_seized"), "test", "asked")
    assert (erased.cases, erased.kept_open) == (0, 1)
    assert own_desk.case(case_id).decision is not None


def test_retention_takes_what_is_old(own_desk: Desk, tmp_path: Path) -> None:
    finished(own_desk)
    open_ = in_review(own_desk)
    papers = tmp_path / "state" / "papers"
    today = Persons(own_desk._store, own_desk._keys, SystemClock(), papers)
    assert today.retention(LONG_AGO, "test").cases == 0
    later = ManualClock(datetime.now(UTC) + timedelta(days=40))
    in_a_month = Persons(own_desk._store, own_desk._keys, later, papers)
    assert in_a_month.retention(LONG_AGO, "test").cases == 1
    assert in_a_month.retention(LONG_AGO, "test").cases == 0
    with own_desk._store.read() as connection:
        assert connection.execute(select(t.IDEMPOTENCY)).all() == []
        erased = connection.execute(select(t.CASE.c.erased_at).where(t.CASE.c.erased_at.is_not(None))).all()
    assert len(erased) == 1
    assert own_desk.case(open_).decision is not None


def contents(store: Any) -> dict[str, list[Any]]:
    with store.read() as connection:
        return {
            table.name: [
                tuple(r) for r in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in t.METADATA.sorted_tables
        }


@pytest.mark.parametrize("onto", ["same", "other"])
def test_a_backup_of_a_working_desk_comes_back_on_either_engine(
    own_desk: Desk, keys: FolderKeys, tmp_path: Path, store_url: str | None, onto: str, cluster: Any
) -> None:
    done = finished(own_desk)
    in_review(own_desk)
    own_desk._sealer.seal()
    archive = tmp_path / "archive.tar.gz"
    made = backup(tmp_path / "state", store_url, archive)
    assert made.papers == 1
    assert archive.stat().st_mode & 0o077 == 0
    before = contents(own_desk._store)
    for secret in (NUMBERS["mao"], NUMBERS["wang_seized"]):
        assert secret.encode() not in archive.read_bytes()
    shared = (store_url is None) == (onto == "other")
    address = cluster.new_database() if shared else None
    place = tmp_path / "restored"
    store = open_store(place, address)
    assert restore(archive, store, place).rows == made.rows
    assert contents(store) == before
    assert verify(store, keys, None, datetime.now(UTC)).whole
    with pytest.raises(DeskFault) as error:
        restore(archive, store, place)
    assert error.value.code == "store_not_empty"
    with store.write() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text("DELETE FROM audit"))
    store.close()
    # And a desk works on with it.
    source = HandRegistries()
    again = make_desk(
        place, source, store_url=address, keys=keys, fetcher=RecordFetcher(source, source, keys.blind_index)
    )
    again.start()
    assert again.paper(done) == own_desk.paper(done)
    assert again.submit(submission("mao"))[1]
    again.stop()
    if address is not None:
        cluster.drop_database(address)


def test_another_file_is_no_backup(tmp_path: Path, own_desk: Desk) -> None:
    file = tmp_path / "x.tar.gz"
    file.write_bytes(b"no archive")
    with pytest.raises(DeskFault) as error:
        restore(file, own_desk._store, tmp_path)
    assert error.value.code == "bad_backup"


def test_every_sealed_column_is_known_to_who_seals_anew() -> None:
    named = {
        (table.name, column.name)
        for table in t.METADATA.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert named == {(one.table.name, one.column) for one in SEALED}
