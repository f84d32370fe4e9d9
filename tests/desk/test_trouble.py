"""A full disk, a cut connection, a clock set back, two workers with one lease: each case counts once.

`bench crash` does the same hundreds of times with whole processes; here each is one test with its reason.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from benchmarks.crash_parts import SteppedClock
from kiosk.desk.audit.verify import verify
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState, Stage
from kiosk.desk.service import Desk
from kiosk.desk.stages import PAPER
from kiosk.desk.store import jobs as jobs_module
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.jobs import LEASE, Job, Jobs
from tests.desk.hall import KIOSK, app_of
from tests.desk.parts import RING, make_desk, settled, submission
from tests.desk.test_jobs import pass_time


def assert_once(desk: Desk, case_id: str) -> None:
    """One case, one row a stage, one paper, nothing left to do."""
    view = settled(desk, case_id)
    assert view.state is CaseState.ISSUED
    assert [s.stage for s in view.stages] == list(Stage)
    with desk._store.read() as connection:

        def count(table: Any, *where: Any) -> int:
            return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())

        assert count(t.CASE) == count(t.CERTIFICATE) == 1
        assert count(t.STAGE) == len(Stage)
        assert count(t.OUTBOX, t.OUTBOX.c.done_at.is_(None)) == 0
        assert count(t.AUDIT, t.AUDIT.c.action == "case.accepted") == 1
        assert count(t.AUDIT, t.AUDIT.c.action == "paper.signed") == 1


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """No page more: SQLite's own limit; in PostgreSQL the error a full disk raises there (class 53)."""
    embedded = store.engine.dialect.name == "sqlite"
    with store.write() as connection:
        if embedded:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
            assert free == 0
        else:
            connection.execute(
                text(
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
                )
            )
            connection.execute(
                text(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON audit "
                    "FOR EACH ROW EXECUTE FUNCTION full_disk()"
                )
            )
    yield
    with store.write() as connection:
        if embedded:
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
        else:
            connection.execute(text("DROP FUNCTION full_disk() CASCADE"))


def test_a_full_disk_takes_nothing_half_and_no_number(any_desk: Desk) -> None:
    client = TestClient(app_of(any_desk), headers={"Authorization": f"Bearer {KIOSK}"})
    # So large that it fits into no page that is there already.
    sent = submission(answers={f"answer_{n}": "a" * 200 for n in range(30)})
    body = sent.model_dump(mode="json")
    with full_disk(any_desk._store):
        answers = [client.post("/v1/cases", json=body) for _ in range(4)]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(503, "store_busy")}
    assert answers[0].headers["Retry-After"] == "1"
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert client.post("/v1/cases", json=body).status_code == 201
    assert_once(any_desk, sent.case_id)
    assert any_desk.case(sent.case_id).ticket == "A001"


def test_a_disk_that_fills_up_between_two_stages_makes_the_case_wait(tmp_path: Path, store_url: str) -> None:
    desk = make_desk(tmp_path / "state", store_url=store_url, work=False)
    sent = submission()
    desk.submit(sent)
    with full_disk(desk._store):
        job = claim(desk, "a")
        if desk._store.engine.dialect.name == "sqlite":
            # What a stage writes may just fit into the last page: take its room.
            with pytest.raises(Exception, match="full"), desk._store.write() as connection:
                connection.exec_driver_sql("CREATE TABLE filler AS SELECT randomblob(500000) AS x")
        following, _ = desk._worker.step(job, None)
        if following is None:
            assert desk.case(sent.case_id).state is CaseState.ACCEPTED
    pass_time(desk._store, LEASE + 10)
    desk._store.close()
    again = make_desk(tmp_path / "state", store_url=store_url)
    again.start()
    assert_once(again, sent.case_id)
    again.stop()


def cut_before(commit: Callable[[Any], None], connection: Any) -> None:
    """The network goes, then the commit."""
    with socket.socket(fileno=os.dup(connection.dbapi_connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    commit(connection)


def cut_after(commit: Callable[[Any], None], connection: Any) -> None:
    """The commit counts, its answer is lost."""
    commit(connection)
    connection.dbapi_connection.close()
    raise psycopg.OperationalError("the connection is lost")


@pytest.mark.parametrize("cut", [cut_before, cut_after])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_connection_cut_in_the_commit_counts_once(
    tmp_path: Path, database: str, cut: Callable[..., None], at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(tmp_path / "state", store_url=database)
    # What a lost answer leaves leased is anybody's after this many seconds.
    monkeypatch.setattr(jobs_module, "LEASE", 0.5)
    dialect, left = desk._store.engine.dialect, [at]
    commit = dialect.do_commit

    def do_commit(connection: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            cut(commit, connection)
        else:
            commit(connection)

    desk.start()
    monkeypatch.setattr(dialect, "do_commit", do_commit)
    sent = submission()
    try:
        desk.submit(sent)
    except OperationalError:
        # As a kiosk does.
        desk.submit(sent)
    assert_once(desk, sent.case_id)
    assert left[0] <= 0, "the cut never came"
    desk.stop()


def claim(desk: Desk, worker: str) -> Job:
    with desk._store.write() as connection:
        (job,) = Jobs(connection, desk._clock.now()).claim(worker, 1)
    return job


def test_two_workers_with_one_lease_do_it_once(tmp_path: Path, store_url: str | None) -> None:
    desk = make_desk(tmp_path / "state", store_url=store_url, work=False)
    sent = submission()
    desk.submit(sent)
    mine = claim(desk, "a")
    # The first one slept through its lease and doesn't know it.
    pass_time(desk._store, LEASE + 1)
    theirs = claim(desk, "b")
    assert theirs.epoch > mine.epoch
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda job: desk._worker.step(job, None), [mine, theirs]))
    paper = [job for job, _ in ends if job is not None]
    assert len(paper) == 1
    assert paper[0].kind == PAPER
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda job: desk._worker.step(job, None), [paper[0], paper[0]]))
    assert_once(desk, sent.case_id)
    assert len(list((tmp_path / "state" / "papers").iterdir())) == 1
    desk._store.close()


def test_a_clock_set_back_an_hour_in_the_middle_of_a_case(tmp_path: Path, store_url: str | None) -> None:
    class Ahead(SteppedClock):
        """An hour ahead until it is put right."""

    clock = Ahead(3600)
    desk = make_desk(tmp_path / "state", store_url=store_url, work=False, clock=clock)
    sent = submission()
    desk.submit(sent)
    claim(desk, "dead")
    desk._sealer.seal()
    desk._store.close()
    # The worker died with its lease, and the clock is put right: the lease ends an hour from now.
    pass_time(tmp_store := make_desk(tmp_path / "state", store_url=store_url, work=False)._store, -3600)
    tmp_store.close()
    again = make_desk(tmp_path / "state", store_url=store_url)
    again.start()
    assert_once(again, sent.case_id)
    again._sealer.seal()
    assert verify(again._store, RING, None, datetime.now(UTC)).whole
    again.stop()


def test_commits_of_the_embedded_store_that_fail_leave_nothing(tmp_path: Path) -> None:
    """A disk that fails in the commit: the case is begun anew, as if nothing had been."""
    desk = make_desk(tmp_path / "state", work=False)
    failing = [True]

    def fail(_: Any) -> None:
        if failing.pop() if failing else False:
            raise OSError("input/output error")

    event.listen(desk._store.engine, "commit", fail)
    sent = submission()
    with pytest.raises(OSError, match="input/output"):
        desk.submit(sent)
    with pytest.raises(DeskFault, match="unknown_case"):
        desk.case(sent.case_id)
    assert desk.submit(sent)[1]
    assert desk.case(sent.case_id).ticket == "A001"
    desk._store.close()
