"""What the pages tell of items: the guide, everyday names, and how they are found. On the real catalogue."""

from __future__ import annotations

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root
from kiosk.core.text import Language
from kiosk.dialogue.actions import Show
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.told import Told
from kiosk.terminal.guidance import Guidance, initials
from kiosk.terminal.pages import Pages
from kiosk.terminal.parts import dialogue_settings

ASSETS = repository_root() / "assets"
CATALOGUE = Catalogue.load(ASSETS)
PROMPTS = Prompts.load(ASSETS / "prompts")
GUIDANCE = Guidance.of(CATALOGUE, PROMPTS)
ITEMS = {i.id: i.name for i in CATALOGUE.all_items.values()}
PAGES = Pages(PROMPTS, ITEMS, {}, tuple(CATALOGUE.items), GUIDANCE)
WITH_GUIDE = [i for i, item in CATALOGUE.all_items.items() if i != "assistance"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("驾驶证", "JSZ"),
        ("补领、换领机动车行驶证", "BLHLJDCXSZ"),
        ("C1驾照", "C1JZ"),
        ("车牌", "CP"),
        ("", ""),
    ],
)
def test_the_first_letters_of_the_pinyin(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("item", WITH_GUIDE)
def test_every_item_has_a_whole_guide(item: str, language: Language) -> None:
    lines = {line.id: line for line in GUIDANCE.lines(item, language)}
    assert {"who", "bring", "takes", "fee", "ends", "law"} <= lines.keys()
    assert all(line.label and all(line.texts) for line in lines.values())
    held = CATALOGUE.all_items[item]
    assert held.window in lines["ends"].texts[0]
    assert lines["law"].texts == held.guide.law  # type: ignore[union-attr]
    assert ("why" in lines) == (held.kind == "handoff")
    assert ("shared" in lines) == (not held.by_officer), "what we get ourselves nobody brings"


def test_what_a_register_tells_is_marked_as_such() -> None:
    shared = next(line for line in GUIDANCE.lines("lic_damaged", "zh") if line.id == "shared")
    assert "驾驶证档案" in shared.texts
    assert shared.note == "数据共享免提交"


def test_every_item_is_found_by_letters_and_by_what_happened() -> None:
    for item in WITH_GUIDE:
        held = CATALOGUE.all_items[item]
        assert held.find.happened, item
        for language in ("zh", "en"):
            spelled = GUIDANCE.spelled(item, language)
            assert spelled, item
            assert all(s == s.upper() and s.isascii() for s in spelled)
    assert any(s.startswith("JZ") for s in GUIDANCE.spelled("lic_lost", "zh")), "驾照 is what people say"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_happened_an_item_helps(language: Language) -> None:
    shown = GUIDANCE.happenings(language)
    assert {c.id for c in shown} == {h for i in CATALOGUE.all_items.values() for h in i.find.happened}
    for choice in shown:
        assert choice.kind == "happened"
        assert choice.label
        helped = GUIDANCE.helped_by(choice.id)
        ours = [not CATALOGUE.all_items[i].by_officer for i in helped]
        assert ours == sorted(ours, reverse=True), "those that are finished here come first"


def test_the_conversation_can_tell_the_guide_aloud() -> None:
    views = dialogue_settings(CATALOGUE, PROMPTS, None).items
    for item in WITH_GUIDE:
        told = views[item].guide
        assert told is not None
        assert told.bring.zh
        assert told.fee.en


def test_the_home_page_has_what_finds_an_item_and_other_pages_have_not() -> None:
    home = PAGES.turn(Show("home", {}, tuple(ITEMS)), State(name=StateName.ASK_NEED), ())
    assert home.happenings
    assert all(c.spelled for c in home.choices if c.id != "assistance")
    clarify = PAGES.turn(Show("clarify", {}, ("lic_lost", "veh_license")), State(name=StateName.CLARIFY), ())
    assert [c.short for c in clarify.choices] == ["驾驶证丢了", "行驶证要补换"]
    assert not clarify.happenings


def test_an_officers_guide_says_so_on_its_button() -> None:
    def button(item: str) -> str:
        state = State(name=StateName.GUIDE, item=item)
        return PAGES.turn(Show("guide", {}, ("confirm", "guide")), state, ()).choices[0].label

    assert (button("lic_damaged"), button("plate_reissue")) == ("现在办", "转给民警")


def test_the_reasons_stand_on_their_page_only_each_with_its_article() -> None:
    told = Told("规定第66条", "驾驶证被扣留。", "The licence is held.")
    state = State(name=StateName.WHY, language="en", item="lic_damaged", reasons=(told,), ended="handed_over")
    lines = PAGES.turn(Show("why", {"window": "3"}, ("finish",)), state, ()).reasons
    assert [(line.text, line.basis, line.holds) for line in lines] == [
        ("The licence is held.", "规定第66条", False)
    ]
    assert PAGES.turn(Show("handover"), state, ()).reasons == ()


def test_the_stages_tell_how_long_they_really_took() -> None:
    state = State(name=StateName.DECIDE, stages={"accept": 0.02, "fill": 1.26})
    stages = PAGES.turn(Show("checking", {"done": "fill"}), state, ()).stages
    assert [s.took for s in stages] == ["不到0.1秒", "1.3秒", "", "", ""]


def test_the_cover_tells_nothing_not_even_the_item() -> None:
    state = State(name=StateName.CONFIRM_FIELDS, item="no_crime")
    PAGES.turn(Show("confirm_fields"), state, ())
    PAGES.heard("毛晓燕")
    view = PAGES.turn(Show("cover", {}, ("wait",)), state, ())
    assert (view.fields, view.heard, view.item) == ((), "", "")
    assert "犯罪" not in repr(view.subtitle + view.title + view.hint)


def test_the_aids_are_laid_over_the_page_that_is_there() -> None:
    state = State(name=StateName.CONFIRM_ITEM, item="lic_lost", aids=frozenset({"contrast"}))
    before = PAGES.turn(
        Show("confirm_item", {}, ("confirm",)), State(**{**vars(state), "aids": frozenset()}), ()
    )
    view = PAGES.look(state)
    assert (view.contrast, view.low, view.calm) == (True, False, False)
    assert (view.page, view.choices, view.caption) == (before.page, before.choices, before.caption)
    assert {a.id: a.on for a in view.aids} == {"contrast": True, "low": False, "calm": False}
    assert PAGES.turn(Show("notice"), state, ()).contrast, "the next page helps as well"
    PAGES.forget()
    assert not PAGES.standby("zh").contrast
