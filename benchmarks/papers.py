"""How long a paper takes: from the decision's values to a file, and signed, stamped and checked.

All signed templates in turn, with the people of assets/demo/papers.yaml; keys made and everything warm, as in
a desk that runs. `paper_*`: seconds to an unsigned PDF; `signed_*`: to the file that is handed out, with the
time stamp of our own authority and verified; `*_cpu`: the same in seconds of a core, which other work changes
little.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import yaml

from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.issuance.papers import PaperIssuer
from kiosk.issuance.tsa import Authority, OwnTimeStamper
from kiosk.speech.progress import Progress, SilentProgress

_ROUNDS = 5
_CASE = "3f9c1d2e4b5a69788796a5b4c3d2e1f0"
#: Drawn, but never signed.
_UNSIGNED = {"licence_faces"}


def run(n: int | None = None, progress: Progress | None = None) -> dict[str, float]:
    """`n`: rounds over all papers."""
    shown = progress or SilentProgress()
    assets, rounds = Paths.default().assets, n or _ROUNDS
    told = yaml.safe_load((assets / "demo" / "papers.yaml").read_text(encoding="utf-8"))["papers"]
    papers = {name: data for name, data in told.items() if name not in _UNSIGNED}
    drawn: list[tuple[float, float]] = []
    signed: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        stamper = OwnTimeStamper(Authority(Path(folder), SystemClock()))
        office = PaperIssuer(assets, Path(folder), SystemClock(), stamper=stamper)
        office.warm()
        shown.begin("papers", rounds * len(papers))
        for number in range(rounds):
            for name, data in papers.items():
                made = office.issue(name, data, f"BENCH-{number:06d}", _CASE)
                drawn.append(_timed(lambda n=name, m=made: office.render_slip(n, m.printed)))  # type: ignore[misc]
                signed.append(
                    _timed(lambda n=name, d=data, i=number: office.issue(n, d, f"BENCH-{i:06d}", _CASE))  # type: ignore[misc]
                )
            shown.reach("papers", (number + 1) * len(papers))
        shown.end("papers")
    return {**_figures("paper", drawn), **_figures("signed", signed), "papers": len(signed)}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def _figures(name: str, times: list[tuple[float, float]]) -> dict[str, float]:
    return {
        f"{name}_seconds_median": round(median(t for t, _ in times), 3),
        f"{name}_seconds_max": round(max(t for t, _ in times), 3),
        f"{name}_cpu_median": round(median(c for _, c in times), 3),
    }
