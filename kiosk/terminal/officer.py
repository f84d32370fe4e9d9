"""The officer at this kiosk: signs in at the desk, and what she does is recorded there, in its order."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.desk.hand_client import HandClient
from kiosk.desk.hand_schemas import VisitAct
from kiosk.desk.staff_client import StaffClient
from kiosk.desk.staff_schemas import SessionView
from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Record
from kiosk.terminal.timeline import Timeline

_log = logging.getLogger("kiosk.terminal")
#: Who may decide a case may take a visit over.
_RIGHT = "decide"
#: Seconds between two tries to record, and how many there are.
_AGAIN, _TRIES = 2.0, 150
#: The desk may know it another time.
_LATER = frozenset({"desk_unreachable", "desk_timeout", "desk_error", "store_busy", "too_fast"})


class OfficersLine(Protocol):
    """The desk's side for officers, as far as a kiosk needs it. Calls may take seconds."""

    def sign_in(self, staff: str, password: str, code: str = "") -> SessionView: ...

    def leaving(self) -> Callable[[], None]: ...

    def note(self, act: VisitAct) -> None: ...


class DeskOfficers:
    """The line to a real desk."""

    def __init__(self, url: str) -> None:
        self._client = StaffClient(url)
        self._hand = HandClient(self._client.line)

    def sign_in(self, staff: str, password: str, code: str = "") -> SessionView:
        """Raises DeskError."""
        return self._client.sign_in(staff, password, code)

    def leaving(self) -> Callable[[], None]:
        return self._client.leaving()

    def note(self, act: VisitAct) -> None:
        """Raises DeskError."""
        self._hand.note(act)

    def close(self) -> None:
        self._client.close()


@dataclass(eq=False)
class _Letter:
    """What is to be told to the desk; None: the session ends."""

    act: VisitAct | None
    tries: int = field(default=0)


class Officer:
    """Owned by the conductor's thread."""

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        line: OfficersLine | None,
        post: Callable[[ev.Event], None],
        office: str,
    ) -> None:
        """`line`: None where nobody can sign in at this kiosk (a demo, a test)."""
        self._timeline = timeline
        self._pool = pool
        self._line = line
        self._post = post
        self._office = office
        self._busy = False
        self._page = 0
        """Counts the sign-in pages: an answer belongs to the page it was asked from."""
        self._letters: deque[_Letter] = deque()
        self._sending = False

    @property
    def possible(self) -> bool:
        """Somebody may sign in here."""
        return self._line is not None

    def sign_in(self, staff: str, password: str, code: str) -> None:
        """The answer comes as an event: TakenOver, or SignInRefused with the desk's code."""
        line = self._line
        if line is None or self._busy:
            return
        self._busy = True
        page = self._page

        def work() -> SessionView:
            view = line.sign_in(staff.strip(), password, code.strip())
            if _RIGHT not in view.rights:
                line.leaving()()
                raise KioskError("not_allowed", "this account may not take a visit over")
            return view

        def done(view: SessionView) -> None:
            self._busy = False
            if page != self._page:
                # Whoever stands there now hasn't signed in.
                self.sign_out()
                return
            self._post(ev.TakenOver(view.name))

        def failed(error: BaseException) -> None:
            self._busy = False
            code = error.code if isinstance(error, KioskError) else "other"
            _log.warning("nobody signed in at the kiosk", extra={"code": code})
            if page == self._page:
                self._post(ev.SignInRefused(code))

        self._timeline.work(self._pool, work, done, failed)

    def nobody_came(self) -> None:
        """The sign-in page has gone: an answer that is still to come takes nothing over."""
        self._page += 1

    def record(self, visit: str, record: Record) -> None:
        """Tell the desk; what can't be told now is told as soon as it can, in its order."""
        if self._line is None:
            return
        act = VisitAct(
            visit=visit,
            office=self._office,
            act=record.act,
            step=record.step,
            item=record.item,
            subject=record.subject,
            old=record.old[:200],
            new=record.new[:200],
            reason=record.reason[:200],
        )
        self._letters.append(_Letter(act))
        self._send()

    def sign_out(self) -> None:
        """After everything is recorded the session ends at the desk."""
        if self._line is not None:
            self._letters.append(_Letter(None))
            self._send()

    def _send(self) -> None:
        line = self._line
        if self._sending or not self._letters or line is None:
            return
        self._sending = True
        letter = self._letters[0]

        def work() -> None:
            if letter.act is None:
                line.leaving()()
            else:
                line.note(letter.act)

        self._timeline.work(self._pool, work, lambda _: self._told(letter), lambda e: self._failed(letter, e))

    def _told(self, letter: _Letter) -> None:
        self._sending = False
        self._letters.remove(letter)
        self._send()

    def _failed(self, letter: _Letter, error: BaseException) -> None:
        self._sending = False
        letter.tries += 1
        code = error.code if isinstance(error, KioskError) else ""
        if code in _LATER and letter.tries < _TRIES:
            _log.warning("an officer's act waits to be recorded: %s", describe(error))
            self._timeline.after(_AGAIN, self._send)
            return
        _log.critical(
            "an officer's act could not be recorded: %s", describe(error), extra={"code": "not_recorded"}
        )
        self._letters.remove(letter)
        self._send()
