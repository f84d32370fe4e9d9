"""人工审核 and the window by HTTP: claimed, decided by one or two, asked for more, collected, lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from kiosk.desk.audit.words import open_words
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.schemas import CaseState
from kiosk.desk.store import schema as t
from tests.desk.hall import PEOPLE, HallUnderTest, app_of, make_hall
from tests.desk.parts import ASSETS, NUMBERS, RING, HandRegistries, back, card, settled, submission


@pytest.fixture
def hall(tmp_path: Path, store_url: str | None, registries: HandRegistries) -> Iterator[HallUnderTest]:
    desk = make_hall(tmp_path / "state", store_url, registries=registries, levels=ServiceLevels.load(ASSETS))
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        yield HallUnderTest(desk, client)


def handed_over(hall: HallUnderTest, who: str = "wang_seized", **changes: object) -> str:
    """A case in review: a seized licence, so the rules refuse it."""
    sent = submission(who, **changes)
    hall.desk.submit(sent)
    assert settled(hall.desk, sent.case_id).state is CaseState.REVIEW
    return sent.case_id


def silent(hall: HallUnderTest, registries: HandRegistries, who: str = "mao") -> str:
    """A case in review because a register was silent."""
    registries.failing["driver"] = "registry_timeout"
    case_id = handed_over(hall, who)
    registries.failing.clear()
    return case_id


def queue(hall: HallUnderTest, who: str = "wang") -> list[dict[str, object]]:
    page = hall.call(who, "GET", "/queue").json()
    found: list[dict[str, object]] = page["reviews"]
    return found


def actions(hall: HallUnderTest, case_id: str) -> list[tuple[str, str]]:
    with hall.desk._store.read() as connection:
        rows = connection.execute(
            select(t.AUDIT.c.actor, t.AUDIT.c.action)
            .where(t.AUDIT.c.case_id == case_id)
            .order_by(t.AUDIT.c.seq)
        )
        return [(r.actor, r.action) for r in rows]


def test_the_rules_refusal_is_an_officers_to_confirm(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    (line,) = queue(hall)
    assert (line["case_id"], line["cause"], line["overdue"]) == (case_id, "not_eligible", False)
    file = hall.call("wang", "GET", f"/reviews/{case_id}")
    assert file.json()["documents"][0]["fields"]["name"] == "王建军"
    assert file.headers["etag"] == '"1"'
    assert hall.decide("wang", case_id, "refuse").status_code == 422
    answer = hall.decide("wang", case_id, "refuse", article="驾规第69条")
    assert answer.json()["state"] == "refused"
    assert queue(hall) == []
    assert hall.desk.case(case_id).state is CaseState.REFUSED
    said = actions(hall, case_id)
    assert ("wang", "case.opened") in said
    assert said[-1] == ("wang", "case.refused")
    # Decided is decided.
    assert hall.call("wang", "POST", f"/reviews/{case_id}/claim").status_code == 404


def test_issuing_against_the_rules_takes_two_persons(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    first = hall.decide("wang", case_id, "approve").json()
    assert (first["state"], first["second_needed"]) == ("review", True)
    assert queue(hall)[0]["second"] is True
    # Not the same person, nor another without that right.
    for who in ("wang", "zhao"):
        answer = hall.decide(who, case_id, "approve")
        assert (answer.status_code, answer.json()["code"]) == (403, "second_person")
        hall.call(who, "POST", f"/reviews/{case_id}/release")
    assert hall.decide("sun", case_id, "approve").json()["state"] == "approved"
    view = settled(hall.desk, case_id)
    assert view.state is CaseState.ISSUED
    assert view.certificate is not None
    assert ("wang", "review.proposed") in actions(hall, case_id)
    assert ("sun", "case.approved") in actions(hall, case_id)


def test_after_a_silence_the_officer_cant_issue_what_nobody_knows(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    case_id = silent(hall, registries)
    # Filled without the driver's record: the machine has facts, but no decision; one officer is enough.
    answer = hall.decide("wang", case_id, "close", reason="done by hand at window 3")
    assert answer.json()["state"] == "closed"
    assert hall.desk.submit(submission("mao"))[1]


def test_a_case_that_was_never_filled_is_closed_by_hand(hall: HallUnderTest) -> None:
    case_id = handed_over(hall, "mao", documents=[], hand_off="asked_by_citizen")
    answer = hall.decide("wang", case_id, "approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "by_hand")


def test_a_claim_keeps_others_out_until_it_ends(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    version = hall.claim("wang", case_id)
    assert queue(hall)[0]["owner"] == "wang"
    answer = hall.call("zhao", "POST", f"/reviews/{case_id}/claim")
    assert answer.json()["code"] == "claimed"
    verdict = {"outcome": "refuse", "article": "a", "reason": "b"}
    answer = hall.call("zhao", "POST", f"/reviews/{case_id}/decision", verdict, version)
    assert answer.json()["code"] == "not_claimed"
    # He went home.
    with hall.desk._store.write() as connection:
        owned = t.REVIEW.c.case_id == case_id
        until = connection.execute(select(t.REVIEW.c.owner_until).where(owned)).scalar_one()
        connection.execute(update(t.REVIEW).where(owned).values(owner_until=until - timedelta(hours=1)))
    newer = hall.claim("zhao", case_id)
    assert newer > version
    answer = hall.call("wang", "POST", f"/reviews/{case_id}/decision", verdict, version)
    assert answer.status_code in (409, 412)
    assert hall.call("zhao", "POST", f"/reviews/{case_id}/release").status_code == 204
    assert queue(hall)[0]["owner"] is None


def test_nobody_decides_on_what_has_changed_meanwhile(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    version = hall.claim("wang", case_id)
    verdict = {"outcome": "refuse", "article": "a", "reason": "b"}
    path = f"/reviews/{case_id}/decision"
    assert hall.call("wang", "POST", path, verdict).status_code == 428
    assert hall.call("wang", "POST", path, verdict, version - 1).status_code == 412
    assert hall.call("wang", "POST", path, verdict, version).status_code == 200


def test_more_papers_are_asked_for_and_brought(hall: HallUnderTest) -> None:
    case_id = handed_over(hall)
    papers = f"/cases/{case_id}/papers"
    body = {"documents": [back().model_dump()]}
    assert hall.call(None, "POST", papers, body).json()["code"] == "not_asked"
    version = hall.claim("wang", case_id)
    wish = {"documents": ["id_card_back"], "reason": "the card's end isn't known"}
    assert hall.call("wang", "POST", f"/reviews/{case_id}/ask", wish, version).status_code == 204
    (line,) = queue(hall)
    assert (line["asked"], line["owner"], line["overdue"]) == (["id_card_back"], None, False)
    wrong = {"documents": [card("mao").model_dump()]}
    assert hall.call(None, "POST", papers, wrong).json()["code"] == "other_document"
    stranger = back().model_copy(update={"fields": {**back().fields, "id_number": NUMBERS["li_young"]}})
    theirs = {"documents": [stranger.model_dump()]}
    assert hall.call(None, "POST", papers, theirs).json()["code"] == "other_person"
    assert hall.call(None, "POST", papers, body).status_code == 204
    file = hall.call("wang", "GET", f"/reviews/{case_id}").json()
    assert [d["document"] for d in file["documents"]] == ["id_card_front", "id_card_back"]
    assert file["review"]["asked"] == []


def test_a_case_nobody_cares_for_is_lost_and_seen(hall: HallUnderTest) -> None:
    case_id, other = handed_over(hall), handed_over(hall, "chen_jiangxi")
    assert hall.call("wang", "GET", "/queue").json()["lost"] == 0
    with hall.desk._store.write() as connection:
        one = t.REVIEW.c.case_id == case_id
        due = connection.execute(select(t.REVIEW.c.due_at).where(one)).scalar_one()
        connection.execute(update(t.REVIEW).where(one).values(due_at=due - timedelta(days=1), priority=-5))
    page = hall.call("wang", "GET", "/queue").json()
    assert page["lost"] == 1
    # It has risen above what is more urgent but not late.
    assert [(r["case_id"], r["overdue"]) for r in page["reviews"]] == [(case_id, True), (other, False)]
    assert "desk_cases_lost 1.0" in hall.metrics()
    hall.claim("wang", case_id)
    assert hall.call("wang", "GET", "/queue").json()["lost"] == 0


def test_the_queue_has_pages(hall: HallUnderTest) -> None:
    ids = [handed_over(hall, who, hand_off="agent", documents=[]) for who in ("mao", "li_young", "lan_she")]
    assert hall.queue_by_ones("wang") == ids
    assert hall.call("wang", "GET", "/queue?cursor=xyz").json()["code"] == "bad_cursor"
    assert hall.call("wang", "GET", "/queue?office=yinzhou").json()["reviews"] == []


def test_why_a_record_certificate_was_handed_over_is_seen_by_one_role(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing["crime"] = "registry_timeout"
    case_id = handed_over(hall, "mao", item="no_crime", answers={"purpose": "work"})
    (line,) = queue(hall, "wang")
    assert (line["cause"], line["detail"]) == ("incomplete", "")
    assert hall.call("wang", "GET", f"/reviews/{case_id}").status_code == 403
    assert hall.call("sun", "POST", f"/reviews/{case_id}/claim").status_code == 403
    (line,) = queue(hall, "he")
    assert line["detail"] == "registry_timeout:crime"
    assert hall.decide("he", case_id, "close").json()["state"] == "closed"
    kiosk = hall.call(None, "GET", "/reviews").json()["reviews"]
    assert all("crime" not in r["detail"] for r in kiosk)


def test_a_paper_is_collected_after_a_look_and_revoked_for_good(hall: HallUnderTest) -> None:
    sent = submission()
    hall.desk.submit(sent)
    view = settled(hall.desk, sent.case_id)
    assert view.certificate is not None
    number = view.certificate.number
    given = {"number": number, "face_matches": False, "fee_fen": 1000}
    assert hall.call("wang", "POST", "/window/collections", given).json()["code"] == "face_differs"
    given["face_matches"] = True
    assert hall.call("wang", "POST", "/window/collections", given).json()["state"] == "collected"
    assert ("wang", "case.collected") in actions(hall, sent.case_id)
    away = {"number": number, "reason": "issued on a forged card"}
    assert hall.call("wang", "POST", "/window/revocations", away).status_code == 403
    assert hall.call("sun", "POST", "/window/revocations", away).status_code == 204
    assert hall.desk.verify(number).status == "revoked"
    assert hall.call("sun", "POST", "/window/revocations", away).json()["code"] == "not_current"


def issued(hall: HallUnderTest, who: str, item: str = "lic_damaged") -> str:
    """The number of somebody's paper."""
    sent = submission(who, item)
    hall.desk.submit(sent)
    view = settled(hall.desk, sent.case_id)
    assert view.certificate is not None
    return view.certificate.number


def test_a_paper_is_superseded_only_by_another_of_the_same_person(hall: HallUnderTest) -> None:
    old, new, others = (
        issued(hall, "mao"),
        issued(hall, "mao", "lic_lost"),
        issued(hall, "zhang_elder", "lic_expiry"),
    )
    why = "lost after all; 330203199108081234 rang up"

    def superseded(by: str) -> tuple[int, str]:
        wish = {"number": old, "reason": why, "superseded_by": by}
        answer = hall.call("sun", "POST", "/window/revocations", wish)
        return answer.status_code, answer.json()["code"] if answer.content else ""

    assert superseded("JSZ-NINGBO-20261124-9999") == (404, "unknown_certificate")
    assert superseded(old) == (409, "no_successor")
    assert superseded(others) == (409, "no_successor")
    assert hall.desk.verify(old).status == "current"
    assert superseded(new) == (204, "")
    assert hall.desk.verify(old).status == "superseded"
    assert hall.desk.verify(new).status == "current"
    assert superseded(new) == (409, "not_current")
    # One that was superseded takes nobody's place.
    wish = {"number": new, "reason": why, "superseded_by": old}
    assert hall.call("sun", "POST", "/window/revocations", wish).json()["code"] == "no_successor"
    # Why is in the audit, sealed, and nowhere plainly.
    with hall.desk._store.read() as connection:
        a = t.AUDIT.c
        seq = connection.execute(select(a.seq).where(a.action == "certificate.superseded")).scalar_one()
        whole = "".join(str(connection.execute(select(x)).all()) for x in t.METADATA.sorted_tables)
    assert "rang up" not in whole
    assert open_words(hall.desk._store, RING, hall.desk._clock, seq, "qian") == {"reason": why}


def test_what_lies_at_the_window_is_listed(hall: HallUnderTest) -> None:
    sent = submission()
    hall.desk.submit(sent)
    settled(hall.desk, sent.case_id)
    assert hall.call("wang", "GET", "/window/uncollected").json()["papers"] == []
    with hall.desk._store.write() as connection:
        old = hall.desk._clock.now() - timedelta(days=31)
        connection.execute(update(t.CASE).values(updated_at=old, version=t.CASE.c.version + 1))
    (paper,) = hall.call("wang", "GET", "/window/uncollected").json()["papers"]
    assert paper["case_id"] == sent.case_id


ROUTES = {
    ("GET", "/queue"): {"wang", "zhao", "sun", "he"},
    ("GET", f"/reviews/{'1' * 32}"): {"wang", "zhao", "sun", "he"},
    ("POST", f"/reviews/{'1' * 32}/claim"): {"wang", "zhao", "sun", "he"},
    ("GET", "/window/uncollected"): {"wang", "zhao", "sun"},
    ("GET", "/staff"): {"lin"},
    ("GET", "/audit/verification"): {"qian"},
}


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_each_role_may_do_its_own_work_only(hall: HallUnderTest) -> None:
    for (method, path), allowed in ROUTES.items():
        for who in PEOPLE:
            status = hall.call(who, method, path).status_code
            assert (status != 403) == (who in allowed), (who, path, status)
        assert hall.call(None, method, path).status_code == 401
        assert hall.client.request(method, f"/v1{path}").status_code == 401
