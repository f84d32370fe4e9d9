"""The officer's window before a queue of ten thousand: how soon it stands, scrolls, shows a new case.

`python -m benchmarks.staff_window`: one flat JSON object. A desk over HTTP on the loopback, SQLite, the
window offscreen; a part of `bench screen`.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from sqlalchemy import insert, select, update

from kiosk.desk.store import schema as t
from tests.desk.parts import DAY, HandRegistries, card, submission
from tests.staff.conftest import DeskOnLine, Officer, full_hall, handed_over

_OPEN = 10_000
_STEPS = 150
_TIMES = 5
_CAUSES = ("inaccurate", "incomplete", "not_eligible", "system", "asked_by_citizen", "agent")


def fill(hall: DeskOnLine, count: int) -> None:
    """So many more cases that wait."""
    desk = hall.desk
    now = desk._clock.now()
    with desk._store.write() as connection:
        like = connection.execute(select(t.CASE)).first()
        assert like is not None
        cases, reviews = [], []
        for n in range(count):
            case_id = f"{n:032x}"
            opened = now - timedelta(seconds=30 + n)
            own = {"id": case_id, "person_index": None, "ticket": f"Z{n:05d}", "day": DAY}
            stamps = {"state": "accepted", "version": 1, "updated_at": opened}
            cases.append(dict(like._mapping) | own | stamps)
            reviews.append(
                {
                    "case_id": case_id,
                    "cause": _CAUSES[n % 6],
                    "detail": "rules:not_seized",
                    "opened_at": opened,
                    "priority": (0, 5, 10)[n % 3],
                    "due_at": now + timedelta(minutes=60),
                }
            )
        connection.execute(insert(t.CASE), cases)
        made = update(t.CASE).where(t.CASE.c.state == "accepted")
        connection.execute(made.values(state="review", version=2))
        connection.execute(insert(t.REVIEW), reviews)


def _drawn(one: Officer) -> None:
    one.app.window.grabWindow()


def _open_queue(one: Officer) -> float:
    """From the key to the page with its lines, drawn."""
    queue = one.app.shell.model("queue")
    one.app.shell.go("figures")
    one.until(lambda: not one.app.work.busy)
    queue._rows.put([], None)
    begun = time.perf_counter()
    one.app.shell.go("queue")
    one.until(lambda: queue.property("rows").rowCount() > 0)
    one.app.settle()
    _drawn(one)
    return time.perf_counter() - begun


def _scroll(one: Officer) -> list[float]:
    """Seconds of each picture while the list runs, lines fetched as they come into sight."""
    view = one.app.window.findChild(QQuickItem, "queue")
    took = []
    for _ in range(_STEPS):
        begun = time.perf_counter()
        view.setProperty("contentY", view.property("contentY") + 66)
        one.app.settle()
        _drawn(one)
        took.append(time.perf_counter() - begun)
    return took


def _new_case(one: Officer, hall: DeskOnLine, who: str) -> float:
    """From the hand-over's answer to the line on the screen."""
    rows = one.app.shell.model("queue").property("rows")
    sent = submission(who, documents=[], hand_off="asked_by_citizen")
    hall.desk.submit(sent)
    begun = time.perf_counter()
    one.until(lambda: any(line.case_id == sent.case_id for line in rows.lines))
    _drawn(one)
    took = time.perf_counter() - begun
    session = hall.desk.hall.staff.sign_in("zhao", "correct horse").session
    from kiosk.desk.staff_schemas import Verdict

    reviews = hall.desk.hall.reviews
    version = reviews.claim(session, sent.case_id)
    reviews.decide(session, sent.case_id, Verdict(outcome="close", reason="done"), version)
    one.until(lambda: all(line.case_id != sent.case_id for line in rows.lines))
    return took


def _case_page(one: Officer, case_id: str) -> float:
    """From the key to the case with its facts and rules, drawn."""
    model = one.app.shell.model("case")
    begun = time.perf_counter()
    one.app.shell.model("queue").open(case_id)
    one.until(lambda: model.property("view")["loaded"] and not model.property("view")["busy"])
    one.app.settle()
    _drawn(one)
    took = time.perf_counter() - begun
    model.back()
    one.until(lambda: not one.app.work.busy)
    return took


def _routine(one: Officer, hall: DeskOnLine) -> int:
    """Keys from the chosen line to the decision of a misread name."""
    case_id = handed_over(hall, "mao", documents=[card("mao", name="毛晓艳")])
    queue, keys = one.app.shell.model("queue"), 0
    queue.by_cause("inaccurate")
    one.until(lambda: queue.property("rows").rowCount() > 0)
    queue.open(case_id)
    keys += 1
    model = one.app.shell.model("case")
    one.until(lambda: model.property("view")["loaded"] and not model.property("view")["busy"])
    one.app.settle()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Return):
        one.press(key)
        keys += 1
    one.until(lambda: one.at("queue"))
    assert hall.desk.case(case_id).state.value in ("approved", "issued")
    return keys


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder:
        hall = DeskOnLine(full_hall(Path(folder) / "state", registries=HandRegistries()))
        case_id = handed_over(hall)
        fill(hall, _OPEN)

        one = Officer(hall.url, Path(folder) / "window", (1920, 1080))
        one.sign_in("wang")
        one.until(lambda: one.app.names.known)
        opened = [_open_queue(one) for _ in range(_TIMES)]
        new = [_new_case(one, hall, who) for who in ("mao", "li_young", "lan_she")]
        worked = time.process_time()
        pages = [_case_page(one, case_id) for _ in range(_TIMES)]
        worked = (time.process_time() - worked) / _TIMES
        _open_queue(one)
        scrolled = _scroll(one)
        rows = one.app.shell.model("queue").property("rows").rowCount()
        keys = _routine(one, hall)
        one.app.close()
        hall.close()
    return {
        "staff_open_cases": _OPEN,
        "staff_queue_ms": round(1000 * float(np.median(opened))),
        "staff_scroll_fps": round(1 / float(np.median(scrolled))),
        "staff_scroll_worst_ms": round(1000 * max(scrolled)),
        "staff_scroll_rows": rows,
        "staff_new_case_ms": round(1000 * max(new)),
        "staff_case_ms": round(1000 * float(np.median(pages))),
        "staff_case_cpu_ms": round(1000 * worked),
        "staff_case_first_ms": round(1000 * pages[0]),
        "staff_keys": keys,
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
