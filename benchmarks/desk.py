"""How many whole cases a second the desk carries: PostgreSQL, SQLite, and the same steps by DBOS.

All engines keep fsync, full_page_writes and synchronous_commit on and lie on the same disk; rounds of our
table and of DBOS alternate, so that a busy machine slows both alike and their ratio stays a fact.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.cluster import Cluster
from benchmarks.desk_filled import fill
from benchmarks.desk_http import http_load
from kiosk.core.paths import repository_root
from kiosk.speech.progress import Progress

_ROUNDS = 3
_SECONDS = 12.0
_PROCESSES, _THREADS = 2, 4


def run(
    n: int | None, progress: Progress, filled: int | None = None, soak: float | None = None
) -> dict[str, Any]:
    """`n` rounds (3) of each; the figures of docs/benchmarks.md.

    `filled`: only a store that holds so many cases already, against an empty one. `soak`: only a load at
    half speed for so many seconds, with the slopes of memory and of the 99th percentile.
    """
    if filled is not None:
        return _filled(filled, n or _ROUNDS, progress)
    if soak is not None:
        return _soak(soak, progress)
    rounds = n or _ROUNDS
    figures: dict[str, Any] = {}
    progress.begin("desk", rounds * 3 + 2)
    table: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    embedded: list[dict[str, Any]] = []
    first = 0
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder:
        address, dbos_address = cluster.new_database(), cluster.new_database()
        for number in range(rounds):
            place = Path(folder) / str(number)
            for kind, store, found in (("table", address, table), ("dbos", dbos_address, other)):
                found.append(load(kind, store, place / kind, first, _SECONDS))
                progress.reach("desk", len(table) + len(other) + len(embedded))
            embedded.append(load("table", None, place / "sqlite", first, _SECONDS, processes=1, threads=8))
            progress.reach("desk", len(table) + len(other) + len(embedded))
            first += 1_000_000
        rate = median(one["rate"] for one in table)
        half = load("table", address, Path(folder) / "half", first, _SECONDS, pace=rate / 2)
        progress.reach("desk", rounds * 3 + 1)
        http = http_load(address, Path(folder) / "http", first + 900_000, _SECONDS)
    progress.end("desk")
    figures["cases_per_s_postgresql"] = round(rate, 1)
    figures["cases_per_s_sqlite"] = round(median(one["rate"] for one in embedded), 1)
    figures["cases_per_s_dbos"] = round(median(one["rate"] for one in other), 1)
    ratios = [ours["rate"] / theirs["rate"] for ours, theirs in zip(table, other, strict=True)]
    figures["dbos_ratio"] = round(median(ratios), 2)
    figures["p99_ms"] = round(half["p99"] * 1000, 1)
    figures["half_load_per_s"] = round(half["rate"], 1)
    figures["cases_per_s_http"] = round(http["rate"], 1)
    figures["p99_ms_http"] = round(http["p99"] * 1000, 1)
    figures["peak_mb"] = round(max(one["peak_mb"] for one in [*table, *embedded]), 1)
    figures["failures"] = sum(one["failures"] for one in [*table, *other, *embedded, half])
    return figures


def _filled(cases: int, rounds: int, progress: Progress) -> dict[str, Any]:
    """Rounds on an empty store and on a full one alternate."""
    empty: list[float] = []
    full: list[float] = []
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder:
        bare, laden = cluster.new_database(), cluster.new_database()
        figures = fill(cluster, laden, Path(folder) / "fill", cases, progress)
        progress.begin("rounds", rounds * 2)
        for number in range(rounds):
            for store, rates in ((bare, empty), (laden, full)):
                place = Path(folder) / f"{number}-{len(rates)}-{store is bare}"
                # Persons beyond those that were copied in; their digests are no numbers counted through.
                rates.append(load("table", store, place, 20_000_000 + number * 1_000_000, _SECONDS)["rate"])
                progress.reach("rounds", len(empty) + len(full))
        progress.end("rounds")
    ratio = median(f / e for f, e in zip(full, empty, strict=True))
    rate = round(median(full), 1)
    return {"filled": cases, **figures, "cases_per_s": rate, "filled_ratio": round(ratio, 3)}


def _soak(seconds: float, progress: Progress) -> dict[str, Any]:
    """Half of what it can, for long: does memory or the 99th percentile grow?"""
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder:
        address = cluster.new_database()
        rate = load("table", address, Path(folder) / "full", 0, _SECONDS)["rate"]
        progress.note(f"{rate:.0f} cases a second at full speed; half of that from here")
        found = load("table", address, Path(folder) / "half", 1_000_000, seconds, pace=rate / 2)
    return {
        "soak_seconds": seconds,
        "cases_per_s": round(found["rate"], 1),
        "p99_ms": round(found["p99"] * 1000, 1),
        "p99_ms_slope_per_hour": round(found["p99_slope"] * 3_600_000, 2),
        "mb_slope_per_hour": round(found["mb_slope"] * 3600, 2),
        "mb_slope_per_hour_second_half": round(found["mb_slope_late"] * 3600, 2),
        "peak_mb": round(found["peak_mb"], 1),
        "failures": found["failures"],
    }


def _slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line through them; 0 for fewer than two."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def load(
    kind: str,
    store: str | None,
    state: Path,
    first: int,
    seconds: float,
    *,
    processes: int = _PROCESSES,
    threads: int = _THREADS,
    pace: float = 0.0,
) -> dict[str, Any]:
    """One round: cases a second over all processes, the 99th percentile of one case, the peak of memory."""
    running = [
        _start(kind, store, state / str(p), first + p * 400_000, seconds, threads, pace / processes)
        for p in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"the load of kind {kind} didn't start")
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [json.loads(process.communicate(timeout=seconds + 120)[0].splitlines()[-1]) for process in running]
    taken = [one for some in said for one in some["taken"]]
    return {
        "rate": sum(some["cases"] / some["seconds"] for some in said),
        "p99": quantiles(taken, n=100)[98],
        "p50": median(taken),
        "peak_mb": max(some["peak_mb"] for some in said),
        "failures": sum(len(some["failures"]) for some in said),
        "p99_slope": max(_slope(some["p99s"]) for some in said),
        "mb_slope": max(_slope(some["mbs"]) for some in said),
        "mb_slope_late": max(_slope(some["mbs"][len(some["mbs"]) // 2 :]) for some in said),
    }


def _start(
    kind: str, store: str | None, state: Path, first: int, seconds: float, threads: int, pace: float
) -> subprocess.Popen[str]:
    state.mkdir(parents=True, exist_ok=True)
    arguments = [
        *(sys.executable, "-m", "benchmarks.desk_load", "--kind", kind, "--state", str(state)),
        *("--threads", str(threads), "--seconds", str(seconds), "--first", str(first), "--pace", str(pace)),
        *(("--store", store) if store else ()),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        arguments, cwd=repository_root(), env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
