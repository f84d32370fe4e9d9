"""A store that holds years of a city's cases already: does it still carry new ones as fast?

Rows come by COPY: closed cases with sealed columns of a real case's length, stages and audit of the last
ones only, two thousand open reviews.
"""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg
from sqlalchemy import create_engine, text

from benchmarks.cluster import Cluster
from benchmarks.desk_load import DAY, RING, Supplied
from kiosk.core.clock import SystemClock
from kiosk.desk.audit.sealer import Sealer
from kiosk.desk.store.engine import open_store
from kiosk.desk.store.guards import create_guards, drop_guards
from kiosk.desk.store.queue import queue_page
from kiosk.speech.progress import Progress

_RECENT = 200_000
_REVIEWS = 2_000
_CASES = (
    "COPY cases (id, item, item_version, source, office, person_index, object_index, person_sealed,"
    ' submission_sealed, state, day, ticket, "window", version, created_at, updated_at) FROM STDIN'
)
_STAGES = ("accept", "fill", "check", "approve", "issue")


def fill(cluster: Cluster, address: str, state: Path, cases: int, progress: Progress) -> dict[str, Any]:
    """Put `cases` rows in; seconds, gigabytes, and the 99th percentile of a page of the queue."""
    store = open_store(state, address)
    with store.write() as connection:
        drop_guards(connection)
    begun = time.monotonic()
    sample = Supplied().submission(0)
    sealed = RING.encrypt(sample.model_dump_json(), "case/x/submission")
    person = RING.encrypt("x" * 18, "case/x/person")
    progress.begin("rows", cases)
    with psycopg.connect(address.replace("+psycopg", "")) as raw, raw.cursor() as cursor:
        ids = _copy_cases(cursor, cases, sealed, person, progress)
        _copy_stages(cursor, ids)
        _copy_reviews(cursor, ids[-_REVIEWS:])
        raw.commit()
    with store.write() as connection:
        create_guards(connection)
    # What was audited long ago was sealed long ago.
    Sealer(store, RING, SystemClock(), None).seal()
    progress.end("rows")
    seconds = time.monotonic() - begun
    cluster.execute("CHECKPOINT")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    page = _queue_pages(store)
    store.close()
    return {"fill_seconds": round(seconds, 1), "fill_gb": round(size / 1e9, 2), "queue_p99_ms": page}


def _copy_cases(cursor: Any, cases: int, sealed: str, person: str, progress: Progress) -> list[str]:
    """The ids of the last ones."""
    now, recent = datetime.now(UTC).replace(tzinfo=None), []
    with cursor.copy(_CASES) as copy:
        for number in range(cases):
            case_id, open_ = uuid.uuid4().hex, number >= cases - _REVIEWS
            day = DAY - timedelta(days=1 + (cases - number) // 30_000)
            copy.write_row(
                (
                    case_id, "lic_damaged", "v", "kiosk", "ningbo", f"{number:064x}", "", person, sealed,
                    "review" if open_ else "collected", day, f"A{number}", "3", 6, now, now,
                )
            )  # fmt: skip
            if number >= cases - _RECENT:
                recent.append(case_id)
            if number % 10_000 == 0:
                progress.reach("rows", number)
    return recent


def _copy_stages(cursor: Any, ids: list[str]) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    with cursor.copy("COPY stage (case_id, stage, started_at, ended_at, seconds) FROM STDIN") as copy:
        for case_id in ids:
            for stage in _STAGES:
                copy.write_row((case_id, stage, now, now, 0.01))
    with cursor.copy("COPY audit (at, case_id, actor, action, detail, mac) FROM STDIN") as copy:
        for case_id in ids:
            for stage in _STAGES:
                copy.write_row((now, case_id, "xiaozhi", f"case.{stage}", "{}", "0" * 64))


def _copy_reviews(cursor: Any, ids: list[str]) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    named = "case_id, cause, detail, opened_at, due_at, priority, kind, version"
    with cursor.copy(f"COPY review ({named}) FROM STDIN") as copy:
        for number, case_id in enumerate(ids):
            opened = now - timedelta(seconds=number)
            due = opened + timedelta(hours=1)
            copy.write_row((case_id, "system", "bench", opened, due, number % 3 * 10, "case", 1))


def _queue_pages(store: Any) -> float:
    taken = []
    for _ in range(200):
        begun = time.monotonic()
        with store.read() as connection:
            rows, _ = queue_page(connection, datetime.now(UTC), None, None, 50)
        taken.append(time.monotonic() - begun)
        assert len(rows) == 50
    return round(quantiles(taken, n=100)[98] * 1000, 1)
