"""What is read back, free sentences with several values, options with words of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.nlu.errors import NluError
from kiosk.nlu.value import Kind, Option, read_value, read_values
from kiosk.nlu.value.lexicon import default_lexicon, load

TODAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("kind", "said", "read_back"),
    [
        ("phone", "一三八零零一三八零零零", "138-0013-8000"),
        ("plate", "浙逼一二三四五", "浙 B 1 2 3 4 5"),
        ("id_tail", "零零一叉", "证件尾号0 0 1 X"),
        ("date", "八八年六月一号", "1988年6月1日"),
        ("date", "八八年六月", "1988年6月"),
        ("period", "明天起一个月", "2026年3月20日到2026年4月19日"),
        ("classes", "E和C1", "C1、E"),
        ("months", "一年半", "1年半"),
        ("months", "半年", "半年"),
        ("months", "三个月", "3个月"),
        ("amount", "三块五", "3.5元"),
        ("amount", "两百五", "250元"),
        ("reason", "我在部队", "服兵役"),
        ("yes_no", "勿对", "不是"),
    ],
)
def test_read_back(kind: Kind, said: str, read_back: str) -> None:
    found = read_value(kind, said, today=TODAY)
    assert found is not None
    assert found.read_back == read_back


def test_a_whole_id_number_is_never_read_back() -> None:
    found = read_value("correction", "倒数第二位是二", today=TODAY, before="11010519491231001X")
    if found is not None:
        assert "110105" not in found.read_back.replace(" ", "")


def test_a_corrected_id_number_must_check() -> None:
    assert read_value("correction", "第十位是八", today=TODAY, before="11010519491231002X") is None


def test_one_sentence_fills_several_slots() -> None:
    said = "车牌浙B12345，从四月一号到四月十号，电话一三八零零一三八零零零"
    found = {one.kind: one.value for one in read_values(said, TODAY)}
    assert found == {
        "plate": "浙B12345",
        "period": {"from": "2026-04-01", "to": "2026-04-10"},
        "phone": "13800138000",
    }


def test_values_come_in_the_order_they_were_said() -> None:
    said = "我出国了，想延一年，电话13800138000"
    found = read_values(said, TODAY)
    assert [one.kind for one in found] == ["reason", "months", "phone"]
    assert said[slice(*found[2].span)] == "13800138000"


def test_small_talk_has_no_values() -> None:
    assert read_values("你好，我想换驾照", TODAY) == ()


def test_options_may_bring_their_own_words() -> None:
    options = (Option("普通窗口", words=("人工",)), Option("自助机", words=("机器",)))
    found = read_value("choice", "就在机器上办", today=TODAY, options=options)
    assert found is not None
    assert found.value == 1
    assert found.read_back == "自助机"


def test_no_options_no_choice() -> None:
    assert read_value("choice", "第一个", today=TODAY) is None


def test_the_span_is_that_of_the_raw_text() -> None:
    said = "我的電話是１３８００１３８０００"
    found = read_value("phone", said, today=TODAY)
    assert found is not None
    assert said[slice(*found.span)] == "１３８００１３８０００"


def test_a_homophone_is_less_sure() -> None:
    sure = read_value("id_tail", "一三五六", today=TODAY)
    heard = read_value("id_tail", "腰三五六", today=TODAY)
    assert sure is not None
    assert heard is not None
    assert sure.value == heard.value
    assert heard.confidence < sure.confidence


def test_a_bad_word_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "speech.yaml").write_text("restarts: 3", encoding="utf-8")
    with pytest.raises(NluError, match=r"speech\.yaml"):
        load(tmp_path)


def test_every_homophone_counts_beside_digits() -> None:
    """Each word of the data, in the middle of a mobile number, is its digit."""
    for table in (default_lexicon().digit_words.homophones, default_lexicon().digit_words.weak):
        for digit, words in table.items():
            for word in words if digit != "X" else ():
                found = read_value("phone", f"一三八零零{word}三八零零零", today=TODAY)
                assert found is not None, word
                assert found.value == f"13800{digit}38000", word


def test_every_letter_name_counts_after_the_province() -> None:
    plates = default_lexicon().plates
    for letter, names in plates.letters.items():
        for name in names if letter not in "IO" else ():
            if plates.first_letters.get(name, letter) != letter:
                continue
            found = read_value("plate", f"苏{name}12345", today=TODAY)
            assert found is not None, name
            assert found.value == f"苏{letter}12345", name


def test_every_class_name_is_its_code() -> None:
    for code, names in default_lexicon().classes.names.items():
        for name in names:
            found = read_value("classes", f"我是{name}", today=TODAY)
            assert found is not None, name
            assert found.value == code, name
