"""Lives of a desk that end by `kill -9` at one database event: the driver behind `bench crash`.

A life is a forked process: it opens the store, works, and dies right before or after its n-th statement or
commit. The next life is whole and must bring every case to its end. A process of its own, without threads
of its own, because it forks. Prints JSON lines.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.engine.default import DefaultDialect

from benchmarks.cluster import Cluster
from benchmarks.crash_parts import PATIENCE, Fuse, QuickOffice, SteppedClock, die, ended, fork
from benchmarks.desk_load import ASSETS, DAY, RING, Supplied
from kiosk.catalogue.catalogue import Catalogue
from kiosk.desk import worker as worker_module
from kiosk.desk.client import is_settled
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.schemas import Submission
from kiosk.desk.service import Desk, DeskParts
from kiosk.desk.store import jobs as jobs_module

#: Seconds of a lease in these lives: a dead worker's case must not wait fifteen seconds three hundred times.
_LEASE = 1.0


@dataclass
class World:
    """What all lives share; made before the first fork."""

    catalogue: Catalogue
    supplied: Supplied
    book: PaperBook


@dataclass
class Tally:
    """What came of it."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    places: set[str] = field(default_factory=set)
    cases: list[Submission] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """One store under test."""

    url: str | None
    state: Path


def make(world: World, site: Site, work: bool, offset: float = 0.0) -> Desk:
    return Desk(
        DeskParts(
            state=site.state,
            keys=RING,
            catalogue=world.catalogue,
            fetcher=world.supplied,
            papers=QuickOffice(),
            book=world.book,
            clock=SteppedClock(offset),
            simulated_day=DAY,
            store_url=site.url,
            work=work,
            threads=2,
        )
    )


def carry(desk: Desk, sent: Submission, seconds: float = PATIENCE) -> bool:
    """As a kiosk does: submit, and again, until the case is settled."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            desk.submit(sent)
            while time.monotonic() < end:
                if is_settled(desk.case(sent.case_id)):
                    return True
                time.sleep(0.004)
        except Exception:  # noqa: BLE001 - a kiosk tries again, whatever it was
            time.sleep(0.05)
    return False


def _live(world: World, site: Site, cases: list[Submission], offset: float = 0.0) -> None:
    """A process's life: all cases carried through, or exit 3."""
    desk = make(world, site, work=True, offset=offset)
    desk.start()
    done = all(carry(desk, one) for one in cases)
    desk.stop()
    if not done:
        os._exit(3)


def whole_life(world: World, site: Site, cases: list[Submission], offset: float = 0.0) -> bool:
    """A life nobody cuts short: are all cases settled at its end?"""

    pid, reader = fork(lambda _: _live(world, site, cases, offset))
    os.close(reader)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == 0


def one_kill(world: World, site: Site, role: str, at: int, tally: Tally, offset: float = 0.0) -> bool:
    """One case; `role` dies at its `at`-th database event; then a whole life. False: it never came so far."""
    sent = world.supplied.submission(len(tally.cases) + 1)
    if len(tally.cases) % 3 == 2:
        # Every third goes to an officer: not confirmed.
        unread = [d.model_copy(update={"confirmed": False}) for d in sent.documents]
        sent = sent.model_copy(update={"documents": unread})
    tally.cases.append(sent)

    def live(pipe: int) -> None:
        if role == "api":
            Fuse(at, die(pipe))
        desk = make(world, site, work=role == "all")
        if role == "all":
            # The store is open: what is counted from here is work.
            Fuse(at, die(pipe))
        desk.start()
        if role in ("all", "api"):
            with suppress(Exception):
                desk.submit(sent)
        if role == "all":
            carry(desk, sent, 5.0)
        desk.stop()

    def labour(pipe: int) -> None:
        desk = make(world, site, work=True)
        Fuse(at, die(pipe))
        desk.start()
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            with suppress(Exception):
                if is_settled(desk.case(sent.case_id)):
                    break
            time.sleep(0.02)
        desk.stop()

    if role == "worker":
        first, reader = fork(lambda _: _submit(world, site, sent))
        ended(first, reader)
        pid, reader = fork(labour)
    else:
        pid, reader = fork(live)
    killed, where = ended(pid, reader)
    if killed:
        tally.kills += 1
        tally.places.add(f"{role}: {where}")
    if not whole_life(world, site, [sent], offset):
        tally.stuck += 1
    return killed


def _submit(world: World, site: Site, sent: Submission) -> None:
    desk = make(world, site, work=False)
    desk.start()
    desk.submit(sent)
    desk.stop()


def server_kill(world: World, site: Site, cluster: Cluster, after: float, tally: Tally) -> None:
    """PostgreSQL itself dies in the middle of three cases, all its processes at once."""
    cases = [world.supplied.submission(len(tally.cases) + 1 + n) for n in range(3)]
    tally.cases += cases

    pid, reader = fork(lambda _: _live(world, site, cases))
    time.sleep(after)
    cluster.kill()
    tally.kills += 1
    tally.places.add("postgresql")
    cluster.start()
    os.close(reader)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0 and not whole_life(world, site, cases):
        tally.stuck += 1


def cut(world: World, site: Site, at: int, after: bool, tally: Tally) -> bool:
    """The connection breaks in the `at`-th commit: before it counts, or after, its answer lost."""
    sent = world.supplied.submission(len(tally.cases) + 1)
    tally.cases.append(sent)

    def live(pipe: int) -> None:
        commit, left = DefaultDialect.do_commit, [at]

        def do_commit(dialect: Any, connection: Any) -> None:
            left[0] -= 1
            if left[0] != 0:
                return commit(dialect, connection)
            os.write(pipe, b"cut")
            if after:
                commit(dialect, connection)
            connection.dbapi_connection.close()
            raise psycopg.OperationalError("the connection is lost")

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]
        desk = make(world, site, work=True)
        desk.start()
        carry(desk, sent, 8.0)
        desk.stop()

    pid, reader = fork(live)
    _, said = ended(pid, reader)
    if said:
        tally.places.add(f"cut {'after' if after else 'before'} COMMIT")
    if not whole_life(world, site, [sent]):
        tally.stuck += 1
    return bool(said)


def disk_full(world: World, site: Site, tally: Tally) -> None:
    """SQLite on a disk that is full: refused, nothing half; then there is room again."""
    cases = [world.supplied.submission(len(tally.cases) + 1 + n) for n in range(4)]
    tally.cases += cases

    def live(_: int) -> None:
        desk = make(world, site, work=True)
        with desk._store.write() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        desk.start()
        for one in cases:
            carry(desk, one, 1.0)
        desk.stop()

    pid, reader = fork(live)
    ended(pid, reader)
    tally.places.add("disk full")
    if not whole_life(world, site, cases):
        tally.stuck += 1


def stolen_leases(world: World, site: Site, tally: Tally) -> None:
    """Two workers whose leases end at once: each case is both's, and counts once."""
    cases = [world.supplied.submission(len(tally.cases) + 1 + n) for n in range(12)]
    tally.cases += cases
    for one in cases:
        first, reader = fork(lambda _, one=one: _submit(world, site, one))  # type: ignore[misc]
        ended(first, reader)

    def live(_: int) -> None:
        jobs_module.LEASE = 0.001
        desk = make(world, site, work=True)
        desk.start()
        time.sleep(2.5)
        desk.stop()

    both = [fork(live) for _ in range(2)]
    for pid, reader in both:
        ended(pid, reader)
    tally.places.add("stolen leases")
    if not whole_life(world, site, cases):
        tally.stuck += 1


def count(site: Site, tally: Tally) -> None:
    """What the store holds, against what was submitted."""
    engine = create_engine(site.url or f"sqlite:///{site.state}/desk.sqlite")
    ids = {one.case_id for one in tally.cases}
    with engine.connect() as connection:

        def rows(query: str) -> Iterator[Any]:
            return iter(connection.execute(text(query)).all())

        states = {row[0]: row[1] for row in rows("SELECT id, state FROM cases")}
        tally.lost += len(ids - states.keys())
        tally.lost += sum(states.get(i) not in ("issued", "review") for i in ids if i in states)
        tally.doubled += len(states.keys() - ids)
        for query in (
            "SELECT case_id FROM certificate GROUP BY case_id HAVING count(*) > 1",
            "SELECT case_id FROM audit WHERE action IN ('paper.signed', 'case.issued', 'case.accepted',"
            " 'certificate.numbered', 'case.review') GROUP BY case_id, action HAVING count(*) > 1",
            "SELECT person_index FROM cases GROUP BY person_index HAVING count(*) > 1",
            "SELECT case_id FROM review GROUP BY case_id HAVING count(*) > 1",
        ):
            tally.doubled += len(list(rows(query)))
        issued = [i for i, state in states.items() if state == "issued"]
        certificates = next(rows("SELECT count(*), count(sha256), count(file) FROM certificate"))
        tally.lost += abs(len(issued) - certificates[0]) + certificates[0] - certificates[1]
        # Numbers without a gap: the last one counted is how many there are.
        last = next(rows("SELECT coalesce(sum(last), 0) FROM counter WHERE kind = 'certificate'"))[0]
        tally.doubled += abs(int(last) - certificates[0])
        tally.stuck += int(next(rows("SELECT count(*) FROM outbox WHERE done_at IS NULL"))[0])
        papers = len(list((site.state / "papers").iterdir()))
        if site.url is None:
            tally.doubled += abs(papers - certificates[1])
    engine.dispose()


def sweep(world: World, site: Site, role: str, kills: int, tally: Tally, said: Callable[[], None]) -> None:
    """Kill at event 1, 2, 3 ... until the case gets through alive, and over again, `kills` times in all."""
    begun, at = tally.kills, 1
    misses = 0
    while tally.kills - begun < kills and misses < 3:
        offset = -3600.0 if tally.kills % 10 == 9 else 0.0
        if one_kill(world, site, role, at, tally, offset):
            at, misses = at + 1, 0
        else:
            # Past the last event, or a case with fewer of them: begin again with the first.
            misses, at = misses + 1, at + 1
            if misses == 3 and at > 6:
                at, misses = 1, 0
        said()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    if options.folder.exists():
        parser.error(f"{options.folder} is there already: its cases would be counted")
    jobs_module.LEASE = _LEASE
    worker_module.LEASE = _LEASE
    world = World(Catalogue.load(ASSETS), Supplied(), PaperBook.load(ASSETS))
    embedded, shared = Tally(), Tally()

    def said() -> None:
        sys.stdout.write(json.dumps({"done": embedded.kills + shared.kills}) + "\n")
        sys.stdout.flush()

    here = Site(None, options.folder / "sqlite")
    with Cluster() as cluster:
        there = Site(cluster.new_database(), options.folder / "postgresql")
        share = max(1, options.kills // 10)
        sweep(world, here, "all", 4 * share, embedded, said)
        sweep(world, there, "worker", 3 * share, shared, said)
        sweep(world, there, "api", options.kills - 8 * share, shared, said)
        for number in range(share):
            server_kill(world, there, cluster, 0.05 + 0.9 * number / share, shared)
            said()
        for number in range(1, 6):
            cut(world, there, number, number % 2 == 0, shared)
            cut(world, there, number, number % 2 == 1, shared)
        disk_full(world, here, embedded)
        stolen_leases(world, there, shared)
        count(here, embedded)
        count(there, shared)
    shutil.rmtree(options.folder, ignore_errors=True)
    both = (embedded, shared)
    print(
        json.dumps(
            {
                "kills": sum(one.kills for one in both),
                "lost": sum(one.lost for one in both),
                "doubled": sum(one.doubled for one in both),
                "stuck": sum(one.stuck for one in both),
                "kills_sqlite": embedded.kills,
                "kills_postgresql": shared.kills,
                "cases": sum(len(one.cases) for one in both),
                "places": len(embedded.places | shared.places),
                "seen": sorted(embedded.places | shared.places),
            }
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
