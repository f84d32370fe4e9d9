"""Which columns hold sealed text, and what each is bound to. One list, for all who seal anew or erase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from kiosk.desk.store import schema as t


@dataclass(frozen=True)
class Sealed:
    """One sealed column."""

    table: Table
    column: str
    context: Callable[[Any], str]
    """What the seal is bound to, from the row's key."""

    @property
    def key(self) -> Column[Any]:
        """The column that names the row."""
        return next(iter(self.table.primary_key.columns))

    @property
    def bound_to(self) -> Column[Any]:
        """The column that the context is made of."""
        return self.table.c.case_id if "case_id" in self.table.c else self.key


def _case(what: str) -> Callable[[Any], str]:
    return lambda case_id: f"case/{case_id}/{what}"


SEALED = (
    Sealed(t.CASE, "person_sealed", _case("person")),
    Sealed(t.CASE, "submission_sealed", _case("submission")),
    Sealed(t.FACTS, "facts_sealed", _case("facts")),
    Sealed(t.DECISION, "body_sealed", _case("decision")),
    Sealed(t.REVIEW, "note_sealed", _case("review-note")),
    Sealed(t.REVIEW, "reason_sealed", _case("review-reason")),
    Sealed(t.STAFF, "totp_sealed", lambda staff_id: f"staff/{staff_id}/totp"),
)
