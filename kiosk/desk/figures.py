"""What crosses the border of figures: what kiosks measured, what a hall counts. Imports only `schemas`."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Literal

from pydantic import Field

from kiosk.desk.schemas import Wire

EventKind = Literal["satisfied", "visit_seconds", "read_first_time", "understood_first", "typed_seconds"]


class VisitEvent(Wire):
    """Something the kiosk measured of a case."""

    kind: EventKind
    value: float = Field(ge=0, le=86_400)
    """satisfied, read_first_time, understood_first: 1 or 0; visit_seconds: from the request to the closing
    words; typed_seconds: an officer's keyboard entry of such a case, from the first key to the last."""


class ItemFigures(Wire):
    item: str
    cases: int
    by_machine: int
    """Issued with no officer in between."""
    refused: int | None
    """None for a discreet item: that would tell a hit."""
    median_seconds: float | None
    measured: Literal["visits", "stages", "nothing"]
    """What the seconds are of."""
    manual_minutes: float
    manual_source: str
    saved_hours: float
    ratio: float | None
    """Measured time as a part of the manual time."""


class DayFigures(Wire):
    day: date
    cases: int
    by_machine: int


class Said(Wire):
    zh: str
    en: str


class DemandLine(Wire):
    """A matter of the year's demand and how it stands the five tests."""

    rank: int
    item: str
    name: Said
    department: Said
    requests: int
    tests: dict[str, bool]
    passes: bool
    """All five."""
    automatic: bool
    """The machine decides it today."""


class DemandRanking(Wire):
    """Why these items."""

    year: int
    invented: bool
    """The figures are made up."""
    frequent_from: int
    tests: dict[str, Said]
    matters: list[DemandLine]
    """The most wanted first."""


class Statistics(Wire):
    office: str | None
    first: date
    last: date
    cases: int
    saved_hours: float
    ratio: float | None
    satisfaction: float | None
    read_first_time: float | None
    understood_first: float | None
    by_machine: int
    """Issued with no officer in between."""
    handed_over: int
    """Without the discreet items'."""
    fill_seconds: float | None
    """Median of the machine's stage."""
    approve_seconds: float | None
    """Median of the machine's stages of checking and deciding, in one case."""
    typed_seconds: float | None
    """Median of officers' keyboard entries, to be held against `fill_seconds`."""
    days: list[DayFigures]
    causes: dict[str, int]
    """Of hand-overs; without the discreet items'."""
    items: list[ItemFigures]

    def csv(self) -> str:
        """One line an item."""
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(ItemFigures.model_fields))
        writer.writeheader()
        for one in self.items:
            writer.writerow(one.model_dump())
        return out.getvalue()
