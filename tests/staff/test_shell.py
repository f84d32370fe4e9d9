"""Sign-in, lock, pages by right, the language, and the queue as it comes in."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.desk.staff_schemas import SessionView
from tests.desk.hall import PASSWORD
from tests.staff.conftest import DeskOnLine, Officer, handed_over
from tests.ui import tree

Officers = Callable[..., Officer]


def said(officer: Officer) -> set[str]:
    officer.app.settle()
    return {t.text for t in tree.texts(officer.app.window)}


def test_who_is_signed_in_is_always_told(officers: Officers) -> None:
    one = officers()
    assert "民警登录" in said(one)
    one.sign_in("wang")
    assert any("Wang" in t and "民警" in t for t in said(one))


def test_a_wrong_password_is_told_and_the_fifth_locks(officers: Officers) -> None:
    one = officers()
    for _ in range(5):
        one.sign_in("wang", "wrong horse")
        assert one.app.session.phase_now == "out"
        assert any("账号、密码或动态口令不对" in t for t in said(one))
    one.sign_in("wang")
    assert one.app.session.phase_now == "out"
    assert any("锁15分钟" in t for t in said(one))


def test_three_quiet_minutes_lock_and_the_password_opens_the_same_page(officers: Officers) -> None:
    one = officers()
    one.sign_in("wang")
    one.page("queue")
    one.clock.advance(165)
    one.app.tick()
    assert any("秒后锁屏" in t for t in said(one))
    QTest.keyClick(one.app.window, Qt.Key.Key_Shift)
    one.app.tick()
    one.clock.advance(179)
    one.app.tick()
    assert one.app.session.phase_now == "in"
    one.clock.advance(2)
    one.app.tick()
    assert one.app.session.phase_now == "locked"
    assert one.app.session.rights == frozenset()
    one.sign_in("wang")
    assert one.app.session.phase_now == "in"
    assert one.app.shell.property("current") == "queue"


def test_another_officer_finds_nothing_of_the_first(officers: Officers, hall: DeskOnLine) -> None:
    handed_over(hall)
    one = officers()
    one.sign_in("wang")
    before = one.page("queue")
    one.until(lambda: before.property("rows").rowCount() == 1)
    one.app.session.lock()
    one.app.session.sign_out()
    one.sign_in("zhao")
    assert one.app.shell.model("queue") is not before


def test_a_page_needs_a_right(officers: Officers) -> None:
    one = officers()
    one.sign_in("lin")
    assert "queue" not in [p["id"] for p in one.app.shell.property("pages")]
    one.app.shell.go("queue")
    assert one.app.shell.property("current") != "queue"


def test_the_window_speaks_english_too(officers: Officers) -> None:
    one = officers()
    one.sign_in("wang")
    one.app.shell.turn_language()
    assert {"Review queue", "Lock", "Sign out"} <= said(one)


def test_a_case_shows_by_itself(officers: Officers, hall: DeskOnLine) -> None:
    one = officers()
    one.sign_in("wang")
    queue = one.page("queue")
    one.until(lambda: queue.property("view")["loaded"])
    assert "现在没有待审的件" in said(one)
    case_id = handed_over(hall)
    one.until(lambda: queue.property("rows").rowCount() == 1)
    assert queue.property("rows").lines[0].case_id == case_id


def test_somebody_else_may_sign_in_while_the_desk_still_thinks(officers: Officers) -> None:
    one = officers()
    real, slow, go = one.client.sign_in, threading.Event(), threading.Event()

    def sign_in(staff: str, password: str, code: str = "") -> SessionView:
        slow.set()
        assert go.wait(10)
        return real(staff, password, code)

    one.client.sign_in = sign_in  # type: ignore[method-assign]
    one.app.session.sign_in("wang", PASSWORD, "")
    assert slow.wait(10)
    one.app.session.sign_out()
    assert not one.app.session.property("busy"), "the window isn't stuck"
    go.set()
    one.until(lambda: not one.app.work.busy)
    assert one.app.session.phase_now == "out"
    assert one.client.line.key == "", "a late answer leaves no session behind"
    one.client.sign_in = real  # type: ignore[method-assign]
    one.sign_in("zhao")
    assert one.app.session.property("account") == "zhao"
