"""From what the dialogue wants shown to a view: the right words, the number masked, nothing kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual, Language
from kiosk.dialogue.actions import Show
from kiosk.dialogue.states import State, StateName
from kiosk.terminal.pages import Pages
from kiosk.terminal.screen import View
from kiosk.vision.types import CardReading, FieldReading, Problem

ASSETS = Path(__file__).resolve().parents[2] / "assets"
PROMPTS = Prompts.load(ASSETS / "prompts")
ITEMS = {"lic_damaged": Bilingual("机动车驾驶证损毁换证", "Replacement of a damaged licence")}
NUMBER = "11010519491231002X"
STATE = State(name=StateName.CONFIRM_FIELDS, item="lic_damaged")
PAGES = sorted({k.split(".")[1] for k in PROMPTS.keys() if k.startswith("page.")})  # noqa: SIM118


def pages() -> Pages:
    return Pages(PROMPTS, ITEMS)


def reading(document: str, accepted: bool = True, **fields: str) -> CardReading:
    crop = np.zeros((4, 4, 3), dtype=np.uint8)
    values = {name: FieldReading(value, 0.99, crop) for name, value in fields.items()}
    problems = () if accepted else (Problem("glare"),)
    return CardReading(document, accepted, values, problems, 0.3, card=crop)


FRONT = reading("id_card_front", name="甲乙", id_number=NUMBER)
BACK = reading("id_card_back", authority="某公安局", valid_to="long-term")


def fields(view: View) -> dict[str, str]:
    return {f.label: f.value for f in view.fields}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_fields_are_shown_with_the_number_masked(language: Language) -> None:
    state = State(**{**vars(STATE), "language": language})
    view = pages().turn(Show("confirm_fields"), state, [FRONT, BACK])
    shown = fields(view)
    assert "甲乙" in shown.values()
    assert "110105********002X" in shown.values()
    assert {"zh": "长期", "en": "long-term"}[language] in shown.values()
    assert all(f.crop is not None for f in view.fields), "beside each its picture, to compare"
    assert NUMBER not in str([vars(f) for f in view.fields])
    assert NUMBER not in repr(view)
    assert NUMBER not in repr(vars(view))


def test_a_name_with_a_twin_is_to_be_looked_at_closely() -> None:
    noted = replace(FRONT, notes=(Problem("lookalike", "name"),))
    shown = fields(pages().turn(Show("confirm_fields"), STATE, [noted]))
    label = PROMPTS.text("label.name", "zh")
    assert label not in shown
    assert shown[PROMPTS.text("label.look-closely", "zh", label=label)] == "甲乙"
    assert PROMPTS.text("label.id_number", "zh") in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_driving_licences_number_is_masked_too(language: Language) -> None:
    state = State(**{**vars(STATE), "language": language})
    read = {"licence_number": NUMBER, "name": "甲乙", "nationality": "中国", "first_issued": "2013-05-20"}
    licence = reading("driving_licence", **read, classes="C1")
    view = pages().turn(Show("confirm_fields"), state, [FRONT, licence])
    assert list(fields(view).values()).count("110105********002X") == 2
    assert NUMBER not in repr(vars(view))


def test_only_the_newest_accepted_reading_of_each_document_is_shown() -> None:
    older = reading("id_card_front", name="甲己", id_number=NUMBER)
    bad = reading("id_card_front", accepted=False, name="口口")
    view = pages().turn(Show("confirm_fields"), STATE, [older, FRONT, bad, BACK])
    names = [f.value for f in view.fields if f.label == "姓名"]
    assert names == ["甲乙"]
    assert len(view.fields) == 4


def test_the_fields_are_on_their_page_only() -> None:
    for page in PAGES:
        view = pages().turn(Show(page), STATE, [FRONT])
        assert bool(view.fields) == (page == "confirm_fields"), page
        assert "甲乙" not in repr(view), page


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_its_words(page: str, language: Language) -> None:
    view = pages().turn(Show(page), State(name=StateName.ASK_NEED, language=language), ())
    assert (view.page, view.language) == (page, language)
    assert view.title
    assert view.hint
    assert view.hall


def test_buttons_are_items_and_commands_in_their_order() -> None:
    view = pages().turn(Show("clarify", {}, ("lic_damaged", "staff")), STATE, ())
    assert [(c.id, c.kind) for c in view.choices] == [("lic_damaged", "item"), ("staff", "command")]
    assert view.choices[0].label == "机动车驾驶证损毁换证"
    assert view.choices[1].label == PROMPTS.text("button.staff", "zh")


def test_the_result_shows_window_and_number_and_all_stages() -> None:
    view = pages().turn(Show("result", {"window": "3", "ticket": "A001"}), STATE, ())
    assert list(view.facts.values()) == ["3", "A001"]
    assert [s.done for s in view.stages] == [True] * 5
    assert [s.label for s in view.stages] == ["受理", "填报", "核校", "审批", "出件"]


@pytest.mark.parametrize(("done", "count"), [("", 0), ("accept", 1), ("check", 3), ("issue", 5)])
def test_the_stages_fill_up_one_by_one(done: str, count: int) -> None:
    view = pages().turn(Show("checking", {"done": done} if done else {}), STATE, ())
    assert [s.done for s in view.stages] == [True] * count + [False] * (5 - count)


def test_the_reason_of_a_hand_over_stands_where_the_hint_was() -> None:
    shown = Show("handover", {"window": "5", "ticket": "A7", "reason": "驾驶证被扣留。"}, ("finish",))
    view = pages().turn(shown, STATE, ())
    assert view.hint == "驾驶证被扣留。"
    assert list(view.facts.values()) == ["5", "A7"]


def test_without_a_number_no_empty_label_is_shown() -> None:
    assert pages().turn(Show("handover", {"cause": "system", "window": ""}), STATE, ()).facts == {}


def test_caption_face_and_what_was_heard_are_laid_over_the_page() -> None:
    held = pages()
    held.turn(Show("home"), STATE, ())
    assert held.caption("请说。").caption == "请说。"
    assert held.heard("驾照坏了").heard.endswith("驾照坏了")
    assert held.heard("").heard == ""
    view = held.face("listening")
    assert (view.page, view.face, view.caption) == ("home", "listening", "请说。")
    assert held.turn(Show("home"), STATE, ()).caption == "请说。", "the same page keeps its caption"
    assert held.turn(Show("notice"), STATE, ()).caption == ""


def test_large_type_follows_the_visitor() -> None:
    assert pages().turn(Show("home"), State(name=StateName.ASK_NEED, large=True), ()).large


def test_forgotten_nothing_of_the_visit_is_left() -> None:
    held = pages()
    held.turn(Show("confirm_fields"), STATE, [FRONT, BACK])
    held.heard("我叫甲乙")
    held.caption("请看屏幕上的信息，对吗？")
    held.forget()
    view = held.face("idle")
    assert view == pages().face("idle")
    assert view.page == "standby"
    assert view.card is None


def test_a_sentence_names_items_and_keeps_everything_else() -> None:
    held = pages()
    assert "机动车驾驶证损毁换证" in held.sentence("item.confirm", {"item": "lic_damaged"}, "zh")
    assert "Replacement" in held.sentence("item.confirm", {"item": "lic_damaged"}, "en")
    said = held.sentence("handover.number", {"window": "3", "ticket": "A001", "item": ""}, "zh")
    assert "3" in said
    assert "A001" in said


def test_the_warning_counts_and_each_counting_begins_anew() -> None:
    held = pages()
    first = held.turn(Show("warning", {"seconds": "15"}, ("wait",)), STATE, ())
    assert first.countdown == 15.0
    assert held.caption("您还在吗？").countdown_round == first.countdown_round, "a word doesn't begin it anew"
    assert held.turn(Show("confirm_fields"), STATE, ()).countdown is None
    again = held.turn(Show("warning", {"seconds": "15"}, ("wait",)), STATE, ())
    assert again.countdown_round != first.countdown_round
    other = held.countdown(8.0)
    assert (other.page, other.countdown) == ("warning", 8.0)
    assert held.countdown(None).countdown is None


def test_on_a_silent_page_the_bubble_says_what_it_is_about() -> None:
    for page in ("recognise", "checking", "survey"):
        assert pages().turn(Show(page), STATE, ()).caption, page


def test_a_question_has_the_items_words_and_its_kind_of_answer() -> None:
    keys = {"title": "page.clarify.title", "hint": "page.clarify.hint"}
    shown = Show("question", {"slot": "phone", "kind": "digits", "length": "11", **keys})
    view = pages().turn(shown, STATE, ())
    assert (view.asks, view.slot, view.length, view.choices) == ("digits", "phone", 11, ())
    assert view.title == PROMPTS.text(keys["title"], "zh")
    assert view.hint == PROMPTS.text(keys["hint"], "zh")
    plain = pages().turn(
        Show("question", {"slot": "phone", "kind": "plate", "title": "no such key"}), STATE, ()
    )
    assert plain.title == PROMPTS.text("page.question.title", "zh"), (
        "the page's own words where there are none"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_months_are_answered_with_one_touch(language: Language) -> None:
    state = State(**{**vars(STATE), "language": language})
    view = pages().turn(Show("question", {"slot": "stay", "kind": "months"}), state, ())
    assert [(c.id, c.kind) for c in view.choices] == [(str(n), "value") for n in range(1, 13)]
    assert "12" in view.choices[-1].label
    some = pages().turn(Show("question", {"slot": "stay", "kind": "months"}, ("6", "12")), state, ())
    assert [c.id for c in some.choices] == ["6", "12"]


def test_yes_and_no_are_the_commands_and_an_answer_without_words_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = Show("question", {"slot": "stay", "kind": "yes_no"}, ("confirm", "deny"))
    view = pages().turn(asked, STATE, ())
    assert [(c.id, c.kind) for c in view.choices] == [("confirm", "command"), ("deny", "command")]
    assert view.choices[0].label == PROMPTS.text("button.question.confirm", "zh")
    unknown = pages().turn(Show("question", {"slot": "stay", "kind": "choice"}, ("nowhere",)), STATE, ())
    assert [(c.id, c.kind) for c in unknown.choices] == [("nowhere", "value")]
    assert "words" in caplog.text


def test_what_officers_do_is_marked_so_that_it_stands_behind_the_others() -> None:
    items = {**ITEMS, "plate": Bilingual("号牌", "Plates")}
    held = Pages(PROMPTS, items, offered=("lic_damaged",))
    view = held.turn(Show("home", {}, ("lic_damaged", "plate")), STATE, ())
    assert [(c.id, c.minor) for c in view.choices] == [("lic_damaged", False), ("plate", True)]


# -- devices --------------------------------------------------------------------------------------


def test_a_printer_is_missed_only_where_a_slip_would_be() -> None:
    shown_by = pages()
    shown_by.device("printer", there=False)
    assert shown_by.turn(Show("confirm_item", {}, ("confirm", "deny")), State(), ()).notice == ""
    page = Show("handover", {"cause": "system"}, ("finish",))
    assert shown_by.turn(page, State(), ()).notice == PROMPTS.text("label.notice.printer", "zh")
    assert shown_by.device("printer", there=True).notice == ""


@pytest.mark.parametrize(
    ("lost", "notice"),
    [
        (("microphone",), "microphone"),
        (("muted",), "muted"),
        (("switched_off",), "muted"),
        (("muted", "microphone"), "microphone"),
        (("loudspeaker",), "loudspeaker"),
        (("silent",), "silent"),
        (("silent", "muted"), "sound"),
        (("camera",), None),
        (("printer",), None),
    ],
)
def test_a_lost_device_is_one_line_over_every_page_until_it_is_back(
    lost: tuple[str, ...], notice: str | None
) -> None:
    shown_by = pages()
    expected = "" if notice is None else PROMPTS.text(f"label.notice.{notice}", "zh")
    for device in lost:
        shown_by.device(device, there=False)
    shown = shown_by.turn(Show("confirm_item", {}, ("confirm", "deny")), State(), ())
    assert shown.notice == expected
    assert [c.id for c in shown.choices] == ["confirm", "deny"]
    for device in lost:
        shown = shown_by.device(device, there=True)
    assert (shown.page, shown.notice) == ("confirm_item", "")


def test_nobody_is_asked_to_speak_to_who_cannot_hear() -> None:
    shown_by = pages()
    usual = shown_by.standby("zh")
    deaf = shown_by.device("microphone", there=False)
    assert deaf.hint == PROMPTS.text("label.notice.microphone", "zh") != usual.hint
    assert shown_by.face("listening").face == "idle"
    assert deaf.words["state.idle"] == PROMPTS.text("label.touch.state.deaf", "zh")
    shown_by.forget()
    assert shown_by.standby("en").notice == PROMPTS.text("label.notice.microphone", "en"), (
        "it outlives a visit"
    )
    back = shown_by.device("microphone", there=True)
    assert back.hint == PROMPTS.text("page.standby.hint", "en")
    assert back.words["state.idle"] == PROMPTS.text("label.touch.state.idle", "en")
    assert shown_by.face("listening").face == "listening"


def test_a_covered_lens_is_told_where_a_card_is_wanted() -> None:
    shown_by = pages()
    shown_by.device("covered", there=False)
    assert shown_by.turn(Show("home"), State(), ()).notice == ""
    place = Show("place_card", {"document": "id_card_front"})
    assert shown_by.turn(place, State(), ()).notice == PROMPTS.text("label.notice.covered", "zh")


def test_what_was_heard_stands_on_the_page_that_asks_whether_it_is_right() -> None:
    values = {"slot": "read_back", "kind": "yes_no", "title": "page.question.read_back.title"}
    values |= {"hint": "slot.read_back", "values": "车牌浙 B 1 2 3 4 5"}
    view = pages().turn(Show("question", values, ("confirm", "deny")), STATE, ())
    assert view.hint == "车牌浙 B 1 2 3 4 5"
    assert [(c.id, c.kind, c.label) for c in view.choices] == [
        ("confirm", "command", PROMPTS.text("button.read_back.confirm", "zh")),
        ("deny", "command", PROMPTS.text("button.read_back.deny", "zh")),
    ]


def test_the_second_asking_sounds_otherwise() -> None:
    ways = [pages().sentence("need.ask", {}, "zh", variant) for variant in range(3)]
    assert len(set(ways)) == 3


QUESTION = {"slot": "plate", "kind": "plate", "title": "slot.ask.plate", "hint": "page.question.plate.hint"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["home", "clarify", "question"])
def test_pages_ask_for_a_finger_where_nobody_hears(page: str, language: Language) -> None:
    shown_by, state = pages(), State(name=StateName.ASK_SLOT, language=language)
    show = Show(page, QUESTION if page == "question" else {})
    usual = shown_by.turn(show, state, [])
    shown_by.device("microphone", there=False)
    deaf = shown_by.turn(show, state, [])
    told = f"{deaf.title} {deaf.hint}".lower()
    assert not any(word in told for word in ("说", "say", "speak"))
    shown_by.device("microphone", there=True)
    again = shown_by.turn(show, state, [])
    assert (again.title, again.hint) == (usual.title, usual.hint)


def test_every_question_has_a_title_for_who_cannot_be_heard() -> None:
    for key in PROMPTS.keys():  # noqa: SIM118
        if key.startswith("slot.ask."):
            assert "说" not in PROMPTS.text(key, "zh", variant=9), key


@pytest.mark.parametrize(("kind", "number"), [("police", "110"), ("fire", "119"), ("medical", "120")])
def test_an_emergency_shows_the_number_to_call(kind: str, number: str) -> None:
    view = pages().turn(Show("emergency", {"kind": kind}), State(name=StateName.EMERGENCY), [])
    assert view.words["emergency.number"] == number
    assert number in view.hint


def test_the_hand_over_says_where_to_go_once_there_is_a_number() -> None:
    shown_by, state = pages(), State(name=StateName.STAFF)
    waiting = shown_by.turn(Show("handover", {"cause": "system"}), state, [])
    there = shown_by.turn(Show("handover", {"cause": "system", "window": "4", "ticket": "A001"}), state, [])
    assert waiting.title == PROMPTS.text("page.handover.title", "zh")
    assert there.title == "请到4号窗口"


def test_the_goodbye_speaks_of_a_card_only_where_one_was_laid() -> None:
    shown_by, state = pages(), State(name=StateName.GOODBYE)
    assert "身份证" in shown_by.turn(Show("goodbye", {"card": "yes"}), state, []).hint
    assert "身份证" not in shown_by.turn(Show("goodbye"), state, []).hint
