"""What crosses the border where an officer works by hand: at a kiosk, or with a form. Only schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.desk.schemas import CaseState, Submission, Wire

Short = Annotated[str, StringConstraints(max_length=200)]


class VisitAct(Wire):
    """One thing that an officer did with a visit at a kiosk; what was typed is sealed in the audit."""

    visit: str = Field(pattern=r"^[0-9a-f]{32}$")
    """The id of the case that comes of the visit, if one does."""
    office: str = Field(default="ningbo", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    act: Literal["taken_over", "corrected", "answered", "chosen", "skipped", "given_back", "ended", "locked"]
    step: str = Field(max_length=40)
    """Where the visit stood."""
    item: str | None = Field(default=None, max_length=60)
    subject: str = Field(default="", max_length=80)
    """A question's name, or DOCUMENT.FIELD."""
    old: Short = ""
    new: Short = ""
    reason: Short = ""


class KioskAct(Wire):
    """One thing that an officer did with a kiosk, not with a visit."""

    act: Literal["opened", "closed", "volume", "spoken", "paper_changed", "tested"]
    kiosk: str = Field(max_length=60)
    """The machine's name."""
    detail: str = Field(default="", max_length=60)
    """Which device, how loud; nothing of a person."""


class Entry(Wire):
    """A case that an officer has typed."""

    submission: Submission
    """Of the source `window`."""


class EntryLine(Wire):
    """A case that was entered by hand and isn't done yet; no personal data."""

    case_id: str
    item: str
    state: CaseState
    ticket: str
    window: str
    entered: datetime
    waits: bool
    """A register is silent; it is asked again by itself."""


class EntryList(Wire):
    entries: list[EntryLine]
