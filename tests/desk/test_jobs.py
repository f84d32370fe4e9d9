"""The outbox: claimed by lease, by one; lost with a clock, a death or a second worker; never done twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, text, update

from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.jobs import LEASE, Job, Jobs
from tests.desk.test_store import NOW, add


def jobs(connection: Connection, after: float = 0) -> Jobs:
    return Jobs(connection, NOW + timedelta(seconds=after))


def fill(store: Store, count: int) -> None:
    with store.write() as connection:
        for number in range(count):
            case_id = f"{number:032x}"
            add(connection, case_id, person_index=f"p{number}", ticket=f"T{number}")
            jobs(connection).enqueue(case_id, "fill")


def pass_time(store: Store, seconds: float) -> None:
    """The database's own clock can't be moved, so what is in it is: everything was earlier."""
    with store.write() as connection:
        if connection.dialect.name == "postgresql":
            for column in ("lease_until", "not_before"):
                connection.execute(text(f"UPDATE outbox SET {column} = {column} - interval '{seconds} s'"))
        else:
            for row in connection.execute(select(t.OUTBOX)).all():
                moved = {
                    name: value - timedelta(seconds=seconds)
                    for name in ("lease_until", "not_before")
                    if isinstance(value := getattr(row, name), datetime)
                }
                if moved:
                    connection.execute(update(t.OUTBOX).where(t.OUTBOX.c.id == row.id).values(**moved))


def claim(store: Store, worker: str, limit: int = 10) -> list[Job]:
    with store.write() as connection:
        return jobs(connection).claim(worker, limit)


def test_a_job_is_one_workers_until_its_lease_ends(store: Store) -> None:
    fill(store, 1)
    (mine,) = claim(store, "a")
    assert claim(store, "b") == []
    pass_time(store, LEASE + 1)
    (theirs,) = claim(store, "b")
    assert theirs.epoch == mine.epoch + 1
    # Two workers, each sure of its lease: one counts.
    with store.write() as connection:
        assert not jobs(connection).finish(mine)
        assert jobs(connection).advance(mine, "check", keep=True) is None
        assert jobs(connection).finish(theirs)
        assert not jobs(connection).finish(theirs)
    assert claim(store, "a") == []


def test_a_sign_of_life_keeps_the_lease(store: Store) -> None:
    fill(store, 1)
    (mine,) = claim(store, "a")
    pass_time(store, LEASE - 1)
    with store.write() as connection:
        assert jobs(connection).heartbeat("a", [mine.id]) == 1
        assert jobs(connection).heartbeat("b", [mine.id]) == 0
    pass_time(store, LEASE - 1)
    assert claim(store, "b") == []


def test_a_clock_set_back_an_hour_holds_nothing_up(store: Store) -> None:
    fill(store, 1)
    claim(store, "a")
    # The lease was written an hour ahead of what the clock says now.
    pass_time(store, -3600)
    assert len(claim(store, "b")) == 1
    with store.write() as connection:
        jobs(connection).failed(Job(1, "", "fill", 0, epoch=2), 0.5)
    pass_time(store, -3600)
    assert len(claim(store, "b")) == 1


def test_many_claim_at_once_and_none_gets_anothers(store: Store) -> None:
    fill(store, 24)
    ready = threading.Barrier(6)

    def worker(name: int) -> list[int]:
        ready.wait(10)
        return [job.id for _ in range(3) for job in claim(store, f"w{name}", 2)]

    with ThreadPoolExecutor(6) as pool:
        claimed = [one for some in pool.map(worker, range(6)) for one in some]
    claimed += [job.id for job in claim(store, "rest", 24)]
    assert len(claimed) == len(set(claimed)) == 24


def test_what_failed_comes_later_and_behind(store: Store) -> None:
    fill(store, 2)
    (first,) = claim(store, "a", 1)
    with store.write() as connection:
        jobs(connection).failed(first, 5)
    (second,) = claim(store, "a")
    assert second.id != first.id
    pass_time(store, 6)
    (again,) = claim(store, "b")
    assert (again.id, again.attempts) == (first.id, 1)


def test_one_row_a_case_moves_from_stage_to_stage(store: Store) -> None:
    with store.write() as connection:
        add(connection)
        job = jobs(connection).enqueue("1" * 32, "fill", "a")
    assert claim(store, "b") == []
    with store.write() as connection:
        following = jobs(connection).advance(job, "check", keep=True)
        assert following is not None
        assert following.kind == "check"
        # The step before is over, whoever still believes in it.
        assert jobs(connection).advance(job, "check", keep=True) is None
        assert jobs(connection).advance(following, "paper", keep=False) is not None
    (paper,) = claim(store, "b")
    assert (paper.kind, paper.id) == ("paper", job.id)
    with store.write() as connection:
        assert jobs(connection).release("b") == 1
        assert jobs(connection).undone() == 1
        jobs(connection).drop("1" * 32)
        assert jobs(connection).undone() == 0
