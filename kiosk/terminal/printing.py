"""The slip that a citizen takes along, from the desk to the kiosk's printer, on a thread of its own.

What prints decides nothing: the desk's row says whether a paper is printed (`kiosk/printing/carry.py`). A
printer's trouble never stops a visit; the number is on the screen and was said.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal, Protocol

from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.core.text import Language
from kiosk.desk.client import DeskError
from kiosk.desk.schemas import PrintingView, PrintKind
from kiosk.printing.carry import End, Patience, carry_out, sweep
from kiosk.printing.named import Tray
from kiosk.printing.port import Trouble

_log = logging.getLogger("kiosk.terminal")


class PrintDesk(Protocol):
    """The desk's client, as far as it is needed here."""

    def slip(self, case_id: str, width: str = "80mm") -> bytes: ...

    def paper(self, case_id: str) -> bytes: ...

    def guide_slip(self, item: str, language: str = "zh", width: str = "80mm") -> bytes: ...

    def printing(self, case_id: str, kind: PrintKind, again: bool = False) -> PrintingView: ...

    def printing_left(self) -> list[PrintingView]: ...

    def printing_job(self, row: int, job: str, instead_of: str | None) -> None: ...

    def printing_end(self, row: int, end: Literal["printed", "handed_over"]) -> None: ...


class DeskRow:
    """The desk's row as the printing room wants it."""

    def __init__(self, desk: PrintDesk, row: PrintingView) -> None:
        self._desk = desk
        self._row = row

    @property
    def job(self) -> str | None:
        return self._row.job

    def note(self, job: str, instead_of: str | None) -> bool:
        try:
            self._desk.printing_job(self._row.id, job, instead_of)
        except DeskError as error:
            if error.code != "job_differs":
                raise
            return False
        return True

    def close(self, end: End) -> None:
        self._desk.printing_end(self._row.id, "printed" if end is End.PRINTED else "handed_over")


class SlipPrinting:
    """One kiosk's printing. Its verbs return at once; what became of it is told to `tell`."""

    def __init__(
        self,
        desk: PrintDesk,
        tray: Tray,
        tell: Callable[[tuple[Trouble, ...]], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        patience: Patience | None = None,
    ) -> None:
        """`tell`: what the printer wants, on this room's own thread; `()`: all is well again."""
        self._desk = desk
        self._tray = tray
        self._tell_all = tell
        self._troubled = False
        self._sleep = sleep
        self._patience = patience
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="printing")

    def close(self) -> None:
        """Wait for nobody: what isn't printed is found in the desk's rows at the next start."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def case(self, case_id: str, again: bool = False) -> Future[End]:
        """The slip of a decided case; printed once, however often it is asked, unless `again`."""
        return self._pool.submit(self._safely, lambda: self._case(case_id, "slip", again))

    def decided(self, case_id: str) -> None:
        """As `case`, for who doesn't wait for it."""
        self.case(case_id)

    def guide(self, item: str, language: Language) -> Future[End]:
        """The guide of an item. Nobody's data is on it, so no row is needed."""
        return self._pool.submit(self._safely, lambda: self._guide(item, language))

    def recover(self) -> Future[End]:
        """At a start: go on with what a crash left, and take out of the printer what no row knows."""
        return self._pool.submit(self._safely, self._recover)

    def _case(self, case_id: str, kind: PrintKind, again: bool) -> End:
        row = self._desk.printing(case_id, kind, again)
        return self._row(row) if row.state == "open" else End.ELSEWHERE

    def _row(self, row: PrintingView) -> End:
        pdf = (
            self._desk.paper(row.case_id)
            if row.kind == "paper"
            else self._desk.slip(row.case_id, self._tray.width)
        )
        title = f"{row.kind} {row.id}"
        return carry_out(
            self._tray.printer, pdf, title, DeskRow(self._desk, row), self._sleep, self._tell, self._patience
        )

    def _guide(self, item: str, language: Language) -> End:
        pdf = self._desk.guide_slip(item, language, self._tray.width)
        self._tray.printer.print_pdf(pdf, f"guide {item}")
        return End.PRINTED

    def _recover(self) -> End:
        left = self._desk.printing_left()
        sweep(self._tray.printer, {row.job for row in left if row.job})
        for row in left:
            self._row(row)
        return End.PRINTED

    def _safely(self, work: Callable[[], End]) -> End:
        """A slip is a help, never a condition: what goes wrong is logged and told."""
        try:
            end = work()
            if end is End.PRINTED and self._troubled:
                self._tell(())
            return end
        except KioskError as error:
            _log.error("a slip was not printed: %s", describe(error))
            self._tell((Trouble.OFFLINE,))
            return End.HANDED_OVER

    def _tell(self, troubles: tuple[Trouble, ...]) -> None:
        self._troubled = bool(troubles)
        self._tell_all(troubles)
