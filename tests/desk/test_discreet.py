"""A discreet item's hand-overs take the same and tell the same, whatever they came from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kiosk.core.clock import ManualClock
from kiosk.desk.api import ApiKeys, create_app
from kiosk.desk.schemas import CaseState, CaseView, HandOff, PrecheckRequest
from kiosk.desk.service import Desk
from tests.desk.parts import DAY, HandRegistries, card, make_desk, submission

SECONDS = 10.0
ANSWERS = {"purpose": "work"}
#: Who is handed over, and what his registers do.
CAUSES = {
    "a hit": ("wang_seized", {}),
    "a silent register": ("mao", {"crime": "registry_timeout"}),
    "another silent register": ("mao", {"person": "registry_timeout"}),
    "a card not agreed to": ("mao", {}),
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 24, 2, tzinfo=UTC))


@pytest.fixture(params=sorted(CAUSES))
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock
) -> Iterator[tuple[Desk, CaseView]]:
    cause = request.param
    who, failing = CAUSES[cause]
    registries = HandRegistries(failing=dict(failing))
    made = make_desk(tmp_path, registries, clock=clock, discreet_seconds=SECONDS)
    documents = [card(who, confirmed=cause != "a card not agreed to")]
    case, _ = made.carry_through(submission(who, "no_crime", answers=ANSWERS, documents=documents))
    yield made, made.case(case)
    made.stop()


def _told(view: CaseView) -> object:
    """All of it but who and when."""
    return view.model_dump(exclude={"case_id", "ticket", "stages"}), [s.stage for s in view.stages]


def test_nothing_is_told_before_the_time_and_the_same_after_it(
    desk: tuple[Desk, CaseView], clock: ManualClock
) -> None:
    made, view = desk
    assert view.state is CaseState.ACCEPTED
    assert (view.version, len(view.stages), view.decision, view.review_cause) == (1, 1, None, None)
    assert made.look_again(view) == pytest.approx(SECONDS, abs=0.5)
    clock.advance(SECONDS - 1)
    assert _told(made.case(view.case_id)) == _told(view)
    clock.advance(1.1)
    after = made.case(view.case_id)
    assert (after.state, after.version) == (CaseState.REVIEW, 2)
    assert after.decision is not None
    assert (after.review_cause, after.decision.reasons[0].rule) == ("incomplete", "discreet")
    assert [s.stage for s in after.stages] == [s.stage for s in view.stages]
    assert after.decision.as_of == DAY


def test_who_asks_for_an_officer_in_between_learns_nothing_by_it(
    desk: tuple[Desk, CaseView], clock: ManualClock
) -> None:
    made, view = desk
    asked = made.hand_off(view.case_id, HandOff(cause="asked_by_citizen"))
    assert _told(asked) == _told(view)
    clock.advance(SECONDS + 0.1)
    assert made.case(view.case_id).state is CaseState.REVIEW


def test_a_look_ahead_asks_no_register_for_records(tmp_path: Path) -> None:
    registries = HandRegistries(failing={"crime": "registry_timeout"})
    made = make_desk(tmp_path, registries)
    for who in ("mao", "wang_seized"):
        answer = made.precheck(PrecheckRequest(item="no_crime", documents=[card(who)]))
        assert (answer.needed_documents, answer.registries_silent) == ([], [])
    made.stop()


def test_a_clock_that_was_set_back_holds_nobody_up(desk: tuple[Desk, CaseView], clock: ManualClock) -> None:
    made, view = desk
    clock.at -= timedelta(hours=1)
    assert made.case(view.case_id).state is CaseState.REVIEW


def test_who_waits_for_it_is_answered_in_time(tmp_path: Path) -> None:
    """Nobody rings when the time has come: who polls is answered all the same, and not before."""
    made = make_desk(tmp_path, HandRegistries(failing={"crime": "registry_timeout"}), discreet_seconds=1.0)
    with TestClient(create_app(made, ApiKeys("k" * 32, None))) as http:
        http.headers.update({"Authorization": "Bearer " + "k" * 32, "Content-Type": "application/json"})
        sent = submission("mao", "no_crime", answers=ANSWERS)
        view = http.post("/v1/cases", content=sent.model_dump_json()).json()
        assert view["state"] == "accepted"
        polled = {"after_version": view["version"], "wait": 20}
        later = http.get(f"/v1/cases/{view['case_id']}", params=polled).json()
        assert (later["state"], later["version"]) == ("review", 2)
