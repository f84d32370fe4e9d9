"""Killed again and again, at every database event: is a case lost, doubled or stuck?

`kill -9` of worker, API and PostgreSQL itself, on both engines; every tenth life after a kill has its clock
set back an hour. Besides: the connection cut in a commit, a full disk, two workers with one lease.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kiosk.core.paths import repository_root
from kiosk.speech.progress import Progress


def run(n: int | None, progress: Progress, kills: int = 300) -> dict[str, Any]:
    """`kills` (300) in all, spread over the roles; the figures of docs/benchmarks.md."""
    wanted = n or kills
    progress.begin("kills", wanted)
    with tempfile.TemporaryDirectory(prefix="xiaozhi-crash-") as folder:
        command = [
            *(sys.executable, "-m", "benchmarks.crash_lives", "--kills", str(wanted)),
            *("--folder", str(Path(folder) / "lives")),
        ]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(
            command, cwd=repository_root(), env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        last: dict[str, Any] = {}
        for line in process.stdout:
            last = json.loads(line)
            if "done" in last:
                progress.reach("kills", last["done"])
        if process.wait() or "kills" not in last:
            raise RuntimeError("the lives ended before they were counted")
    progress.end("kills")
    for place in last.pop("seen"):
        progress.note(place)
    return last
