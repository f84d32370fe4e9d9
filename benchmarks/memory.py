"""Peak memory of this process and its children, shared pages counted once (PSS). Linux only."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PeakMemory:
    """`mb` is the highest sum seen so far."""

    mb = 0.0

    def sample(self) -> None:
        self.mb = max(self.mb, sum(_pss(pid) for pid in [os.getpid(), *_descendants(os.getpid())]) / 1024)


@contextmanager
def watching_memory(seconds: float = 0.25) -> Iterator[PeakMemory]:
    """Sample in the background until the block ends."""
    peak, stop = PeakMemory(), threading.Event()

    def look() -> None:
        while not stop.wait(seconds):
            peak.sample()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()
        peak.sample()


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for thread in Path(f"/proc/{pid}/task").iterdir():
            if thread.name != str(pid):
                children += [int(c) for c in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return children + [d for child in children for d in _descendants(child)]


def _pss(pid: int) -> float:
    """Kilobytes; 0 where the process has just ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return 0.0
