"""`python -m tests.staff.shots docs/screens`: pictures of every page of the officer's window for the manual.

An invented hall of one day: cases that the real rules handed over, papers, an audit. Offscreen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt

from kiosk.desk.figures import VisitEvent
from tests.desk.hall import PASSWORD
from tests.desk.parts import HandRegistries, card, settled, submission
from tests.staff.conftest import DeskOnLine, Officer, full_hall, handed_over

_MOMENT = datetime(2026, 1, 5, 9, 30)
Key = Qt.Key
STAFF = {
    "wang.li": ("王力", ["officer"]),
    "sun.yan": ("孙燕", ["supervisor"]),
    "he.min": ("何敏", ["criminal_records"]),
    "qian.wei": ("钱伟", ["auditor"]),
}


def invented_hall(folder: Path) -> tuple[DeskOnLine, dict[str, str]]:
    """A desk with a morning's cases; some of them by name."""
    registries = HandRegistries()
    hall = DeskOnLine(full_hall(folder, registries=registries))
    for staff_id, (name, roles) in STAFF.items():
        hall.desk.hall.staff.add(staff_id, name, roles, PASSWORD, "test")
    cases = {"misread": handed_over(hall, "mao", documents=[card("mao", name="毛晓艳")])}
    cases["refused"] = handed_over(hall, "wang_seized")
    cases["elsewhere"] = handed_over(hall, "chen_jiangxi", office="yinzhou")
    registries.failing["driver"] = "registry_timeout"
    cases["silent"] = handed_over(hall, "mao", item="lic_lost")
    registries.failing.clear()
    registries.failing["crime"] = "registry_timeout"
    cases["discreet"] = handed_over(hall, "lan_she", item="no_crime", answers={"purpose": "work"})
    registries.failing.clear()
    handed_over(hall, "li_young", documents=[], hand_off="asked_by_citizen")
    handed_over(hall, "lan_she", item="plate_reissue", documents=[card("lan_she")])
    handed_over(hall, "li_young", item="hukou_cert", documents=[card("li_young")])
    done = (("zhang_elder", "lic_lost"), ("li_young", "lic_lost"), ("chen_jiangxi", "no_crime"))
    for n, (who, item) in enumerate(done):
        answers = {"purpose": "work"} if item == "no_crime" else {}
        sent = submission(who, item=item, answers=answers)
        hall.desk.submit(sent)
        view = settled(hall.desk, sent.case_id)
        if view.certificate is not None:
            cases.setdefault("paper", view.certificate.number)
        for kind, value in (
            ("satisfied", 1),
            ("visit_seconds", 33 + n),
            ("read_first_time", 1),
            ("understood_first", 1),
        ):
            hall.desk.measured(sent.case_id, VisitEvent(kind=kind, value=value))  # type: ignore[arg-type]
    return hall, cases


class Album:
    """Every page of one window, in one language."""

    def __init__(
        self, url: str, folder: Path, cases: dict[str, str], language: Any, size: tuple[int, int]
    ) -> None:
        self.officer = Officer(url, folder, size, language=language, wall=lambda: _MOMENT)
        self._cases = cases

    def pages(self) -> Any:
        """(name, nothing more to come) of each page as it stands on the screen."""
        one = self.officer
        yield "sign-in"
        one.sign_in("wang.li", "wrong")
        yield "sign-in-wrong"
        one.sign_in("wang.li")
        queue = one.page("queue")
        one.until(lambda: queue.property("rows").rowCount() >= 7 and one.app.names.known)
        yield "queue"
        for name in ("refused", "silent", "misread"):
            yield from self._case(name, f"case-{name}")
            if name == "refused":
                yield from self._verdicts()
            self._back()
        yield from self._collection()
        yield from self._figures()
        one.press(Key.Key_F1)
        yield "keys"
        one.press(Key.Key_Escape)
        one.app.session.lock()
        one.app.settle()
        yield "locked"
        one.app.session.sign_out()
        yield from self._second()
        yield from self._audit()

    def _case(self, name: str, shown: str) -> Any:
        one = self.officer
        one.app.shell.model("queue").open(self._cases[name])
        model = one.app.shell.model("case")
        one.until(lambda: model.property("view")["loaded"] and not model.property("view")["busy"])
        one.app.settle()
        yield shown

    def _verdicts(self) -> Any:
        one = self.officer
        for key, name in (
            (Key.Key_A, "approve"),
            (Key.Key_R, "refuse"),
            (Key.Key_P, "ask"),
            (Key.Key_H, "close"),
        ):
            one.press(key)
            yield f"verdict-{name}"
            one.press(Key.Key_Escape)

    def _back(self) -> None:
        self.officer.press(Key.Key_Escape)
        self.officer.until(lambda: not self.officer.app.work.busy)

    def _collection(self) -> Any:
        one = self.officer
        model = one.page("collection")
        one.until(lambda: not one.app.work.busy)
        yield "collection"
        model.look_up(self._cases["paper"])
        one.until(lambda: model.property("view")["paper"])
        yield "collection-found"

    def _figures(self) -> Any:
        one = self.officer
        model = one.page("figures")
        one.until(lambda: model.property("view")["figures"] and model.property("view")["demand"])
        yield "figures"
        model.turn("demand")
        yield "figures-demand"
        model.turn("figures")

    def _second(self) -> Any:
        one = self.officer
        one.sign_in("sun.yan")
        one.until(lambda: one.app.names.known)
        case_id = self._cases["elsewhere"]
        reviews, staff = self.hall.desk.hall.reviews, self.hall.desk.hall.staff
        session = staff.sign_in("wang.li", PASSWORD).session
        from kiosk.desk.staff_schemas import Verdict

        if not reviews.open(session, case_id).proposal:
            version = reviews.claim(session, case_id)
            reviews.decide(session, case_id, Verdict(outcome="approve", reason="已核对原件"), version)
        yield from self._case("elsewhere", "case-second")
        self._back()
        one.app.session.sign_out()

    def _audit(self) -> Any:
        one = self.officer
        one.sign_in("qian.wei")
        model = one.page("audit")
        one.until(lambda: model.property("rows").rowCount() > 5)
        one.until(lambda: not model.property("view")["busy"])
        model.verify()
        one.until(lambda: model.property("view")["report"])
        yield "audit"
        one.app.session.sign_out()

    hall: DeskOnLine


def main(folder: Path) -> None:
    """zh and en at 1366x768, three pages at 1920x1080."""
    with tempfile.TemporaryDirectory() as scratch:
        hall, cases = invented_hall(Path(scratch) / "state")
        for language in ("zh", "en"):
            _take(hall, cases, language, (1366, 768), Path(scratch), folder, "")
        _take(hall, cases, "zh", (1920, 1080), Path(scratch), folder, "wide-")
        hall.close()


_WIDE = {"queue", "case-refused", "figures"}


def _take(
    hall: DeskOnLine,
    cases: dict[str, str],
    language: str,
    size: tuple[int, int],
    scratch: Path,
    folder: Path,
    kind: str,
) -> None:
    album = Album(hall.url, scratch / f"{language}{size[0]}", cases, language, size)
    album.hall = hall
    for name in album.pages():
        album.officer.app.settle(seconds=0.15)
        if kind and name not in _WIDE:
            continue
        file = folder / f"staff-{language}-{kind}{name}.png"
        album.officer.app.grab(file)
        with Image.open(file) as picture:
            small = picture.convert("RGB").quantize(256, kmeans=1)
        small.save(file, optimize=True)
    album.officer.app.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens"))
