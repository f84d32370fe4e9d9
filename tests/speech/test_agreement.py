"""A yes or a no needs a free reading of the same sound that agrees with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.paths import repository_root
from kiosk.speech.agreement import SoundsOf, agrees, alike, contradicted, made_up_for, near, once
from kiosk.speech.types import Hypothesis, SpeechError

SOUNDS = SoundsOf.load(repository_root() / "assets" / "speech" / "agreement.yaml")
PHRASES = {"confirm": ("对", "是的", "没错", "可以", "对没错"), "deny": ("不对", "错了", "不行")}


def readings(*texts: str) -> list[Hypothesis]:
    """Each half as likely as the one before."""
    return [Hypothesis(text, -3.0 - 0.7 * place) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        ("对", ("对", "吹", "吐")),
        ("是的", ("是吧是吧是吧", "是的")),
        ("没错", ("没错", "没有错")),
        ("对没错", ("对没错",)),
        ("没错", ("错", "没错")),
        ("对", ("没错", "对")),
        ("好的", ("靠地", "好嘅")),
        ("可以", ("可以可以",)),
    ],
)
def test_a_yes_that_is_agreed_with(phrase: str, texts: tuple[str, ...]) -> None:
    assert agrees("confirm", phrase, readings(*texts), SOUNDS)


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        ("对", ("部队", "对")),
        ("对", ("对", "不对")),
        ("是的", ("故事", "是的")),
        ("是", ("要是我", "不是")),
        ("对", ("错了", "对")),
        ("可以", ("click",)),
        ("行", ()),
        ("对", ("没有对",)),
    ],
)
def test_a_yes_that_may_be_a_no_or_nothing(phrase: str, texts: tuple[str, ...]) -> None:
    assert not agrees("confirm", phrase, readings(*texts), SOUNDS)


def test_what_sounds_like_a_right_answer_is_one_only_where_that_was_heard() -> None:
    assert not agrees("confirm", "是的", readings("没做", "是的"), SOUNDS)
    assert not agrees("confirm", "对", readings("没有用", "对"), SOUNDS)
    assert agrees("confirm", "没错", readings("没做", "没错"), SOUNDS)


def test_a_no_that_may_be_a_yes_with_a_murmur_before_it() -> None:
    assert agrees("deny", "不对", readings("不对", "部队"), SOUNDS)
    assert agrees("deny", "错了", readings("做的", "错的"), SOUNDS)
    assert not agrees("deny", "不对", readings("不对不对", "罗队罗"), SOUNDS)
    assert not agrees("deny", "不要不要", readings("我要我要我要"), SOUNDS)


@given(st.lists(st.sampled_from(["对", "是的", "好", "嗯", "驾驶证", "行"]), max_size=3))
def test_no_yes_beside_a_reading_that_denies(others: list[str]) -> None:
    for denial in ("不对", "不是的", "部队", "错了", "写错了", "搞错了", "有错", "别", "不用"):
        for place in range(len(others) + 1):
            mixed = readings(*others[:place], denial, *others[place:])
            for phrase in ("对", "没错", "对没错", "是的", "没问题"):
                assert not agrees("confirm", phrase, mixed, SOUNDS), (phrase, denial)


def test_a_phrase_written_out_makes_up_for_a_lead() -> None:
    def ranked(*scores: tuple[str, str, float]) -> list[tuple[str, Hypothesis]]:
        return [(a, Hypothesis(p, s)) for a, p, s in scores]

    short = ranked(("confirm", "是的", 2.5), ("deny", "不是的", 0.5))
    assert made_up_for(short, readings("是的是的是的"), PHRASES, SOUNDS)
    assert not made_up_for(short, readings("试点"), PHRASES, SOUNDS)
    assert not made_up_for(short, readings("是的", "不是的"), PHRASES, SOUNDS)
    level = ranked(("confirm", "是的", 2.5), ("deny", "不是的", 2.0))
    assert not made_up_for(level, readings("是的"), PHRASES, SOUNDS)
    weak = ranked(("confirm", "是的", 0.1), ("deny", "不是的", -3.0))
    assert not made_up_for(weak, readings("是的"), PHRASES, SOUNDS)
    one = ranked(("confirm", "对", 2.5), ("deny", "不对", -3.0))
    assert not made_up_for(one, readings("对"), PHRASES, SOUNDS)
    command = ranked(("staff", "转人工", 2.5), ("deny", "不对", -3.0))
    assert not made_up_for(command, readings("转人工"), {**PHRASES, "staff": ("转人工",)}, SOUNDS)


def test_what_is_said_over_and_over_counts_once() -> None:
    assert [once(t) for t in ("是的是的是", "对", "我要我要我", "不是这样的", "")] == [
        "是的", "对", "我要", "不是这样的", "",
    ]  # fmt: skip


def test_what_is_far_less_likely_tells_nothing() -> None:
    assert near([Hypothesis("对", -1.0), Hypothesis("不对", -5.5)]) == ["对"]
    assert near([]) == []


def test_a_name_that_nobody_wrote_is_not_alike() -> None:
    assert not alike("居住证签注", ["可以", "可以啊"])
    assert alike("我要换驾驶证", ["我要玩家是"])


def test_a_bad_file_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "agreement.yaml"
    bad.write_text("affirming: 3\n", encoding="utf-8")
    with pytest.raises(SpeechError) as error:
        SoundsOf.load(bad)
    assert error.value.code == "speech_data_bad"


COMMANDS = {"louder": ("声音大一点", "听不见"), "elder_mode": ("字大一点",), "wait": ("等一下",)}


@pytest.mark.parametrize(
    ("answer", "said", "texts", "contradiction"),
    [
        ("elder_mode", "字大一点", ("声音大一点",), True),
        ("wait", "我要等一下", ("我要人工服务", "我要人工"), True),
        ("elder_mode", "字大一点", ("子大一点",), False),
        ("louder", "声音大一点", ("声音打一点", "生意"), False),
        ("wait", "我要等一下", ("我要等一下",), False),
        ("wait", "等一下", (), False),
    ],
)
def test_a_command_in_a_loud_hall_that_free_writing_contradicts(
    answer: str, said: str, texts: tuple[str, ...], contradiction: bool
) -> None:
    assert contradicted(answer, said, readings(*texts), COMMANDS) is contradiction
