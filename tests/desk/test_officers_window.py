"""What the officer's window asks of the desk: a case's file, parts of the queue, words said twice, slips, the
audit; and that a hit shows to nobody but whom it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.staff_api import _pages
from kiosk.desk.store.queue import EVERYTHING
from tests.desk.hall import HallUnderTest, app_of, make_hall
from tests.desk.parts import ASSETS, HandRegistries, settled, submission
from tests.desk.test_review import actions, handed_over, queue, silent


@pytest.fixture
def hall(tmp_path: Path, registries: HandRegistries) -> Iterator[HallUnderTest]:
    desk = make_hall(
        tmp_path / "state",
        registries=registries,
        levels=ServiceLevels.load(ASSETS),
        offices=Offices.load(ASSETS),
    )
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        yield HallUnderTest(desk, client)


def file_of(hall: HallUnderTest, case_id: str, who: str = "wang") -> dict[str, Any]:
    answer = hall.call(who, "GET", f"/reviews/{case_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_file_has_each_fact_with_its_source_and_each_rule_with_its_article(hall: HallUnderTest) -> None:
    file = file_of(hall, handed_over(hall))
    known = {line["name"]: line for line in file["known"]}
    assert known["licence_status"]["value"] == "seized"
    assert known["licence_status"]["source"] == "registry:driver.status"
    assert known["licence_status"]["system"] == "TEST driver"
    assert known["licence_status"]["at"].startswith("2026-11-24T01:00")
    first = file["rules"][0]
    assert first["holds"] is False
    assert "驾驶证" in first["article"]
    assert {r["holds"] for r in file["rules"]} == {False, True}
    assert file["articles"][0] == {
        "article": first["article"], "zh": first["officer_zh"], "en": first["officer_en"], "failed": True
    }  # fmt: skip
    assert file["second"] is True
    assert file["item"]["can_issue"] is True
    assert file["item"]["fee_fen"] == 1000


def test_what_would_change_the_answer_has_been_tried(hall: HallUnderTest) -> None:
    file = file_of(hall, handed_over(hall))
    assert {"licence_status": "normal"} in [one["facts"] for one in file["what_if"]]
    misread = submission("mao")
    read = misread.documents[0].model_copy(
        update={"fields": {**misread.documents[0].fields, "name": "毛晓艳"}}
    )
    file = file_of(hall, handed_over(hall, "mao", documents=[read]))
    assert {"card_name": "毛晓燕"} in [one["facts"] for one in file["what_if"]]


def test_a_silent_register_leaves_facts_without_a_value(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    file = file_of(hall, silent(hall, registries))
    known = {line["name"]: line["value"] for line in file["known"]}
    assert known["licence_status"] == ""
    assert known["card_name"] == "毛晓燕"
    assert None in {r["holds"] for r in file["rules"]}


def test_history_is_the_persons_own_and_hides_what_the_role_may_not_see(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing["crime"] = "registry_timeout"
    secret = handed_over(hall, "mao", item="no_crime", answers={"purpose": "work"})
    registries.failing.clear()
    other = handed_over(hall, "mao", item="lic_lost", hand_off="agent")
    handed_over(hall, "chen_jiangxi")
    case_id = silent(hall, registries)
    assert [h["case_id"] for h in file_of(hall, case_id)["history"]] == [other]
    seen = [h["case_id"] for h in file_of(hall, case_id, "he")["history"]]
    assert sorted(seen) == sorted([secret, other])


def test_a_part_of_the_queue(hall: HallUnderTest) -> None:
    first = handed_over(hall)
    second = handed_over(hall, "chen_jiangxi", office="yinzhou")
    third = handed_over(hall, "mao", documents=[], hand_off="agent")

    def part(wish: str) -> list[str]:
        return [r["case_id"] for r in hall.call("wang", "GET", f"/queue?{wish}").json()["reviews"]]

    assert part("office=yinzhou") == [second]
    assert part("cause=agent") == [third]
    assert part("item=lic_lost") == []
    assert part("") == [third, first, second]
    assert part("oldest_first=true") == [first, second, third]
    page = hall.call("wang", "GET", "/queue?cause=not_eligible").json()
    assert page["total"] == 2
    assert page["causes"] == {"not_eligible": 2, "agent": 1}
    assert page["offices"] == {"ningbo": 1, "yinzhou": 1}
    assert hall.call("wang", "GET", "/queue?cause=nonsense").status_code == 422


def test_pages_by_age_follow_one_another(hall: HallUnderTest) -> None:
    ids = [handed_over(hall, who, hand_off="agent", documents=[]) for who in ("mao", "li_young", "lan_she")]
    assert hall.queue_by_ones("wang", "&oldest_first=true") == ids


def _word(hall: HallUnderTest, who: str, path: str, body: Any, version: int, key: str) -> Any:
    head = hall.head(who, **{"If-Match": f'"{version}"', "Idempotency-Key": key})
    return hall.client.post(f"/v1{path}", json=body, headers=head)


def test_a_decision_that_is_sent_twice_is_made_once(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    version = hall.claim("wang", case_id)
    path, body = f"/reviews/{case_id}/decision", {"outcome": "refuse", "article": "第69条", "reason": "扣押"}
    first = _word(hall, "wang", path, body, version, "k1")
    again = _word(hall, "wang", path, body, version, "k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert [a for _, a in actions(hall, case_id)].count("case.refused") == 1
    other = {**body, "reason": "something else"}
    assert _word(hall, "wang", path, other, version, "k1").json()["code"] == "idempotency_conflict"
    # The same key of another person is another key.
    assert _word(hall, "zhao", path, body, version, "k1").json()["code"] == "no_review"


def test_a_proposal_that_is_sent_twice_is_no_second_person(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    version = hall.claim("wang", case_id)
    path, body = f"/reviews/{case_id}/decision", {"outcome": "approve", "reason": "已解除扣押"}
    for _ in range(2):
        assert _word(hall, "wang", path, body, version, "k2").json()["second_needed"] is True
    file = file_of(hall, case_id, "sun")
    assert file["proposal"] == {"by": "wang", "reason": "已解除扣押"}


def test_what_was_asked_for_can_be_taken_back(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    assert hall.call("wang", "DELETE", f"/reviews/{case_id}/ask").json()["code"] == "not_asked"
    version = hall.claim("wang", case_id)
    wish = {"documents": ["id_card_back"], "reason": "看有效期"}
    for _ in range(2):
        answer = _word(hall, "wang", f"/reviews/{case_id}/ask", wish, version, "k3")
        assert answer.status_code == 204, answer.text
    assert queue(hall)[0]["asked"] == ["id_card_back"]
    assert hall.call("wang", "DELETE", f"/reviews/{case_id}/ask").status_code == 204
    line = queue(hall)[0]
    assert (line["asked"], line["owner"]) == ([], "wang")


def test_a_slip_is_looked_up_and_collected_once(hall: HallUnderTest) -> None:
    sent = submission("mao", office="yinzhou")
    hall.desk.submit(sent)
    view = settled(hall.desk, sent.case_id)
    assert view.certificate is not None
    by_number = hall.call("wang", "POST", "/window/lookup", {"number": view.certificate.number}).json()
    by_ticket = hall.call("wang", "POST", "/window/lookup", {"number": view.ticket.lower()}).json()
    assert by_number == by_ticket
    assert (by_number["name"], by_number["fee_fen"], by_number["old_card_back"]) == ("毛晓燕", 1000, False)
    assert "19880601" not in by_number["id_masked"]
    assert hall.call("wang", "POST", "/window/lookup", {"number": "A999"}).status_code == 404
    assert hall.call("qian", "POST", "/window/lookup", {"number": "A999"}).status_code == 403
    assert ("wang", "paper.looked_up") in actions(hall, sent.case_id)
    given = {"number": view.certificate.number, "face_matches": True, "fee_fen": 1000}
    head = hall.head("wang", **{"Idempotency-Key": "k4"})
    for _ in range(2):
        answer = hall.client.post("/v1/window/collections", json=given, headers=head)
        assert answer.json()["state"] == "collected", answer.text
    assert [a for _, a in actions(hall, sent.case_id)].count("case.collected") == 1


def test_a_ticket_belongs_to_its_hall(hall: HallUnderTest) -> None:
    sent = submission("mao")
    hall.desk.submit(sent)
    ticket = settled(hall.desk, sent.case_id).ticket
    for office, status in (("ningbo", 200), ("yinzhou", 404)):
        wish = {"number": ticket, "office": office}
        assert hall.call("wang", "POST", "/window/lookup", wish).status_code == status


def _no_crime(hall: HallUnderTest, registries: HandRegistries, who: str, silent_crime: bool) -> str:
    if silent_crime:
        registries.failing["crime"] = "registry_timeout"
    case_id = handed_over(hall, who, item="no_crime", answers={"purpose": "work"})
    registries.failing.clear()
    return case_id


def test_a_hit_looks_like_a_silence_to_who_has_no_business_with_it(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    """Cause, place in the queue, time, filters, counts, history, figures and audit: all the same."""
    quiet = _no_crime(hall, registries, "mao", silent_crime=True)
    asked = handed_over(hall, "lan_she", item="no_crime", documents=[], hand_off="agent")
    told = {r["case_id"]: r for r in queue(hall, "wang")}
    for name in ("cause", "detail", "priority", "kind", "second", "asked", "overdue"):
        assert told[quiet][name] == told[asked][name], name
    page = hall.call("wang", "GET", "/queue").json()
    assert page["causes"] == {"incomplete": 2}
    for cause in ("system", "agent", "not_eligible"):
        assert hall.call("wang", "GET", f"/queue?cause={cause}").json()["reviews"] == []
    assert hall.call("he", "GET", "/queue?cause=system").json()["total"] == 1
    hall.decide("he", quiet, "refuse", article="第10条")
    figures = hall.call("sun", "GET", "/statistics?first=2026-01-01&last=2026-12-31").json()
    (one,) = [i for i in figures["items"] if i["item"] == "no_crime"]
    assert one["refused"] is None
    rows = hall.call("qian", "GET", f"/audit?case={quiet}").json()["rows"]
    assert {r["action"] for r in rows} <= {"case.accepted", "case.opened", "review.claimed", "case.discreet"}
    assert all(r["detail"] == {} for r in rows)
    assert hall.call("qian", "GET", "/audit?action=case.refused").json()["rows"] == []


def test_the_audit_is_searched_and_that_is_audited(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    hall.decide("wang", case_id, "refuse", article="第69条")
    rows = hall.call("qian", "GET", f"/audit?case={case_id}").json()["rows"]
    assert rows[0]["action"] == "case.refused"
    assert rows[0]["actor"] == "wang"
    assert [r["seq"] for r in rows] == sorted((r["seq"] for r in rows), reverse=True)
    page = hall.call("qian", "GET", "/audit?limit=1").json()
    assert page["rows"][0]["action"] == "audit.searched"
    older = hall.call("qian", "GET", f"/audit?limit=500&before={page['next']}").json()
    assert older["next"] is None
    assert page["rows"][0]["seq"] > older["rows"][0]["seq"]
    mine = hall.call("qian", "GET", "/audit?actor=wang&action=review.claimed").json()["rows"]
    assert [r["case_id"] for r in mine] == [case_id]
    text = hall.call("qian", "GET", f"/audit/export?case={case_id}").text
    assert text.splitlines()[0] == "seq,at,case,actor,action,detail"
    assert "case.refused" in text
    for who in ("wang", "sun", "lin", "he"):
        assert hall.call(who, "GET", "/audit").status_code == 403
        assert hall.call(who, "GET", "/audit/export").status_code == 403
    assert hall.call("qian", "GET", "/audit?first=2030-01-01").json()["rows"] == []


def test_names_are_for_who_is_signed_in(hall: HallUnderTest) -> None:
    names = hall.call("qian", "GET", "/names").json()
    english = "Replacement of a damaged driving licence"
    damaged = {"item": "lic_damaged", "zh": "机动车驾驶证损毁换证", "en": english, "automatic": True}
    assert damaged in names["items"]
    assert [o["office"] for o in names["offices"]] == ["ningbo", "yinzhou"]
    assert hall.call(None, "GET", "/names").status_code == 401


def test_a_signed_out_officer_hears_nothing_more(hall: HallUnderTest) -> None:
    token = hall.head("zhao")["Authorization"].removeprefix("Bearer ")

    class Listening:
        async def is_disconnected(self) -> bool:
            return False

    async def all_of_it() -> list[str]:
        heard = []
        async for said in _pages(hall.desk.hall, token, EVERYTHING, Listening()):  # type: ignore[arg-type]
            heard.append(said)
            hall.desk.hall.staff.sign_out(token)
        return heard

    heard = asyncio.run(all_of_it())
    assert len(heard) == 1
    assert heard[0].startswith("event: queue")
