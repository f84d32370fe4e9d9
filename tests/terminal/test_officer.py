"""Who signs in at a kiosk has it only while her sign-in page is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.desk.hand_schemas import VisitAct
from kiosk.desk.staff_schemas import SessionView
from kiosk.dialogue import events as ev
from kiosk.terminal.officer import Officer
from tests.terminal.running import Later, pump, skipping

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


class Line:
    """A desk's line that knows one officer."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def sign_in(self, staff: str, password: str, code: str = "") -> SessionView:
        self.done.append("in")
        return SessionView(
            staff=staff, name="王力", roles=["officer"], rights=["decide"], expires=NOON, glass=False
        )

    def leaving(self) -> Callable[[], None]:
        return lambda: self.done.append("out")

    def note(self, act: VisitAct) -> None:
        self.done.append(act.act)


def test_a_sign_in_that_comes_after_the_page_has_gone_takes_nothing_over() -> None:
    timeline, pool, line, told = skipping(), Later(), Line(), list[ev.Event]()
    officer = Officer(timeline, pool, line, told.append, "ningbo")
    officer.sign_in("wang", "password", "")
    officer.nobody_came()
    pool.do()
    pump(timeline, until=lambda: bool(pool.jobs))
    assert told == []
    pool.do()
    pump(timeline)
    assert line.done == ["in", "out"], "the session doesn't stay open at the desk"
    officer.sign_in("wang", "password", "")
    pool.do()
    pump(timeline)
    assert told == [ev.TakenOver("王力")]
