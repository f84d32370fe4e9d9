"""A change goes from a form through two officers to a live decision, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.catalogue.in_force import CatalogueInForce, Folders, RulesFrom
from kiosk.catalogue.versions import VersionReader
from kiosk.core.clock import SystemClock, local_day
from tests.desk.hall import HallUnderTest, app_of, make_hall
from tests.desk.parts import ASSETS, HandRegistries, settled, submission

#: The signatures count from today on, so the rules are today's, too.
TODAY = local_day(SystemClock().now())
WORDS = "您的驾驶证被扣留了，请先到窗口处理。"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallUnderTest]:
    rules = Folders(ASSETS, tmp_path / "state" / "approvals", tmp_path / "secrets" / "officers")
    catalogue = CatalogueInForce(rules, RulesFrom.SHIPPED, lambda: TODAY)
    desk = make_hall(
        tmp_path / "state", registries=HandRegistries(), catalogue_=catalogue, rules=rules, day=TODAY
    )
    with TestClient(app_of(desk)) as client:
        yield HallUnderTest(desk, client)


def rule_that_fails(hall: HallUnderTest) -> tuple[str, str]:
    """Of whom a seized licence stands in the way: the rule, and what she is told."""
    sent = submission("wang_seized")
    hall.desk.submit(sent)
    decision = settled(hall.desk, sent.case_id).decision
    assert decision is not None
    version = hall.claim("wang", sent.case_id)
    body = {"outcome": "close", "reason": "looked at it"}
    assert hall.call("wang", "POST", f"/reviews/{sent.case_id}/decision", body, version).status_code == 200
    return decision.reasons[0].rule, decision.reasons[0].zh


def draft(hall: HallUnderTest, who: str, *changes: dict[str, str]) -> Any:
    return hall.call(who, "POST", "/teaching/items/lic_damaged/drafts", {"changes": list(changes)})


def sign(hall: HallUnderTest, who: str, digest: str) -> Any:
    return hall.call(who, "POST", f"/teaching/items/lic_damaged/drafts/{digest}/signatures", {})


def look_again(hall: HallUnderTest) -> None:
    """The desk looks for statements once a second; here at once."""
    hall.desk._catalogue._next_look = 0.0  # type: ignore[attr-defined]


def test_a_sentence_is_changed_signed_by_two_told_to_a_citizen_and_taken_back(hall: HallUnderTest) -> None:
    rule, before = rule_that_fails(hall)
    made = draft(hall, "wang", {"kind": "citizen_zh", "name": rule, "value": WORDS})
    assert made.status_code == 200, made.text
    view = made.json()
    assert view["findings"] == []
    assert any(WORDS in line for line in view["differences"])
    assert (view["cases"], view["same"], view["otherwise"]) == (1, 1, {})
    first = sign(hall, "wang", view["digest"])
    assert (first.status_code, first.json()["complete"]) == (200, False)
    assert sign(hall, "wang", view["digest"]).json()["code"] == "signed_already"
    look_again(hall)
    assert rule_that_fails(hall) == (rule, before), "one officer changes nothing"
    listed = hall.call("sun", "GET", "/teaching/items").json()
    assert [w["digest"] for w in listed["waiting"]] == [view["digest"]]
    second = sign(hall, "sun", view["digest"])
    assert second.json()["complete"], second.text
    look_again(hall)
    assert rule_that_fails(hall) == (rule, WORDS)
    (now,) = (
        i for i in hall.call("wang", "GET", "/teaching/items").json()["items"] if i["item"] == "lic_damaged"
    )
    assert now["version"] == view["version"]
    assert sorted(now["signers"]) == ["sun", "wang"]
    assert hall.call("sun", "DELETE", "/teaching/items/lic_damaged/version").status_code == 204
    look_again(hall)
    retired = submission("wang_seized")
    hall.desk.submit(retired)
    settled(hall.desk, retired.case_id)
    assert hall.call("sun", "DELETE", "/teaching/items/lic_damaged/version").json()["code"] == "not_approved"


def test_what_fails_its_examples_shows_it_and_cannot_be_signed(hall: HallUnderTest) -> None:
    offered = hall.call("wang", "GET", "/teaching/items/truck_pass").json()
    limit = next(p for p in offered["parameters"] if p["name"] == "truck_violations_limit")
    assert limit["value"].isdigit()
    wish = {"changes": [{"kind": "parameter", "name": limit["name"], "value": "1"}]}
    view = hall.call("wang", "POST", "/teaching/items/truck_pass/drafts", wish).json()
    assert view["findings"], "its examples come out otherwise"
    path = f"/teaching/items/truck_pass/drafts/{view['digest']}/signatures"
    assert hall.call("wang", "POST", path, {}).json()["code"] == "check_failed"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "parameter", "name": "no_such", "value": "1"},
        {"kind": "citizen_zh", "name": "no_such_rule", "value": "好"},
        {"kind": "sentence", "name": "", "value": "驾\n驶"},
    ],
)
def test_a_change_that_cannot_be_made_is_refused(hall: HallUnderTest, change: dict[str, str]) -> None:
    assert (draft(hall, "wang", change).status_code, draft(hall, "wang", change).json()["code"]) == (
        422,
        "bad_change",
    )


def test_only_officers_teach(hall: HallUnderTest) -> None:
    for who in ("qian", "lin", "he"):
        assert hall.call(who, "GET", "/teaching/items").status_code == 403


def test_a_copy_differs_by_what_was_changed_and_nothing_else(tmp_path: Path) -> None:
    from kiosk.catalogue.teaching import Change, changed_copy

    reader = VersionReader(ASSETS)
    file = ASSETS / "items" / "lic_damaged.yaml"
    item = reader.read(file).item
    changes = [Change("sentence", "", "驾照叫狗咬了要换"), Change("sentence", "", "本本掉水里了")]
    made = changed_copy(file, ASSETS, item, changes, TODAY, tmp_path / "copy")
    old, new = file.read_text().splitlines(), made.read_text().splitlines()
    assert [line for line in new if line not in old] == ['  - "驾照叫狗咬了要换"', '  - "本本掉水里了"']
    assert [line for line in old if line not in new] == []
    assert reader.read(made).item.sentences == (*item.sentences, "驾照叫狗咬了要换", "本本掉水里了")
