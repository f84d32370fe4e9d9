"""What the kiosk knows of a printer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from kiosk.core.errors import KioskError

_TITLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}")


class PrintError(KioskError):
    """A paper didn't reach the printer.

    Codes: `printing_missing` (no print system here), `queue_unknown`, `printer_stopped`, `print_refused`,
    `print_timeout`, `title_unfit`, `folder_unwritable`.
    """


@dataclass(frozen=True)
class PrintJob:
    """A paper that the printer took."""

    id: str
    """As the print system names it: `slips-12`, or the file's name."""


class Printer(Protocol):
    """One printer. Calls block for as long as the hand-over takes, not until the paper is out."""

    def available(self) -> bool:
        """The printer exists and takes jobs. Never raises."""

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """Hand a PDF over. `title` shows in the queue, so it never holds personal data: a template's name and
        a ticket.

        Raises PrintError.
        """


def check_title(title: str) -> str:
    """`title`, if it is plain ASCII: 60 of letters, digits, blank, `_`, `.`, `-`.

    A name in Chinese can't pass, and a long row of digits (an ID number) mustn't. Raises PrintError
    `title_unfit`.
    """
    if not _TITLE.fullmatch(title) or re.search(r"\d{15}", title):
        raise PrintError("title_unfit", "a print title is a template's name and a ticket, plain ASCII")
    return title
