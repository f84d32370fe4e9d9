"""From what the dialogue wants shown to a view: the right words, the number masked, nothing kept."""

from __future__ import annotations

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
