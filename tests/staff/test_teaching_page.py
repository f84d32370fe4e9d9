"""The teaching page: change, try out, two officers sign; what was not understood comes without persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.in_force import CatalogueInForce, Folders, RulesFrom
from kiosk.core.clock import SystemClock, local_day
from kiosk.core.paths import repository_root
from kiosk.terminal.candidates import CandidateRules, Candidates
from tests.desk.hall import make_hall
from tests.desk.parts import HandRegistries
from tests.staff.conftest import DeskOnLine, Officer

ASSETS = repository_root() / "assets"
TODAY = local_day(SystemClock().now())


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[DeskOnLine]:
    rules = Folders(ASSETS, tmp_path / "state" / "approvals", tmp_path / "secrets" / "officers")
    catalogue = CatalogueInForce(rules, RulesFrom.SHIPPED, lambda: TODAY)
    desk = make_hall(
        tmp_path / "state", registries=HandRegistries(), catalogue_=catalogue, rules=rules, day=TODAY
    )
    line = DeskOnLine(desk)
    yield line
    line.close()


def test_from_the_form_through_two_officers(officers: Callable[..., Officer], hall: DeskOnLine) -> None:
    first = officers("wang")
    first.sign_in("wang")
    model = first.page("teaching")
    first.until(lambda: model.property("view")["mode"] == "list")
    model.open("lic_damaged")
    first.until(lambda: model.property("view")["mode"] == "item")
    rule = model.property("view")["rules"][0]
    model.change("citizen_zh", rule["name"], rule["value"])
    assert model.property("view")["changes"] == 0, "what is as before is no change"
    model.change("citizen_zh", rule["name"], "这句话改过了，请找工作人员。")
    model.try_out()
    first.until(lambda: model.property("view")["draft"])
    draft = model.property("view")["draft"]
    assert draft["good"]
    assert any("这句话改过了" in line for line in draft["differences"])
    model.sign("2020-13-01")
    assert model.property("view")["mode"] == "item", "no such day"
    model.sign("")
    first.until(lambda: model.property("view")["mode"] == "list" and model.property("view")["waiting"])
    second = officers("sun")
    second.sign_in("sun")
    other = second.page("teaching")
    second.until(lambda: other.property("view")["mode"] == "list" and other.property("view")["waiting"])
    (waiting,) = other.property("view")["waiting"]
    other.second(waiting["id"], waiting["digest"])

    def in_force() -> bool:
        items = other.property("view").get("items", [])
        return any(i["id"] == "lic_damaged" and i["version"] == draft["version"] for i in items)

    second.until(lambda: in_force() or other.refresh() or False, 15)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我的本本叫水泡了怎么弄", True),
        ("驾照上的照片太丑了想换", True),
        ("我叫王小明驾照丢了", False),
        ("我的电话是一三八零零", False),
        ("身份证3302", False),
        ("家住鄞州区百丈路", False),
        ("嗯", False),
        ("a b c", False),
    ],
)
def test_only_what_tells_nothing_of_a_person_is_kept(tmp_path: Path, text: str, kept: bool) -> None:
    book = Candidates(tmp_path / "c.json", CandidateRules.load(ASSETS))
    book.keep(text)
    book.keep(text)
    assert dict(book.all()) == ({text: 2} if kept else {})
    if kept:
        assert (tmp_path / "c.json").stat().st_mode & 0o077 == 0
        book.drop(text)
        assert not book.all()


def test_what_was_changed_during_a_trial_is_not_what_was_tried(
    officers: Callable[..., Officer], hall: DeskOnLine
) -> None:
    one = officers("wang")
    one.sign_in("wang")
    model = one.page("teaching")
    one.until(lambda: model.property("view")["mode"] == "list")
    model.open("lic_damaged")
    one.until(lambda: model.property("view")["mode"] == "item")
    rule = model.property("view")["rules"][0]
    model.change("citizen_zh", rule["name"], "这句话改过了，请找工作人员。")
    model.try_out()
    model.change("citizen_zh", rule["name"], "这句话又改了，请找工作人员。")
    one.until(lambda: not model.property("view")["busy"])
    assert not model.property("view")["draft"], "what stands in the form wasn't tried out"
    model.sign("")
    assert model.property("view")["mode"] == "item", "and can't be signed"
