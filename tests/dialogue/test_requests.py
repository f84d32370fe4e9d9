"""What is wanted: told apart by one question, two in one breath, another in the middle, another office's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.text import Bilingual
from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.telling import listed
from tests.dialogue.building import (
    DIALOGUE,
    FRONT,
    GOES_ON,
    ISSUED,
    NOTHING,
    REACHED,
    SETTINGS,
    TAKEN,
    asks,
    gives,
    read_well,
    said,
    tells,
    understood,
    walk,
    wants,
)

S = StateName
NEED = REACHED[S.ASK_NEED]
OVER = ev.CaseHandedOver("A001", "3", "asked_by_citizen")


def says(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def spoken(actions: tuple[do.Action, ...]) -> do.Say:
    return next(a for a in actions if isinstance(a, do.Say))


# -- told apart -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["驾驶证|坏了", "驾驶证|丢了", "驾驶证|到期了"], "驾驶证坏了、丢了，还是到期了"),
        (["驾驶证|丢了", "行驶证|丢了"], "丢了的是驾驶证，还是行驶证"),
        (["货车进城", "驾驶证|到期了"], "货车进城，还是驾驶证到期了"),
    ],
)
def test_what_all_share_is_said_once(words: list[str], sentence: str) -> None:
    assert listed(words, "zh") == sentence


def test_in_english_it_is_a_list() -> None:
    assert listed(["a lost licence", "a damaged licence"], "en") == "a lost licence or a damaged licence"


def test_the_question_is_made_of_the_items_own_words() -> None:
    items = {
        **SETTINGS.items,
        "one_side": replace(SETTINGS.items["one_side"], apart=Bilingual("证|坏了", "damaged")),
        "two_sides": replace(SETTINGS.items["two_sides"], apart=Bilingual("证|丢了", "lost")),
    }
    _, actions = Dialogue(replace(SETTINGS, items=items)).step(NEED, asks("one_side", "two_sides"))
    assert spoken(actions) == do.Say("need.apart", {"options": "证坏了，还是丢了"})
    own = replace(SETTINGS, items=items, apart=frozenset({"one_side.two_sides"}))
    _, actions = Dialogue(own).step(NEED, asks("two_sides", "one_side"))
    assert says(actions) == ["need.apart.one_side.two_sides"]


def test_five_are_not_read_aloud_but_shown() -> None:
    five = ("one_side", "two_sides", "officers", "asking", "discreet")
    _, actions = DIALOGUE.step(NEED, asks(*five))
    assert says(actions) == ["need.clarify"]
    (page,) = [a for a in actions if isinstance(a, do.Show)]
    assert page.choices == five


def test_what_was_refused_is_not_offered_again() -> None:
    denied = walk(wants("one_side"), said("deny"), start=NEED)
    assert denied.refused == ("one_side",)
    one_left = walk(asks("one_side", "two_sides"), start=denied)
    assert (one_left.name, one_left.item) == (S.CONFIRM_ITEM, "two_sides")
    again = understood("item", "one_side", candidates=("one_side", "two_sides", "officers"))
    assert walk(ev.Meant(again), start=denied).candidates == ("two_sides", "officers")


# -- two ------------------------------------------------------------------------------------------

BOTH = asks("one_side", "officers", two_="yes")


def test_two_are_asked_for_together_and_done_one_after_the_other() -> None:
    asked, actions = DIALOGUE.step(NEED, BOTH)
    assert (asked.item, asked.later) == ("one_side", ("officers",))
    assert spoken(actions) == do.Say("item.confirm.two", {"item": "one_side", "second": "officers"})
    first = walk(
        said("confirm"), *GOES_ON, ev.CardStill(FRONT), read_well(), ev.PrecheckDone(()), start=asked
    )
    done = walk(said("confirm"), TAKEN, ISSUED, start=first)
    second, actions = DIALOGUE.step(done, ev.SaidAll())
    assert (second.name, second.item, second.later) == (S.CONFIRM_ITEM, "officers", ())
    assert spoken(actions) == do.Say("item.next", {"item": "officers"})
    assert second.documents == first.documents or [d.document for d in second.documents] == [FRONT]
    over, actions = DIALOGUE.step(second, said("confirm"))
    (handed,) = [a for a in actions if isinstance(a, do.HandOver)]
    assert (over.name, handed.item, handed.opens) == (S.STAFF, "officers", True)


def test_after_a_hand_over_the_second_is_offered_by_its_name_too() -> None:
    asked = walk(asks("officers", "asking", two_="yes"), start=NEED)
    over = walk(said("confirm"), OVER, start=asked)
    assert over.name is S.STAFF
    following, actions = DIALOGUE.step(over, ev.SaidAll())
    assert (following.name, following.item, following.submitted) == (S.CONFIRM_ITEM, "asking", False)
    assert says(actions) == ["item.next"]
    goodbye, actions = DIALOGUE.step(following, said("deny"))
    assert (goodbye.name, goodbye.ended) == (S.GOODBYE, "handed_over")
    assert says(actions) == ["goodbye"]


def test_before_the_number_is_told_nothing_is_offered() -> None:
    over = walk(asks("officers", "asking", two_="yes"), said("confirm"), start=NEED)
    assert walk(ev.SaidAll(), start=over).name is S.STAFF


def test_who_calls_an_officer_has_her_second_request_told_to_him() -> None:
    state, actions = DIALOGUE.step(walk(BOTH, start=NEED), said("staff"))
    (over,) = [a for a in actions if isinstance(a, do.HandOver)]
    assert over.note == "confirm_item+officers"
    assert state.later == ()


def test_only_the_second_of_two_is_done_first_and_the_other_is_kept() -> None:
    state = walk(BOTH, wants("officers"), start=NEED)
    assert (state.item, state.later) == ("officers", ("one_side",))


def test_no_to_both_asks_which_and_no_again_forgets_both() -> None:
    state = walk(BOTH, said("deny"), start=NEED)
    assert (state.name, state.candidates, state.later) == (S.CLARIFY, ("one_side", "officers"), ())
    state = walk(said("deny"), start=state)
    assert (state.name, state.item, state.refused) == (S.ASK_NEED, None, ("one_side", "officers"))


def test_no_to_somebody_else_may_mean_herself() -> None:
    state = walk(wants("one_side", for_="father"), said("deny"), start=NEED)
    assert (state.name, state.item, state.for_whom) == (S.CONFIRM_ITEM, "one_side", None)
    assert walk(said("deny"), start=state).name is S.ASK_NEED


def test_what_makes_it_an_officers_is_not_forgotten_over_the_question_which() -> None:
    which = asks("one_side", "two_sides", disqualifier="foreigner")
    state = walk(which, wants("one_side"), said("confirm"), start=NEED)
    assert (state.name, state.handoff_cause) == (S.STAFF, "not_eligible")
    later = walk(wants("one_side"), wants("one_side", disqualifier="foreigner"), said("confirm"), start=NEED)
    assert (later.name, later.handoff_cause) == (S.STAFF, "not_eligible"), "told when asked again"
    plain = walk(which, said("deny"), wants("two_sides"), start=NEED)
    assert plain.disqualifier is None


def test_an_item_that_was_refused_and_is_heard_again_brings_its_neighbours() -> None:
    words = {"one_side": "证|坏了", "two_sides": "证|丢了", "asking": "货车进城"}
    items = {i: replace(SETTINGS.items[i], apart=Bilingual(w, w)) for i, w in words.items()}
    dialogue = Dialogue(replace(SETTINGS, items=items))
    state = NEED
    for event in (wants("one_side"), said("deny"), wants("one_side")):
        state, _ = dialogue.step(state, event)
    assert (state.name, state.candidates) == (S.CLARIFY, ("two_sides",))


def test_the_second_request_may_be_about_another_car() -> None:
    asked = walk(asks("officers_asking", "asking", two_="yes"), said("confirm"), start=NEED)
    told = walk(gives("abroad"), gives("2027-01-01"), gives("浙B12345"), OVER, ev.SaidAll(), start=asked)
    fields = walk(
        said("confirm"), *GOES_ON, ev.CardStill(FRONT), read_well(), ev.PrecheckDone(()), start=told
    )
    assert walk(said("confirm"), start=fields).slot == "plate"


def test_after_her_number_she_may_name_something_else() -> None:
    over = walk(wants("officers"), said("confirm"), OVER, start=NEED)
    state = walk(wants("one_side"), start=over)
    assert (state.name, state.item, state.submitted, state.before) == (
        S.CONFIRM_ITEM,
        "one_side",
        False,
        None,
    )
    before_it = walk(wants("officers"), said("confirm"), wants("one_side"), start=NEED)
    assert before_it.name is S.STAFF


# -- corrections ----------------------------------------------------------------------------------


def test_the_address_is_wrong_lays_the_card_again_from_anywhere_later() -> None:
    slots = walk(tells("浙B12345"), start=REACHED[S.ASK_SLOT])
    for state in (REACHED[S.CONFIRM_FIELDS], slots, walk(gives("core"), start=slots)):
        wrong, actions = DIALOGUE.step(state, tells("地址不对"))
        assert (wrong.name, wrong.wanted_document, wrong.documents) == (S.PLACE_CARD, FRONT, ())
        assert says(actions) == ["card.problem.denied"]
        assert dict(wrong.answers) == dict(state.answers), "what she told is still true"


def test_another_item_keeps_card_and_answers() -> None:
    slots = walk(gives("浙B12345"), start=REACHED[S.ASK_SLOT])
    other = ev.Meant(replace(wants("one_side").understanding, text="等一下，我要办的是补证"))
    state = walk(other, start=slots)
    assert (state.name, state.item, state.documents) == (S.CONFIRM_ITEM, "one_side", slots.documents)
    assert state.answers == slots.answers
    back = walk(said("deny"), start=state)
    assert (back.name, back.item) == (S.CONFIRM_ITEM, "asking"), "and what she was doing goes on"
    assert walk(said("confirm"), said("confirm"), start=back).name is S.CONFIRM_FIELDS


@pytest.mark.parametrize("name", [S.NOTICE, S.CONFIRM_FIELDS, S.ASK_SLOT, S.CONFIRM_SLOTS])
def test_a_doubtful_item_in_the_middle_is_no_reason_to_leave(name: StateName) -> None:
    doubtful = ev.Meant(replace(wants("two_sides").understanding, confidence=0.8))
    assert walk(doubtful, start=REACHED[name]).name is name
    assert walk(asks("one_side", "two_sides"), start=REACHED[name]).name is name
    turning = ev.Meant(replace(asks("one_side", "two_sides").understanding, text="等一下，我要办的是别的"))
    assert walk(turning, start=REACHED[name]).name is S.CLARIFY


# -- another office -------------------------------------------------------------------------------


def test_another_offices_matter_and_then_ours() -> None:
    elsewhere = ev.Meant(understood("none", pointer="医保局"))
    state, actions = DIALOGUE.step(NEED, elsewhere)
    assert says(actions) == ["need.elsewhere"]
    assert walk(wants("one_side"), start=state).name is S.CONFIRM_ITEM
    assert walk(said("finish"), start=state).name is S.GOODBYE
    three = walk(elsewhere, elsewhere, elsewhere, start=NEED)
    assert three.name is S.STAFF


def test_no_with_another_matter_is_a_no() -> None:
    state = walk(wants("one_side"), ev.Meant(understood("none", pointer="医保局")), start=NEED)
    assert (state.name, state.item) == (S.ASK_NEED, None)


# -- going round ----------------------------------------------------------------------------------


def test_going_back_and_forth_offers_an_officer_and_then_calls_one() -> None:
    state, offered, turns = walk(wants("one_side"), start=NEED), 0, 0
    while state.name is not S.STAFF:
        event = said("back") if state.name is S.NOTICE else said("confirm")
        state, actions = DIALOGUE.step(state, event)
        offered += "offer.staff" in says(actions)
        turns += 1
        assert turns < 30
    assert offered >= 2


def test_from_the_home_page_back_leads_to_rest() -> None:
    for state in (REACHED[S.GREET], NEED, walk(NOTHING, start=NEED)):
        after, actions = DIALOGUE.step(state, said("back"))
        assert after == State(name=S.WIPE, ended="cancelled")
        assert do.Wipe() in actions


def test_two_requests_for_somebody_else_stay_his() -> None:
    understood_two = asks("one_side", "asking", two_="yes", for_="我爸")
    both = walk(understood_two, start=NEED)
    assert (both.name, both.for_whom) == (S.CONFIRM_ITEM, "我爸")


def test_who_is_not_understood_after_a_result_may_ask_again() -> None:
    done = replace(State(name=S.ISSUE, item="one_side", submitted=True), ended="issued")
    asked = walk(asks("nothing_known"), start=done)
    assert asked.name is S.ASK_NEED
    _, actions = DIALOGUE.step(asked, said("repeat"))
    assert any(isinstance(a, do.Listen) for a in actions)
