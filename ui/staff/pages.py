"""The pages of the officer's window, in the order of the list on the left. A new page is one entry here,
one QML file under qml/Staff/Pages, and its words under `page.ID` in assets/staff/words."""

from __future__ import annotations

from ui.staff.page import StaffPage
from ui.staff.queue import QueueModel

PAGES: tuple[StaffPage, ...] = (
    StaffPage(
        id="queue",
        file="Queue.qml",
        icon="staff",
        rights=frozenset({"queue"}),
        model=QueueModel,
        keys=(("Enter", "key.open"), ("↑ ↓", "key.up_down"), ("F5", "key.refresh")),
    ),
)
