"""Did a scenario come out as it has to? Held against store, decision and the printer's folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.desk.schemas import DecisionView
from kiosk.training.scenario import Expected, Scenario
from kiosk.training.stored import StoredCase

_STATES = {"issued": ("issued",), "handed_over": ("review",)}


@dataclass(frozen=True)
class Came:
    """What came of a scenario's visit."""

    ended: str | None
    cases: Sequence[StoredCase]
    decision: DecisionView | None
    """As an officer's file has it."""
    calls: Sequence[str]
    """Urgencies with which staff were called."""
    printed: int
    undone: int
    pages: Sequence[str] = field(default=())


def faults(scenario: Scenario, came: Came) -> list[str]:
    """One line for everything that isn't as expected; none where all is. Pure."""
    return [*_visit(scenario.expect, came), *_case(scenario.expect, came)]


def _visit(expect: Expected, came: Came) -> Iterator[str]:
    if came.ended != expect.ended:
        yield f"the visit ended {came.ended}, not {expect.ended}"
    if came.undone:
        yield f"{came.undone} jobs are left"
    wanted = expect.opens_cases if expect.opens_cases is not None else int(expect.item is not None)
    if len(came.cases) != wanted:
        yield f"the store holds {len(came.cases)} cases, not {wanted}"
    if expect.calls_staff is not None and expect.calls_staff not in came.calls:
        yield f"nobody was called ({expect.calls_staff})"
    papers = sum(case.papers for case in came.cases)
    printed = expect.printed if expect.printed is not None else papers
    if came.printed != printed:
        yield f"{came.printed} papers left the printer, not {printed}"


def _case(expect: Expected, came: Came) -> Iterator[str]:
    if expect.item is None:
        return
    case = next((c for c in reversed(came.cases) if c.item == expect.item), None)
    if case is None:
        yield f"there is no case of {expect.item}: {[c.item for c in came.cases]}"
        return
    if case.state not in _STATES.get(expect.ended, (case.state,)):
        yield f"the case is {case.state}"
    if case.papers != int(expect.paper is not None):
        yield f"{case.papers} papers were made"
    for what, wanted, found in (
        ("the decision", expect.decision, case.decision),
        ("the cause", expect.cause, case.cause),
        ("the paper", expect.paper, case.template),
    ):
        if found != wanted and not (what == "the decision" and wanted is None):
            yield f"{what} is {found}, not {wanted}"
    reasons = came.decision.reasons if came.decision else []
    for missing in sorted(set(expect.rules) - {r.rule for r in reasons}):
        yield f"the decision doesn't name {missing}: {[r.rule for r in reasons]}"
    if expect.article and not any(expect.article in r.basis for r in reasons):
        yield f"no reason rests on {expect.article}"
