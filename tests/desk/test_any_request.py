"""Whatever is sent to the API: never a server error, nor an answer that its description doesn't have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import ignored_auth
from schemathesis.config import PositiveDataAcceptanceConfig
from schemathesis.core.failures import FailureGroup

from kiosk.desk.staff.roles import Role
from tests.desk.hall import KIOSK, PASSWORD, WINDOW, HallUnderTest, app_of, make_hall
from tests.desk.parts import DrawingOffice, HandRegistries, drawing

# A listener's stream has no end that a client could wait for, and a sign-out ends the session of the others.
_LEFT_OUT = ["/v1/queue/events", "/v1/cases/{case_id}/events"]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallUnderTest]:
    folder = Path(tmp_path_factory.mktemp("any")) / "state"
    desk = make_hall(folder, registries=HandRegistries(), **drawing(DrawingOffice()))
    desk.hall.staff.add("all", "All", list(Role), PASSWORD, "test")
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        hall = HallUnderTest(desk, client)
        # What schemathesis sends is slowed down by nobody here; that has a test of its own.
        client.app.state.access.slow_down = lambda *_, **__: None  # type: ignore[attr-defined]
        hall.head("all")
        yield hall


@pytest.fixture(scope="module")
def api(hall: HallUnderTest) -> Any:
    described = schemathesis.openapi.from_asgi("/openapi.json", running(hall.client.app))
    # A request may have the right form and make no sense: an unknown item, a review that has changed.
    sense = ["2xx", "401", "403", "404", "409", "410", "412", "422", "423", "428", "429"]
    checks = described.config.checks
    checks.positive_data_acceptance = PositiveDataAcceptanceConfig(expected_statuses=sense)
    return described.exclude(path=_LEFT_OUT).exclude(path="/v1/staff/session", method="DELETE")


def running(app: Any) -> Any:
    """The app that runs already: nobody else may start or stop it."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for said in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{said}.complete"})

    return asked


@pytest.fixture(scope="module")
def online(hall: HallUnderTest) -> str:
    return hall.desk.access(None).add("any", "online", None, "zheliban", "test")


def key_for(path: str, hall: HallUnderTest, online: str) -> str:
    if path.startswith("/v1/forms"):
        return online
    if path.endswith("/collected"):
        return WINDOW
    kiosks = ("/v1/precheck", "/v1/cases", "/v1/verify", "/v1/items", "/v1/printing", "/v1/tsa")
    return KIOSK if path.startswith(kiosks) or path == "/v1/reviews" else hall.tokens["all"]


def test_no_request_breaks_it(api: Any, hall: HallUnderTest, online: str) -> None:
    """Well-formed and ill-formed requests of every route, a few of each; all of schemathesis' checks."""
    broken: dict[str, str] = {}
    for found in api.get_all_operations():
        operation = found.ok()
        head = {"Authorization": f"Bearer {key_for(operation.path, hall, online)}"}
        for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
            try:
                _try(operation, mode, head)
            except Unsatisfiable:
                # Nothing ill-formed can be sent to a route that takes nothing.
                continue
            except (FailureGroup, AssertionError) as error:
                said = getattr(error, "exceptions", [error])
                broken[f"{operation.label} {mode.value}"] = "; ".join(str(one)[:300] for one in said)
    assert not broken, "\n".join(f"{k}: {v}" for k, v in broken.items())


def _try(operation: Any, mode: GenerationMode, head: dict[str, str]) -> None:
    @settings(
        max_examples=4, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        response = case.call(headers=head)
        assert response.status_code < 500
        case.validate_response(response, headers=head, excluded_checks=_UNFIT)

    one()


#: Ours takes the place of a wrong Authorization header that was made; a refused one is tested in test_api.
_UNFIT = [ignored_auth]


def test_the_description_is_openapi_31_with_examples(hall: HallUnderTest) -> None:
    described = hall.client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    schemas = described["components"]["schemas"]
    assert schemas["TruckPassForm"]["properties"]["plate"]["examples"] == ["浙B6K729"]
    assert schemas["Problem"]["properties"].keys() == {"type", "title", "status", "code"}
    assert len(described["paths"]) > 30
