"""Which printer a kiosk has: one line of the operator's (XIAOZHI_PRINTER)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.printing.file import FilePrinter
from kiosk.printing.lp import LpPrinter
from kiosk.printing.port import Printer, PrintError

PRINTER_VARIABLE = "XIAOZHI_PRINTER"
Width = Literal["80mm", "a4"]


@dataclass(frozen=True)
class Tray:
    """A printer and the paper that lies in it."""

    printer: Printer
    width: Width


def tray_named(text: str) -> Tray:
    """`slips` or `slips/80mm` (a CUPS queue with a roll), `office/a4`, `folder:/where` (files only).

    Raises PrintError `queue_unknown`, or `printing_missing` on Windows, where the window's own printer stands
    behind the same port.
    """
    if text.startswith("folder:"):
        return Tray(FilePrinter(Path(text.removeprefix("folder:"))), "80mm")
    queue, _, width = text.partition("/")
    if width not in ("", "80mm", "a4"):
        raise PrintError("queue_unknown", "a printer is QUEUE, QUEUE/80mm, QUEUE/a4 or folder:PATH")
    if sys.platform == "win32":
        raise PrintError("printing_missing", "there is no CUPS on Windows: only the window prints there")
    return Tray(LpPrinter(queue), "a4" if width == "a4" else "80mm")
