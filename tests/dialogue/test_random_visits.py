"""Random visits: whatever happens, in whatever order, what must never happen doesn't.

A visit is a list of numbers; each picks one of the things that can happen then, half of the time the one that
brings the visit on. So hypothesis can shrink a bad visit to its shortest form.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import DocumentHeld, State, StateName
from tests.dialogue.building import (
    BACK,
    CAUSES,
    DIALOGUE,
    EVENTS,
    FRONT,
    ISSUED,
    SETTINGS,
    TAKEN,
    UNDERSTANDINGS,
    asks,
    read_badly,
    read_well,
    said,
    wants,
)
from tests.dialogue.simulated_terminal import SimulatedTerminal
from tests.dialogue.speakable import check_words

S = StateName
STEPS = 100


@dataclass
class Witness:
    """Remembers, apart from the dialogue, what the citizen has really agreed to."""

    item: str | None = None
    """Named in a question that was answered with yes, or named again."""
    read: dict[str, DocumentHeld] = field(default_factory=dict)
    """The last accepted reading of each document."""
    agreed: tuple[DocumentHeld, ...] = ()
    """What stood on the page when she said yes to it."""
    open_case: bool = False
    submitted: int = 0

    def before(self, state: State, event: ev.Event) -> None:
        if isinstance(event, ev.CardRead) and state.name in (S.PLACE_CARD, S.RECOGNISE):
            self.read.pop(event.document, None)
            if event.accepted:
                self.read[event.document] = DocumentHeld(event.document, event.fields)
        if not isinstance(event, ev.Meant):
            return
        meant = event.understanding
        yes = meant.outcome == "command" and meant.id in ("confirm", "done")
        if state.name is S.CONFIRM_ITEM and (yes or (meant.outcome == "item" and meant.id == state.item)):
            self.item = state.item
        if state.name is S.CONFIRM_FIELDS and yes:
            self.agreed = state.documents

    def after(self, before: State, state: State, actions: Sequence[do.Action]) -> None:
        if state.item != self.item:
            self.item = None
        if state.name in (S.PLACE_CARD, S.CONFIRM_FIELDS) and state.name is not before.name:
            self.agreed = ()
        if before.submitted and not state.submitted:
            wiped = any(isinstance(a, do.Wipe) for a in actions)
            assert wiped or before.ended == "issued", "the dialogue forgot that the desk has a case"
            self.open_case = False
        documents = [d.document for d in state.documents]
        assert len(set(documents)) == len(documents), "a document is held twice"
        for action in actions:
            if isinstance(action, do.Submit):
                self._submit(before, state, action)
            if isinstance(action, do.Wipe):
                self._wiped(before, state)

    def _submit(self, before: State, state: State, submit: do.Submit) -> None:
        assert not self.open_case, "handed in twice"
        assert not before.submitted
        assert submit.item == self.item == state.item, "an item that nobody confirmed"
        view = SETTINGS.items[submit.item]
        assert not view.handed_over
        assert state.for_whom is None
        assert {d.document for d in submit.documents} >= set(view.documents), "a document is missing"
        assert state.fields_confirmed
        assert self.agreed, "fields that nobody agreed to"
        agreed = {d.document: d.fields for d in self.agreed}
        for document in submit.documents:
            assert document.confirmed
            assert document.fields == self.read[document.document].fields == agreed[document.document]
        self.open_case = True
        self.submitted += 1

    def _wiped(self, before: State, state: State) -> None:
        clean = State(name=state.name, language=before.language)
        if state.name is S.WIPE:
            clean = State(name=S.WIPE, language=before.language, ended=state.ended)
        else:
            assert state.name is S.ASK_NEED
            clean = State(name=S.ASK_NEED, large=before.large, prompt=state.prompt)
            assert state.prompt is not None
            assert not state.prompt.values
        assert state == clean, "something of the citizen is left"
        self.read.clear()
        self.item, self.agreed, self.open_case = None, (), False


def bringing_on(terminal: SimulatedTerminal) -> list[ev.Event]:
    """What a citizen and a desk do who want to get done."""
    state = terminal.state
    match state.name:
        case S.IDLE | S.WIPE:
            return [ev.Woke()]
        case S.ASK_NEED | S.CLARIFY:
            return [wants("one_side"), wants("two_sides"), asks("one_side", "two_sides")]
        case S.CONFIRM_ITEM | S.NOTICE | S.CONFIRM_FIELDS:
            return [said("confirm")] if terminal.ears else [ev.SaidAll()]
        case S.SURVEY:
            return [said("confirm"), wants("two_sides")]
    return machine_events(terminal)


def machine_events(terminal: SimulatedTerminal) -> list[ev.Event]:
    """What the devices and the desk may report, as far as it is outstanding."""
    found: list[ev.Event] = []
    document = terminal.watching or terminal.reading or FRONT
    if terminal.watching and terminal.state.name is S.PLACE_CARD:
        found += [ev.CardStill(document)]
    if terminal.reading:
        found += [read_well(document)]
    if terminal.precheck:
        found += [ev.PrecheckDone(()), ev.PrecheckDone((BACK,))]
    if terminal.desk:
        found += [TAKEN, ev.StageDone("check"), ISSUED]
    if terminal.speech:
        found += [ev.SaidAll()]
    return found


def failing(terminal: SimulatedTerminal) -> list[ev.Event]:
    """What may go wrong with what is outstanding."""
    found: list[ev.Event] = [ev.DeviceLost(d) for d in ("microphone", "printer")]
    if terminal.reading:
        found += [read_badly("glare", document=terminal.reading)]
    if terminal.watching or terminal.reading:
        found.append(ev.DeviceLost("camera"))
    if terminal.precheck or terminal.desk:
        found.append(ev.DeskFailed("desk_unreachable"))
    if terminal.desk:
        found += [ev.CaseHandedOver("A001", "3", cause, "因为。") for cause in CAUSES]
        found.append(ev.CaseTaken("A001", "3", existing=True))
    return found


def choose(terminal: SimulatedTerminal, number: int) -> ev.Event:
    """The event that a number means in this place."""
    kind, number = number % 8, number // 8
    on = bringing_on(terminal)
    if kind < 5 and on:
        return on[number % len(on)]
    if kind == 5:
        bad = failing(terminal)
        return bad[number % len(bad)]
    possible = [*terminal.possible(UNDERSTANDINGS), *machine_events(terminal)]
    return possible[number % len(possible)]


def visit(numbers: Sequence[int], seen: Counter[str] | None = None) -> Witness:
    """Walk it, and check after every step what must always hold."""
    terminal, witness = SimulatedTerminal(DIALOGUE), Witness()
    for step, number in enumerate(numbers):
        before, event = terminal.state, choose(terminal, number)
        witness.before(before, event)
        actions = terminal.happen(event)
        witness.after(before, terminal.state, actions)
        check_words(terminal.state, actions)
        terminal.check_outstanding()
        if step % 10 == 9:
            terminal.left_alone()
        if seen is not None:
            seen[terminal.state.name.value] += 1
            seen.update(type(a).__name__ for a in actions)
    terminal.left_alone()
    return witness


NUMBERS = st.lists(st.integers(0, 4095), min_size=STEPS, max_size=STEPS)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(NUMBERS)
def test_random_visits(numbers: list[int]) -> None:
    visit(numbers)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(EVENTS), min_size=50, max_size=STEPS))
def test_even_events_that_cannot_come_do_no_harm(events: list[ev.Event]) -> None:
    """Late, doubled and invented events: still nothing is handed in that nobody agreed to."""
    state, witness = State(), Witness()
    for event in events:
        before = state
        witness.before(before, event)
        state, actions = DIALOGUE.step(before, event)
        witness.after(before, state, actions)
        check_words(state, actions)


def test_the_random_visits_go_everywhere() -> None:
    """A property that is tested only on the doorstep holds for nothing."""
    seen: Counter[str] = Counter()
    submitted = 0
    for seed in range(150):
        numbers = random.Random(seed)
        submitted += visit([numbers.randrange(4096) for _ in range(STEPS)], seen).submitted
    assert {name.value for name in StateName} - {"idle"} <= set(seen)
    actions = {"Say", "Show", "Listen", "Capture", "AskPrecheck", "Submit", "HandOver", "CallStaff", "Wipe"}
    assert actions <= set(seen)
    assert submitted >= 50
