"""The table of a case's life."""

from __future__ import annotations

import pytest

from kiosk.desk import cases
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState, Stage


def test_the_machine_never_refuses() -> None:
    before = [state for state in CaseState if cases.allowed(state, CaseState.REFUSED)]
    assert before == [CaseState.REVIEW]


def test_every_state_before_issue_can_be_handed_over() -> None:
    for state in cases.NEXT_STAGE:
        assert cases.allowed(state, CaseState.REVIEW)


def test_every_case_that_is_not_closed_can_still_end() -> None:
    for state in CaseState:
        seen, todo = set(), [state]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo.extend(cases.TRANSITIONS[here])
        assert seen & cases.CLOSED, state


def test_stages_lead_from_state_to_state() -> None:
    for state, stage in cases.NEXT_STAGE.items():
        assert cases.allowed(state, cases.STATE_AFTER[stage])
    assert set(cases.NEXT_STAGE.values()) | {Stage.ACCEPT} == set(Stage)


def test_an_illegal_step_is_refused() -> None:
    with pytest.raises(DeskFault) as error:
        cases.require(CaseState.ISSUED, CaseState.ACCEPTED)
    assert (error.value.code, error.value.status) == ("illegal_transition", 409)
