"""The officer's window before the real desk, its simulated registers and its store: what 小智 hands over is
finished, two want the same case, the desk is killed while a decision is sent, a hit stays where it is."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt

from benchmarks.cluster import Cluster
from kiosk.commands.services import Services, running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.desk.keys import FolderKeys
from kiosk.desk.schemas import CaseState, CaseView, Submission, SubmittedDocument
from kiosk.desk.server import STORE_VARIABLE
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.store.engine import open_store
from tests.desk.hall import PASSWORD, PEOPLE, QUICK
from tests.desk.parts import DAY, card, submission
from tests.staff.conftest import Officer
from tests.ui import tree

pytestmark = pytest.mark.journey
Key = Qt.Key


class RealHall:
    """The desk's own process, and a kiosk's line to it."""

    def __init__(self, paths: Paths, services: Services) -> None:
        self.paths = paths
        self.services = services
        self.kiosk = DeskClient(services.desk.url, services.desk.key)

    def hand_over(self, sent: Submission) -> CaseView:
        """As a kiosk does it: submit, and wait until an officer has it."""
        self.kiosk.submit(sent)
        view = self.kiosk.wait_done(sent.case_id, 20)
        assert view.state is CaseState.REVIEW
        return view


def _hall(tmp_path: Path, store: str | None) -> Iterator[RealHall]:
    paths = Paths.default().under(tmp_path)
    keys = FolderKeys(paths.secrets)
    made = open_store(paths.state, store)
    staff = Staff(made, keys, SystemClock(), QUICK)
    for staff_id, roles in PEOPLE.items():
        staff.add(staff_id, staff_id.title(), roles, PASSWORD, "test")
    made.close()
    extra = {STORE_VARIABLE: store} if store else {}
    world = paths.assets / "demo" / "world.yaml"
    with running_services(paths, [world], DAY, extra) as services:
        hall = RealHall(paths, services)
        yield hall
        hall.kiosk.close()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHall]:
    """On SQLite, for all of these; each leaves an empty queue or looks for its own cases."""
    yield from _hall(tmp_path_factory.mktemp("hall"), None)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[RealHall]:
    """On a private PostgreSQL."""
    with Cluster() as cluster:
        yield from _hall(tmp_path, cluster.new_database())


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Callable[[RealHall, str], Officer]]:
    made: list[Officer] = []

    def open_for(hall: RealHall, who: str) -> Officer:
        one = Officer(hall.services.desk.url, tmp_path / f"window-{who}")
        made.append(one)
        one.sign_in(who)
        assert one.app.session.phase_now == "in"
        return one

    yield open_for
    for one in made:
        one.app.close()


Window = Callable[[RealHall, str], Officer]


def _open(one: Officer, case_id: str) -> dict[str, Any]:
    queue = one.page("queue")
    one.until(lambda: any(line.case_id == case_id for line in queue.property("rows").lines))
    queue.open(case_id)
    model = one.app.shell.model("case")
    one.until(lambda: model.property("view")["loaded"] and not model.property("view")["busy"])
    one.app.settle()
    view: dict[str, Any] = model.property("view")
    return view


def _three_causes(hall: RealHall, one: Officer) -> None:
    misread = hall.hand_over(submission(documents=[card(name="毛晓艳")]))
    missing = hall.hand_over(submission("li_young", documents=[]))
    seized = hall.hand_over(submission("wang_seized"))
    assert (misread.review_cause, missing.review_cause, seized.review_cause) == (
        "inaccurate",
        "incomplete",
        "not_eligible",
    )
    view = _open(one, misread.case_id)
    assert "毛晓燕" in "".join(view["whatIf"])
    one.press(Key.Key_A, Key.Key_Return)
    one.until(lambda: one.at("queue"))
    done = hall.kiosk.wait_done(misread.case_id, 30)
    assert done.state is CaseState.ISSUED
    assert hall.kiosk.paper(misread.case_id).startswith(b"%PDF")
    _open(one, missing.case_id)
    one.press(Key.Key_P, Key.Key_Return)
    one.until(lambda: one.at("queue"))
    _bring(hall, missing.case_id, [card("li_young")])
    view = _open(one, missing.case_id)
    assert view["asked"] == ""
    assert [d["name"] for d in view["documents"]] == ["身份证人像面"]
    one.press(Key.Key_H, Key.Key_Return)
    one.until(lambda: one.at("queue"))
    assert hall.kiosk.case(missing.case_id).state is CaseState.CLOSED
    _open(one, seized.case_id)
    one.press(Key.Key_R, Key.Key_Return)
    one.until(lambda: one.at("queue"))
    assert hall.kiosk.case(seized.case_id).state is CaseState.REFUSED
    queue = one.app.shell.model("queue")
    one.until(lambda: queue.property("rows").rowCount() == 0)


def _bring(hall: RealHall, case_id: str, documents: list[SubmittedDocument]) -> None:
    from kiosk.desk.staff_schemas import Brought

    hall.kiosk._line.send("POST", f"/v1/cases/{case_id}/papers", Brought(documents=documents))


def test_each_cause_is_finished_on_sqlite(hall: RealHall, window: Window) -> None:
    _three_causes(hall, window(hall, "wang"))


def test_each_cause_is_finished_on_postgresql(city: RealHall, window: Window) -> None:
    _three_causes(city, window(city, "wang"))


def test_two_officers_want_the_same_case(hall: RealHall, window: Window) -> None:
    case_id = hall.hand_over(submission("wang_seized")).case_id
    wang, zhao = window(hall, "wang"), window(hall, "zhao")
    _open(wang, case_id)
    view = _open(zhao, case_id)
    assert (view["owner"], view["mine"]) == ("wang", False)
    zhao.press(Key.Key_R)
    wang.press(Key.Key_R, Key.Key_Return)
    wang.until(lambda: wang.at("queue"))
    zhao.press(Key.Key_F5)
    zhao.until(lambda: zhao.app.shell.model("case").property("view")["conflict"])
    assert "已由别人办结" in zhao.app.shell.model("case").property("view")["conflict"]
    assert hall.kiosk.case(case_id).state is CaseState.REFUSED


def test_the_desk_is_killed_while_a_decision_is_sent(hall: RealHall, window: Window) -> None:
    case_id = hall.hand_over(submission("wang_seized")).case_id
    one = window(hall, "wang")
    _open(one, case_id)
    pid = hall.services.desk.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    one.press(Key.Key_R, Key.Key_Return)
    one.until(lambda: one.app.outbox.count() == 0 and not one.app.outbox.waiting(), 40)
    end = time.monotonic() + 20
    while hall.kiosk.case(case_id).state is not CaseState.REFUSED and time.monotonic() < end:
        one.app.settle(seconds=0.2)
    assert hall.kiosk.case(case_id).state is CaseState.REFUSED
    one.app.session.sign_out()
    one.sign_in("qian")
    audit = one.page("audit")
    one.until(lambda: audit.property("rows").rowCount() > 0 and not audit.property("view")["busy"])
    audit.search(case_id, "", "case.refused", "", "")
    one.until(lambda: not audit.property("view")["busy"])
    assert audit.property("rows").rowCount() == 1


def test_a_hit_is_nothing_to_who_has_no_business_with_it(hall: RealHall, window: Window) -> None:
    asked = {"purpose": "work"}
    hit = hall.hand_over(submission("wang_seized", item="no_crime", answers=asked)).case_id
    other = hall.hand_over(submission("li_young", item="no_crime", documents=[], hand_off="agent")).case_id
    one = window(hall, "wang")
    queue = one.page("queue")
    ids = {hit, other}
    one.until(lambda: ids <= {line.case_id for line in queue.property("rows").lines})
    shown = {line.case_id: queue._show(line) for line in queue.property("rows").lines}
    for name in ("cause", "item", "urgent", "second", "asked", "overdue", "owner", "kind", "window"):
        assert shown[hit][name] == shown[other][name], name
    queue.open(hit)
    one.until(lambda: "没有这项权限" in one.told())
    texts = " ".join(t.text for t in tree.texts(one.app.window))
    assert "王建军" not in texts
    assert "不符合条件" not in texts
    he = window(hall, "he")
    view = _open(he, hit)
    assert "王建军" in str(view["documents"])
    assert view["detail"] != ""
    assert any(r["look"] == "red" for r in view["rules"])


def test_a_pin_is_locked_out(hall: RealHall, window: Window) -> None:
    one = window(hall, "lin")
    one.app.session.lock()
    for _ in range(5):
        one.sign_in("lin", "not the horse")
    one.sign_in("lin")
    assert one.app.session.phase_now == "locked"
    assert "锁15分钟" in str(one.app.session.property("message"))
