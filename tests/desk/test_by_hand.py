"""What officers do by hand: acts at a kiosk are audited; typed cases are cases, and wait for registers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from kiosk.desk.levels import ServiceLevels
from kiosk.desk.schemas import CaseState
from kiosk.desk.store import schema as t
from tests.desk.hall import HallUnderTest, app_of, make_hall
from tests.desk.parts import HandRegistries, settled, submission

OLD, NEW, WHY = "毛晓艳", "毛晓燕", "照片磨损看不清"


@pytest.fixture
def registries() -> HandRegistries:
    return HandRegistries()


@pytest.fixture
def hall(tmp_path: Path, registries: HandRegistries) -> Iterator[HallUnderTest]:
    levels = ServiceLevels(window_again_seconds=0.2)
    desk = make_hall(tmp_path / "state", registries=registries, levels=levels)
    with TestClient(app_of(desk)) as client:
        yield HallUnderTest(desk, client)


def act(visit: str, what: str = "corrected", **more: str) -> dict[str, Any]:
    return {"visit": visit, "act": what, "step": "confirm_fields", "item": "lic_damaged", **more}


def rows(hall: HallUnderTest, case_id: str) -> list[Any]:
    with hall.desk._store.read() as connection:
        found = select(t.AUDIT).where(t.AUDIT.c.case_id == case_id).order_by(t.AUDIT.c.seq)
        return list(connection.execute(found).all())


def test_old_and_new_value_are_in_the_audit_sealed(hall: HallUnderTest) -> None:
    visit = uuid.uuid4().hex
    body = act(visit, subject="id_card_front.name", old=OLD, new=NEW)
    assert hall.call("wang", "POST", "/visits/acts", body).status_code == 204
    (row,) = rows(hall, visit)
    assert (row.actor, row.action) == ("wang", "visit.corrected")
    assert OLD not in row.detail
    assert NEW not in row.detail
    said = json.loads(row.detail)
    assert said["subject"] == "id_card_front.name"
    keys = hall.desk._keys
    assert keys.decrypt(said["old_sealed"], f"visit/{visit}/old") == OLD
    assert keys.decrypt(said["new_sealed"], f"visit/{visit}/new") == NEW


def test_a_step_is_skipped_for_a_reason_and_only_by_an_officer(hall: HallUnderTest) -> None:
    visit = uuid.uuid4().hex
    without = hall.call("wang", "POST", "/visits/acts", act(visit, "skipped"))
    assert (without.status_code, without.json()["code"]) == (422, "reason_missing")
    assert hall.call("wang", "POST", "/visits/acts", act(visit, "skipped", reason=WHY)).status_code == 204
    for nobody in ("qian", "lin"):
        assert hall.call(nobody, "POST", "/visits/acts", act(visit)).status_code == 403
    assert hall.call(None, "POST", "/visits/acts", act(visit)).status_code == 401
    assert [r.action for r in rows(hall, visit)] == ["visit.skipped"]


def test_a_typed_case_is_a_case_and_tells_who_typed_it(hall: HallUnderTest) -> None:
    sent = submission("mao", source="window")
    answer = hall.call("wang", "POST", "/window/cases", {"submission": sent.model_dump(mode="json")})
    assert answer.status_code == 200, answer.text
    assert settled(hall.desk, sent.case_id).state is CaseState.ISSUED
    again = hall.call("wang", "POST", "/window/cases", {"submission": sent.model_dump(mode="json")})
    assert again.status_code == 200
    entered = [r.actor for r in rows(hall, sent.case_id) if r.action == "case.entered"]
    assert entered == ["wang"], "the same again is the same case"


def test_what_an_officer_types_comes_from_a_window(hall: HallUnderTest) -> None:
    sent = submission("mao")
    answer = hall.call("wang", "POST", "/window/cases", {"submission": sent.model_dump(mode="json")})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_window")


def test_with_a_silent_register_it_waits_and_is_completed_later(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing = {"person": "timeout", "driver": "timeout"}
    sent = submission("mao", source="window")
    hall.call("wang", "POST", "/window/cases", {"submission": sent.model_dump(mode="json")})
    for _ in range(200):
        (line,) = hall.call("wang", "GET", "/window/cases").json()["entries"]
        asked = len(registries.asked)
        if line["waits"] and asked > 8:
            break
    assert (line["case_id"], line["state"]) == (sent.case_id, "accepted")
    assert hall.call("wang", "GET", "/queue").json()["reviews"] == [], "it isn't an officer's again"
    registries.failing = {}
    assert settled(hall.desk, sent.case_id).state is CaseState.ISSUED
    assert hall.call("wang", "GET", "/window/cases").json()["entries"] == []


def test_a_kiosks_case_still_goes_to_an_officer_at_once(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing = {"person": "timeout"}
    sent = submission("mao")
    hall.desk.submit(sent)
    assert settled(hall.desk, sent.case_id).state is CaseState.REVIEW


def test_it_does_not_wait_for_ever(tmp_path: Path, registries: HandRegistries) -> None:
    registries.failing = {"person": "timeout"}
    levels = ServiceLevels(window_wait_hours=0.0)
    desk = make_hall(tmp_path / "other", registries=registries, levels=levels)
    desk.start()
    sent = submission("mao", source="window")
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.REVIEW
    desk.stop()
