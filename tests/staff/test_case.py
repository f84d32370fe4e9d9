"""A case from the queue to its decision, by keyboard: routine, refusal, papers, conflicts, a cut line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.desk.schemas import CaseState
from kiosk.desk.staff_schemas import VerdictView
from tests.desk.parts import DrawingOffice, HandRegistries, drawing, settled
from tests.desk.test_review import actions
from tests.staff.conftest import DeskOnLine, Officer, full_hall, handed_over
from tests.staff.test_shell import said

Officers = Callable[..., Officer]
Key = Qt.Key


@pytest.fixture
def wang(officers: Officers) -> Officer:
    one = officers("wang")
    one.sign_in("wang")
    return one


def at_queue(one: Officer, rows: int = 1) -> None:
    model = one.page("queue")
    one.until(lambda: model.property("rows").rowCount() == rows)


def opened(one: Officer) -> None:
    """The chosen case of the queue is on the screen."""
    one.press(Key.Key_Return)
    model = one.app.shell.model("case")
    one.until(lambda: model.property("view")["loaded"] and not model.property("view")["busy"])
    one.app.settle()


def misread(hall: DeskOnLine) -> str:
    """A routine case: her name was misread."""
    from tests.desk.parts import card

    return handed_over(hall, "mao", documents=[card("mao", name="毛晓艳")])


def test_a_routine_review_takes_three_keys(wang: Officer, hall: DeskOnLine) -> None:
    case_id = misread(hall)
    at_queue(wang)
    opened(wang)
    assert {"毛晓艳", "人口信息中的姓名"} <= said(wang)
    wang.press(Key.Key_A, Key.Key_Return)
    wang.until(lambda: wang.at("queue"))
    assert "A001已批准" in wang.told()
    assert settled(hall.desk, case_id).state is CaseState.ISSUED


def test_a_refusal_names_its_article_and_shows_its_letter(wang: Officer, hall: DeskOnLine) -> None:
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.press(Key.Key_R)
    letter = next(t for t in said(wang) if t.startswith("不予办理告知书"))
    assert "王建军" in letter
    assert "第69条第3款" in letter
    assert "六十日内申请行政复议" in letter
    wang.press(Key.Key_Down)
    assert any(t.startswith("不予办理告知书") and "民法典第13条" in t for t in said(wang))
    wang.press(Key.Key_Up, Key.Key_Return)
    wang.until(lambda: wang.at("queue"))
    assert hall.desk.case(case_id).state is CaseState.REFUSED


def test_papers_are_asked_for_and_that_is_undone(wang: Officer, hall: DeskOnLine) -> None:
    handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.press(Key.Key_P)
    assert any(t.startswith("一次性告知书") for t in said(wang))
    wang.press(Key.Key_Return)
    wang.until(lambda: wang.at("queue") and wang.app.shell.property("canUndo"))
    queue = wang.app.shell.model("queue")
    wang.until(lambda: queue.property("rows").lines[0].asked)
    wang.app.shell.undo()
    wang.until(lambda: wang.at("case") and wang.app.shell.model("case").property("view")["mine"])
    assert wang.app.shell.model("case").property("view")["asked"] == ""


def test_what_is_put_back_can_be_had_again(wang: Officer, hall: DeskOnLine) -> None:
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.press(Key.Key_Escape)
    wang.until(lambda: ("wang", "review.released") in actions(hall, case_id))  # type: ignore[arg-type]
    assert wang.at("queue")
    wang.app.shell.undo()
    wang.until(lambda: wang.at("case") and wang.app.shell.model("case").property("view")["mine"])


def test_the_second_person_sees_who_proposed_and_confirms(
    wang: Officer, officers: Officers, hall: DeskOnLine
) -> None:
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.press(Key.Key_A)
    assert "这是提议，另一个人确认后才生效。" in said(wang)
    wang.press(Key.Key_Return)
    wang.until(lambda: wang.at("queue"))
    assert "等第二人确认" in wang.told()
    sun = officers("sun")
    sun.sign_in("sun")
    at_queue(sun)
    opened(sun)
    assert any("wang提议批准" in t for t in said(sun))
    sun.press(Key.Key_A, Key.Key_Return)
    sun.until(lambda: sun.at("queue"))
    assert settled(hall.desk, case_id).state is CaseState.ISSUED


def test_two_officers_want_the_same_case(wang: Officer, officers: Officers, hall: DeskOnLine) -> None:
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    zhao = officers("zhao")
    zhao.sign_in("zhao")
    at_queue(zhao)
    opened(zhao)
    assert any("正由这位民警办理" in t and "wang" in t for t in said(zhao))
    zhao.press(Key.Key_A)
    assert not zhao.app.shell.model("case").property("view")["mine"]
    # She is slow, her claim ends, and he decides first.
    version = hall.desk.hall.reviews.claim(_session(hall, "wang"), case_id)
    _decide(hall, case_id, version)
    wang.press(Key.Key_R, Key.Key_Return)
    wang.until(lambda: "别人先了一步" in " ".join(said(wang)))
    view = wang.app.shell.model("case").property("view")
    assert view["draft"]["outcome"] == "refuse"
    assert view["facts"]
    assert [a for _, a in actions(hall, case_id)].count("case.refused") == 1  # type: ignore[arg-type]


def _session(hall: DeskOnLine, who: str) -> object:
    from tests.desk.hall import PASSWORD

    return hall.desk.hall.staff.sign_in(who, PASSWORD).session


def _decide(hall: DeskOnLine, case_id: str, version: int) -> None:
    from kiosk.desk.staff_schemas import Verdict

    verdict = Verdict(outcome="refuse", article="第69条", reason="另一个窗口")
    hall.desk.hall.reviews.decide(_session(hall, "wang"), case_id, verdict, version)  # type: ignore[arg-type]


def test_what_changed_meanwhile_is_loaded_again_and_the_words_stay(wang: Officer, hall: DeskOnLine) -> None:
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    hall.desk.hall.reviews.claim(_session(hall, "wang"), case_id)  # type: ignore[arg-type]
    wang.press(Key.Key_R, Key.Key_End, "XYZ", Key.Key_Return)
    model = wang.app.shell.model("case")
    wang.until(lambda: model.property("view")["conflict"] and not model.property("view")["busy"])
    assert hall.desk.case(case_id).state is CaseState.REVIEW
    wang.press(Key.Key_R)
    assert any("XYZ" in t for t in said(wang) if t.startswith("不予办理告知书"))
    wang.press(Key.Key_Return)
    wang.until(lambda: wang.at("queue"))
    assert hall.desk.case(case_id).state is CaseState.REFUSED


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_decision_outlives_a_cut_line(wang: Officer, hall: DeskOnLine, cut: str) -> None:
    """Whether the desk had heard it or not: it is made, once."""
    case_id = handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.wire.cut = cut
    wang.press(Key.Key_R, Key.Key_Return)
    wang.until(lambda: wang.app.shell.model("case").property("view")["kept"])
    assert "决定已保存" in " ".join(said(wang))
    assert "1个决定待送达" in said(wang)
    wang.app.outbox.send_all()
    wang.until(lambda: not wang.app.work.busy)
    assert wang.app.outbox.count() == 1
    wang.wire.cut = ""
    wang.app.outbox.send_all()
    wang.until(lambda: wang.app.outbox.count() == 0 and not wang.app.outbox.waiting())
    assert hall.desk.case(case_id).state is CaseState.REFUSED
    assert [a for _, a in actions(hall, case_id)].count("case.refused") == 1  # type: ignore[arg-type]


def test_a_decision_outlives_the_window(officers: Officers, hall: DeskOnLine, tmp_path: Path) -> None:
    case_id = handed_over(hall)
    first = officers("window")
    first.sign_in("wang")
    at_queue(first)
    opened(first)
    first.wire.cut = "before"
    first.press(Key.Key_R, Key.Key_Return)
    first.until(lambda: first.app.outbox.count() == 1 and not first.app.work.busy)
    (letter,) = (tmp_path / "window" / "outbox").glob("*.letter")
    assert "第69条" not in letter.read_text()
    again = officers("window")
    # Another officer doesn't send it.
    again.sign_in("zhao")
    again.app.settle(seconds=0.2)
    assert hall.desk.case(case_id).state is CaseState.REVIEW
    again.app.session.sign_out()
    again.sign_in("wang")
    again.until(lambda: again.app.outbox.count() == 0)
    assert hall.desk.case(case_id).state is CaseState.REFUSED


def test_a_locked_window_shows_nothing_of_the_case(wang: Officer, hall: DeskOnLine) -> None:
    handed_over(hall)
    at_queue(wang)
    opened(wang)
    wang.app.session.lock()
    assert not any("王建军" in t for t in said(wang))
    wang.sign_in("wang")
    model = wang.app.shell.model("case")
    wang.until(lambda: model.property("view")["mine"] and not model.property("view")["busy"])
    assert "王建军" in said(wang)


def test_who_has_no_business_with_a_record_is_told_nothing_of_it(
    wang: Officer, officers: Officers, hall: DeskOnLine, registries: HandRegistries
) -> None:
    registries.failing["crime"] = "registry_timeout"
    handed_over(hall, "mao", item="no_crime", answers={"purpose": "work"})
    registries.failing.clear()
    at_queue(wang)
    wang.press(Key.Key_Return)
    wang.until(lambda: "没有这项权限" in wang.told())
    assert not any("毛晓燕" in t or "没有及时答复" in t or "犯罪记录" in t for t in said(wang))
    he = officers("he")
    he.sign_in("he")
    at_queue(he)
    opened(he)
    assert any("没有及时答复" in t for t in said(he))


def test_the_letter_itself_is_drawn_by_the_desk_and_gone_with_the_officer(
    registries: HandRegistries, tmp_path: Path
) -> None:
    hall = DeskOnLine(full_hall(tmp_path / "drawing", registries=registries, **drawing(DrawingOffice())))
    one = Officer(hall.url, tmp_path / "window")
    one.sign_in("wang")
    case_id = handed_over(hall)
    at_queue(one)
    opened(one)
    one.press(Key.Key_R)
    one.until(lambda: "看正式告知书" in said(one))
    QTest.keyClick(one.app.window, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    one.until(lambda: one.seen, 30)
    (file,) = one.seen
    assert file.read_bytes().startswith(b"%PDF")
    assert file.stat().st_mode & 0o077 == 0
    assert hall.desk.case(case_id).state is CaseState.REVIEW
    one.app.session.sign_out()
    assert not file.exists()
    one.app.close()
    hall.close()


def test_an_answer_that_comes_late_belongs_to_its_own_case(wang: Officer, hall: DeskOnLine) -> None:
    first, second = misread(hall), handed_over(hall)
    model = wang.app.shell.model("case")
    model.show(first)
    wang.until(lambda: model.property("view")["mine"])
    real, go = wang.client.decide, threading.Event()

    def decide(*args: Any, **more: Any) -> VerdictView:
        assert go.wait(10)
        return real(*args, **more)

    wang.client.decide = decide  # type: ignore[method-assign]
    model.decide("approve", "", "看过证件了")
    model.back()
    assert wang.at("case"), "nobody leaves a case while her word is on its way"
    model.show(second)
    go.set()
    wang.until(lambda: "A001已批准" in wang.told())
    assert wang.at("case")
    wang.until(lambda: model.property("view")["mine"])
    assert model.property("view")["ticket"] == "A002"
    assert hall.desk.case(second).state is CaseState.REVIEW
