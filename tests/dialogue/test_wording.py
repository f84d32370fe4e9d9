"""How 小智 talks, by the desk's wording rules: short, kind, one thing at a time, no number of a person."""

from __future__ import annotations

import re

import pytest

from kiosk.terminal.parts import NOT_SPOKEN
from tests.dialogue.building import PROMPTS

KEYS = sorted(PROMPTS.keys())
SPOKEN = [k for k in KEYS if k.split(".")[0] not in NOT_SPOKEN]
#: Characters a sentence may have; what is put in for `{…}` isn't counted (an item's name has up to ten).
MOST = 20
#: The part of a page that the law wants whole (PIPL 17).
LEGAL = {"page.notice.hint"}
JARGON = (
    "第六十",
    "条例",
    "法规",
    "依照",
    "予以",
    "申领",
    "核发",
    "受理",
    "审批",
    "主体",
    "逾期",
    "机动车驾驶人",
    "相关规定",
)
#: How a sentence tells what comes next: it asks, it says what to do, or it says what is being done.
NEXT = re.compile(
    r"[？?]|请|可以|说转人工|正在|马上|我来|我看|我会|我等|再见|稍等|好的|办好|收到|人来|工作人员|再放|先办"
)
#: Explanations that are never said alone: what comes next follows in the same breath.
LED = re.compile(r"^(handover\.(because\..*|why|cause\..*|reason)|slot\.read_back)$")
#: An instruction begins with 请 and then what to do, or offers another way.
INSTRUCTION = re.compile(r"^(\{\w+\})?(请|也可以|您可以|还可以|需要帮忙|再|好的)")


def ways(key: str, language: str) -> list[str]:
    blank = dict.fromkeys(PROMPTS.placeholders(key), "{…}")
    return [PROMPTS.text(key, language, variant=v, **blank) for v in range(PROMPTS.ways(key))]  # type: ignore[arg-type]


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"[。！？；!?]", text) if s.strip()]


@pytest.mark.parametrize("key", SPOKEN)
def test_a_sentence_is_short(key: str) -> None:
    for text in ways(key, "zh"):
        for sentence in sentences(text):
            bare = sentence.replace("{…}", "").replace("“", "").replace("”", "")
            assert len(bare) <= MOST, sentence
        assert len(sentences(text)) <= (4 if key.startswith("result.") else 3), text


@pytest.mark.parametrize("key", SPOKEN)
def test_it_says_what_to_do_or_what_comes_next(key: str) -> None:
    if LED.match(key):
        return
    for text in ways(key, "zh"):
        assert NEXT.search(text), text


@pytest.mark.parametrize("key", SPOKEN)
def test_an_instruction_begins_with_what_to_do(key: str) -> None:
    for text in ways(key, "zh"):
        for part in re.split(r"[。！？；，]", text):
            at = part.find("请")
            assert at <= 0 or INSTRUCTION.match(part), part


@pytest.mark.parametrize("key", KEYS)
def test_nobody_is_addressed_rudely_or_in_the_words_of_the_law(key: str) -> None:
    for text in ways(key, "zh"):
        assert "你" not in text, text
        if key not in LEGAL and not key.startswith(("stage.", "label.touch.stage")):
            assert not [word for word in JARGON if word in text], text
            assert not re.search(r"第[一二三四五六七八九十百0-9]+条", text), text


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_are_there_and_are_themselves(key: str) -> None:
    for variant in range(PROMPTS.ways(key)):
        blank = dict.fromkeys(PROMPTS.placeholders(key), "")
        zh = PROMPTS.text(key, "zh", variant=variant, **blank)
        en = PROMPTS.text(key, "en", variant=variant, **blank)
        assert not re.search(r"[\u4e00-\u9fff]", en) or key == "button.language", en
        assert zh.strip() or PROMPTS.placeholders(key), key
        assert en.strip() or PROMPTS.placeholders(key), key


@pytest.mark.parametrize("key", KEYS)
def test_no_number_of_a_person_and_none_is_asked_to_be_put_in(key: str) -> None:
    for text in (*ways(key, "zh"), *ways(key, "en")):
        assert not re.search(r"[0-9]{6,}", text), text
    assert not PROMPTS.placeholders(key) & {"id_number", "number", "name", "address"}


@pytest.mark.parametrize("key", SPOKEN)
def test_english_is_short_too(key: str) -> None:
    for text in ways(key, "en"):
        for sentence in sentences(re.sub(r"\.(\s|$)", "。", text)):
            assert len(sentence.split()) <= 16, sentence


def test_the_questions_sound_otherwise_at_the_second_and_third_asking() -> None:
    for key in KEYS:
        if key.startswith("slot.ask.") or key in ("need.ask", "item.confirm", "need.clarify", "need.apart"):
            assert len(set(ways(key, "zh"))) == 3, key
