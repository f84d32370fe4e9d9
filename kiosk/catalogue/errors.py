"""What can be wrong with the catalogue or with facts given to it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kiosk.core.errors import KioskError


class CatalogueError(KioskError):
    """A file of the catalogue, or a set of facts, can't be used; the operator's line says where and why.

    Codes: `bad_file`, `bad_expression`, `bad_facts`, `unknown_item`, `bad_prompt`, `fee_unknown`.
    """

    def __init__(
        self,
        code: str,
        operator: str,
        *,
        file: str | None = None,
        line: int | None = None,
        others: tuple[CatalogueError, ...] = (),
    ) -> None:
        super().__init__(code, operator)
        self.file = file
        """Name of the file, where one is to blame; its name and line begin the operator's line."""
        self.line = line
        self.others = others
        """Further mistakes found in the same breath."""


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """` (did you mean 'x' or 'y'?)`, or '' where nothing is close."""
    close = get_close_matches(wrong, sorted(known), n=3, cutoff=0.6)
    return f" (did you mean {' or '.join(repr(c) for c in close)}?)" if close else ""
