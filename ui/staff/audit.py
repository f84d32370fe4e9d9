"""The audit for whom it is kept: searched, its chain verified, exported. Each look is audited itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Slot

from kiosk.core.clock import LOCAL_ZONE
from kiosk.core.errors import KioskError
from kiosk.desk.staff_schemas import AuditPage, AuditReport, AuditRow
from ui.staff.page import PageModel, Room
from ui.staff.rows import PlainRows
from ui.staff.words import Words


class AuditModel(PageModel):
    """The auditor's page."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._rows: PlainRows[AuditRow] = PlainRows(lambda row: audit_line(row, room.words), self._more)
        self._wish: dict[str, str] = {}
        self._next: int | None = None
        self._report: AuditReport | None = None
        self._busy = ""
        self._loaded = False

    def enter(self) -> None:
        if not self._loaded:
            self._ask(None)

    def close(self) -> None:
        self._rows.put([])
        self._report = None

    @Slot(str, str, str, str, str)
    def search(self, case: str, actor: str, action: str, first: str, last: str) -> None:
        """Whatever is given; days as 2026-01-05."""
        wish = {"case": case, "actor": actor, "action": action, "first": first, "last": last}
        given = {name: text.strip() for name, text in wish.items() if text.strip()}
        if all(_is_day(given[name]) for name in ("first", "last") if name in given):
            self._wish = given
            self._ask(None)
        else:
            self.room.tell("problem", self.room.words.say("audit.bad_day"))

    @Slot()
    def verify(self) -> None:
        """The whole chain; it takes a while."""
        if self._busy:
            return
        self._busy, self._report = "verify", None
        self.changed.emit()
        self.room.work.run(self.room.client.verify_audit, self._verified, self._failed)

    @Slot()
    def export(self) -> None:
        """What was searched for, as CSV."""
        if self._busy:
            return
        self._busy = "export"
        self.changed.emit()
        wish, client, room = self._wish, self.room.client, self.room

        def call() -> Path:
            return room.save("audit", ".csv", b"\xef\xbb\xbf" + client.audit_csv(**wish))

        room.work.run(call, self._exported, self._failed)

    # -- inside

    def _more(self) -> None:
        if self._next is not None and not self._busy:
            self._ask(self._next)

    def _ask(self, before: int | None) -> None:
        if self._busy:
            return
        self._busy = "search"
        self.changed.emit()
        wish = self._wish

        def done(page: AuditPage) -> None:
            self._busy, self._loaded, self._next = "", True, page.next
            self._rows.more_left = page.next is not None
            if before is None:
                self._rows.put(page.rows)
            else:
                self._rows.add(page.rows)
            self.changed.emit()

        self.room.work.run(lambda: self.room.client.audit(before, **wish), done, self._failed)

    def _verified(self, report: AuditReport) -> None:
        self._busy, self._report = "", report
        self.changed.emit()

    def _exported(self, file: Path) -> None:
        self._busy = ""
        self.changed.emit()
        self.room.tell("done", self.room.words.say("export.done", file=str(file)))

    def _failed(self, error: KioskError) -> None:
        self._busy = ""
        self.changed.emit()
        self.room.problem(error)

    def named(self) -> None:
        self._rows.refresh()
        super().named()

    def _view(self) -> dict[str, Any]:
        words, report = self.room.words, self._report
        said = ""
        if report is not None:
            key = "audit.whole" if report.whole else "audit.broken"
            said = words.say(key, rows=report.rows, seals=report.seals, findings=len(report.findings))
        return {
            "busy": self._busy,
            "loaded": self._loaded,
            "report": said,
            "whole": report is not None and report.whole,
            "findings": report.findings[:20] if report is not None else [],
        }

    rows = Property(QObject, lambda self: self._rows, constant=True)


def audit_line(row: AuditRow, words: Words) -> dict[str, Any]:
    """One row as it is shown. Pure."""
    detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True) if row.detail else ""
    return {
        "seq": str(row.seq),
        "at": row.at.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        "case": row.case_id or "",
        "actor": row.actor,
        "action": words.known(f"action.{row.action}", row.action),
        "detail": detail,
    }


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
