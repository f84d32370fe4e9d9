"""A printer that puts its papers into a folder: for a hall without one, and for runs without a screen."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from kiosk.printing.port import JobState, PrintError, PrinterStatus, PrintJob, Trouble, check_title


class FilePrinter:
    """Writes `0001-slip-A001.pdf`, `0002-...` into `folder`, each whole or not at all, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def available(self) -> bool:
        """The folder is there, or can be made, and is writable."""
        nearest = self.folder
        while not nearest.exists() and nearest != nearest.parent:
            nearest = nearest.parent
        return nearest.is_dir() and os.access(nearest, os.W_OK)

    def status(self) -> PrinterStatus:
        """A folder is out of paper where nothing can be written into it."""
        return PrinterStatus(self.folder.name, troubles=() if self.available() else (Trouble.PAPER,))

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """The job's id is the file's name. Raises PrintError `title_unfit`, `folder_unwritable`."""
        draft = self._draft(pdf, title)
        try:
            return PrintJob(self._link(draft, title.replace(" ", "-")))
        except OSError as error:
            raise _unwritable(error) from error
        finally:
            draft.unlink(missing_ok=True)

    def prepare(self, pdf: bytes, title: str) -> PrintJob:
        """A hidden file, named for the job; `release` gives it its number. Raises as `print_pdf` does."""
        return PrintJob(self._draft(pdf, title).name)

    def release(self, job: PrintJob) -> None:
        """Raises PrintError `folder_unwritable`."""
        draft = self._of(job)
        try:
            # A second name is what a release that was cut off had given it already.
            if draft.exists() and draft.stat().st_nlink == 1:
                self._link(draft, draft.name.split("~", 1)[1])
            draft.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def state(self, job: PrintJob) -> JobState:
        """Held until it is released; then it is out."""
        return JobState.HELD if self._of(job).exists() else JobState.DONE

    def held(self) -> list[PrintJob]:
        """The hidden files."""
        return [PrintJob(p.name) for p in sorted(self.folder.glob(".*~*")) if p.is_file()]

    def cancel(self, job: PrintJob) -> None:
        """Remove what is held. Raises PrintError `folder_unwritable`."""
        try:
            self._of(job).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def _of(self, job: PrintJob) -> Path:
        if not re.fullmatch(r"\.[0-9a-f]{12}~[A-Za-z0-9_.-]{1,60}|\d{4,}-[A-Za-z0-9_.-]{1,60}\.pdf", job.id):
            raise PrintError("job_unknown", "that is no job of this folder")
        # A job that was printed at once has no hidden file: it is out.
        return self.folder / (job.id if job.id.startswith(".") else f".{job.id}")

    def _draft(self, pdf: bytes, title: str) -> Path:
        stem = check_title(title).replace(" ", "-")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{secrets.token_hex(6)}~{stem}"
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_bytes(pdf)
        except OSError as error:
            raise _unwritable(error) from error
        return draft

    def _link(self, draft: Path, stem: str) -> str:
        """Give the draft the next free number; two processes never get the same one."""
        taken = [int(m[1]) for p in self.folder.glob("*.pdf") if (m := re.match(r"(\d{4,})-", p.name))]
        number = max(taken, default=0) + 1
        while any(self.folder.glob(f"{number:04d}-*.pdf")):
            number += 1
        name = f"{number:04d}-{stem}.pdf"
        try:
            os.link(draft, self.folder / name)
        except FileExistsError:
            return self._link(draft, stem)
        return name


def _unwritable(error: OSError) -> PrintError:
    reason = error.strerror or type(error).__name__
    return PrintError("folder_unwritable", f"can't print into the folder: {reason}")
