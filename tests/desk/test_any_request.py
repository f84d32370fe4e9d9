"""Whatever is sent to the API: never a server error, never an answer that its description lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings

from kiosk.desk.staff.roles import Role
from tests.desk.hall import KIOSK, PASSWORD, WINDOW, HallUnderTest, app_of, make_hall
from tests.desk.parts import HandRegistries

# A listener's stream has no end that a client could wait for, and a sign-out ends the session of the others.
_LEFT_OUT = ["/v1/queue/events", "/v1/cases/{case_id}/events"]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallUnderTest]:
    desk = make_hall(Path(tmp_path_factory.mktemp("any")) / "state", registries=HandRegistries())
    desk.hall.staff.add("all", "All", list(Role), PASSWORD, "test")
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        hall = HallUnderTest(desk, client)
        # What schemathesis sends is slowed down by nobody here; that has a test of its own.
        client.app.state.access.slow_down = lambda *_, **__: None  # type: ignore[attr-defined]
        hall.head("all")
        yield hall


@pytest.fixture(scope="module")
def api(hall: HallUnderTest) -> Any:
    described = schemathesis.openapi.from_asgi("/openapi.json", hall.client.app)
    return described.exclude(path=_LEFT_OUT).exclude(path="/v1/staff/session", method="DELETE")


@pytest.fixture(scope="module")
def online(hall: HallUnderTest) -> str:
    return hall.desk.access(None).add("any", "online", None, "zheliban", "test")


schema = schemathesis.pytest.from_fixture("api")


def key_for(path: str, hall: HallUnderTest, online: str) -> str:
    if path.startswith("/v1/forms"):
        return online
    if path.endswith("/collected"):
        return WINDOW
    kiosks = ("/v1/precheck", "/v1/cases", "/v1/verify")
    return KIOSK if path.startswith(kiosks) or path == "/v1/reviews" else hall.tokens["all"]


@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_it(case: Any, hall: HallUnderTest, online: str) -> None:
    head = {"Authorization": f"Bearer {key_for(case.operation.path, hall, online)}"}
    response = case.call(headers=head)
    assert response.status_code < 500
    case.validate_response(response, headers=head, excluded_checks=_UNFIT)


#: A wrong Authorization header that a generator sends is replaced by ours; a refused one is test_api's.
_UNFIT = [schemathesis.checks.ignored_auth]


def test_the_description_is_openapi_31_with_examples(hall: HallUnderTest) -> None:
    described = hall.client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    schemas = described["components"]["schemas"]
    assert schemas["TruckPassForm"]["properties"]["plate"]["examples"] == ["浙B6K729"]
    assert schemas["Problem"]["properties"].keys() == {"type", "title", "status", "code"}
    assert len(described["paths"]) > 30
