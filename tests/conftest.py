"""What holds for every test: no test's logging reaches another one."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command run inside the test process sets the `kiosk` loggers up; `caplog` needs them as they were."""
    named = [logging.getLogger(name) for name in ("kiosk", "kiosk.supervisor")]
    for logger in named:
        # A fixture of a whole file may have run a command before the first test of it began.
        logger.propagate, logger.disabled = True, False
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in named]
    yield
    for logger, (handlers, level, propagate) in zip(named, before, strict=True):
        for handler in logger.handlers:
            if handler not in handlers:
                handler.close()
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)
