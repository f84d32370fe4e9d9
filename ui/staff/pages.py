"""The pages of the officer's window, in the order of the list on the left. A new page is one entry here,
one QML file under qml/Staff/Pages, and its words under `page.ID` in assets/staff/words."""

from __future__ import annotations

from ui.staff.audit import AuditModel
from ui.staff.case import CaseModel
from ui.staff.collection import CollectionModel
from ui.staff.devices import DevicesModel
from ui.staff.entry import EntryModel
from ui.staff.figures import FiguresModel
from ui.staff.page import StaffPage
from ui.staff.queue import QueueModel
from ui.staff.teaching import TeachingModel

PAGES: tuple[StaffPage, ...] = (
    StaffPage(
        id="queue",
        file="Queue.qml",
        icon="staff",
        rights=frozenset({"queue"}),
        model=QueueModel,
        keys=(
            ("Enter", "key.open"),
            ("↑ ↓", "key.up_down"),
            ("F2", "key.cause"),
            ("F3", "key.office"),
            ("F4", "key.order"),
            ("F5", "key.refresh"),
            ("Ctrl+Z", "key.undo"),
        ),
    ),
    StaffPage(
        id="case",
        file="Case.qml",
        icon="card",
        rights=frozenset({"decide"}),
        model=CaseModel,
        listed=False,
        keys=(
            ("A", "key.approve"),
            ("R", "key.refuse"),
            ("P", "key.ask"),
            ("H", "key.close"),
            ("F5", "key.refresh"),
            ("Esc", "key.back"),
        ),
    ),
    StaffPage(
        id="collection",
        file="Collection.qml",
        icon="ticket",
        rights=frozenset({"collect"}),
        model=CollectionModel,
        keys=(("Alt+1 … 3", "key.ticks"), ("Ctrl+Enter", "key.hand"), ("F6", "key.scan")),
    ),
    StaffPage(
        id="figures",
        file="Figures.qml",
        icon="chart",
        rights=frozenset({"statistics"}),
        model=FiguresModel,
        keys=(
            ("F2", "key.tab"),
            ("F3", "key.period"),
            ("F5", "key.refresh"),
            ("Ctrl+S", "key.csv"),
            ("Ctrl+P", "key.pdf"),
        ),
    ),
    StaffPage(
        id="audit",
        file="Audit.qml",
        icon="search",
        rights=frozenset({"audit"}),
        model=AuditModel,
        keys=(("Enter", "key.search"), ("F6", "key.verify"), ("Ctrl+S", "key.csv")),
    ),
    StaffPage(
        id="entry",
        file="Entry.qml",
        icon="type",
        rights=frozenset({"decide"}),
        model=EntryModel,
        keys=(
            ("Tab", "key.next_line"),
            ("↓", "key.take"),
            ("Ctrl+Enter", "key.hand_in"),
            ("Ctrl+D", "key.discard"),
            ("Esc", "entry.back"),
        ),
    ),
    StaffPage(
        id="teaching",
        file="Teaching.qml",
        icon="rule",
        rights=frozenset({"teach"}),
        model=TeachingModel,
        keys=(("F9", "key.try"), ("Esc", "teach.back")),
    ),
    StaffPage(
        id="devices",
        file="Devices.qml",
        icon="mic",
        rights=frozenset({"decide"}),
        model=DevicesModel,
        keys=(("F5", "key.look_over"), ("F6 … F9", "key.test")),
    ),
)
