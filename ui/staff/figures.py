"""The hall's figures and why these thirteen items: looked at by period and hall, exported as CSV and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot

from kiosk.core.errors import KioskError
from kiosk.desk.figures import DemandRanking, Statistics
from ui.staff.figures_report import report_pdf
from ui.staff.figures_view import PERIODS, demand_view, figures_view, span
from ui.staff.page import PageModel, Room


@dataclass(frozen=True)
class _Came:
    today: date
    figures: Statistics


class FiguresModel(PageModel):
    """The page of figures."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._period = "month"
        self._office = ""
        self._tab = "figures"
        self._came: _Came | None = None
        self._demand: DemandRanking | None = None
        self._busy = False

    def enter(self) -> None:
        self._ask()
        if self._demand is None:
            self.room.work.run(self.room.client.demand, self._ranked, self.room.problem)

    @Slot(str)
    def by_period(self, period: str) -> None:
        """today, month, year."""
        self._period = period
        self._ask()

    @Slot(str)
    def by_office(self, office: str) -> None:
        self._office = office
        self._ask()

    @Slot(str)
    def turn(self, tab: str) -> None:
        """figures or demand."""
        self._tab = tab
        self.changed.emit()

    @Slot()
    def turn_over(self) -> None:
        self.turn("demand" if self._tab == "figures" else "figures")

    @Slot()
    def refresh(self) -> None:
        self._ask()

    @Slot()
    def export_csv(self) -> None:
        """One line an item, as the desk writes it."""
        came = self._came
        if came is None:
            return
        client, room = self.room.client, self.room
        first, last, office = came.figures.first, came.figures.last, self._office or None

        def call() -> Path:
            csv = client.statistics_csv(first, last, office)
            return room.save("figures", ".csv", b"\xef\xbb\xbf" + csv)

        room.work.run(call, self._exported, room.problem)

    @Slot()
    def export_pdf(self) -> None:
        """What is on the page, both tabs, as a report."""
        came, room = self._came, self.room
        if came is None or self._busy:
            return
        self._busy = True
        self.changed.emit()
        shown, demand, now = self._shown(came), self._demand_shown(), room.clock.now()

        def call() -> Path:
            pdf = report_pdf(room.assets, shown, demand, room.words, room.staff(), now)
            return room.save("figures", ".pdf", pdf)

        room.work.run(call, self._exported, self._failed)

    # -- inside

    def _ask(self) -> None:
        self._busy = True
        self.changed.emit()
        period, office, client = self._period, self._office or None, self.room.client

        def call() -> _Came:
            today = client.health().as_of
            return _Came(today, client.statistics(*span(period, today), office))

        def done(came: _Came) -> None:
            self._busy = False
            if (period, office or "") == (self._period, self._office):
                self._came = came
            self.changed.emit()

        self.room.work.run(call, done, self._failed)

    def _ranked(self, demand: DemandRanking) -> None:
        self._demand = demand
        self.changed.emit()

    def _exported(self, file: Path) -> None:
        self._busy = False
        self.changed.emit()
        self.room.tell("done", self.room.words.say("export.done", file=str(file)))

    def _failed(self, error: KioskError) -> None:
        self._busy = False
        self.changed.emit()
        self.room.problem(error)

    def _shown(self, came: _Came) -> dict[str, Any]:
        return figures_view(came.figures, self._period, self.room.words, self.room.names)

    def _demand_shown(self) -> dict[str, Any]:
        return demand_view(self._demand, self.room.words) if self._demand is not None else {}

    def _view(self) -> dict[str, Any]:
        words, names = self.room.words, self.room.names
        every = {"id": "", "name": words.say("figures.every_office")}
        return {
            "busy": self._busy,
            "tab": self._tab,
            "period": self._period,
            "periods": [{"id": p, "name": words.say(f"figures.period.{p}")} for p in PERIODS],
            "office": self._office,
            "offices": [every, *({"id": o, "name": names.office(o)} for o in names.offices())],
            "figures": self._shown(self._came) if self._came is not None else {},
            "demand": self._demand_shown(),
        }
