"""The same six steps by DBOS, as its documentation recommends: a workflow, each step one transaction.

Rows, sealing, audit and rules are our own code's; only who remembers how far a case has come is DBOS: its
checkpoints take the place of our jobs, so it writes fewer rows of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource

from benchmarks.desk_load import ASSETS, DAY, ITEM, RING, Supplied
from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.clock import SystemClock
from kiosk.desk.accept import Reception
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.schemas import CaseState, Stage, Submission
from kiosk.desk.stages import InHand, Stages, state_before
from kiosk.desk.store.engine import open_store
from kiosk.desk.store.ledger import Entry, Ledger, Span

_STEPS = (
    (Stage.FILL, CaseState.FILLED),
    (Stage.CHECK, CaseState.CHECKED),
    (Stage.APPROVE, CaseState.APPROVED),
    (Stage.ISSUE, CaseState.ISSUED),
)


def dbos_cases(store: str | None, state: Path) -> tuple[Callable[[int, str], None], Callable[[], None]]:
    """The way of one whole case through DBOS, and how to end. PostgreSQL only."""
    assert store is not None
    ours = open_store(state, store)
    supplied, catalogue, clock = Supplied(), Catalogue.load(ASSETS), SystemClock()
    stages = Stages(ours, RING, catalogue, supplied, clock)
    reception = Reception(ours, RING, clock, lambda: DAY, ServiceLevels(), Offices())
    item = catalogue.items[ITEM]
    DBOS(config={"name": "bench", "system_database_url": store, "log_level": "ERROR"})
    source = SQLAlchemyDatasource.create(store, engine_kwargs={"pool_size": 16, "hide_parameters": True})

    @source.transaction(isolation_level="READ COMMITTED")
    def accept(body: str) -> None:
        submission = Submission.model_validate_json(body)
        asked = reception._asked(submission, item, None)
        ledger = Ledger(source.sql_session().connection(), RING, clock.now())
        reception._add(ledger, asked)
        span = Span(asked.started, clock.now(), 0.0)
        ledger.add_stage(submission.case_id, Stage.ACCEPT, span)
        ledger.remember(asked.key_index, asked.body_hash, submission.case_id)

    @source.transaction(isolation_level="READ COMMITTED")
    def step(case_id: str, number: int, body: str, facts: str | None) -> str | None:
        return _step(
            Ledger(source.sql_session().connection(), RING, clock.now()), case_id, number, body, facts
        )

    def _step(ledger: Ledger, case_id: str, number: int, body: str, facts: str | None) -> str | None:
        from kiosk.desk.codec import snapshot_from_json

        stage, after = _STEPS[number]
        started, start = clock.now(), clock.monotonic()
        case = ledger.need(case_id)
        known = snapshot_from_json(facts) if facts else None
        in_hand = InHand(case, Submission.model_validate_json(body), known, clock.now())
        found = stages._work[stage](in_hand)
        assert found.finding is None
        assert ledger.step(case_id, state_before(stage), after)
        ledger.add_stage(case_id, stage, Span(started, clock.now(), clock.monotonic() - start))
        said = [*found.write(ledger), Entry(f"case.{after.value}", found.detail)]
        ledger.audit_all(case_id, "xiaozhi", said)
        return ledger.facts(case_id) if stage is Stage.FILL else facts

    @source.transaction(isolation_level="READ COMMITTED")
    def collect(case_id: str) -> None:
        ledger = Ledger(source.sql_session().connection(), RING, clock.now())
        ledger.move(ledger.need(case_id, lock=True), CaseState.COLLECTED, "window", {})

    @DBOS.workflow()
    def case_workflow(body: str) -> None:
        case_id = json.loads(body)["case_id"]
        accept(body)
        facts: str | None = None
        for number in range(len(_STEPS)):
            facts = step(case_id, number, body, facts)
        collect(case_id)

    DBOS.launch()

    def whole(index: int, office: str) -> None:
        sent = supplied.submission(index, office)
        with SetWorkflowID(sent.case_id):
            case_workflow(sent.model_dump_json())

    def stop() -> None:
        DBOS.destroy()
        ours.close()

    return whole, stop


__all__: list[Any] = ["dbos_cases"]
