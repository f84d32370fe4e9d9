"""The ladders of quiet and of not understanding stand exactly where they should, and lead to somebody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.questions import GIVE_UP, QUESTIONS, STILL_WORKING, timers_of
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import (
    BACK,
    DIALOGUE,
    FRONT,
    GOES_ON,
    NOTHING,
    REACHED,
    SETTINGS,
    asks,
    read_badly,
    read_well,
    said,
    understood,
    walk,
    wants,
)
from tests.dialogue.simulated_terminal import SENTENCE, SimulatedTerminal

S = StateName
#: The questions with a ladder. A survey is no matter of life; silence and noise end it.
ASKING = [S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.NOTICE, S.PLACE_CARD, S.CONFIRM_FIELDS]


def says(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def quiet_from(state: State, *events: ev.Event) -> SimulatedTerminal:
    """A terminal in which the question has just been said to the end and then nobody does anything."""
    terminal = SimulatedTerminal(DIALOGUE, state)
    terminal.run(*events, ev.SaidAll())
    terminal.said.clear()
    terminal.now = 0.0
    return terminal


# -- silence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.CONFIRM_FIELDS])
def test_silence_is_asked_after_at_8_23_and_60_and_wiped_at_75(name: StateName) -> None:
    terminal = quiet_from(REACHED[name])
    while terminal.state.name is name:
        assert terminal.pass_time()
    assert terminal.said == [
        (8.0, "silence.answer.first"),
        (23.0, "silence.answer.second"),
        (60.0, "silence.warning"),
    ]
    assert (terminal.state.name, terminal.now) == (S.WIPE, 75.0)
    assert terminal.state.ended == "timed_out"


def test_a_card_has_two_minutes() -> None:
    terminal = quiet_from(REACHED[S.PLACE_CARD])
    while terminal.state.name is S.PLACE_CARD:
        assert terminal.pass_time()
    assert terminal.said == [
        (8.0, "silence.card.first"),
        (23.0, "silence.card.second"),
        (105.0, "silence.warning"),
    ]
    assert (terminal.state.name, terminal.now) == (S.WIPE, 120.0)


def test_a_notice_goes_on_by_itself_and_waits_for_who_asked_to_wait() -> None:
    assert walk(*GOES_ON, start=REACHED[S.NOTICE]).name is S.PLACE_CARD
    held = quiet_from(REACHED[S.NOTICE], said("wait"))
    assert held.state.name is S.NOTICE
    while held.state.name is S.NOTICE:
        assert held.pass_time()
    assert (held.state.name, held.now) == (S.WIPE, 150.0), "who asked for time has twice as much"


def test_the_notice_stays_a_moment_after_its_sentence_and_longer_for_who_reads_it() -> None:
    patience = SETTINGS.patience
    said_all, actions = DIALOGUE.step(REACHED[S.NOTICE], ev.SaidAll())
    assert (said_all.name, actions) == (S.NOTICE, (do.StartTimer("notice", patience.notice),))
    reading, actions = DIALOGUE.step(said_all, ev.Touched())
    assert (reading.name, actions) == (S.NOTICE, (do.StartTimer("notice", patience.first_prompt),))
    assert walk(said("confirm"), start=said_all).name is S.PLACE_CARD, "who says so goes on at once"
    asked_again = walk(ev.Unclear(), start=said_all)
    assert walk(ev.SaidAll(), ev.TimerFired("notice"), start=asked_again).name is S.NOTICE
    assert walk(ev.TimerFired("notice"), start=REACHED[S.SURVEY]).name is S.SURVEY


def test_nobody_has_to_answer_the_notice() -> None:
    for name in QUESTIONS.keys() & REACHED.keys():
        _, actions = DIALOGUE.step(REACHED[name], said("repeat"))
        heard = [a.may_be_silent for a in actions if isinstance(a, do.Listen)]
        assert heard == [name is S.NOTICE], name


def test_a_touch_keeps_the_page_of_who_waits_for_an_officer() -> None:
    waiting = State(**{**vars(REACHED[S.STAFF]), "ended": "handed_over"})
    assert DIALOGUE.step(waiting, ev.Touched())[1] == (
        do.StartTimer("handed_over", SETTINGS.patience.handed_over),
    )


@pytest.mark.parametrize(("large", "seconds"), [(False, "15"), (True, "30")])
def test_the_warning_counts_the_seconds_that_are_left(large: bool, seconds: str) -> None:
    state = State(**{**vars(REACHED[S.CONFIRM_FIELDS]), "large": large})
    _, actions = DIALOGUE.step(state, ev.TimerFired("warning"))
    (page,) = [a for a in actions if isinstance(a, do.Show)]
    timers = {a.timer: a.seconds for a in timers_of(state, SETTINGS.patience)}
    assert page.values["seconds"] == seconds
    assert float(seconds) == timers["wipe"] - timers["warning"]


def test_the_warning_shows_a_page_with_a_button_that_stays() -> None:
    state, actions = DIALOGUE.step(REACHED[S.CONFIRM_FIELDS], ev.TimerFired("warning"))
    assert do.Show("warning", {"seconds": "15"}, ("wait",)) in actions
    staying, back = DIALOGUE.step(state, said("wait"))
    assert staying.name is S.CONFIRM_FIELDS
    assert [a.page for a in back if isinstance(a, do.Show)] == ["confirm_fields"]
    assert do.StopTimers() in back


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize(
    "event", [ev.Unclear(), said("repeat"), said("help")], ids=["unclear", "repeat", "help"]
)
def test_a_word_starts_the_quiet_anew(name: StateName, event: ev.Event) -> None:
    terminal = quiet_from(REACHED[name], said("wait"))
    terminal.pass_time()
    assert terminal.state.silences == 1
    terminal.happen(event)
    assert not terminal.timers, "nothing is counted while 小智 speaks"
    started = terminal.speech_ends
    terminal.pass_time()
    if name is S.NOTICE and terminal.state.name is S.PLACE_CARD:
        return
    assert terminal.state.silences == 0
    assert terminal.timers["first"] == started + 2 * SETTINGS.patience.first_prompt, "she asked for time"


def test_a_survey_that_nobody_answers_ends_kindly() -> None:
    terminal = SimulatedTerminal(DIALOGUE, REACHED[S.ISSUE])
    terminal.happen(ev.SaidAll())
    assert terminal.timers == {"survey": SETTINGS.patience.survey}
    end = terminal.left_alone()
    assert [key for _, key in end.said] == ["goodbye"]
    assert end.state.ended == "issued"


# -- not understood -------------------------------------------------------------------------------

NEED = ("again.need.first", "again.need.second")
ANSWER = ("again.answer.first", "again.answer.second")
CARD = ("silence.card.first", "silence.card.second")
SENTENCES = {S.ASK_NEED: NEED, S.CLARIFY: NEED, S.PLACE_CARD: CARD}


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("miss", [NOTHING, ev.Unclear()], ids=["none", "unclear"])
def test_examples_then_buttons_then_staff(name: StateName, miss: ev.Event) -> None:
    state = REACHED[name]
    first, second = SENTENCES.get(name, ANSWER)

    one, actions = DIALOGUE.step(state, miss)
    assert (one.name, one.misses, says(actions)) == (name, 1, [first])
    assert "buttons" not in page(actions).values

    two, actions = DIALOGUE.step(one, miss)
    assert (two.name, two.misses, says(actions)) == (name, 2, [second])
    assert page(actions).values["buttons"] == "large"

    three, actions = DIALOGUE.step(two, miss)
    assert (three.name, says(actions)) == (S.STAFF, ["handover.not_understood"])
    (over,) = [a for a in actions if isinstance(a, do.HandOver)]
    assert (over.cause, over.note) == ("asked_by_citizen", name.value)


def page(actions: tuple[do.Action, ...]) -> do.Show:
    (shown,) = [a for a in actions if isinstance(a, do.Show)]
    return shown


@pytest.mark.parametrize("name", ASKING)
def test_the_rungs_keep_listening_for_the_same_answer(name: StateName) -> None:
    asked = [a for a in DIALOGUE.step(REACHED[name], said("repeat"))[1] if isinstance(a, do.Listen)]
    missed = [a for a in DIALOGUE.step(REACHED[name], NOTHING)[1] if isinstance(a, do.Listen)]
    # Only the notice may go on by itself, and not for who was not understood.
    assert [(a.expect, a.options) for a in missed] == [(a.expect, a.options) for a in asked]
    assert [a.may_be_silent for a in missed] == [False]


def test_an_answer_takes_the_ladder_back_to_its_foot() -> None:
    state = walk(NOTHING, NOTHING, wants("one_side"), start=REACHED[S.ASK_NEED])
    assert (state.name, state.misses) == (S.CONFIRM_ITEM, 0)


def test_a_yes_where_nothing_was_asked_is_not_understood() -> None:
    for name in (S.ASK_NEED, S.CLARIFY):
        state, actions = DIALOGUE.step(REACHED[name], said("confirm"))
        assert (state.name, state.misses, says(actions)) == (name, 1, ["again.need.first"])


def test_the_same_ambiguous_words_over_and_over_reach_an_officer() -> None:
    terminal = SimulatedTerminal(DIALOGUE, REACHED[S.ASK_NEED])
    turns = 0
    while terminal.state.name is not S.STAFF:
        terminal.happen(asks("one_side", "two_sides"))
        turns += 1
        assert turns <= 4, "asked the same question more than three times"
    assert turns == 4


def test_candidates_that_are_nothing_of_ours_are_not_understood() -> None:
    for event in (asks(), asks("not_in_the_settings")):
        state, actions = DIALOGUE.step(REACHED[S.ASK_NEED], event)
        assert (state.name, says(actions)) == (S.ASK_NEED, ["again.need.first"])


def test_another_offices_matter_is_pointed_to() -> None:
    elsewhere = ev.Meant(understood("none", pointer="医院"))
    state, actions = DIALOGUE.step(REACHED[S.ASK_NEED], elsewhere)
    assert state.name is S.ASK_NEED
    assert do.Say("need.elsewhere", {"pointer": "医院"}) in actions


# -- cards ----------------------------------------------------------------------------------------


def test_three_unreadable_cards_go_to_an_officer_as_inaccurate() -> None:
    state = REACHED[S.PLACE_CARD]
    for problem in ("glare", "a_code_without_a_sentence"):
        state, actions = DIALOGUE.step(walk(ev.CardStill(FRONT), start=state), read_badly(problem))
        assert (state.name, state.wanted_document) == (S.PLACE_CARD, FRONT)
        known = problem if problem in SETTINGS.card_problems else "unreadable"
        assert says(actions) == [f"card.problem.{known}"], "the reason, and not the question on top"
        assert do.Capture(FRONT) in actions
    state, actions = DIALOGUE.step(walk(ev.CardStill(FRONT), start=state), read_badly("glare"))
    assert (state.name, state.handoff_cause) == (S.STAFF, "inaccurate")
    assert says(actions) == ["handover.card"]
    (over,) = [a for a in actions if isinstance(a, do.HandOver)]
    assert (over.cause, over.item, over.documents) == ("inaccurate", "one_side", ())


def test_the_first_problem_that_has_a_sentence_is_told() -> None:
    _, actions = DIALOGUE.step(REACHED[S.RECOGNISE], read_badly("a_code_without_a_sentence", "blurred"))
    assert says(actions) == ["card.problem.blurred"]


@pytest.mark.parametrize(
    ("found", "wanted", "told"),
    [
        ("vehicle_licence", FRONT, "wrong_document.vehicle_licence.for.id_card_front"),
        ("medical_form", "driving_licence", "wrong_document.medical_form"),
        ("a_thing_without_a_name", FRONT, "wrong_document"),
        (None, FRONT, "wrong_document"),
    ],
)
def test_a_wrong_document_is_named(found: str | None, wanted: str, told: str) -> None:
    state = replace(REACHED[S.RECOGNISE], wanted_document=wanted)
    _, actions = DIALOGUE.step(state, ev.CardRead(wanted, False, {}, ("wrong_document",), found))
    assert says(actions) == [f"card.problem.{told}"]


def test_fields_that_are_denied_count_as_a_reading_that_failed() -> None:
    state = REACHED[S.CONFIRM_FIELDS]
    for _ in range(2):
        state = walk(said("deny"), start=state)
        assert (state.name, state.documents, state.fields_confirmed) == (S.PLACE_CARD, (), False)
        state = walk(ev.CardStill(FRONT), read_well(), start=state)
    assert walk(said("deny"), start=state).handoff_cause == "inaccurate"


def test_denied_fields_of_two_sides_are_laid_again_both() -> None:
    need = walk(wants("two_sides"), said("confirm"), *GOES_ON, start=REACHED[S.ASK_NEED])
    fields = walk(read_well(), read_well(BACK), start=need)
    assert fields.name is S.CONFIRM_FIELDS
    denied = walk(said("deny"), start=fields)
    assert (denied.wanted_document, denied.to_show, denied.documents) == (FRONT, (BACK,), ())
    assert walk(read_well(), read_well(BACK), start=denied).name is S.CONFIRM_FIELDS


def test_a_side_that_was_agreed_to_before_is_not_laid_again() -> None:
    fields = walk(ev.PrecheckDone((BACK,)), said("confirm"), read_well(BACK), start=REACHED[S.CONFIRM_FIELDS])
    assert fields.name is S.CONFIRM_FIELDS
    denied = walk(said("deny"), start=fields)
    assert (denied.wanted_document, denied.to_show) == (BACK, ())
    assert [d.document for d in denied.documents] == [FRONT]


# -- the machine's own slowness -------------------------------------------------------------------


@pytest.mark.parametrize("name", [S.RECOGNISE, S.EXTRA_INFO, S.DECIDE])
def test_the_machine_says_that_it_works_and_then_calls_an_officer(name: StateName) -> None:
    terminal = SimulatedTerminal(DIALOGUE, REACHED[name])
    terminal.timers = {"still_working": STILL_WORKING, "give_up": GIVE_UP}
    while terminal.state.name is name:
        assert terminal.pass_time()
    assert terminal.said[0] == (STILL_WORKING, "decide.wait")
    assert terminal.said[1] == (GIVE_UP, "handover.cause.system")
    assert (terminal.state.name, terminal.state.handoff_cause) == (S.STAFF, "system")
    assert SENTENCE < STILL_WORKING + GIVE_UP


@pytest.mark.parametrize("name", [S.RECOGNISE, S.EXTRA_INFO, S.DECIDE])
def test_entering_a_slow_state_starts_both_clocks(name: StateName) -> None:
    before, event = {
        S.RECOGNISE: (REACHED[S.PLACE_CARD], ev.CardStill(FRONT)),
        S.EXTRA_INFO: (REACHED[S.CONFIRM_FIELDS], said("confirm")),
        S.DECIDE: (REACHED[S.EXTRA_INFO], ev.PrecheckDone(())),
    }[name]
    after, actions = DIALOGUE.step(before, event)
    assert after.name is name
    started = [a for a in actions if isinstance(a, do.StartTimer)]
    assert started == [do.StartTimer("still_working", STILL_WORKING), do.StartTimer("give_up", GIVE_UP)]
    assert do.Acknowledge() in actions


def test_a_document_that_is_read_twice_is_held_once_as_it_was_read_last() -> None:
    need = walk(wants("two_sides"), said("confirm"), *GOES_ON, start=REACHED[S.ASK_NEED])
    once = walk(read_well(), start=need)
    twice = walk(ev.CardRead(FRONT, True, {"name": "乙"}), start=once)
    assert [(d.document, d.fields["name"]) for d in twice.documents] == [(FRONT, "乙")]


@pytest.mark.parametrize("command", ["repeat", "help", "louder", "deny", "wait", "back"])
def test_who_says_the_same_for_ever_is_not_kept_at_the_kiosk(command: str) -> None:
    """Where nothing moves an officer is called; where one comes, it is said no more and time runs out."""
    state = REACHED[S.CONFIRM_ITEM]
    for _ in range(40):
        state, _actions = DIALOGUE.step(state, said(command))
        if state.name is S.ASK_NEED:
            state, _actions = DIALOGUE.step(state, NOTHING if command == "back" else wants("one_side"))
        if state.name in (S.STAFF, S.GOODBYE, S.WIPE):
            break
    assert state.name in (S.STAFF, S.GOODBYE) or (state.name is S.WIPE and command == "back")
    if state.name is S.STAFF:
        for _ in range(10):
            state, actions = DIALOGUE.step(state, said("staff"))
        assert actions == (do.Listen("commands"),)
