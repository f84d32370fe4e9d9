"""The API's manners: keys, codes, limits, waiting, and silence about what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.desk.api import MAX_BODY, ApiKeys, create_app
from kiosk.desk.schemas import CaseState, CaseView, Submission
from kiosk.desk.service import Desk
from tests.desk.parts import NUMBERS, HandPapers, HandRegistries, card, make_desk, submission

KIOSK, WINDOW = "k" * 20, "w" * 20
HEAD = {"Authorization": f"Bearer {KIOSK}"}


@pytest.fixture
def unstarted(tmp_path: Any, registries: HandRegistries, papers: HandPapers) -> Desk:
    return make_desk(tmp_path / "state", registries, papers)


@pytest.fixture
def client(unstarted: Desk) -> Iterator[TestClient]:
    with TestClient(create_app(unstarted, ApiKeys(KIOSK, WINDOW)), raise_server_exceptions=False) as made:
        yield made


def send(client: TestClient, sent: Submission, **headers: str) -> Any:
    return client.post("/v1/cases", json=sent.model_dump(mode="json"), headers={**HEAD, **headers})


def follow(client: TestClient, case_id: str) -> CaseView:
    """The case when it has ended by itself, by long polling alone."""
    version = 0
    for _ in range(20):
        answer = client.get(f"/v1/cases/{case_id}?after_version={version}&wait=5", headers=HEAD)
        view = CaseView.model_validate_json(answer.content)
        ready = view.certificate is not None and view.certificate.ready
        if ready or view.state is CaseState.REVIEW:
            return view
        assert view.version > version
        version = view.version
    raise AssertionError("it never ended")


def test_a_case_by_http(client: TestClient) -> None:
    sent = submission()
    assert send(client, sent).status_code == 201
    assert send(client, sent).status_code == 200
    view = follow(client, sent.case_id)
    assert view.certificate is not None
    paper = client.get(f"/v1/cases/{sent.case_id}/paper", headers=HEAD)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["cache-control"] == "no-store"
    answer = client.post("/v1/verify", json={"number": view.certificate.number}, headers=HEAD).json()
    assert answer["sha256"] == view.certificate.sha256


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/cases", {}),
        ("POST", "/v1/precheck", {}),
        ("GET", f"/v1/cases/{'1' * 32}", None),
        ("GET", f"/v1/cases/{'1' * 32}/paper", None),
        ("POST", f"/v1/cases/{'1' * 32}/hand-off", {"cause": "agent"}),
        ("POST", f"/v1/cases/{'1' * 32}/collected", None),
        ("POST", "/v1/verify", {"number": "x"}),
        ("GET", "/v1/reviews", None),
    ],
)
@pytest.mark.parametrize("key", [None, "Bearer wrong", "Bearer ", KIOSK, f"Basic {KIOSK}"])
def test_no_key_no_answer(client: TestClient, method: str, path: str, body: Any, key: str | None) -> None:
    head = {} if key is None else {"Authorization": key}
    answer = client.request(method, path, json=body, headers=head)
    assert answer.status_code == 401
    assert answer.json()["code"] == "key_refused"


def test_only_the_window_hands_over(client: TestClient) -> None:
    sent = submission()
    send(client, sent)
    follow(client, sent.case_id)
    path = f"/v1/cases/{sent.case_id}/collected"
    assert client.post(path, headers=HEAD).status_code == 401
    answer = client.post(path, headers={"Authorization": f"Bearer {WINDOW}"})
    assert answer.json()["state"] == "collected"


def test_without_a_window_key_nobody_hands_over(unstarted: Desk) -> None:
    with TestClient(create_app(unstarted, ApiKeys(KIOSK))) as client:
        for key in ("", "None", KIOSK):
            answer = client.post("/v1/cases/x/collected", headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code == 401


def test_health_needs_no_key(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["as_of"], health["simulated_day"]) == ("ok", "2026-11-24", True)


def test_problems_look_alike(client: TestClient) -> None:
    sent = submission()
    send(client, sent)
    answers = {
        "unknown_case": client.get(f"/v1/cases/{'0' * 32}", headers=HEAD),
        "unknown_item": send(client, submission(item="lic_wings")),
        "unknown_cause": client.post(
            f"/v1/cases/{sent.case_id}/hand-off", json={"cause": "mood"}, headers=HEAD
        ),
        "idempotency_conflict": send(client, sent.model_copy(update={"note": "other"})),
        "http_404": client.get("/nowhere", headers=HEAD),
        "http_405": client.put("/v1/cases", headers=HEAD),
    }
    for code, answer in answers.items():
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["code"] == code
        assert problem["status"] == answer.status_code
        assert set(problem) == {"type", "title", "status", "code"}


def test_a_bad_body_is_not_repeated(client: TestClient) -> None:
    number = NUMBERS["mao"]
    bad = submission().model_dump(mode="json")
    for broken in (
        {**bad, "case_id": number},
        {**bad, "documents": [{"document": number}]},
        {**bad, number: 1},
        {**bad, "office": number},
        number,
    ):
        answer = client.post("/v1/cases", json=broken, headers=HEAD)
        assert answer.status_code == 422
        assert answer.json()["code"] == "request_invalid"
        assert number not in answer.text
    answer = client.post("/v1/cases", content=b'{"case_id": "330', headers=HEAD)
    assert answer.status_code == 422


def test_a_body_over_the_limit(client: TestClient) -> None:
    huge = b'{"note": "' + b"x" * MAX_BODY + b'"}'
    answer = client.post("/v1/cases", content=huge, headers=HEAD)
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_waiting_ends_with_the_change_or_the_time(client: TestClient, registries: HandRegistries) -> None:
    held = threading.Event()
    registries.wait = lambda port: held.wait(5) and None
    sent = submission()
    version = send(client, sent).json()["version"]
    path = f"/v1/cases/{sent.case_id}"
    unchanged = client.get(f"{path}?after_version={version}&wait=0.05", headers=HEAD).json()
    assert unchanged["version"] == version
    timer = threading.Timer(0.1, held.set)
    timer.start()
    changed = client.get(f"{path}?after_version={version}&wait=20", headers=HEAD).json()
    assert changed["version"] > version
    assert client.get(f"{path}?wait=31", headers=HEAD).status_code == 422


def test_the_queue(client: TestClient) -> None:
    send(client, submission(documents=[card()], hand_off="asked_by_citizen", note="deaf"))
    queue = client.get("/v1/reviews", headers=HEAD)
    (line,) = queue.json()["reviews"]
    assert line["cause"] == "asked_by_citizen"
    assert line["age_seconds"] >= 0
    assert NUMBERS["mao"] not in queue.text
    assert "毛晓燕" not in queue.text


def test_an_unforeseen_error_tells_nothing(
    client: TestClient, unstarted: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("毛晓燕")

    monkeypatch.setattr(unstarted, "reviews", broken)
    answer = client.get("/v1/reviews", headers=HEAD)
    assert answer.status_code == 500
    assert answer.json()["code"] == "desk_error"
    assert "毛晓燕" not in answer.text
