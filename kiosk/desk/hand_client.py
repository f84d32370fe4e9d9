"""How a kiosk's officer, or a window's, reaches the desk for work by hand. Imports only schemas."""

from __future__ import annotations

from datetime import date

from kiosk.desk.hand_schemas import Entry, EntryList, KioskAct, VisitAct
from kiosk.desk.line import DeskLine
from kiosk.desk.schemas import CaseView, Submission
from kiosk.desk.teaching_schemas import (
    DraftView,
    DraftWish,
    Signature,
    SignedView,
    TaughtItems,
    TeachableView,
)


class HandClient:
    """On the line of who is signed in (`StaffClient.line`). Safe to use from several threads."""

    def __init__(self, line: DeskLine) -> None:
        self._line = line

    def note(self, act: VisitAct) -> None:
        """For the audit. Raises DeskError `session_over`, `not_allowed`."""
        self._line.send("POST", "/v1/visits/acts", act)

    def service(self, act: KioskAct) -> None:
        """What was done with a kiosk, for the audit. Raises DeskError."""
        self._line.send("POST", "/v1/kiosks/acts", act)

    def enter(self, submission: Submission) -> CaseView:
        """Begin a typed case; the same again is the same case. Raises DeskError."""
        return self._line.model("POST", "/v1/window/cases", CaseView, Entry(submission=submission))

    def entries(self) -> EntryList:
        """The typed cases that are under way."""
        return self._line.model("GET", "/v1/window/cases", EntryList)


class TeachingClient:
    """Teaching, on the same line."""

    def __init__(self, line: DeskLine) -> None:
        self._line = line

    def items(self) -> TaughtItems:
        """Every item and what waits. Raises DeskError `not_allowed`, `no_teaching`."""
        return self._line.model("GET", "/v1/teaching/items", TaughtItems)

    def teachable(self, item: str) -> TeachableView:
        """What of it may be changed."""
        return self._line.model("GET", f"/v1/teaching/items/{item}", TeachableView)

    def draft(self, item: str, wish: DraftWish) -> DraftView:
        """What a change would do. Raises DeskError `bad_change`."""
        return self._line.model("POST", f"/v1/teaching/items/{item}/drafts", DraftView, wish, timeout=60.0)

    def sign(self, item: str, digest: str, from_: date | None) -> SignedView:
        """Raises DeskError `check_failed`, `signed_already`, `backdated`."""
        path = f"/v1/teaching/items/{item}/drafts/{digest}/signatures"
        return self._line.model("POST", path, SignedView, Signature(in_force_from=from_))

    def retire(self, item: str) -> None:
        """Raises DeskError `not_approved`."""
        self._line.send("DELETE", f"/v1/teaching/items/{item}/version")
