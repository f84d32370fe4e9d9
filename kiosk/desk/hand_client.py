"""How a kiosk's officer, or a window's, reaches the desk for work by hand. Imports only schemas."""

from __future__ import annotations

from kiosk.desk.hand_schemas import Entry, EntryList, VisitAct
from kiosk.desk.line import DeskLine
from kiosk.desk.schemas import CaseView, Submission


class HandClient:
    """On the line of who is signed in (`StaffClient.line`). Safe to use from several threads."""

    def __init__(self, line: DeskLine) -> None:
        self._line = line

    def note(self, act: VisitAct) -> None:
        """For the audit. Raises DeskError `session_over`, `not_allowed`."""
        self._line.send("POST", "/v1/visits/acts", act)

    def enter(self, submission: Submission) -> CaseView:
        """Begin a typed case; the same again is the same case. Raises DeskError."""
        return self._line.model("POST", "/v1/window/cases", CaseView, Entry(submission=submission))

    def entries(self) -> EntryList:
        """The typed cases that are under way."""
        return self._line.model("GET", "/v1/window/cases", EntryList)
