"""What crosses the border of figures: what kiosks measured, what a hall counts. Imports only `schemas`."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Literal

from pydantic import Field

from kiosk.desk.schemas import Wire

EventKind = Literal["satisfied", "visit_seconds", "read_first_time"]


class VisitEvent(Wire):
    """Something the kiosk measured of a case."""

    kind: EventKind
    value: float = Field(ge=0, le=86_400)
    """satisfied, read_first_time: 1 or 0; visit_seconds: from the request to the closing words."""


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


class Statistics(Wire):
    office: str | None
    first: date
    last: date
    cases: int
    saved_hours: float
    ratio: float | None
    satisfaction: float | None
    read_first_time: float | None
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
