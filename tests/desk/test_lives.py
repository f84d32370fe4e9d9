"""Cases and reviews as a state machine: whatever people do, the store agrees with a model."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, text

from benchmarks.cluster import Cluster
from kiosk.desk.cases import CLOSED
from kiosk.desk.errors import DeskFault
from kiosk.desk.schemas import CaseState, HandOff
from kiosk.desk.service import Desk
from kiosk.desk.staff.roles import Role, Session
from kiosk.desk.staff_schemas import AskFor, Collection, Verdict
from kiosk.desk.store import schema as t
from kiosk.desk.store.guards import create_guards, drop_guards
from kiosk.desk.store.jobs import Jobs
from tests.desk.parts import back, make_desk, submission

PEOPLE = st.sampled_from(["mao", "wang_seized", "chen_jiangxi", "li_young"])
ITEMS = st.sampled_from(["lic_damaged", "lic_lost"])
OFFICERS = st.sampled_from(["wang", "zhao"])
ANY = st.integers(0, 30)


def session(who: str, desk: Desk) -> Session:
    role = Role.SUPERVISOR if who == "sun" else Role.OFFICER
    return Session(who, who, frozenset({role}), desk._clock.now())


def drain(desk: Desk) -> None:
    """Carry on whatever waits, as a worker does."""
    while True:
        with desk._store.write() as connection:
            jobs = Jobs(connection, desk._clock.now()).claim("model", 5)
            left = Jobs(connection, desk._clock.now()).undone()
        if not left:
            return
        if not jobs:
            # A paper that the desk's own pool makes.
            time.sleep(0.005)
        for job in jobs:
            following: Any = job
            carried = None
            while following is not None:
                following, carried = desk._worker.step(following, carried)


def machine_for(desk: Desk) -> type[RuleBasedStateMachine]:
    """The state machine over one desk."""

    class Lives(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            empty(desk)
            self.cases: list[str] = []
            self.open: dict[tuple[str, str], str] = {}
            self.decided: dict[str, str] = {}

        def some(self, number: int) -> str | None:
            return self.cases[number % len(self.cases)] if self.cases else None

        @rule(who=PEOPLE, item=ITEMS, hurried=st.booleans())
        def submit(self, who: str, item: str, hurried: bool) -> None:
            sent = submission(who, item, **({"hand_off": "agent"} if hurried else {}))
            case_id, new = desk.carry_through(sent)
            drain(desk)
            known = self.open.get((who, item))
            assert new == (known is None)
            if known is not None:
                assert case_id == known
                return
            assert case_id == sent.case_id
            assert desk.submit(sent)[0].case_id == case_id
            self.cases.append(case_id)
            self.open[who, item] = case_id
            expected = CaseState.ISSUED if who in ("mao",) and not hurried else None
            if expected is not None:
                assert desk.case(case_id).state is expected

        @rule(number=ANY)
        def hand_off(self, number: int) -> None:
            case_id = self.some(number)
            if case_id is None:
                return
            before = desk.case(case_id).state
            if before is CaseState.REVIEW:
                assert desk.hand_off(case_id, HandOff(cause="agent")).state is CaseState.REVIEW
            else:
                with pytest.raises(DeskFault):
                    desk.hand_off(case_id, HandOff(cause="agent"))

        @rule(number=ANY, who=OFFICERS, outcome=st.sampled_from(["approve", "refuse", "close"]))
        def decide(self, number: int, who: str, outcome: str) -> None:
            case_id = self.some(number)
            if case_id is None:
                return
            before = desk.case(case_id).state
            try:
                version = desk.hall.reviews.claim(session(who, desk), case_id)
                verdict = Verdict(outcome=outcome, article="art 1", reason="seen")  # type: ignore[arg-type]
                done = desk.hall.reviews.decide(session(who, desk), case_id, verdict, version)
            except DeskFault as fault:
                # Not in review, another's, by hand only, or a second person's.
                refused = fault.status
                with suppress(DeskFault):
                    desk.hall.reviews.release(session(who, desk), case_id)
                assert refused < 500
                return
            assert before is CaseState.REVIEW
            assert case_id not in self.decided
            if not done.second_needed:
                self.decided[case_id] = outcome
            drain(desk)
            self.forget_closed()

        @rule(number=ANY)
        def confirm(self, number: int) -> None:
            case_id = self.some(number)
            if case_id is None:
                return
            with suppress(DeskFault):
                version = desk.hall.reviews.claim(session("sun", desk), case_id)
                verdict = Verdict(outcome="approve", reason="seen, too")
                done = desk.hall.reviews.decide(session("sun", desk), case_id, verdict, version)
                if not done.second_needed:
                    self.decided[case_id] = "approve"
            drain(desk)

        @rule(number=ANY, who=OFFICERS)
        def ask_and_bring(self, number: int, who: str) -> None:
            case_id = self.some(number)
            if case_id is None:
                return
            with suppress(DeskFault):
                version = desk.hall.reviews.claim(session(who, desk), case_id)
                wish = AskFor(documents=["id_card_back"], reason="please")
                desk.hall.reviews.ask(session(who, desk), case_id, wish, version)
                desk.hall.reviews.brought(case_id, [back()], "kiosk")

        @rule(number=ANY, who=OFFICERS)
        def collect(self, number: int, who: str) -> None:
            case_id = self.some(number)
            certificate = desk.case(case_id).certificate if case_id else None
            if certificate is None:
                return
            given = Collection(number=certificate.number, face_matches=True, old_card_back=True)
            with suppress(DeskFault):
                assert desk.hall.window.collect(session(who, desk), given).state is CaseState.COLLECTED
            self.forget_closed()

        def forget_closed(self) -> None:
            for key, case_id in list(self.open.items()):
                if desk.case(case_id).state in CLOSED:
                    del self.open[key]

        @invariant()
        def the_store_agrees(self) -> None:
            with desk._store.read() as connection:
                states = {r.id: r.state for r in connection.execute(select(t.CASE.c.id, t.CASE.c.state))}
                issued = [i for i, s in states.items() if s in ("issued", "collected")]
                certificates = list(connection.execute(select(t.CERTIFICATE.c.case_id)).scalars())
                waiting = connection.execute(
                    select(t.REVIEW.c.case_id).where(t.REVIEW.c.closed_at.is_(None))
                ).scalars()
                undone = connection.execute(
                    select(func.count()).select_from(t.OUTBOX).where(t.OUTBOX.c.done_at.is_(None))
                ).scalar_one()
                outcomes = {
                    r.case_id: r.outcome
                    for r in connection.execute(select(t.REVIEW).where(t.REVIEW.c.outcome.is_not(None)))
                }
                assert set(states) == set(self.cases)
                assert sorted(certificates) == sorted(issued)
                # R18: what is with an officer is in the queue, and nothing else is.
                assert sorted(waiting) == sorted(i for i, s in states.items() if s == "review")
                assert undone == 0
                assert outcomes == self.decided
                assert len(set(self.open.values())) == len(self.open)

    return Lives


def empty(desk: Desk) -> None:
    """As it was before the first case."""
    with desk._store.write() as connection:
        drop_guards(connection)
        for table in reversed(t.METADATA.sorted_tables):
            connection.execute(text(f"DELETE FROM {table.name}"))
        create_guards(connection)


@pytest.fixture(params=["sqlite", "postgresql"])
def still_desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk whose worker doesn't run: the machine carries everything on itself."""
    url = None
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.new_database()
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder) / "state", store_url=url, work=False)
        yield desk
        desk._store.close()


def test_whatever_happens_the_store_agrees_with_the_model(still_desk: Desk) -> None:
    run_state_machine_as_test(
        machine_for(still_desk),
        settings=settings(
            max_examples=6,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
