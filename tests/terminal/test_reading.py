"""Values out of words for the slots of the real items, by the real lists."""

from __future__ import annotations

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.dialogue.slot import Slot
from kiosk.terminal.parts import dialogue_settings
from kiosk.terminal.reading import WordReader, by_sound

ASSETS = Paths.default().assets
READER = WordReader.load(ASSETS)
SETTINGS = dialogue_settings(Catalogue.load(ASSETS), Prompts.load(ASSETS / "prompts"), None, READER)
DAY = "2026-01-05"
WORDS = {"lic_lost": ("丢了", "丢"), "lic_damaged": ("坏了", "坏"), "lic_expiry": ("到期",)}
OFFERED = (("lic_lost", "遗失补证"), ("lic_damaged", "损毁换证"), ("lic_expiry", "期满换证"))


def slots(item: str) -> dict[str, Slot]:
    return {s.name: s for s in SETTINGS.items[item].slots}


def answer(item: str, name: str, text: str, held: dict[str, str] | None = None) -> dict[str, str]:
    own = slots(item)
    found = READER.answer(own[name], tuple(own.values()), held or {}, text, DAY)
    return {n: h.value for n, h in found.items()}


@pytest.mark.parametrize(
    ("item", "name", "text", "value"),
    [
        ("truck_pass", "plate", "浙B一二三四五", "浙B12345"),
        ("truck_pass", "plate", "车牌是浙逼幺二三四五", "浙B12345"),
        ("truck_pass", "zone", "要进三江口那边", "core"),
        ("truck_pass", "zone", "第二个", "centre"),
        ("truck_pass", "zone", "不是核心区，是北仑", "beilun"),
        ("truck_pass", "pass_from", "明天开始", "2026-01-06"),
        ("lic_postpone", "postpone_reason", "我在部队", "military"),
        ("lic_postpone", "postpone_reason", "人在国外", "abroad"),
        ("lic_postpone", "postpone_reason", "不是出国，是当兵", "military"),
        ("lic_postpone", "postpone_until", "延到明年六月", "2027-06-30"),
        ("lic_downgrade", "target_class", "降到C一", "C1"),
        ("lic_downgrade", "target_class", "小汽车", "C1"),
        ("no_crime", "purpose", "单位入职要的", "work"),
        ("no_crime", "purpose", "办签证", "abroad"),
        ("veh_license", "vehicle_matter", "落脱嘞", "lost"),
        ("residence", "moved", "都没变", "no"),
        ("residence", "moved", "搬家了", "yes"),
    ],
)
def test_an_answer(item: str, name: str, text: str, value: str) -> None:
    assert answer(item, name, text)[name] == value


@pytest.mark.parametrize(
    ("item", "name", "text"),
    [
        ("truck_pass", "plate", "我不记得了"),
        ("truck_pass", "zone", "随便"),
        ("lic_postpone", "postpone_until", "还不知道"),
        ("lic_downgrade", "target_class", "大车"),
        ("residence", "moved", "什么意思"),
    ],
)
def test_what_says_nothing_is_no_answer(item: str, name: str, text: str) -> None:
    assert name not in answer(item, name, text)


def test_a_period_fills_both_ends_and_a_length_counts_from_its_beginning() -> None:
    both = answer("truck_pass", "pass_from", "从一月十号到二月十号")
    assert both == {"pass_from": "2026-01-10", "pass_to": "2026-02-10"}
    held = {"pass_from": "2026-02-01"}
    assert answer("truck_pass", "pass_to", "一个月", held) == {"pass_to": "2026-02-28"}
    assert answer("truck_pass", "pass_to", "到三月五号", held) == {"pass_to": "2026-03-05"}


@pytest.mark.parametrize("text", ["到明念六月", "到明年留月", "道明年六月"])
def test_a_day_that_only_its_sound_tells_is_read_and_is_doubtful(text: str) -> None:
    own = slots("lic_postpone")
    found = READER.answer(own["postpone_until"], tuple(own.values()), {}, text, DAY)["postpone_until"]
    assert found.value == "2027-06-30"
    assert found.confidence < 0.9 or text.startswith("道")


def test_by_sound_touches_nothing_that_fits() -> None:
    assert by_sound("明念留月", "年月六明") == "明年六月"
    assert by_sound("abc 一", "一") == "abc 一"


def test_by_the_way_only_what_is_plain() -> None:
    own = tuple(slots("lic_postpone").values())
    told = READER.mentioned(own, "我在国外，驾照下个月到期，想延期", DAY)
    assert {n: h.value for n, h in told.items()} == {"postpone_reason": "abroad"}, (
        "the day is of something else"
    )
    plate = READER.mentioned(tuple(slots("truck_pass").values()), "浙B12345，要进城，明天起一个月", DAY)
    assert set(plate) == {"plate", "pass_from", "pass_to"}


def test_what_is_called_wrong() -> None:
    own = tuple(slots("truck_pass").values())
    assert READER.wrong(own, "车牌不对") == ("plate",)
    assert READER.wrong(own, "地址错了") == ("card",)
    assert READER.wrong(own, "名字弄错了") == ("card",)
    assert READER.wrong(own, "地址是对的") == ()
    assert READER.wrong(own, "不对") == ()


def test_a_correction_by_place_leaves_a_choice_alone() -> None:
    own = slots("truck_pass")
    asked = (own["plate"], own["zone"])
    held = {"plate": "浙B12345", "zone": "core"}
    found = READER.corrected(asked, held, "第三位是九", DAY)
    assert {n: h.value for n, h in found.items()} == {"plate": "浙B92345"}
    assert READER.corrected(asked, held, "第二个", DAY) == {}
    named = READER.corrected(asked, held, "不对，是北仑", DAY)
    assert {n: h.value for n, h in named.items()} == {"zone": "beilun"}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("丢了的那个", "lic_lost"),
        ("坏了", "lic_damaged"),
        ("第三个", "lic_expiry"),
        ("下面那个", "lic_expiry"),
        ("遗失补证", "lic_lost"),
        ("都不是", None),
        ("丢了还是坏了", None),
    ],
)
def test_which_of_those_that_were_offered(text: str, item: str | None) -> None:
    assert READER.choose(OFFERED, WORDS, text) == item
