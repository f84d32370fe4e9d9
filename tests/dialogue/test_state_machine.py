"""Hypothesis drives the conversation rule by rule and looks for the shortest visit that breaks a promise."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import DIALOGUE, UNDERSTANDINGS
from tests.dialogue.simulated_terminal import SimulatedTerminal
from tests.dialogue.speakable import check_words
from tests.dialogue.test_random_visits import Witness, bringing_on, failing, machine_events

S = StateName


class Visits(RuleBasedStateMachine):
    """Citizens come, speak, touch, lay cards, fall silent and go; devices and the desk fail."""

    def __init__(self) -> None:
        super().__init__()
        self.terminal, self.witness = SimulatedTerminal(DIALOGUE), Witness()

    def happen(self, event: ev.Event) -> None:
        before = self.terminal.state
        self.witness.before(before, event)
        actions = self.terminal.happen(event)
        self.witness.after(before, self.terminal.state, actions)
        check_words(self.terminal.state, actions)

    @precondition(lambda self: self.terminal.state.name in (S.IDLE, S.WIPE))
    @rule()
    def somebody_comes(self) -> None:
        self.terminal.state = State()
        self.happen(ev.Woke())

    @precondition(lambda self: bringing_on(self.terminal))
    @rule(number=st.integers(0, 63))
    def it_goes_on(self, number: int) -> None:
        on = bringing_on(self.terminal)
        self.happen(on[number % len(on)])

    @precondition(lambda self: machine_events(self.terminal))
    @rule(number=st.integers(0, 63))
    def a_machine_reports(self, number: int) -> None:
        found = machine_events(self.terminal)
        self.happen(found[number % len(found)])

    @rule(number=st.integers(0, 255))
    def she_speaks_or_touches(self, number: int) -> None:
        found = self.terminal.possible(UNDERSTANDINGS)
        self.happen(found[number % len(found)])

    @rule(number=st.integers(0, 63))
    def something_fails(self, number: int) -> None:
        found = failing(self.terminal)
        self.happen(found[number % len(found)])

    @rule()
    def time_passes(self) -> None:
        before = self.terminal.state
        self.witness.before(before, ev.TimerFired("first"))
        if self.terminal.pass_time():
            self.witness.after(before, self.terminal.state, self.terminal.last)

    @invariant()
    def something_is_outstanding(self) -> None:
        self.terminal.check_outstanding()

    @invariant()
    def nothing_personal_outlives_a_visit(self) -> None:
        state = self.terminal.state
        if state.name is S.WIPE:
            assert state == State(name=S.WIPE, language=state.language, ended=state.ended)

    def teardown(self) -> None:
        end = self.terminal.left_alone()
        assert end.state.name in (S.IDLE, S.WIPE)


TestVisits = Visits.TestCase
TestVisits.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
