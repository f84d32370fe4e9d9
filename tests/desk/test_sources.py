"""Keys by scope, the online sources and their form, two offices, figures, and what an operator watches."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.desk.client import is_settled
from kiosk.desk.errors import DeskFault
from kiosk.desk.offices import Offices
from kiosk.desk.schemas import CaseView
from kiosk.desk.statistics import Baseline
from tests.desk.hall import HallUnderTest, app_of, make_hall
from tests.desk.parts import ASSETS, NUMBERS, WORLD, HandRegistries, settled, submission


@pytest.fixture
def hall(tmp_path: Path, registries: HandRegistries) -> Iterator[HallUnderTest]:
    desk = make_hall(
        tmp_path / "state",
        registries=registries,
        offices=Offices.load(ASSETS),
        baseline=Baseline.load(ASSETS),
    )
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        yield HallUnderTest(desk, client)


def key(
    hall: HallUnderTest, scope: str, office: str | None = None, source: str | None = None
) -> dict[str, str]:
    token = hall.desk.access(None).add(uuid.uuid4().hex, scope, office, source, "test")
    return {"Authorization": f"Bearer {token}"}


def form(who: str = "li_young", **changes: Any) -> dict[str, Any]:
    person = WORLD.persons[NUMBERS[who]].person
    filled = {
        "case_id": uuid.uuid4().hex, "name": person.name, "id_number": person.id_number, "plate": "浙B6K729",
        "zone": "core", "pass_from": "2026-11-25", "pass_to": "2026-12-04",
    }  # fmt: skip
    return {**filled, **changes}


@pytest.mark.parametrize("source", ["zheliban", "traffic_wechat"])
def test_a_trucks_pass_is_decided_at_once_online(hall: HallUnderTest, source: str) -> None:
    head, sent = key(hall, "online", source=source), form()
    answer = hall.client.post("/v1/forms/truck-pass", json=sent, headers=head)
    assert answer.status_code == 201
    assert answer.json()["state"] == "issued"
    assert answer.json()["decision"]["decision"] == "approve"
    again = hall.client.post("/v1/forms/truck-pass", json=sent, headers=head)
    assert (again.status_code, again.json()["case_id"]) == (200, sent["case_id"])
    settled(hall.desk, sent["case_id"])
    paper = hall.client.get(f"/v1/cases/{sent['case_id']}/paper", headers=head)
    assert paper.content.startswith(b"%PDF")


def test_the_form_hands_over_as_the_kiosk_does(hall: HallUnderTest, registries: HandRegistries) -> None:
    registries.failing["vehicle"] = "registry_timeout"
    head = key(hall, "online", source="zheliban")
    answer = hall.client.post("/v1/forms/truck-pass", json=form(), headers=head).json()
    assert (answer["state"], answer["review_cause"]) == ("review", "system")


@pytest.mark.parametrize(
    "changes",
    [{"id_number": "110105194912310021"}, {"pass_from": "soon"}, {"zone": "no such; zone"}, {"x": 1}],
)
def test_a_wrong_form_is_a_problem_that_repeats_nothing(hall: HallUnderTest, changes: dict[str, Any]) -> None:
    head = key(hall, "online", source="zheliban")
    answer = hall.client.post("/v1/forms/truck-pass", json=form(**changes), headers=head)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert NUMBERS["li_young"] not in answer.text


def test_each_source_sees_its_own_cases_only(hall: HallUnderTest) -> None:
    ours, theirs = key(hall, "online", source="zheliban"), key(hall, "online", source="traffic_wechat")
    sent = form()
    hall.client.post("/v1/forms/truck-pass", json=sent, headers=ours)
    path = f"/v1/cases/{sent['case_id']}"
    assert hall.client.get(path, headers=ours).status_code == 200
    assert hall.client.get(path, headers=theirs).status_code == 404
    assert hall.client.get(f"{path}/paper", headers=theirs).status_code == 404
    for route in ("/v1/cases", "/v1/verify", "/v1/precheck"):
        assert hall.client.post(route, json={}, headers=ours).status_code == 401


def test_a_kiosks_key_speaks_for_its_office(hall: HallUnderTest) -> None:
    head = key(hall, "kiosk", office="yinzhou")
    sent = submission(office="yinzhou").model_dump(mode="json")
    answer = hall.client.post("/v1/cases", json=sent, headers=head)
    assert (answer.status_code, answer.json()["ticket"], answer.json()["window"]) == (201, "Y001", "Y1")
    other = submission("li_young", "lic_lost").model_dump(mode="json")
    assert hall.client.post("/v1/cases", json=other, headers=head).json()["code"] == "not_yours"
    nowhere = submission(office="atlantis").model_dump(mode="json")
    assert hall.call(None, "POST", "/cases", nowhere).json()["code"] == "unknown_office"
    # The same minute at the other hall: a range of its own.
    here = submission("zhang_elder", "lic_expiry")
    assert hall.desk.submit(here)[0].ticket == "A001"


def test_a_key_of_one_office_sees_and_touches_nothing_of_another(hall: HallUnderTest) -> None:
    there = submission("zhang_elder", "lic_expiry").model_copy(
        update={"hand_off": "asked_by_citizen", "office": "yinzhou"}
    )
    hall.desk.submit(there)
    kiosk, window = key(hall, "kiosk", office="ningbo"), key(hall, "window", office="ningbo")
    event = {"kind": "satisfied", "value": 1}
    measured = hall.client.post(f"/v1/cases/{there.case_id}/measured", json=event, headers=kiosk)
    collected = hall.client.post(f"/v1/cases/{there.case_id}/collected", headers=window)
    assert (measured.status_code, collected.status_code) == (404, 404)

    def queue(head: dict[str, str]) -> list[str]:
        return [r["case_id"] for r in hall.client.get("/v1/reviews", headers=head).json()["reviews"]]

    assert queue(kiosk) == []
    assert queue(key(hall, "kiosk", office="yinzhou")) == queue(key(hall, "kiosk")) == [there.case_id]


def test_who_has_an_open_case_at_another_hall_is_sent_there(hall: HallUnderTest) -> None:
    there = submission("wang_seized").model_copy(update={"office": "yinzhou"})
    hall.desk.submit(there)
    settled(hall.desk, there.case_id)
    head = key(hall, "kiosk", office="ningbo")
    answer = hall.client.post(
        "/v1/cases", json=submission("wang_seized").model_dump(mode="json"), headers=head
    )
    view = answer.json()
    assert (answer.status_code, view["case_id"], view["existing"]) == (200, there.case_id, True)
    assert view["elsewhere"] == {"zh": "鄞州区大厅", "en": "the Yinzhou District hall"}
    assert (view["ticket"], view["window"]) == ("Y001", "Y1")
    # Where to go, and nothing of what became of it.
    assert (view["decision"], view["stages"], view["review_cause"]) == (None, [], None)
    assert view["state"] == "accepted"
    assert is_settled(CaseView.model_validate(view)), "nobody waits here for what happens there"
    own = key(hall, "kiosk", office="yinzhou")
    again = submission("wang_seized").model_copy(update={"office": "yinzhou"}).model_dump(mode="json")
    followed = hall.client.post("/v1/cases", json=again, headers=own).json()
    assert (followed["elsewhere"], followed["review_cause"]) == (None, "not_eligible")


def test_a_trucks_pass_that_is_open_at_another_hall_is_told_by_that_halls_name(hall: HallUnderTest) -> None:
    head, there = key(hall, "online", source="zheliban"), form(office="yinzhou")
    assert hall.client.post("/v1/forms/truck-pass", json=there, headers=head).json()["state"] == "issued"
    answer = hall.client.post("/v1/forms/truck-pass", json=form(office="ningbo"), headers=head)
    view = answer.json()
    assert (answer.status_code, view["case_id"]) == (200, there["case_id"])
    assert view["elsewhere"] == {"zh": "鄞州区大厅", "en": "the Yinzhou District hall"}
    assert (view["state"], view["decision"], view["stages"]) == ("accepted", None, [])
    assert view["certificate"] is None
    followed = hall.client.post("/v1/forms/truck-pass", json=form(office="yinzhou"), headers=head).json()
    assert (followed["elsewhere"], followed["state"]) == (None, "issued")


def test_a_revoked_key_opens_nothing(hall: HallUnderTest) -> None:
    access = hall.desk.access(None)
    token = access.add("old", "kiosk", None, None, "test")
    assert access.caller(token).scope == "kiosk"
    access.revoke("old", "test")
    with pytest.raises(DeskFault) as error:
        access.caller(token)
    assert error.value.code == "key_refused"


def test_the_hasty_are_slowed_down(hall: HallUnderTest) -> None:
    now = [0.0]
    access = hall.desk.access(None)
    access._monotonic = lambda: now[0]
    token = access.add("k", "kiosk", None, None, "test")
    for _ in range(300):
        access.caller(token)
    with pytest.raises(DeskFault) as error:
        access.caller(token)
    assert (error.value.code, error.value.status) == ("too_fast", 429)
    now[0] = 0.1
    access.caller(token)


def test_figures_say_what_was_measured_and_against_what(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    case = submission()
    hall.desk.submit(case)
    settled(hall.desk, case.case_id)
    for kind, value in (("satisfied", 1), ("visit_seconds", 33), ("read_first_time", 1), ("satisfied", 0)):
        body = {"kind": kind, "value": value}
        assert hall.call(None, "POST", f"/cases/{case.case_id}/measured", body).status_code == 204
    registries.failing["driver"] = registries.failing["crime"] = "registry_timeout"
    for who, item in (("li_young", "lic_lost"), ("mao", "no_crime")):
        sent = submission(who, item, answers={"purpose": "work"} if item == "no_crime" else {})
        hall.desk.submit(sent)
        settled(hall.desk, sent.case_id)
    span = "first=2026-11-01&last=2026-11-30"
    said = hall.call("wang", "GET", f"/statistics?{span}&office=ningbo").json()
    assert (said["cases"], said["satisfaction"], said["read_first_time"]) == (3, 1.0, 1.0)
    # The hand-over of a record certificate is in no figure of causes.
    assert said["causes"] == {"system": 1}
    damaged = next(i for i in said["items"] if i["item"] == "lic_damaged")
    assert (damaged["measured"], damaged["median_seconds"], damaged["manual_minutes"]) == ("visits", 33, 5.5)
    assert damaged["ratio"] == pytest.approx(33 / 330)
    assert damaged["saved_hours"] == pytest.approx((330 - 33) / 3600, abs=1e-3)
    assert said["ratio"] == pytest.approx(0.1)
    assert hall.call("wang", "GET", f"/statistics?{span}&office=yinzhou").json()["cases"] == 0
    head = hall.head("wang", Accept="text/csv")
    table = hall.client.get(f"/v1/statistics?{span}", headers=head)
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("item,cases,by_machine")
    assert hall.call(None, "GET", f"/statistics?{span}").status_code == 401


def test_an_operator_sees_counts_and_nobodys_data(hall: HallUnderTest) -> None:
    sent = submission("wang_seized")
    hall.desk.submit(sent)
    settled(hall.desk, sent.case_id)
    hall.call(None, "GET", f"/cases/{sent.case_id}")
    shown = hall.metrics()
    assert hall.client.get("/metrics").status_code == 401
    assert hall.client.get("/metrics", headers=key(hall, "kiosk")).status_code == 401
    assert "desk_reviews_open 1.0" in shown
    assert 'route="/v1/cases/{case_id}"' in shown
    assert sent.case_id not in shown
    assert hall.client.get("/readyz").status_code == 204
    hall.desk._worker._stopped.set()
    assert hall.client.get("/readyz").json()["code"] == "not_ready"


def test_a_case_can_be_watched(hall: HallUnderTest) -> None:
    sent = submission()
    hall.desk.submit(sent)
    settled(hall.desk, sent.case_id)
    hall.desk.collected(sent.case_id)
    # A test client reads a stream only to its end, so the end of the listener is brought about first.
    import asyncio

    from kiosk.desk.api import _versions

    class Gone:
        def __init__(self) -> None:
            self.asked = 0

        async def is_disconnected(self) -> bool:
            self.asked += 1
            return self.asked > 1

    async def first() -> list[str]:
        return [line async for line in _versions(hall.desk, sent.case_id, Gone())]  # type: ignore[arg-type]

    (event,) = asyncio.run(first())
    assert event.startswith("event: case\nid: ")
    assert json.loads(event.split("data: ")[1])["state"] == "collected"


def test_a_trace_goes_through(hall: HallUnderTest) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = hall.client.get("/healthz", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.headers["x-trace-id"] == trace
    assert len(hall.client.get("/healthz").headers["x-trace-id"]) == 32
