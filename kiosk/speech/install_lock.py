"""One installation at a time, across processes. The system drops the lock when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def install_lock(
    path: Path, on_wait: Callable[[], None] = lambda: None, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the lock at `path`; wait for whoever has it, telling `on_wait` once.

    The file stays behind on purpose: deleting it would let two processes hold two files of one name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_lock(descriptor):
            on_wait()
            while not _try_lock(descriptor):
                sleep(0.2)
        yield
    finally:
        os.close(descriptor)
