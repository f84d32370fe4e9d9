"""Random visits: whatever happens, in whatever order, what must never happen doesn't.

A visit is a list of numbers; each picks one of the things that can happen then, half of the time the one that
brings the visit on. So hypothesis can shrink a bad visit to its shortest form.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.settings import ItemView
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
    gives,
    read_badly,
    read_well,
    said,
    tells,
    wants,
)
from tests.dialogue.simulated_terminal import SimulatedTerminal
from tests.dialogue.speakable import check_words

S = StateName
STEPS = 100
#: Sentences that say how an officer is called.
OFFERS = re.compile(r"^(offer\.staff|again\..*second|silence\..*second|handover\..*|help)$")


@dataclass
class Witness:
    """Remembers, apart from the dialogue, what the citizen has really agreed to."""

    item: str | None = None
    """Named in a question that was answered with yes, or named again."""
    read: dict[str, DocumentHeld] = field(default_factory=dict)
    """The last accepted reading of each document."""
    agreed: tuple[DocumentHeld, ...] = ()
    """What stood on the page when she said yes to it."""
    told: dict[str, str] = field(default_factory=dict)
    """Answers that she typed, or that were read back and agreed to."""
    open_case: bool = False
    submitted: int = 0
    seen: Counter[tuple[object, ...]] = field(default_factory=Counter)
    """How often she has stood at the same point of her visit."""
    by_citizen: bool = False
    """The last event was hers."""
    offered: bool = False
    """It was said that an officer would come."""

    def before(self, state: State, event: ev.Event) -> None:
        if isinstance(event, ev.CardRead) and state.name in (S.PLACE_CARD, S.RECOGNISE):
            self.read.pop(event.document, None)
            if event.accepted:
                self.read[event.document] = DocumentHeld(event.document, event.fields)
        self.by_citizen = isinstance(event, ev.Meant | ev.Unclear)
        if not isinstance(event, ev.Meant):
            return
        meant = event.understanding
        # Louder, slower, larger: she sets the machine, and has a ladder of her own for it.
        self.by_citizen = not (meant.outcome == "command" and meant.id in ADJUSTING)
        yes = meant.outcome == "command" and meant.id in ("confirm", "done")
        if state.name in (S.CONFIRM_ITEM, S.GUIDE) and (
            yes or (meant.outcome == "item" and meant.id == state.item)
        ):
            self.item = state.item
        if state.name is S.CONFIRM_FIELDS and meant.outcome == "command" and meant.id == "confirm":
            self.agreed = state.documents
        if state.name is S.CONFIRM_SLOTS and meant.outcome == "command" and meant.id == "confirm":
            self.told |= {n: state.answers[n].value for n in state.confirming}
        if state.name is S.ASK_SLOT and state.slot and event.by == "touch" and "value" in meant.values:
            self.told[state.slot] = meant.values["value"]
        if state.name is S.ASK_SLOT and state.slot == "moved" and meant.id in ("confirm", "deny"):
            self.told["moved"] = "yes" if meant.id == "confirm" else "no"

    def after(self, before: State, state: State, actions: Sequence[do.Action]) -> None:
        if state.item != self.item:
            self.item = None
        if state.name in (S.PLACE_CARD, S.CONFIRM_FIELDS) and state.name is not before.name:
            self.agreed = ()
        if before.submitted and not state.submitted:
            wiped = any(isinstance(a, do.Wipe) for a in actions)
            done = before.ended in ("issued", "handed_over")
            assert wiped or done, "the dialogue forgot that the desk has a case"
            self.open_case = False
        documents = [d.document for d in state.documents]
        assert len(set(documents)) == len(documents), "a document is held twice"
        self._goes_round(before, state, actions)
        for action in actions:
            if isinstance(action, do.Submit):
                self._submit(before, state, action)
            if isinstance(action, do.Wipe):
                self._wiped(before, state)

    def _goes_round(self, before: State, state: State, actions: Sequence[do.Action]) -> None:
        """More than three times at the same point, and nobody has said that an officer would come."""
        said = {a.key for a in actions if isinstance(a, do.Say)}
        self.offered |= any(OFFERS.search(key) for key in said)
        if (
            state.name not in QUESTIONS
            or state.name is S.SURVEY
            or any(isinstance(a, do.Wipe) for a in actions)
        ):
            self.seen.clear()
            self.offered = state.name in (S.STAFF, S.EMERGENCY)
            return
        if not self.by_citizen:
            return
        held = tuple((d.document, d.confirmed) for d in state.documents)
        answers = tuple((n, a.value, a.confirmed) for n, a in state.answers.items())
        point = (state.name, state.item, state.slot, state.for_whom, held, answers)
        self.seen[point] += 1
        assert self.seen[point] <= 4 or self.offered, f"round and round at {point[:3]}"

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
        self._answers(view, before, submit.answers)
        self.open_case = True
        self.submitted += 1

    def _answers(self, view: ItemView, before: State, answers: Mapping[str, str]) -> None:
        """Each needed slot is answered; what has to be read back was agreed to as it is."""
        values = {n: a.value for n, a in before.answers.items()} | dict(answers)
        for slot in view.slots:
            if any(values.get(n) not in among for n, among in slot.when.items()):
                continue
            assert slot.name in answers or slot.name in before.known, f"{slot.name} was never answered"
            if slot.name in answers and slot.risk == "always":
                assert answers[slot.name] == self.told.get(slot.name), f"{slot.name} was never agreed to"

    def _wiped(self, before: State, state: State) -> None:
        clean = State(name=state.name, language=before.language)
        if state.name is S.WIPE:
            clean = State(name=S.WIPE, language=before.language, ended=state.ended)
        else:
            assert state.name is S.ASK_NEED
            clean = State(
                name=S.ASK_NEED,
                large=before.large,
                aids=before.aids,
                prompt=state.prompt,
                asked={"need.ask": 1},
                detours=state.detours,
            )
            assert state.prompt is not None
            assert not state.prompt.values
        assert state == clean, "something of the citizen is left"
        self.read.clear()
        self.told.clear()
        self.item, self.agreed, self.open_case = None, (), False


ADJUSTING = frozenset({"louder", "quieter", "slower", "elder_mode"})
#: What helps on in the question for a slot, aloud and by touch.
ANSWERS: dict[str, list[ev.Event]] = {
    "plate": [tells("浙B12345"), gives("浙B54321"), tells("浙B12345，核心区，明天起一个月")],
    "zone": [gives("core"), gives("beilun", "voice"), tells("第三个")],
    "moved": [said("confirm"), said("deny")],
    "pass_from": [gives("2026-02-01"), tells("明天起一个月"), tells("下礼拜一")],
    "pass_to": [gives("2026-03-01"), tells("一个月"), tells("到二月底")],
    "postpone_reason": [gives("military"), tells("我在国外")],
    "postpone_until": [tells("到明年六月"), gives("2027-01-01")],
    "purpose": [gives("work"), tells("出国")],
}
TWO = [
    asks("one_side", "officers", two_="yes"),
    asks("discreet", "asking", two_="yes"),
    wants("officers_asking"),
]


def bringing_on(terminal: SimulatedTerminal) -> list[ev.Event]:
    """What a citizen and a desk do who want to get done."""
    state = terminal.state
    match state.name:
        case S.IDLE | S.WIPE:
            return [ev.Woke()]
        case S.ASK_NEED | S.CLARIFY:
            return [wants("one_side"), wants("asking"), asks("one_side", "two_sides"), *TWO]
        case S.ASK_SLOT:
            return ANSWERS.get(state.slot or "", [])
        case S.CONFIRM_ITEM | S.NOTICE | S.CONFIRM_FIELDS | S.CONFIRM_SLOTS:
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
        found += [ev.PrecheckDone(()), ev.PrecheckDone((BACK,)), ev.PrecheckDone((), ("plate",))]
    if terminal.desk:
        found += [TAKEN, ev.StageDone("check"), ISSUED]
    if terminal.speech:
        found += [ev.SaidAll()]
    return found


def failing(terminal: SimulatedTerminal) -> list[ev.Event]:
    """What may go wrong with what is outstanding."""
    found: list[ev.Event] = [ev.DeviceLost(d) for d in ("microphone", "muted", "loudspeaker", "printer")]
    found += [ev.DeviceBack(d) for d in ("microphone", "camera")]
    if terminal.reading:
        found += [read_badly("glare", document=terminal.reading)]
    if terminal.watching or terminal.reading:
        found += [ev.DeviceLost("camera"), ev.DeviceLost("reader"), ev.DeviceLost("covered")]
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
        if terminal.state.name is S.WIPE:
            # As the conductor rests.
            terminal.state = State()
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
    for seed in range(160):
        numbers = random.Random(seed)
        submitted += visit([numbers.randrange(4096) for _ in range(STEPS)], seen).submitted
    assert {name.value for name in StateName} - {"idle", "sign_in", "officer"} <= set(seen)
    actions = {"Say", "Show", "Listen", "Capture", "AskPrecheck", "Submit", "HandOver", "CallStaff", "Wipe"}
    assert actions <= set(seen)
    assert submitted >= 30
