"""A printer that puts its papers into a folder: for a hall without one, and for runs without a screen."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from kiosk.printing.port import PrintError, PrintJob, check_title


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

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """The job's id is the file's name. Raises PrintError `title_unfit`, `folder_unwritable`."""
        stem = check_title(title).replace(" ", "-")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{secrets.token_hex(6)}"
            try:
                draft.touch(mode=0o600, exist_ok=False)
                draft.write_bytes(pdf)
                return PrintJob(self._link(draft, stem))
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PrintError("folder_unwritable", f"can't print into the folder: {reason}") from error

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
