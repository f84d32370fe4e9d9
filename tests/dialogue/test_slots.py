"""The slot loop: asked only where nothing has told it, read back where it matters, put right, handed on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.settings import DialogueSettings, ItemView
from kiosk.dialogue.slot import Slot
from kiosk.dialogue.states import State, StateName
from kiosk.nlu.types import Understanding
from tests.dialogue.building import (
    DAY,
    DIALOGUE,
    FRONT,
    GOES_ON,
    MOVED,
    NOTHING,
    PLATE,
    REACHED,
    SETTINGS,
    ZONE,
    gives,
    read_well,
    said,
    tells,
    walk,
    wants,
)

S = StateName
ASKING = REACHED[S.ASK_SLOT]


def says(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def only(actions: tuple[do.Action, ...], kind: type) -> do.Action:
    (found,) = [a for a in actions if isinstance(a, kind)]
    return found


def values(state: State) -> dict[str, str]:
    return {name: answer.value for name, answer in state.answers.items()}


def test_one_slot_after_the_other_then_what_was_spoken_is_read_back_once() -> None:
    state, spoken = ASKING, ["slot.ask.plate"]
    for event in (tells("浙B12345"), gives("core"), tells("明天起一个月")):
        state, actions = DIALOGUE.step(state, event)
        spoken += says(actions)
    assert spoken == ["slot.ask.plate", "slot.ask.zone", "slot.ask.pass_from", "slot.confirm"]
    assert state.name is S.CONFIRM_SLOTS
    assert state.confirming == ("plate", "pass_from", "pass_to"), "the zone was touched: that is sure"
    assert state.prompt is not None
    assert state.prompt.values["values"] == "车牌浙 B 1 2 3 4 5。从1月6日到2月5日"
    state, actions = DIALOGUE.step(state, said("confirm"))
    assert state.name is S.DECIDE
    submit = only(actions, do.Submit)
    assert isinstance(submit, do.Submit)
    assert dict(submit.answers) == {
        "plate": "浙B12345", "zone": "core", "pass_from": "2026-01-06", "pass_to": "2026-02-05",
    }  # fmt: skip


def test_the_keys_of_the_page_need_no_reading_back() -> None:
    state = walk(gives("浙B12345"), gives("core"), gives("2026-02-01"), gives("2026-03-01"), start=ASKING)
    assert state.name is S.DECIDE


def test_one_sentence_may_fill_several() -> None:
    state = walk(tells("浙B12345，进核心区，明天起一个月"), start=ASKING)
    assert state.name is S.CONFIRM_SLOTS
    assert values(state) == {
        "plate": "浙B12345", "zone": "core", "pass_from": "2026-01-06", "pass_to": "2026-02-05",
    }  # fmt: skip


def test_what_the_request_told_is_not_asked() -> None:
    full = replace(wants("asking").understanding, text="办通行证，浙B12345，明天起一个月")
    ways = []
    for event in (wants("asking"), ev.Meant(full, day=DAY)):
        start = walk(
            event, said("confirm"), *GOES_ON, ev.CardStill(FRONT), read_well(), start=REACHED[S.ASK_NEED]
        )
        ways.append(walk(ev.PrecheckDone(()), said("confirm"), start=start))
    assert [way.slot for way in ways] == ["plate", "zone"]
    heard = walk(gives("core"), start=ways[1])
    assert heard.name is S.CONFIRM_SLOTS, "what was heard by the way is read back"


def test_what_a_card_or_a_register_tells_is_not_asked() -> None:
    fields = walk(
        wants("asking"),
        said("confirm"),
        *GOES_ON,
        ev.CardStill(FRONT),
        read_well(),
        start=REACHED[S.ASK_NEED],
    )
    known = walk(ev.PrecheckDone((), ("plate", "pass_from", "pass_to")), said("confirm"), start=fields)
    assert known.slot == "zone"
    assert walk(gives("core"), start=known).name is S.DECIDE
    on_card = Slot("plate", "plate", PLATE.label, card=f"{FRONT}.name")
    settings = DialogueSettings(items={"asking": ItemView("asking", (FRONT,), slots=(on_card,))})
    agreed = State(**{**vars(fields), "precheck": "answered"})
    assert Dialogue(settings).step(agreed, said("confirm"))[0].name is S.DECIDE


def test_a_slot_that_only_counts_with_another_answer() -> None:
    assert MOVED.when == {"zone": ("beilun",)}
    core = walk(gives("浙B12345"), gives("core"), start=ASKING)
    beilun = walk(gives("浙B12345"), gives("beilun"), start=ASKING)
    assert (core.slot, beilun.slot) == ("pass_from", "moved")


@pytest.mark.parametrize(("command", "value"), [("confirm", "yes"), ("deny", "no")])
def test_yes_and_no_are_answers_and_never_read_back(command: str, value: str) -> None:
    state, actions = DIALOGUE.step(walk(gives("浙B12345"), gives("beilun"), start=ASKING), said(command))
    assert values(state)["moved"] == value
    assert state.answers["moved"].confirmed
    assert says(actions) == ["slot.ask.pass_from"]


def test_a_yes_in_free_words_is_none() -> None:
    asked = walk(gives("浙B12345"), gives("beilun"), start=ASKING)
    state = walk(tells("是的吧"), start=asked)
    assert "moved" not in state.answers


def test_an_answer_for_another_kind_of_question_is_none() -> None:
    """A tap on an earlier page, or a word that was decoded late."""
    for event in (gives("core"), gives("2026-01-01", "voice"), gives("nonsense"), tells("第三个")):
        state, actions = DIALOGUE.step(ASKING, event)
        assert (state.slot, dict(state.answers)) == ("plate", {})
        assert says(actions) == ["again.slot.first"]


def test_a_doubtful_choice_is_read_back_and_a_plain_one_is_not() -> None:
    settings = DialogueSettings(
        items={"officers_asking": ItemView("officers_asking", (FRONT,), True, (ZONE,))},
        reader=SETTINGS.reader,
    )
    dialogue = Dialogue(settings)
    state = State(name=S.ASK_SLOT, item="officers_asking", slot="zone", day="2026-01-05")
    plain, _ = dialogue.step(state, tells("进核心区"))
    doubtful, _ = dialogue.step(state, tells("中间那个"))
    assert (plain.name, doubtful.name) == (S.STAFF, S.CONFIRM_SLOTS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("第三位是九", "浙B92345"), ("不对，最后一位是九", "浙B12349"), ("是浙B54321", "浙B54321")],
)
def test_a_sign_is_put_right_and_read_back_again(text: str, value: str) -> None:
    confirming = walk(
        tells("浙B12345"), gives("core"), gives("2026-02-01"), gives("2026-03-01"), start=ASKING
    )
    assert confirming.confirming == ("plate",)
    state, actions = DIALOGUE.step(confirming, tells(text))
    assert (state.name, values(state)["plate"]) == (S.CONFIRM_SLOTS, value)
    assert says(actions) == ["slot.confirm"]
    assert walk(said("confirm"), start=state).name is S.DECIDE


def test_the_same_value_said_again_is_no_yes() -> None:
    confirming = walk(
        tells("浙B12345"), gives("core"), gives("2026-02-01"), gives("2026-03-01"), start=ASKING
    )
    state = walk(tells("浙B12345"), start=confirming)
    assert (state.name, state.answers["plate"].confirmed) == (S.CONFIRM_SLOTS, False)


def test_a_no_to_several_asks_about_each_alone() -> None:
    confirming = REACHED[S.CONFIRM_SLOTS]
    one = walk(said("deny"), start=confirming)
    assert (one.name, one.confirming) == (S.CONFIRM_SLOTS, ("plate",))
    two = walk(said("confirm"), start=one)
    assert (two.confirming, two.answers["plate"].confirmed) == (("pass_from", "pass_to"), True)
    again, actions = DIALOGUE.step(two, said("deny"))
    assert (again.name, again.slot) == (S.ASK_SLOT, "pass_from")
    assert "pass_from" not in again.answers
    assert "slot.denied" in says(actions)


def test_the_slot_that_is_called_wrong_is_asked_again_and_the_others_stay() -> None:
    confirming = REACHED[S.CONFIRM_SLOTS]
    state = walk(tells("车牌不对"), start=confirming)
    assert (state.name, state.slot) == (S.ASK_SLOT, "plate")
    assert set(values(state)) == {"zone", "pass_from", "pass_to"}
    later = walk(tells("车牌不对"), start=walk(tells("浙B12345"), gives("core"), start=ASKING))
    assert later.slot == "plate"


def test_an_answer_that_is_not_understood_changes_no_earlier_one() -> None:
    asked = walk(gives("浙B12345"), gives("core", "voice"), start=ASKING)
    state = walk(tells("第三个还是第二个"), start=asked)
    assert values(state) == {"plate": "浙B12345", "zone": "core"}


def test_back_takes_back_one_answer_and_then_leads_out() -> None:
    state = walk(gives("浙B12345"), gives("core"), start=ASKING)
    one = walk(said("back"), start=state)
    assert (one.slot, values(one)) == ("zone", {"plate": "浙B12345"})
    two = walk(said("back"), start=one)
    assert (two.slot, values(two)) == ("plate", {})
    out = walk(said("back"), start=two)
    assert (out.name, out.documents) == (S.CONFIRM_FIELDS, ASKING.documents)
    officers = walk(wants("officers_asking"), said("confirm"), said("back"), start=REACHED[S.ASK_NEED])
    assert officers.name is S.CONFIRM_ITEM


def test_an_officers_item_is_asked_first_and_the_answers_go_with_it() -> None:
    asked = walk(wants("officers_asking"), said("confirm"), start=REACHED[S.ASK_NEED])
    assert (asked.name, asked.slot, asked.documents) == (S.ASK_SLOT, "postpone_reason", ())
    told = walk(tells("我在部队"), tells("到明年六月"), tells("浙B12345"), start=asked)
    assert told.confirming == ("postpone_reason", "postpone_until", "plate")
    state, actions = DIALOGUE.step(told, said("confirm"))
    over = only(actions, do.HandOver)
    assert isinstance(over, do.HandOver)
    assert (state.name, over.item, over.opens) == (S.STAFF, "officers_asking", True)
    assert dict(over.answers) == {
        "postpone_reason": "military", "postpone_until": "2027-06-30", "plate": "浙B12345",
    }  # fmt: skip


def test_what_was_not_agreed_to_does_not_go_to_the_officer() -> None:
    asked = walk(wants("officers_asking"), said("confirm"), tells("我在部队"), start=REACHED[S.ASK_NEED])
    over = only(DIALOGUE.step(walk(tells("浙逼一二三四五"), start=asked), said("staff"))[1], do.HandOver)
    assert isinstance(over, do.HandOver)
    assert "plate" not in over.answers


def test_the_second_and_third_asking_sound_otherwise() -> None:
    ways = [a.variant for a in DIALOGUE.step(REACHED[S.CONFIRM_FIELDS], NOTHING)[1] if isinstance(a, do.Say)]
    assert ways == [0]
    state = walk(tells("浙B12345"), gives("core"), gives("2026-02-01"), gives("2026-03-01"), start=ASKING)
    variants = []
    for _ in range(2):
        state, actions = DIALOGUE.step(state, said("deny"))
        variants += [a.variant for a in actions if isinstance(a, do.Say) and a.key == "slot.ask.plate"]
        state = walk(tells("浙B12345"), start=state)
    assert variants == [1, 2]


def test_a_slot_that_never_gets_right_goes_to_an_officer() -> None:
    state = walk(tells("浙B12345"), gives("core"), gives("2026-02-01"), gives("2026-03-01"), start=ASKING)
    for _ in range(8):
        if state.name is S.STAFF:
            break
        state = walk(said("deny"), start=state)
        if state.name is S.ASK_SLOT:
            state = walk(tells("浙B12345"), start=state)
    assert state.name is S.STAFF


def test_the_ears_expect_the_kind_of_answer() -> None:
    heard = {}
    state = ASKING
    for event in (gives("浙B12345"), gives("beilun"), said("deny"), gives("2026-02-01")):
        listen = only(DIALOGUE.step(state, said("repeat"))[1], do.Listen)
        assert isinstance(listen, do.Listen)
        heard[state.slot] = (listen.expect, listen.options)
        state = walk(event, start=state)
    assert heard == {
        "plate": ("plate", ()),
        "zone": ("choice", ("core", "centre", "beilun")),
        "moved": ("yes_no", ()),
        "pass_from": ("date", ()),
    }


def test_the_page_asks_in_the_items_words() -> None:
    page = only(DIALOGUE.step(ASKING, said("repeat"))[1], do.Show)
    assert isinstance(page, do.Show)
    assert {"slot": "plate", "kind": "plate", "title": "slot.ask.plate"}.items() <= page.values.items()
    confirm = only(DIALOGUE.step(REACHED[S.CONFIRM_SLOTS], said("repeat"))[1], do.Show)
    assert isinstance(confirm, do.Show)
    assert confirm.choices == ("confirm", "deny")
    assert "浙 B 1 2 3 4 5" in confirm.values["values"]


def test_a_day_needs_a_today() -> None:
    asked = walk(gives("浙B12345"), gives("core"), start=ASKING)
    nowhen = State(**{**vars(asked), "day": ""})
    said_tomorrow = ev.Meant(tells("明天").understanding)
    assert "pass_from" not in DIALOGUE.step(nowhen, said_tomorrow)[0].answers


def test_in_english_the_values_are_english() -> None:
    state = State(**{**vars(REACHED[S.CONFIRM_SLOTS]), "language": "en"})
    _, actions = DIALOGUE.step(state, ev.LanguageChosen("en"))
    (asked,) = [a for a in actions if isinstance(a, do.Say)]
    assert asked.values["values"] == "Plate 浙 B 1 2 3 4 5. from 6 January 2026 to 5 February 2026"


def _asking_first_day() -> State:
    return walk(gives("浙B12345"), gives("core"), start=ASKING)


def test_a_period_begins_today_or_later() -> None:
    state, actions = DIALOGUE.step(_asking_first_day(), gives("2025-12-31"))
    assert (state.name, state.slot, "pass_from" in state.answers) == (S.ASK_SLOT, "pass_from", False)
    assert says(actions) == ["slot.past", "slot.ask.pass_from"]
    state, actions = DIALOGUE.step(_asking_first_day(), gives(DAY))
    assert state.slot == "pass_to"


def test_a_period_ends_after_it_begins() -> None:
    asking = walk(gives("2026-02-10"), start=_asking_first_day())
    state, actions = DIALOGUE.step(asking, gives("2026-02-09"))
    assert (state.slot, says(actions)) == ("pass_to", ["slot.before_start", "slot.ask.pass_to"])
    assert values(state)["pass_from"] == "2026-02-10"


def test_days_that_cannot_be_are_asked_however_they_were_told() -> None:
    state, actions = DIALOGUE.step(_asking_first_day(), tells("去年十二月一号"))
    assert state.slot == "pass_from"
    assert "slot.past" in says(actions)
    heard = Understanding("货车从2025年12月1号到2025年12月5号进城", "item", "asking")
    by_the_way = walk(ev.Meant(heard, day=DAY))
    assert not {"pass_from", "pass_to"} & by_the_way.answers.keys()


def test_a_first_day_is_one_touch() -> None:
    page = only(DIALOGUE.step(walk(gives("浙B12345"), start=ASKING), gives("core"))[1], do.Show)
    assert isinstance(page, do.Show)
    assert page.choices == ("today", "tomorrow")
    assert values(walk(gives("today"), start=_asking_first_day()))["pass_from"] == DAY
    assert values(walk(gives("tomorrow"), start=_asking_first_day()))["pass_from"] == "2026-01-06"


def test_a_day_that_was_wrong_too_often_is_an_officers() -> None:
    state = walk(*[gives("2025-12-31")] * 4, start=_asking_first_day())
    assert state.name is S.STAFF
