"""One process that puts whole cases through a desk: `python -m benchmarks.desk_load --kind table ...`.

The facts come with the submission (registers apart), the papers are rendered apart. A whole case is six
stages in three transactions: accepted | filled, checked, approved, issued (none waits for anybody) |
collected; with audit rows, sealed columns and jobs. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import threading
import time
import uuid
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.clock import SystemClock
from kiosk.core.crypto import KeyRing
from kiosk.core.id_number import check_digit
from kiosk.core.paths import repository_root
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.records import Fetched
from kiosk.desk.schemas import CaseState, Submission, SubmittedDocument
from kiosk.desk.service import Desk, DeskParts
from kiosk.desk.store.ledger import Ledger
from kiosk.registries.holdings import Holdings
from kiosk.registries.ports import Answer, Port
from kiosk.registries.queries import NumberQuery, Subject
from kiosk.registries.world import load_world

ASSETS = repository_root() / "assets"
DAY = date(2026, 11, 24)
ITEM = "lic_damaged"
RING = KeyRing({"data-0001": b"\1" * 32}, "data-0001", b"\2" * 32)
_WHO = "mao"
#: Seconds.
_WATCH = 30.0


class Supplied:
    """Registers that know everybody, as Ms Mao is known, at once."""

    def __init__(self) -> None:
        world = load_world(ASSETS / "demo" / "world.yaml")
        self.number = next(number for number, p in world.persons.items() if p.id == _WHO)
        holdings = Holdings(world)
        self._records = {
            port: holdings.look_up(port, NumberQuery(id_number=self.number), DAY)
            for port in (Port.PERSON, Port.DRIVER)
        }
        self.person = world.persons[self.number].person

    def fetch(self, subject: Subject, ports: Iterable[str]) -> Fetched:
        answers = {}
        for port in ports:
            record = self._records[Port(port)]
            names = {n for n in ("id_number", "licence_number") if n in type(record).model_fields}
            own = record.model_copy(update=dict.fromkeys(names, subject.id_number)) if record else None
            answers[port] = Answer(Port(port), own, "bench", datetime.now(UTC))
        return Fetched(answers)

    def close(self) -> None:
        """Nothing is open."""

    def submission(self, index: int, office: str = "ningbo") -> Submission:
        """The card of one of ten million women born on Ms Mao's birthday, in areas counted through."""
        base = self.number
        area, serial = divmod(index, 500)
        first = f"{100000 + area:06d}{base[6:14]}{serial * 2:03d}"
        person = self.person
        read = {
            "name": person.name, "sex": person.sex, "ethnicity": person.ethnicity,
            "birth": person.birth.isoformat(), "address": person.address,
            "id_number": first + check_digit(first),
        }  # fmt: skip
        card = SubmittedDocument(document="id_card_front", fields=read, accepted=True, confirmed=True)
        return Submission(case_id=uuid.uuid4().hex, item=ITEM, office=office, documents=[card])


class NoPapers:
    """Rendered apart."""

    def issue(self, *_: object) -> object:
        raise AssertionError


def bench_desk(
    store: str | None,
    state: Path,
    supplied: Supplied,
    catalogue: Catalogue,
    work: bool = False,
    threads: int = 1,
) -> Desk:
    return Desk(
        DeskParts(
            state=state,
            keys=RING,
            catalogue=catalogue,
            fetcher=supplied,
            papers=NoPapers(),  # type: ignore[arg-type]
            book=PaperBook.load(ASSETS),
            clock=SystemClock(),
            simulated_day=DAY,
            store_url=store,
            work=work,
            make_papers=False,
            threads=threads,
        )
    )


def table_cases(store: str | None, state: Path) -> tuple[Callable[[int, str], None], Callable[[], None]]:
    """The way of one whole case through our own table, and how to end."""
    supplied = Supplied()
    desk = bench_desk(store, state, supplied, Catalogue.load(ASSETS))
    desk.start()
    clock = SystemClock()

    def whole(index: int, office: str) -> None:
        sent = supplied.submission(index, office)
        case_id, _ = desk.carry_through(sent)
        # The officer's hand-over, without the paper that is rendered apart; fails where nothing was issued.
        desk._store.transact(lambda connection: _collect(Ledger(connection, RING, clock.now()), case_id))

    return whole, desk.stop


def _collect(ledger: Ledger, case_id: str) -> None:
    ledger.move(ledger.need(case_id, lock=True), CaseState.COLLECTED, "window", {})


class Watch:
    """Memory and the 99th percentile, looked at every half minute."""

    def __init__(self, begun: float, recent: deque[float]) -> None:
        self._begun = begun
        self._recent = recent
        self.p99s: list[tuple[float, float]] = []
        self.mbs: list[tuple[float, float]] = []

    def until(self, threads: list[threading.Thread]) -> None:
        """Until all of them have ended."""
        due = self._begun + _WATCH
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(0.05)
            if time.monotonic() >= due and len(self._recent) > 100:
                at = time.monotonic() - self._begun
                self.p99s.append((at, quantiles(list(self._recent), n=100)[98]))
                self.mbs.append((at, _resident_mb()))
                due += _WATCH


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


class Round:
    """One round of this process: threads that carry case after case, at a pace or as fast as they can."""

    def __init__(self, whole: Callable[[int, str], None], options: argparse.Namespace) -> None:
        self._whole = whole
        self._options = options
        self._pace = options.pace / options.threads if options.pace else 0.0
        self._recent: deque[float] = deque(maxlen=5000)
        # Eight bytes each: what the bench keeps mustn't look like the desk's growth.
        self._taken = array("d")
        self._failures: list[str] = []

    def run(self) -> dict[str, Any]:
        """The figures of it."""
        end = time.monotonic() + self._options.seconds
        count = self._options.threads
        threads = [threading.Thread(target=self._work, args=(n, end)) for n in range(count)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        watch = Watch(begun, self._recent)
        watch.until(threads)
        return {
            "seconds": time.monotonic() - begun,
            "taken": list(self._taken),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "failures": self._failures,
            "cases": len(self._taken),
            "p99s": watch.p99s,
            "mbs": watch.mbs,
        }

    def _work(self, thread: int, end: float) -> None:
        index = self._options.first + 1 + thread
        due = time.monotonic()
        while time.monotonic() < end:
            start = time.monotonic()
            try:
                self._whole(index, "yinzhou" if thread % 2 else "ningbo")
                taken = time.monotonic() - start
                self._taken.append(taken)
                self._recent.append(taken)
            except Exception as error:  # noqa: BLE001 - counted, and the figure says so
                self._failures.append(type(error).__name__)
            index += self._options.threads
            due += 1 / self._pace if self._pace else 0.0
            time.sleep(max(0.0, due - time.monotonic()))


def main() -> int:
    options = _options()
    if options.kind == "dbos":
        from benchmarks.desk_dbos import dbos_cases

        whole, stop = dbos_cases(options.store, options.state)
    else:
        whole, stop = table_cases(options.store, options.state)
    whole(options.first, "ningbo")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    print(json.dumps(Round(whole, options).run()))
    sys.stdout.flush()
    stop()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["table", "dbos"], default="table")
    parser.add_argument("--store")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pace", type=float, default=0, help="cases a second; 0: as many as go")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
