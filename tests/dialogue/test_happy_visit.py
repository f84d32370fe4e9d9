"""Ms Mao's visit as a table: what happens, where it leads, what is said and done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State, StateName, visit_over
from tests.dialogue.building import (
    BACK,
    DIALOGUE,
    FRONT,
    GOES_ON,
    ID_NUMBER,
    ISSUED,
    SETTINGS,
    TAKEN,
    asks,
    read_well,
    said,
    walk,
    wants,
)

S = StateName
Row = tuple[ev.Event, StateName, tuple[str, ...], tuple[type[do.Action], ...]]
#: Event, next state, sentences, and what else is done besides pages and timers.
VISIT: tuple[Row, ...] = (
    (ev.Woke(), S.GREET, ("greet",), ()),
    (ev.SaidAll(), S.ASK_NEED, (), (do.Listen,)),
    (wants("one_side"), S.CONFIRM_ITEM, ("item.confirm",), (do.Listen,)),
    (said("confirm"), S.NOTICE, ("notice.read",), (do.Listen,)),
    (ev.SaidAll(), S.NOTICE, (), ()),
    (ev.TimerFired("notice"), S.PLACE_CARD, ("card.place.id_card_front",), (do.Capture, do.Listen)),
    (ev.SaidAll(), S.PLACE_CARD, (), ()),
    (ev.CardStill(FRONT), S.RECOGNISE, (), (do.Acknowledge,)),
    (read_well(), S.CONFIRM_FIELDS, ("fields.confirm",), (do.AskPrecheck, do.Listen)),
    (ev.PrecheckDone(()), S.CONFIRM_FIELDS, (), ()),
    (said("confirm"), S.DECIDE, (), (do.Acknowledge, do.Submit)),
    (TAKEN, S.DECIDE, (), ()),
    (ev.StageDone("accept"), S.DECIDE, (), ()),
    (ISSUED, S.ISSUE, ("result.approved",), ()),
    (ev.SaidAll(), S.SURVEY, (), (do.Listen,)),
    (said("confirm"), S.GOODBYE, ("survey.thanks",), (do.Rate,)),
    (ev.SaidAll(), S.WIPE, (), (do.Wipe,)),
)
_ASIDE = (do.Say, do.Show, do.StartTimer, do.StopTimers, do.StopListening, do.StopCapture)


def test_the_happy_visit_row_by_row() -> None:
    state = State()
    for number, (event, name, sentences, done) in enumerate(VISIT):
        state, actions = DIALOGUE.step(state, event)
        assert state.name is name, f"row {number}"
        assert tuple(a.key for a in actions if isinstance(a, do.Say)) == sentences, f"row {number}"
        assert tuple(type(a) for a in actions if not isinstance(a, _ASIDE)) == done, f"row {number}"
    assert visit_over(state)
    assert state == State(name=S.WIPE, ended="issued")


def test_what_is_submitted_is_what_was_read_and_agreed() -> None:
    state = walk(*(event for event, *_ in VISIT[:10]))
    _, actions = DIALOGUE.step(state, said("confirm"))
    (submit,) = [a for a in actions if isinstance(a, do.Submit)]
    assert submit.item == "one_side"
    assert [(d.document, d.confirmed) for d in submit.documents] == [(FRONT, True)]
    assert submit.documents[0].fields["id_number"] == ID_NUMBER


def test_the_closing_words_name_window_and_number() -> None:
    _, actions = DIALOGUE.step(walk(*(event for event, *_ in VISIT[:13])), ISSUED)
    (closing,) = [a for a in actions if isinstance(a, do.Say)]
    assert (closing.values["window"], closing.values["ticket"]) == ("3", "A001")


def test_a_case_that_was_there_already_says_so() -> None:
    decide = walk(*(event for event, *_ in VISIT[:11]))
    state = walk(ev.CaseTaken("A001", "3", existing=True), start=decide)
    _, actions = DIALOGUE.step(state, ISSUED)
    assert [a.key for a in actions if isinstance(a, do.Say)] == ["result.existing"]


def test_an_item_that_ends_otherwise_says_what_it_gives() -> None:
    ends = replace(SETTINGS.items["one_side"], approved="result.approved.receipt")
    dialogue = Dialogue(replace(SETTINGS, items={**SETTINGS.items, "one_side": ends}))
    _, actions = dialogue.step(walk(*(event for event, *_ in VISIT[:13])), ISSUED)
    assert [a.key for a in actions if isinstance(a, do.Say)] == ["result.approved.receipt"]


def test_the_answer_may_come_before_the_precheck() -> None:
    fields = walk(*(event for event, *_ in VISIT[:9]))
    waiting = walk(said("confirm"), start=fields)
    assert waiting.name is S.EXTRA_INFO
    assert walk(ev.PrecheckDone(()), start=waiting).name is S.DECIDE


def test_the_precheck_may_want_another_side_which_is_asked_for_once() -> None:
    fields = walk(*(event for event, *_ in VISIT[:9]), ev.PrecheckDone((FRONT, BACK)))
    placing = walk(said("confirm"), start=fields)
    assert (placing.name, placing.wanted_document) == (S.PLACE_CARD, BACK)
    again = walk(ev.CardStill(BACK), read_well(BACK), start=placing)
    assert again.name is S.CONFIRM_FIELDS
    decided = walk(said("confirm"), ev.PrecheckDone((BACK,)), start=again)
    assert decided.name is S.DECIDE
    assert [d.document for d in decided.documents] == [FRONT, BACK]
    assert all(d.confirmed for d in decided.documents)


def test_an_item_with_two_sides_asks_for_both_before_the_fields() -> None:
    start = walk(ev.Woke(), ev.SaidAll(), wants("two_sides"), said("confirm"), *GOES_ON)
    first = walk(ev.CardStill(FRONT), read_well(), start=start)
    assert (first.name, first.wanted_document) == (S.PLACE_CARD, BACK)
    assert walk(ev.CardStill(BACK), read_well(BACK), start=first).name is S.CONFIRM_FIELDS


def test_a_question_with_candidates_leads_to_the_item() -> None:
    state = walk(ev.Woke(), ev.SaidAll(), asks("one_side", "two_sides"))
    asked, actions = DIALOGUE.step(walk(ev.Woke(), ev.SaidAll()), asks("one_side", "two_sides"))
    assert asked == state
    (page,) = [a for a in actions if isinstance(a, do.Show)]
    assert page.choices == ("one_side", "two_sides")
    assert walk(wants("two_sides"), start=state).item == "two_sides"


def test_after_the_result_another_request_needs_no_second_reading() -> None:
    survey = walk(*(event for event, *_ in VISIT[:15]))
    state = walk(wants("one_side"), said("confirm"), *GOES_ON, start=survey)
    assert state.name is S.CONFIRM_FIELDS, "her card is still known, but she looks at it again"
    assert not state.submitted
    assert state.case is None


def test_a_second_request_that_was_remembered_follows_the_first() -> None:
    issue = walk(*(event for event, *_ in VISIT[:14]))
    state, _ = DIALOGUE.step(
        State(**{**vars(issue), "later": ("two_sides", "one_side")}),
        ev.SaidAll(),
    )
    assert (state.name, state.item, state.later) == (S.CONFIRM_ITEM, "two_sides", ("one_side",))
    assert state.documents == issue.documents


@pytest.mark.parametrize("name", [S.PLACE_CARD, S.CONFIRM_FIELDS, S.RECOGNISE])
def test_another_item_in_the_middle_goes_back_to_its_question_and_keeps_the_card(name: StateName) -> None:
    steps = {S.PLACE_CARD: 7, S.RECOGNISE: 8, S.CONFIRM_FIELDS: 10}
    state = walk(*(event for event, *_ in VISIT[: steps[name]]))
    changed = walk(wants("two_sides"), start=state)
    assert (changed.name, changed.item) == (S.CONFIRM_ITEM, "two_sides")
    assert changed.documents == state.documents
