"""A print system that falls silent after a paper was let go: it comes out once, and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from kiosk.printing.carry import End, Patience, carry_out
from kiosk.printing.port import JobState, PrintError, PrinterStatus, PrintJob
from tests.printing.test_cups import HandRow

QUICK = Patience(look=0.0, working=0.05, troubled=0.05)


@dataclass
class SilentPrinter:
    """Takes a paper, and then answers so many questions with a time-out."""

    silent_for: int
    after: JobState = JobState.WAITING
    """What it says of the job once it answers again."""
    cancelled: list[str] = field(default_factory=list)
    released: bool = False

    def available(self) -> bool:
        return True

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        raise AssertionError("a slip is prepared first")

    def prepare(self, pdf: bytes, title: str) -> PrintJob:
        return PrintJob("q-1")

    def release(self, job: PrintJob) -> None:
        self.released = True

    def _answers(self) -> None:
        if self.silent_for:
            self.silent_for -= 1
            raise PrintError("print_timeout", "no answer")

    def state(self, job: PrintJob) -> JobState:
        self._answers()
        return JobState.CANCELLED if self.cancelled and self.after is not JobState.DONE else self.after

    def status(self) -> PrinterStatus:
        self._answers()
        return PrinterStatus("q")

    def held(self) -> list[PrintJob]:
        return []

    def cancel(self, job: PrintJob) -> None:
        self._answers()
        self.cancelled.append(job.id)


@pytest.mark.parametrize(
    ("silent_for", "after", "end", "row_end"),
    [
        (1, JobState.WAITING, End.HANDED_OVER, End.HANDED_OVER),
        (1, JobState.DONE, End.PRINTED, End.PRINTED),
        (9, JobState.WAITING, End.LEFT_OPEN, None),
    ],
)
def test_it_is_taken_out_or_the_row_stays_open(
    silent_for: int, after: JobState, end: End, row_end: End | None
) -> None:
    printer, row = SilentPrinter(silent_for, after), HandRow()
    assert carry_out(printer, b"%PDF", "slip A001", row, lambda _: None, patience=QUICK) is end
    assert printer.released
    assert row.end is row_end
    assert (printer.cancelled == ["q-1"]) is (silent_for == 1)
