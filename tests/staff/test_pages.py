"""Collection, figures, demand and audit: what the pages do with a real desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.desk.demand import Demand
from kiosk.desk.figures import VisitEvent
from kiosk.desk.schemas import CaseState
from kiosk.vision.types import Image
from tests.desk.parts import settled, submission
from tests.desk.test_review import actions
from tests.staff.conftest import ASSETS, DeskOnLine, Officer, handed_over
from tests.staff.test_shell import said
from ui.staff.figures_view import span
from ui.staff.scanner import code_in, number_in

Officers = Callable[..., Officer]
Key = Qt.Key


def issued(hall: DeskOnLine, who: str = "mao", **more: Any) -> tuple[str, str]:
    """A paper that waits at the window: its case and number."""
    sent = submission(who, **more)
    hall.desk.submit(sent)
    certificate = settled(hall.desk, sent.case_id).certificate
    assert certificate is not None
    return sent.case_id, certificate.number


def found(one: Officer) -> dict[str, Any]:
    model = one.app.shell.model("collection")
    one.until(lambda: model.property("view")["paper"])
    one.app.settle()
    paper: dict[str, Any] = model.property("view")["paper"]
    return paper


def test_a_paper_is_handed_over_by_keyboard(officers: Officers, hall: DeskOnLine) -> None:
    case_id, number = issued(hall)
    one = officers()
    one.sign_in("wang")
    one.page("collection")
    one.press(number, Key.Key_Return)
    paper = found(one)
    assert (paper["name"], paper["fee"], paper["oldCard"]) == ("毛晓燕", "10.00", False)
    window = one.app.window

    def hold(modifier: Qt.KeyboardModifier, key: Qt.Key) -> None:
        QTest.keyClick(window, key, modifier)
        one.app.settle()

    hold(Qt.KeyboardModifier.ControlModifier, Key.Key_Return)
    assert hall.desk.case(case_id).state is CaseState.ISSUED
    hold(Qt.KeyboardModifier.AltModifier, Key.Key_1)
    hold(Qt.KeyboardModifier.AltModifier, Key.Key_3)
    hold(Qt.KeyboardModifier.ControlModifier, Key.Key_Return)
    one.until(lambda: hall.desk.case(case_id).state is CaseState.COLLECTED)
    one.until(lambda: "A001已领取" in one.told())


def test_where_the_law_takes_the_old_card_it_must_be_back(officers: Officers, hall: DeskOnLine) -> None:
    case_id, number = issued(hall)
    one = officers()
    one.sign_in("wang")
    model = one.page("collection")
    model.look_up(number)
    found(one)
    model.hand_over(False, False, True)
    model.hand_over(True, False, False)
    one.app.settle()
    assert hall.desk.case(case_id).state is CaseState.ISSUED
    model.differs()
    assert "人证不符" in one.told()
    assert hall.desk.case(case_id).state is CaseState.ISSUED


def test_a_slip_is_scanned_by_camera(officers: Officers, hall: DeskOnLine) -> None:
    _, number = issued(hall)

    class Table:
        name = "table"
        closed = False

        def __init__(self) -> None:
            self.frames = [np.full((400, 600, 3), 255, np.uint8), code(f"XZ1*{number}*ABCDEFGHJKMN")]

        def read(self) -> Image | None:
            return self.frames.pop(0) if self.frames else None

        def close(self) -> None:
            self.closed = True

    table = Table()
    one = officers(camera=lambda: table)
    one.sign_in("wang")
    model = one.page("collection")
    assert "摄像头扫码" in said(one)
    one.press(Key.Key_F6)
    assert found(one)["number"] == number
    one.until(lambda: table.closed)
    assert not model.property("view")["scanning"]


def code(text: str) -> Image:
    """A picture of a code (BGR)."""
    rows = np.array(list(segno.make(text, error="m").matrix_iter(scale=4, border=4)), np.uint8)
    return np.repeat(((1 - rows) * 255).astype(np.uint8)[:, :, None], 3, axis=2)


def test_what_of_a_scanned_text_is_a_number() -> None:
    assert code_in(code("JSZ-NINGBO-20261124-0001")) == "JSZ-NINGBO-20261124-0001"
    assert code_in(np.full((200, 200, 3), 255, np.uint8)) is None
    assert number_in("xz1*JSZ-NINGBO-20261124-0001*ABCDEFGHJKMN") == "JSZ-NINGBO-20261124-0001"
    assert number_in(" a001 ") == "A001"
    assert number_in("取件 A012 3号窗口") == "A012"
    assert number_in("JSZ-YINZHOU-20261124-0007 A001") == "JSZ-YINZHOU-20261124-0007"


def test_figures_are_the_desks_own_and_leave_as_csv_and_pdf(
    officers: Officers, hall: DeskOnLine, tmp_path: Path
) -> None:
    case_id, _ = issued(hall)
    hall.desk.measured(case_id, VisitEvent(kind="visit_seconds", value=33))
    hall.desk.measured(case_id, VisitEvent(kind="understood_first", value=1))
    hall.desk.measured(case_id, VisitEvent(kind="typed_seconds", value=95))
    handed_over(hall)
    one = officers()
    one.sign_in("wang")
    model = one.page("figures")
    one.until(lambda: model.property("view")["figures"] and model.property("view")["demand"])
    tiles = {t["id"]: t["value"] for t in model.property("view")["figures"]["tiles"]}
    assert tiles["cases"] == "2"
    assert tiles["by_machine"] == "1  (50%)"
    assert tiles["handed_over"] == "1"
    assert tiles["ratio"] == "10.0%"
    assert (tiles["understood_first"], tiles["typed"], tiles["satisfaction"]) == ("100.0%", "95.0秒", "—")
    one.until(lambda: not one.app.work.busy)
    model.export_csv()
    one.until(lambda: list((tmp_path / "one" / "exports").glob("*.csv")))
    (file,) = (tmp_path / "one" / "exports").glob("*.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [(r["item"], r["cases"]) for r in rows] == [("lic_damaged", "2")]
    assert file.stat().st_mode & 0o077 == 0
    one.until(lambda: not one.app.work.busy)
    model.export_pdf()
    one.until(lambda: list((tmp_path / "one" / "exports").glob("*.pdf")), 30)
    (pdf,) = (tmp_path / "one" / "exports").glob("*.pdf")
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "办件统计" in text
    assert "机动车驾驶证期满换证" in text
    assert "毛晓燕" not in text


def test_spans_begin_where_they_should() -> None:
    day = date(2026, 3, 5)
    assert span("today", day) == (day, day)
    assert span("month", day) == (date(2026, 3, 1), day)
    assert span("year", day) == (date(2026, 1, 1), day)


def test_the_five_tests_choose_the_thirteen() -> None:
    """From the shipped count, which says that it is invented."""
    catalogue = Catalogue.load(ASSETS)
    ranking = Demand.load(ASSETS).ranking(catalogue.items)
    assert ranking.invented
    assert {m.item for m in ranking.matters if m.passes} == set(catalogue.items)
    assert len(catalogue.items) == 13
    requests = [m.requests for m in ranking.matters]
    assert requests == sorted(requests, reverse=True)
    # No test is idle: without it others would be chosen.
    for name in ("police_data", "printed", "frequent"):
        others = [m.item for m in ranking.matters if not m.passes]
        lax = [m.item for m in ranking.matters if all(v for n, v in m.tests.items() if n != name)]
        assert set(lax) & set(others), name


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("wang", ["queue", "collection", "figures"]),
        ("sun", ["queue", "collection", "figures"]),
        ("he", ["queue"]),
        ("lin", ["figures"]),
        ("qian", ["figures", "audit"]),
    ],
)
def test_a_role_sees_its_own_pages(officers: Officers, role: str, pages: list[str]) -> None:
    one = officers()
    one.sign_in(role)
    shown = [p["id"] for p in one.app.shell.property("pages")]
    assert [p for p in shown if p in {"queue", "collection", "figures", "audit"}] == pages


def test_the_auditor_searches_verifies_and_exports(
    officers: Officers, hall: DeskOnLine, tmp_path: Path
) -> None:
    case_id = handed_over(hall)
    one = officers()
    one.sign_in("qian")
    model = one.page("audit")
    rows = model.property("rows")
    one.until(lambda: rows.rowCount() > 2 and not model.property("view")["busy"])
    model.search(case_id, "", "", "", "")
    one.until(lambda: not model.property("view")["busy"])
    assert {r.case_id for r in rows.lines} == {case_id}
    model.search("", "", "", "5.1.2026", "")
    assert "日期" in one.told()
    one.press(Key.Key_F6)
    one.until(lambda: "记录完整" in model.property("view")["report"])
    model.export()
    one.until(lambda: list((tmp_path / "one" / "exports").glob("*.csv")))
    assert ("qian", "audit.exported") in _actors(hall)


def _actors(hall: DeskOnLine) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from kiosk.desk.store import schema as t

    with hall.desk._store.read() as connection:
        return [(r.actor, r.action) for r in connection.execute(select(t.AUDIT.c.actor, t.AUDIT.c.action))]


def test_an_export_that_cannot_be_written_is_told(
    officers: Officers, hall: DeskOnLine, tmp_path: Path
) -> None:
    issued(hall)
    one = officers()
    (tmp_path / "one" / "exports").write_text("in the way")
    one.sign_in("wang")
    model = one.page("figures")
    one.until(lambda: model.property("view")["figures"] and not one.app.work.busy)
    model.export_csv()
    one.until(lambda: "写不进" in one.told())


def test_what_was_looked_up_is_audited(officers: Officers, hall: DeskOnLine) -> None:
    case_id, number = issued(hall)
    one = officers()
    one.sign_in("wang")
    one.page("collection").look_up(number)
    found(one)
    assert ("wang", "paper.looked_up") in actions(hall, case_id)  # type: ignore[arg-type]
