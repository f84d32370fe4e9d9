"""A paper from the desk's row to the printer's tray, and never twice.

The row decides, not the printer: a job is prepared (held), its id is noted in the row, and only then it is
let go. So a crash before the note leaves a held job that never prints, and a crash after it leaves a row that
names the job to look for. What can't be printed is taken out of the printer, so that it doesn't come out to
somebody else later, and handed over: the paper lies safe at the desk, and an officer prints it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.core.describe import describe
from kiosk.printing.port import JobState, Printer, PrintError, PrintJob, Trouble

_LOG = logging.getLogger("kiosk.printing")


class End(StrEnum):
    """How it ended."""

    PRINTED = "printed"
    HANDED_OVER = "handed_over"
    """An officer prints it."""
    ELSEWHERE = "elsewhere"
    """Another process prints it, or has."""
    LEFT_OPEN = "left_open"
    """The print system is silent about a job that may still come out: the row names it, and the next start
    looks for it."""


class Row(Protocol):
    """The desk's row of one paper that is to be printed."""

    @property
    def job(self) -> str | None:
        """The job it was given to, or None."""

    def note(self, job: str, instead_of: str | None) -> bool:
        """This job is about to print it; False where the row says another by now, or is closed."""

    def close(self, end: End) -> None:
        """It is printed, or handed over."""


@dataclass(frozen=True)
class Patience:
    """How long a citizen stands there. Seconds. [C]"""

    look: float = 0.5
    """Between two looks at the job."""
    working: float = 60.0
    """For a printer that wants nothing."""
    troubled: float = 45.0
    """For somebody to put in paper, close the door."""
    tries: int = 2
    """How often a job that failed is begun."""


def carry_out(
    printer: Printer,
    pdf: bytes,
    title: str,
    row: Row,
    sleep: Callable[[float], None],
    tell: Callable[[tuple[Trouble, ...]], None] = lambda _: None,
    patience: Patience | None = None,
) -> End:
    """Print `pdf`, or go on with the job that the row names. `tell` hears what it wants.

    Never raises for a printer's fault: what doesn't print is handed over, logged, and told.
    """
    waits = patience or Patience()
    job = PrintJob(row.job) if row.job else None
    tries = 0
    while True:
        try:
            if job is None:
                job = _begin(printer, pdf, title, row, None)
                tries += 1
            if job is None:
                return End.ELSEWHERE
            printer.release(job)
            ended = _follow(printer, job, sleep, tell, waits)
            if ended is JobState.DONE:
                return _closed(row, End.PRINTED)
            _LOG.warning("a paper didn't print", extra={"job": job.id, "state": ended.value, "try": tries})
            printer.cancel(job)
            if printer.state(job) is JobState.DONE:
                # It came out between the last look and the cancelling.
                return _closed(row, End.PRINTED)
            if ended is not JobState.FAILED or tries >= waits.tries:
                return _closed(row, End.HANDED_OVER)
            job = _begin(printer, pdf, title, row, job)
            tries += 1
        except PrintError as error:
            _LOG.error("printing failed: %s", describe(error))
            tell((Trouble.OFFLINE,))
            return _closed(row, End.HANDED_OVER) if job is None else _given_up(printer, job, row)


def sweep(printer: Printer, known: Container[str]) -> int:
    """Take held jobs out of the printer that no row knows: what a crash before the note left. How many.

    Only at a start, and only for a printer of this kiosk's own. Raises PrintError.
    """
    strays = [job for job in printer.held() if job.id not in known]
    for job in strays:
        printer.cancel(job)
    if strays:
        _LOG.warning("took out print jobs that a crash left", extra={"count": len(strays)})
    return len(strays)


def _given_up(printer: Printer, job: PrintJob, row: Row) -> End:
    """It was let go and nobody knows where it is: out of the printer with it, before an officer prints it."""
    try:
        printer.cancel(job)
        done = printer.state(job) is JobState.DONE
    except PrintError as error:
        _LOG.error("a print job is left behind: %s", describe(error), extra={"job": job.id})
        return End.LEFT_OPEN
    return _closed(row, End.PRINTED if done else End.HANDED_OVER)


def _begin(printer: Printer, pdf: bytes, title: str, row: Row, before: PrintJob | None) -> PrintJob | None:
    job = printer.prepare(pdf, title)
    if row.note(job.id, before.id if before else None):
        return job
    printer.cancel(job)
    return None


def _follow(
    printer: Printer,
    job: PrintJob,
    sleep: Callable[[float], None],
    tell: Callable[[tuple[Trouble, ...]], None],
    waits: Patience,
) -> JobState:
    """Look until it has ended, or nobody waits any longer. The last state seen."""
    working = troubled = 0.0
    before: tuple[Trouble, ...] = ()
    while True:
        state = printer.state(job)
        if state not in (JobState.HELD, JobState.WAITING, JobState.PRINTING):
            # Stopped: the queue needs an operator; a citizen isn't kept waiting for one.
            return state
        troubles = printer.status().troubles
        if troubles != before:
            tell(troubles)
            before = troubles
        if working >= waits.working or troubled >= waits.troubled:
            return state
        sleep(waits.look)
        if troubles:
            troubled += waits.look
        else:
            working += waits.look


def _closed(row: Row, end: End) -> End:
    row.close(end)
    return end
