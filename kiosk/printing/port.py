"""What the kiosk knows of a printer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.core.errors import KioskError

_TITLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}")


class PrintError(KioskError):
    """A paper didn't reach the printer.

    Codes: `printing_missing` (no print system here), `queue_unknown`, `printer_stopped`, `print_refused`,
    `print_timeout`, `print_garbage` (an answer nobody can read), `title_unfit`, `folder_unwritable`,
    `job_unknown`.
    """


class Trouble(StrEnum):
    """What a printer wants, as an officer would say it (RFC 8011, 5.4.12; PWG 5100.9)."""

    PAPER = "paper"
    """Empty, or not put in."""
    DOOR = "door"
    JAM = "jam"
    TONER = "toner"
    OFFLINE = "offline"
    STOPPED = "stopped"
    """The queue is paused or takes no jobs: an operator stopped it, or the print system after an error."""
    OTHER = "other"


class JobState(StrEnum):
    """Where a job is."""

    HELD = "held"
    """Handed over, and nothing is printed before `release`."""
    WAITING = "waiting"
    PRINTING = "printing"
    STOPPED = "stopped"
    """The queue stopped in the middle of it; it goes on when somebody starts the queue again."""
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"
    """The print system knows it no more."""


@dataclass(frozen=True)
class PrintJob:
    """A paper that the printer took."""

    id: str
    """As the print system names it: `slips-12`, or the file's name."""


@dataclass(frozen=True)
class PrinterStatus:
    """One printer as it is now."""

    name: str
    printing: bool = False
    troubles: tuple[Trouble, ...] = ()

    @property
    def ready(self) -> bool:
        """A paper given to it now comes out."""
        return not self.troubles


class Printer(Protocol):
    """One printer. Calls block for as long as the hand-over takes, not until the paper is out."""

    def available(self) -> bool:
        """The printer exists and takes jobs. Never raises."""

    def status(self) -> PrinterStatus:
        """Raises PrintError."""

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """Hand a PDF over. `title` shows in the queue, so it never holds personal data: a template's name and
        a ticket.

        Raises PrintError.
        """

    def prepare(self, pdf: bytes, title: str) -> PrintJob:
        """Hand a PDF over and print nothing yet, so that its id can be noted first. Raises PrintError."""

    def release(self, job: PrintJob) -> None:
        """Print what was prepared; once, however often it is said. Raises PrintError."""

    def state(self, job: PrintJob) -> JobState:
        """Where it is. Raises PrintError where the print system doesn't answer."""

    def held(self) -> list[PrintJob]:
        """What was prepared and not let go. Raises PrintError."""

    def cancel(self, job: PrintJob) -> None:
        """It must not come out any more; nothing happens where it is out already. Raises PrintError."""


def check_title(title: str) -> str:
    """`title`, if it is plain ASCII: 60 of letters, digits, blank, `_`, `.`, `-`.

    A name in Chinese can't pass, and a long row of digits (an ID number) mustn't. Raises PrintError
    `title_unfit`.
    """
    if not _TITLE.fullmatch(title) or re.search(r"\d{15}", title):
        raise PrintError("title_unfit", "a print title is a template's name and a ticket, plain ASCII")
    return title
