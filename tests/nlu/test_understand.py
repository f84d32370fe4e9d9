"""Single sentences: what each feature is for."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.understand import Understander

OUTCOMES = {"item", "handoff", "command", "ask", "emergency", "none"}


def test_every_sentence_of_an_item_reaches_it(understander: Understander, catalogue: Catalogue) -> None:
    for item in catalogue.all_items.values():
        if item.sentences:
            for sentence in (*item.sentences, item.name.zh):
                assert understander.understand(sentence).id == item.id, sentence


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("驾驶证坏了", "lic_damaged"),
        ("驾照字都掉了", "lic_damaged"),
        ("驾照掉了", "lic_lost"),
        ("C1证丢了", "lic_lost"),
        ("续驾照", "lic_expiry"),
        ("六年到了换十年的", "lic_expiry"),
        ("体检做好了，来换到期的驾照", "lic_expiry"),
        ("阿拉驾照落脱嘞", "lic_lost"),
        ("駕照遺失了", "lic_lost"),
        ("驾 照 丢 了 ！", "lic_lost"),
        ("行驶证丢了", "veh_license"),
        ("我改名字了，驾照要换", "lic_info"),
        ("把A2降成C1", "lic_downgrade"),
        ("外地驾照换成宁波的", "lic_transfer"),
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
        ("身份证没丢，驾照丢了", "lic_lost"),
        ("字掉色了，还有四年才到期的驾照", "lic_damaged"),
        ("是不是驾照到期了", "lic_expiry"),
        ("不是驾照，是行驶证丢了", "veh_license"),
        ("开没有犯罪记录的证明", "no_crime"),
    ],
)
def test_what_is_denied_does_not_count(understander: Understander, said: str, item: str) -> None:
    assert understander.understand(said).id == item


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("我没说驾照坏了", "lic_damaged"),
        ("不办遗失补证", "lic_lost"),
        ("不是驾驶证损毁换证", "lic_damaged"),
        ("我不是要办居住证签注", "residence"),
        ("不用补驾照", "lic_lost"),
    ],
)
def test_what_is_only_denied_is_a_no(understander: Understander, said: str, never: str) -> None:
    found = understander.understand(said)
    assert found.id != never
    assert never not in {c.id for c in found.candidates}
    assert (found.outcome, found.id) == ("command", "deny")


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("架照丢了", "lic_lost"),
        ("驾使证到期了要换", "lic_expiry"),
        ("我的架势证损坏了要换一本", "lic_damaged"),
        ("办一下驾驶证遗失捕证", "lic_lost"),
        ("驾驶症期满换正", "lic_expiry"),
        ("形式证丢了补一本", "veh_license"),
        ("剧住证到期了要签注", "residence"),
    ],
)
def test_a_misheard_word_is_understood(understander: Understander, said: str, item: str) -> None:
    found = understander.understand(said)
    assert found.id == item or item in {c.id for c in found.candidates[:3]}, found


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("我要换驾照", {"lic_expiry", "lic_damaged"}),
        ("驾照", {"lic_damaged", "lic_lost", "lic_expiry"}),
        ("驾照过期了", {"lic_expiry", "lic_restore"}),
        ("证丢了", {"lic_lost", "veh_license", "idcard_reissue"}),
        ("过期了", {"lic_expiry", "residence", "idcard_reissue"}),
        ("来签注的", {"residence", "exit_entry"}),
    ],
)
def test_what_is_open_is_asked(understander: Understander, said: str, items: set[str]) -> None:
    found = understander.understand(said)
    assert found.outcome == "ask"
    assert found.id is None
    assert items <= {c.id for c in found.candidates}
    assert len(found.candidates) <= 5


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("补驾照，顺便把行驶证也补一本", ["lic_lost", "veh_license"]),
        ("居住证签注，另外开个无犯罪证明", ["residence", "no_crime"]),
        ("驾照和行驶证都丢了", ["lic_lost", "veh_license"]),
    ],
)
def test_two_requests_are_asked_with_both(understander: Understander, said: str, ids: list[str]) -> None:
    found = understander.understand(said)
    assert found.outcome == "ask"
    assert [c.id for c in found.candidates] == ids
    assert found.values["two"] == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "教师资格证掉了哪里补",
        "考驾照怎么报名",
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
def test_what_is_not_ours_is_nothing_to_act_on(understander: Understander, said: str) -> None:
    assert understander.understand(said).outcome in ("none", "command", "ask")
    assert understander.understand(said).id in (None, "confirm", "repeat")


def test_another_office_is_pointed_to(understander: Understander) -> None:
    found = understander.understand("我的社保卡丢了怎么补")
    assert (found.outcome, found.id) == ("none", None)
    assert "社保" in found.values["pointer"]


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("给我爸补驾照", "我爸"),
        ("我妈的驾照丢了", "我妈"),
        ("替老公办驾驶证期满换证", "老公"),
        ("我老婆把我的驾照洗坏了", None),
        ("帮我补驾照", None),
        ("我驾照被孩子撕坏了", None),
    ],
)
def test_for_whom(understander: Understander, said: str, whom: str | None) -> None:
    found = understander.understand(said)
    assert found.outcome == "item"
    assert found.values.get("for") == whom


@pytest.mark.parametrize(
    ("said", "outcome", "item", "disqualifier"),
    [
        ("我是香港人，驾驶证丢了要补", "item", "lic_lost", "hk_mo_tw"),
        ("公司的车行驶证丢了要补", "item", "veh_license", "unit"),
        ("我是外国人，要开无犯罪记录证明", "handoff", "no_crime", "foreigner"),
        ("给我老公开无犯罪记录证明", "handoff", "no_crime", "other_person"),
        ("面包车申领免检标志", "item", "veh_mark", "vehicle_kind"),
        ("驾照丢了要补", "item", "lic_lost", None),
    ],
)
def test_what_makes_it_an_officers(
    understander: Understander, said: str, outcome: str, item: str, disqualifier: str | None
) -> None:
    found = understander.understand(said)
    assert (found.outcome, found.id) == (outcome, item)
    assert found.values.get("disqualifier") == disqualifier


def test_every_phrase_of_a_command_is_that_command(understander: Understander) -> None:
    phrases = understander.command_phrases()
    assert len(phrases) == 22
    for command, said in phrases.items():
        for phrase in said:
            found = understander.understand(phrase)
            assert (found.outcome, found.id) == ("command", command), phrase


@pytest.mark.parametrize(
    "said",
    [
        "对不起",
        "对了吗",
        "是什么",
        "可以明天来吗",
        "我是王芳",
        "不好说",
        "部队",
        "无队",
        "is that right",
        "am I right",
        "not right",
    ],
)
def test_a_yes_takes_the_whole_sentence(understander: Understander, said: str) -> None:
    assert understander.understand(said).id != "confirm"


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("对对对", "confirm"),
        ("嗯，是的，没错", "confirm"),
        ("不是不是，错了", "deny"),
        ("转人共", "staff"),
        ("驾照丢了，我要转人工", "staff"),
        ("有没有人啊", "staff"),
    ],
)
def test_short_answers(understander: Understander, said: str, command: str) -> None:
    assert understander.understand(said).id == command


@pytest.mark.parametrize("said", ["救命啊", "有人晕倒了", "快报警有人打架", "楼上着火了", "我刚刚被人抢了"])
def test_an_emergency_is_heard(understander: Understander, grammar_alone: Understander, said: str) -> None:
    assert understander.understand(said).outcome == "emergency"
    assert grammar_alone.understand(said).outcome == "emergency"


@pytest.mark.parametrize(
    "said", ["驾照掉河里了", "去年被抢了驾照要补", "驾照烧坏了", "我要拿报警回执", "救命稻草啊终于办好了"]
)
def test_what_only_sounds_like_an_emergency(understander: Understander, said: str) -> None:
    assert understander.understand(said).outcome != "emergency"


@pytest.mark.parametrize(
    ("said", "item"),
    [("I lost my driving licence", "lic_lost"), ("my residence permit needs to be renewed", "residence")],
)
def test_english(understander: Understander, said: str, item: str) -> None:
    found = understander.understand(said)
    assert found.id == item or item in {c.id for c in found.candidates[:3]}, found


def test_the_best_reading_counts(understander: Understander) -> None:
    assert understander.understand_best([("驾照丢了", -3.0), ("价格", -9.0)]).id == "lic_lost"
    assert understander.understand_best([]).outcome == "none"
    assert understander.understand_best([("驾照丢了", -math.inf)]).outcome in ("item", "none")


def test_a_second_reading_may_ask_but_never_act(understander: Understander) -> None:
    found = understander.understand_best([("我想吃面条", -1.0), ("驾照丢了", -1.5)])
    assert (found.outcome, [c.id for c in found.candidates]) == ("ask", ["lic_lost"])


def test_readings_that_disagree_are_asked_about(understander: Understander) -> None:
    found = understander.understand_best([("驾照坏了", -1.0), ("驾照丢了", -1.5)])
    assert (found.outcome, {c.id for c in found.candidates}) == ("ask", {"lic_damaged", "lic_lost"})


def test_together_is_as_one_by_one(understander: Understander) -> None:
    texts = ["驾照丢了", "今天天气怎么样", "转人工", "补驾照，顺便把行驶证也补一本", ""]
    assert understander.understand_all(texts) == [understander.understand(t) for t in texts]


def test_it_can_say_why(understander: Understander) -> None:
    lines = understander.explain("驾照不是丢了，是坏了")
    negated = {line["term"]: line["negated"] for line in lines if line["step"] == "condition"}
    assert negated["坏了"] is False
    assert any(negated[term] for term in negated if "丢" in term)
    assert next(line["behind"] for line in lines if line["step"] == "learned") == 0
    assert lines[-1]["outcome"] == "item"
    assert lines[-1]["why"]


def test_an_officers_new_sentence_counts_at_once(
    understander: Understander,
    catalogue: Catalogue,
    words,
    learned,  # type: ignore[no-untyped-def]
) -> None:
    said = "我那个方向盘许可坏菜了"
    before = understander.understand(said)
    assert before.id != "lic_damaged"
    item = catalogue.items["lic_damaged"]
    items = {**catalogue.items, item.id: replace(item, sentences=(*item.sentences, said))}
    taught = Understander(replace(catalogue, items=items), words, learned)
    assert taught.understand(said).id == "lic_damaged"
    near = taught.understand("我的那个方向盘许可坏菜了啊")
    assert near.id == "lic_damaged" or "lic_damaged" in {c.id for c in near.candidates}


def test_the_recogniser_gets_whole_sentences(understander: Understander) -> None:
    sentences = understander.prompt_sentences()
    assert any("驾照" in s for s in sentences)
    assert any("驾驶证" in s for s in sentences)
    assert all(len(s) >= 5 for s in sentences)


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="驾照丢了坏不是没居住证行驶，。 aC1还要和都", max_size=20))
def test_nothing_said_ever_breaks_it(
    understander: Understander, grammar_alone: Understander, said: str
) -> None:
    for door in (understander, grammar_alone):
        found = door.understand(said)
        assert found.outcome in OUTCOMES
        assert (found.id is None) == (found.outcome in ("ask", "none"))
        assert len(found.candidates) <= 5
        assert all(0 <= c.confidence <= 1.0001 for c in found.candidates)
        door.explain(said)
