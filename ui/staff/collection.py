"""At the window: a slip is typed or scanned, face and card are compared, the paper handed over."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from kiosk.core.errors import KioskError
from kiosk.desk.schemas import CaseState, CaseView
from kiosk.desk.staff_schemas import Collection, Revocation, UncollectedList, WaitingPaper
from ui.staff.case_view import moment
from ui.staff.outbox import Outbox
from ui.staff.page import PageModel, Room
from ui.staff.scanner import Scanner, number_in


class CollectionModel(PageModel):
    """The page of the window."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._paper: WaitingPaper | None = None
        self._lying: UncollectedList | None = None
        self._busy = False
        self._key = ""
        self._scanner: Scanner | None = None

    def enter(self) -> None:
        self._look_around()

    def leave(self) -> None:
        self.stop_scan()

    def close(self) -> None:
        self._paper = None

    # -- finding

    @Slot(str)
    def look_up(self, text: str) -> None:
        """A slip's number, its code, or today's ticket."""
        number = number_in(text)
        if not number or self._busy:
            return
        self._busy, self._paper = True, None
        self.changed.emit()
        self.room.work.run(lambda: self.room.client.look_up(number), self._came, self._failed)

    @Slot()
    def scan(self) -> None:
        """By camera, until a code is seen."""
        if self._scanner is not None or self.room.camera is None:
            return
        later = self.room.work.later
        self._scanner = Scanner(
            self.room.camera,
            lambda text: later(lambda: self._scanned(text)),
            lambda error: later(lambda: self._scan_failed(error)),
        )
        self.changed.emit()

    @Slot()
    def stop_scan(self) -> None:
        if self._scanner is not None:
            self._scanner.stop()
            self._scanner = None
            self.changed.emit()

    @Slot()
    def another(self) -> None:
        """The next citizen."""
        self._paper = None
        self.changed.emit()
        self._look_around()

    # -- handing over

    @Slot(bool, bool, bool)
    def hand_over(self, face: bool, old_card: bool, paid: bool) -> None:
        """Face and card agree, the old card is back where the law wants it, the fee is paid."""
        paper = self._paper
        if paper is None or self._busy or not self._open(paper):
            return
        if (paper.fee_fen and not paid) or not face:
            return
        given = Collection(
            number=paper.number,
            face_matches=face,
            old_card_back=old_card,
            fee_fen=paper.fee_fen if paid else 0,
        )
        self._busy = True
        self.changed.emit()
        key = self._key
        self.room.work.run(lambda: self.room.client.collect(given, key), self._collected, self._failed)

    @Slot()
    def differs(self) -> None:
        """The person isn't the one of the card: the paper stays."""
        self._paper = None
        self.changed.emit()
        self.room.tell("problem", self.room.words.say("problem.face_differs"))

    @Slot(str)
    def revoke(self, reason: str) -> None:
        """A paper no longer holds."""
        paper = self._paper
        if paper is None or self._busy or not reason.strip():
            return
        wish = Revocation(number=paper.number, reason=reason)
        self._busy = True
        self.changed.emit()
        self.room.work.run(lambda: self.room.client.revoke(wish), lambda _: self._revoked(), self._failed)

    # -- inside

    def _came(self, paper: WaitingPaper) -> None:
        self._busy, self._paper, self._key = False, paper, Outbox.new_key()
        self.changed.emit()

    def _collected(self, view: CaseView) -> None:
        self._busy = False
        said = self.room.words.say("collection.done", ticket=view.ticket)
        self._paper = None
        self.changed.emit()
        self.room.tell("done", said)
        self._look_around()

    def _revoked(self) -> None:
        self._busy, self._paper = False, None
        self.changed.emit()
        self.room.tell("done", self.room.words.say("collection.revoked"))

    def _failed(self, error: KioskError) -> None:
        self._busy = False
        self.changed.emit()
        self.room.problem(error)

    def _scanned(self, text: str) -> None:
        if self._scanner is not None:
            self.stop_scan()
            self.look_up(text)

    def _scan_failed(self, error: KioskError) -> None:
        self._scanner = None
        self.changed.emit()
        self.room.problem(error)

    def _look_around(self) -> None:
        self.room.work.run(self.room.client.uncollected, self._lie, self.room.problem)

    def _lie(self, lying: UncollectedList) -> None:
        self._lying = lying
        self.changed.emit()

    @staticmethod
    def _open(paper: WaitingPaper) -> bool:
        return paper.state is CaseState.ISSUED and paper.ready and paper.status == "current"

    def _view(self) -> dict[str, Any]:
        names = self.room.names
        lying = self._lying.papers if self._lying else []
        return {
            "busy": self._busy,
            "camera": self.room.camera is not None,
            "scanning": self._scanner is not None,
            "mayRevoke": "revoke" in self.room.rights(),
            "paper": self._shown(self._paper) if self._paper else {},
            "lying": [
                {
                    "number": p.number,
                    "ticket": p.ticket,
                    "office": names.office(p.office),
                    "days": self.room.words.say("age.days", n=p.days),
                }
                for p in lying
            ],
        }

    def _shown(self, paper: WaitingPaper) -> dict[str, Any]:
        words = self.room.words
        why = ""
        if not paper.ready:
            why = words.say("problem.no_paper")
        elif paper.status != "current":
            why = words.say("problem.not_current")
        elif paper.state is not CaseState.ISSUED:
            why = words.say("problem.illegal_transition")
        return {
            "number": paper.number,
            "ticket": paper.ticket,
            "item": paper.zh if words.language == "zh" else paper.en,
            "name": paper.name,
            "birth": paper.birth,
            "id": paper.id_masked,
            "window": paper.window,
            "office": self.room.names.office(paper.office),
            "issued": moment(paper.issued),
            "oldCard": paper.old_card_back,
            "fee": f"{paper.fee_fen / 100:.2f}" if paper.fee_fen else "",
            "open": self._open(paper),
            "why": why,
        }
