"""One case on one page: opened and claimed with one key, decided, asked about, or put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot

from kiosk.core.errors import KioskError
from kiosk.desk.staff_client import DeskError
from kiosk.desk.staff_schemas import AskFor, CaseFile, Verdict, VerdictView
from ui.staff.case_view import case_view
from ui.staff.letters import ask_letter, refusal_letter
from ui.staff.outbox import Letter, Outbox
from ui.staff.page import PageModel, Room

#: A claim is prolonged while the page is open.
_PROLONG_MS = 5 * 60 * 1000
#: What the desk says where somebody else was quicker.
_CONFLICTS = frozenset({"review_changed", "no_review", "not_claimed", "claimed"})


@dataclass(frozen=True)
class _Opened:
    file: CaseFile
    version: int
    """To decide on; 0 where somebody else has it."""


class CaseModel(PageModel):
    """The page of a case."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._case_id = ""
        self._opened: _Opened | None = None
        self._busy = False
        self._sending = False
        """Her word is on its way: the page stays until the desk has answered."""
        self._conflict = ""
        self._sent = ""
        self._draft: dict[str, Any] = {}
        self._prolong = QTimer(self)
        self._prolong.setInterval(_PROLONG_MS)
        self._prolong.timeout.connect(self._again)

    # -- coming and going

    def show(self, case_id: str) -> None:
        """Open it, and have it unless somebody else has it."""
        if case_id != self._case_id:
            self._draft = {}
        self._case_id, self._opened, self._conflict, self._sent = case_id, None, "", ""
        self.room.go("case")
        self._load()

    def enter(self) -> None:
        self._prolong.start()
        if self._case_id and self._opened is not None:
            # After a lock the claim may have gone to somebody else.
            self._load()

    def leave(self) -> None:
        self._prolong.stop()

    def close(self) -> None:
        self._opened, self._draft, self._case_id = None, {}, ""

    @Slot()
    def back(self) -> None:
        """To the queue; the case is put back unless it was decided. That can be undone."""
        if self._sending:
            return
        case_id, mine = self._case_id, self._mine()
        self._opened, self._case_id = None, ""
        self.room.go("queue")
        if mine:
            room = self.room
            room.work.run(lambda: room.client.release(case_id), lambda _: None, lambda _: None)
            room.offer_undo(room.words.say("case.put_back"), lambda: self.show(case_id))

    @Slot()
    def reload(self) -> None:
        """Look again; what was typed stays."""
        self._conflict = ""
        self._load()

    # -- deciding

    @Slot(str, str, str)
    def decide(self, outcome: str, article: str, reason: str) -> None:
        """The officer's word, `approve`, `refuse` or `close`."""
        if self._busy or not self._mine() or not reason.strip():
            return
        self._draft = {"outcome": outcome, "article": article, "reason": reason}
        try:
            verdict = Verdict.model_validate({"outcome": outcome, "article": article, "reason": reason})
        except ValueError:
            self.room.problem(KioskError("request_invalid", "the verdict has a wrong form"))
            return
        self._send("decision", verdict.model_dump(), partial(self._decided, outcome))

    @Slot(list, str)
    def ask(self, documents: list[str], reason: str) -> None:
        """The citizen is to bring these."""
        if self._busy or not self._mine() or not documents or not reason.strip():
            return
        self._draft = {"outcome": "ask", "documents": documents, "reason": reason}
        wish = AskFor(documents=list(documents), reason=reason)
        self._send("ask", wish.model_dump(), self._asked)

    @Slot(str, str, result=str)
    def refusal(self, article: str, reason: str) -> str:
        """The letter as the citizen will read it."""
        if self._opened is None:
            return ""
        return refusal_letter(self._opened.file, article, reason, self.room.words, self.room.clock.now())

    @Slot(list, str, result=str)
    def notice(self, documents: list[str], reason: str) -> str:
        """The one-time notice 一次性告知 as the citizen will read it."""
        if self._opened is None:
            return ""
        return ask_letter(self._opened.file, documents, reason, self.room.words, self.room.clock.now())

    @Slot(str, str)
    def print_refusal(self, article: str, reason: str) -> None:
        """The letter itself, as the desk draws it; nothing is decided."""
        if self._opened is None or not article.strip() or not reason.strip():
            return
        case_id, client = self._case_id, self.room.client
        verdict = Verdict(outcome="refuse", article=article, reason=reason)
        draw = partial(client.refusal_preview, case_id, verdict)
        self.room.work.run(draw, self.room.show_pdf, self.room.problem)

    @Slot(list, str)
    def print_notice(self, documents: list[str], reason: str) -> None:
        """The one-time notice itself; nothing is asked."""
        if self._opened is None or not documents or not reason.strip():
            return
        case_id, client = self._case_id, self.room.client
        draw = partial(client.notice_preview, case_id, AskFor(documents=documents, reason=reason))
        self.room.work.run(draw, self.room.show_pdf, self.room.problem)

    # -- inside

    def _mine(self) -> bool:
        return self._opened is not None and self._opened.version > 0 and not self._sent

    def _load(self) -> None:
        case_id, client = self._case_id, self.room.client

        def call() -> _Opened:
            try:
                version = client.claim(case_id)
            except DeskError as error:
                if error.code != "claimed":
                    raise
                version = 0
            return _Opened(client.open_case(case_id), version)

        self._busy = True
        self.changed.emit()
        self.room.work.run(call, lambda opened: self._came(case_id, opened), self._not_opened)

    def _came(self, case_id: str, opened: _Opened) -> None:
        self._busy = False
        if case_id == self._case_id:
            self._opened = opened
        self.changed.emit()

    def _not_opened(self, error: KioskError) -> None:
        self._busy = False
        if error.code in _CONFLICTS:
            self._clash(error)
        else:
            self.room.problem(error)
        self.changed.emit()

    def _again(self) -> None:
        if not self._mine() or self._busy:
            return
        case_id, client = self._case_id, self.room.client

        def done(version: int) -> None:
            if case_id == self._case_id and self._opened is not None:
                self._opened = _Opened(self._opened.file, version)

        self.room.work.run(lambda: client.claim(case_id), done, lambda _: None)

    def _send(self, kind: Any, body: dict[str, Any], done: Callable[[str, str, Any], None]) -> None:
        opened = self._opened
        if opened is None:
            return
        case_id, ticket = self._case_id, opened.file.review.ticket
        letter = Letter(Outbox.new_key(), self.room.staff(), case_id, opened.version, kind, body)
        self._busy = self._sending = True
        self.changed.emit()

        def through(answer: Any) -> None:
            self._busy = self._sending = False
            done(case_id, ticket, answer)

        def failed(error: KioskError, kept: bool) -> None:
            self._busy = self._sending = False
            if case_id != self._case_id:
                # Another case is on the page by now.
                self.room.problem(error)
            elif kept:
                self._sent = "kept"
                self.room.problem(error)
            elif error.code in _CONFLICTS:
                self._clash(error)
            else:
                self.room.problem(error)
            self.changed.emit()

        self.room.outbox.send(letter, through, failed)

    def _clash(self, error: KioskError) -> None:
        """Somebody was quicker. Nothing that was typed is lost."""
        self._conflict = self.room.words.problem(error)
        if error.code == "review_changed":
            self._load()
        elif self._opened is not None:
            self._opened = _Opened(self._opened.file, 0)

    def _decided(self, outcome: str, case_id: str, ticket: str, answer: VerdictView) -> None:
        key = "case.second_needed" if answer.second_needed else f"case.done.{outcome}"
        self._finish(case_id, self.room.words.say(key, ticket=ticket))

    def _asked(self, case_id: str, ticket: str, _: Any) -> None:
        room = self.room
        said = room.words.say("case.done.ask", ticket=ticket)
        self._finish(case_id, said)

        def undo() -> None:
            room.work.run(lambda: room.client.unask(case_id), lambda _: self.show(case_id), room.problem)

        room.offer_undo(said, undo)

    def _finish(self, case_id: str, said: str) -> None:
        if case_id == self._case_id:
            self._opened, self._case_id, self._draft = None, "", {}
            self.room.go("queue")
        else:
            self.changed.emit()
        self.room.tell("done", said)

    def _view(self) -> dict[str, Any]:
        state = {
            "busy": self._busy,
            "conflict": self._conflict,
            "kept": self._sent == "kept",
            "mine": self._mine(),
            "draft": self._draft,
            "loaded": self._opened is not None,
        }
        if self._opened is None:
            return state
        shown = case_view(self._opened.file, self.room.words, self.room.names, self.room.staff())
        return state | shown
