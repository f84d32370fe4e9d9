"""The life of a case, as a table. Everything that says which state may follow which stands here.

accepted -> filled -> checked -> approved -> issued -> collected, and from every state before `issued` to
review. The machine approves or hands over; only an officer refuses, or approves what was in review, or closes
it by hand where the machine makes no paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState, Stage

TRANSITIONS: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.ACCEPTED: frozenset({CaseState.FILLED, CaseState.REVIEW}),
    CaseState.FILLED: frozenset({CaseState.CHECKED, CaseState.REVIEW}),
    CaseState.CHECKED: frozenset({CaseState.APPROVED, CaseState.REVIEW}),
    CaseState.APPROVED: frozenset({CaseState.ISSUED, CaseState.REVIEW}),
    CaseState.ISSUED: frozenset({CaseState.COLLECTED}),
    CaseState.REVIEW: frozenset({CaseState.APPROVED, CaseState.REFUSED, CaseState.CLOSED}),
    CaseState.COLLECTED: frozenset(),
    CaseState.REFUSED: frozenset(),
    CaseState.CLOSED: frozenset(),
}

#: What the machine does next with a case in this state.
NEXT_STAGE: Mapping[CaseState, Stage] = {
    CaseState.ACCEPTED: Stage.FILL,
    CaseState.FILLED: Stage.CHECK,
    CaseState.CHECKED: Stage.APPROVE,
    CaseState.APPROVED: Stage.ISSUE,
}

#: The state a stage leads to where all is well.
STATE_AFTER: Mapping[Stage, CaseState] = {
    Stage.ACCEPT: CaseState.ACCEPTED,
    Stage.FILL: CaseState.FILLED,
    Stage.CHECK: CaseState.CHECKED,
    Stage.APPROVE: CaseState.APPROVED,
    Stage.ISSUE: CaseState.ISSUED,
}

#: A person has one case for an item and object that is not closed. An issued paper that still lies at the
#: window is not closed: a second one would double it.
CLOSED: frozenset[CaseState] = frozenset({CaseState.COLLECTED, CaseState.REFUSED, CaseState.CLOSED})


def allowed(before: CaseState, after: CaseState) -> bool:
    """May a case go from `before` to `after`?"""
    return after in TRANSITIONS[before]


def require(before: CaseState, after: CaseState) -> None:
    """Raises DeskFault `illegal_transition` (409)."""
    if not allowed(before, after):
        raise DeskFault("illegal_transition", f"a case that is {before} can't become {after}", 409)


def legal_pairs() -> list[tuple[str, str]]:
    """Every (before, after) that is allowed, sorted: the database's trigger is made of them."""
    return sorted((before.value, after.value) for before, afters in TRANSITIONS.items() for after in afters)
