"""Single sentences: what each feature of the grammar is for."""

from __future__ import annotations

import math

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.understand import Understander


def test_every_sentence_of_an_item_reaches_it(understander: Understander, catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        for sentence in (*item.sentences, item.name.zh):
            assert understander.understand(sentence).id == item.id, sentence


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("驾驶证坏了", "lic_damaged"),
        ("驾照字都掉了", "lic_damaged"),
        ("驾照相片磨没了", "lic_damaged"),
        ("驾照掉了", "lic_lost"),
        ("驾照没了", "lic_lost"),
        ("补驾照", "lic_lost"),
        ("C1证丢了", "lic_lost"),
        ("本子丢了", "lic_lost"),
        ("续驾照", "lic_expiry"),
        ("驾照下个月到期", "lic_expiry"),
        ("期满换证", "lic_expiry"),
        ("六年到了换十年的", "lic_expiry"),
        ("体检做好了，来换到期的驾照", "lic_expiry"),
        ("阿拉驾照落脱嘞", "lic_lost"),
        ("驾照寻勿着", "lic_lost"),
        ("駕照遺失了", "lic_lost"),
        ("驾 照 丢 了 ！", "lic_lost"),
    ],
)
def test_an_item_is_reached(understander: Understander, said: str, item: str) -> None:
    found = understander.understand(said)
    assert (found.outcome, found.id) == ("item", item)


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("驾照不是丢了，是坏了", "lic_damaged"),
        ("驾照不是丢了是坏了", "lic_damaged"),
        ("不是坏也不是丢，就是驾照到期了", "lic_expiry"),
        ("驾照没坏，是丢了", "lic_lost"),
        ("驾照没丢，烂得认不出了", "lic_damaged"),
        ("字掉色了，还有四年才到期的驾照", "lic_damaged"),
        ("是不是驾照到期了", "lic_expiry"),
    ],
)
def test_what_is_denied_does_not_count(understander: Understander, said: str, item: str) -> None:
    assert understander.understand(said).id == item


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("架照丢了", "lic_lost"),
        ("加照掉了", "lic_lost"),
        ("驾使证到期了要换", "lic_expiry"),
        ("我的架势证损坏了要换一本", "lic_damaged"),
        ("办一下驾驶证遗失捕证", "lic_lost"),
        ("驾驶症期满换正", "lic_expiry"),
    ],
)
def test_a_misheard_word_is_found_by_its_sound(understander: Understander, said: str, item: str) -> None:
    assert understander.understand(said).id == item


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("我要换驾照", {"lic_damaged", "lic_lost", "lic_expiry"}),
        ("驾照", {"lic_damaged", "lic_lost", "lic_expiry"}),
        ("驾照坏了也快到期了", {"lic_damaged", "lic_expiry"}),
        ("驾照过期了", {"lic_expiry"}),
        ("证丢了", {"lic_lost"}),
        ("丢了", {"lic_lost"}),
        ("过期了", {"lic_expiry"}),
        ("驾照和身份证都丢了", {"lic_lost"}),
    ],
)
def test_what_is_open_is_asked(understander: Understander, said: str, items: set[str]) -> None:
    found = understander.understand(said)
    assert found.outcome == "ask"
    assert found.id is None
    assert {c.id for c in found.candidates} == items


@pytest.mark.parametrize(
    "said",
    [
        "行驶证丢了",
        "行使证丢了",
        "身份证到期了",
        "车牌坏了",
        "结婚证破了",
        "教师资格证掉了哪里补",
        "国际驾照丢了",
        "驾照过期两年了",
        "驾照被注销了",
        "外地驾照换成宁波的",
        "我改名字了，驾照要换",
        "驾照到期我人在国外，申请延期",
        "把A2降成C1",
        "驾照体检表交哪里",
        "考驾照怎么报名",
        "驾照扣了六分",
        "今天天气怎么样",
        "",
        "，。！",
        "嗯",
        "哈哈哈哈",
        "\u0000\ud83d",
        "123456",
        "x" * 5000,
    ],
)
def test_what_is_not_ours_is_none(understander: Understander, said: str) -> None:
    found = understander.understand(said)
    assert (found.outcome, found.id, found.candidates) == ("none", None, ())


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("给我爸补驾照", "我爸"),
        ("我妈的驾照丢了", "我妈"),
        ("替老公办驾驶证期满换证", "老公"),
        ("老头子的摩托照弄丢了", "老头子"),
        ("我老婆把我的驾照洗坏了", None),
        ("帮我补驾照", None),
        ("我驾照被孩子撕坏了", None),
    ],
)
def test_for_whom(understander: Understander, said: str, whom: str | None) -> None:
    found = understander.understand(said)
    assert found.outcome == "item"
    assert found.values.get("for") == whom


def test_every_phrase_of_a_command_is_that_command(understander: Understander) -> None:
    phrases = understander.command_phrases()
    assert len(phrases) == 15
    for command, said in phrases.items():
        for phrase in said:
            found = understander.understand(phrase)
            assert (found.outcome, found.id) == ("command", command), phrase


@pytest.mark.parametrize(
    "said", ["对不起", "对了吗", "是什么", "好的不用了", "可以明天来吗", "嗯", "我是王芳", "不好说"]
)
def test_a_yes_or_no_takes_the_whole_sentence(understander: Understander, said: str) -> None:
    assert understander.understand(said).id not in ("confirm", "deny")


@pytest.mark.parametrize(
    ("said", "command"),
    [("对对对", "confirm"), ("嗯，是的，没错", "confirm"), ("不是不是，错了", "deny"), ("转人共", "staff")],
)
def test_short_answers(understander: Understander, said: str, command: str) -> None:
    assert understander.understand(said).id == command


def test_an_item_beats_a_command_in_the_same_sentence(understander: Understander) -> None:
    assert understander.understand("驾照看不清了，麻烦等一下").id == "lic_damaged"


def test_the_best_reading_counts(understander: Understander) -> None:
    assert understander.understand_best([("驾照丢了", -3.0), ("价格", -9.0)]).id == "lic_lost"
    assert understander.understand_best([]).outcome == "none"
    assert understander.understand_best([("驾照丢了", -math.inf)]).outcome in ("item", "none")


def test_a_second_reading_may_ask_but_never_act(understander: Understander) -> None:
    found = understander.understand_best([("价格丢了", -1.0), ("驾照丢了", -1.5)])
    assert (found.outcome, [c.id for c in found.candidates]) == ("ask", ["lic_lost"])
    found = understander.understand_best([("没有事情", -1.0), ("是的", -1.1)])
    assert found.outcome != "command" or found.id != "confirm"


def test_readings_that_disagree_are_asked_about(understander: Understander) -> None:
    found = understander.understand_best([("驾照坏了", -1.0), ("驾照丢了", -1.5)])
    assert (found.outcome, {c.id for c in found.candidates}) == ("ask", {"lic_damaged", "lic_lost"})


def test_it_can_say_why(understander: Understander) -> None:
    lines = understander.explain("驾照不是丢了，是坏了")
    negated = {line["term"]: line["negated"] for line in lines if line["step"] == "condition"}
    assert negated["坏了"] is False
    assert any(negated[term] for term in negated if "丢" in term)
    assert lines[-1]["outcome"] == "item"
    assert lines[-1]["why"]


def test_the_recogniser_gets_whole_sentences(understander: Understander) -> None:
    sentences = understander.prompt_sentences()
    assert any("驾照" in s for s in sentences)
    assert any("驾驶证" in s for s in sentences)
    assert all(len(s) >= 5 for s in sentences)
