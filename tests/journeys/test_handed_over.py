"""Who is handed to an officer, with what reason; nobody of these gets a paper."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from kiosk.commands.services import Services
from kiosk.desk.schemas import CaseState
from kiosk.speech.types import Samples
from kiosk.training.people import PersonCard
from kiosk.training.photograph import Shot
from tests.journeys.conftest import REQUESTS, CardOf, Speak, Visit, Visited


def _reviewed(done: Visited, cause: str) -> None:
    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.REVIEW
    assert case.review_cause == cause
    assert case.certificate is None
    assert done.paper is None
    assert done.outcome.state.ended == "handed_over"
    # The officer has it in the queue, and the citizen was told where to go.
    assert [r.case_id for r in done.reviews] == [case.case_id]
    assert f"{case.window}号窗口" in done.outcome.closing
    assert case.ticket in done.outcome.closing


def test_a_seized_licence(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit([speak(REQUESTS["lic_lost"]), speak("对。")], [card_of("wang_seized")])
    _reviewed(done, "not_eligible")
    assert done.outcome.case is not None
    assert done.outcome.case.decision is not None
    first = done.outcome.case.decision.reasons[0]
    assert "69条" in first.basis
    assert first.zh in "".join(done.outcome.said)


def _fault(port: str, fault: str) -> Callable[[Services], None]:
    def tell(services: Services) -> None:
        answer = httpx.post(
            f"{services.registries.url}/admin/faults",
            json={"port": port, "fault": fault},
            headers={"Authorization": f"Bearer {services.registries.key}"},
            timeout=5,
        )
        answer.raise_for_status()

    return tell


@pytest.mark.parametrize("fault", ["silent", "garbage", "down"])
def test_a_register_that_fails(visit: Visit, speak: Speak, card_of: CardOf, fault: str) -> None:
    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        registry_seconds=1.5,
        before=_fault("driver", fault),
    )
    _reviewed(done, "system")


def test_a_register_whose_process_is_dead(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        registry_seconds=1.5,
        before=lambda services: services.registries.stop(),
    )
    _reviewed(done, "system")


def test_a_card_that_cant_be_read_three_times(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    blurred = card_of("mao", shot=Shot(blur=9.0, light=0.6))
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [blurred])
    reads = [e for e in done.entries if e["event"] == "card_read"]
    assert len(reads) == 3
    assert not any(e["accepted"] for e in reads)
    _reviewed(done, "inaccurate")


def test_an_officer_in_the_middle(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。"), speak("转人工。")], [card_of("mao")])
    _reviewed(done, "asked_by_citizen")


def test_an_officer_before_anything(visit: Visit, speak: Speak) -> None:
    done = visit([speak("转人工。")], [])
    _reviewed(done, "asked_by_citizen")


def test_a_stranger(visit: Visit, speak: Speak, card_of: CardOf, newcomer: PersonCard) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [card_of(newcomer)])
    assert done.outcome.case is not None
    _reviewed(done, str(done.outcome.case.review_cause))


def test_silence_ends_in_a_wipe(visit: Visit, silence: Samples) -> None:
    done = visit([silence], [])
    assert [e["timer"] for e in done.entries if e["event"] == "timer"] == [
        "first",
        "second",
        "warning",
        "wipe",
    ]
    assert done.outcome.state.ended == "timed_out"
    assert done.outcome.case is None
    assert done.reviews == []
