"""Chinese text to words to phonemes: numbers as a hall says them, sounds as the model was trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.types import SpeechError
from kiosk.speech.zh_phonemes import Phonemiser, load_pinyin_table
from kiosk.speech.zh_text import SpokenForms, TextReader, load_spoken_forms

TABLE = load_pinyin_table(repository_root() / "assets" / "speech" / "pinyin_ipa.yaml")
GOLDEN = [
    line.split("\t")
    for line in (Path(__file__).parent / "misaki_golden.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("请到3号窗口领取", "请到三号窗口领取"),
        ("您的号码是A001", "您的号码是A零零一"),
        ("准驾车型C1", "准驾车型C一"),
        ("车牌浙B12345", "车牌浙B幺二三四五"),
        ("车牌浙BD12345", "车牌浙BD幺二三四五"),
        ("沪AF08668", "沪AF零八六六八"),
        ("请拨打0574-87654321", "请拨打零五七四，八七六五四三二幺"),
        ("电话138-0013-8000", "电话幺三八，零零幺三，八零零零"),
        ("工本费10元", "工本费十元"),
        ("需要2个工作日", "需要两个工作日"),
        ("第2次办理", "第二次办理"),
        ("12个月", "十二个月"),
        ("1-3个工作日", "一到三个工作日"),
        ("2026年1月5日", "二零二六年一月五日"),
        ("有效期至2026-03-27", "有效期至二零二六年三月二十七日"),
        ("07:00到16:30", "七点到十六点半"),
        ("2:05", "两点零五分"),
        ("下午2点", "下午两点"),
        ("年满70周岁", "年满七十周岁"),
        ("一共110", "一共一百一十"),
    ],
)
def test_numbers_are_said_as_a_hall_says_them(forms: SpokenForms, written: str, spoken: str) -> None:
    assert TextReader(forms).read(written) == spoken


def test_an_id_number_is_never_spoken(forms: SpokenForms) -> None:
    said = TextReader(forms).read("号码11010519491231002X，请核对")
    assert said == "号码，请核对"


def test_every_syllable_and_sentence_sounds_as_in_misaki(forms: SpokenForms) -> None:
    """726 lines recorded from misaki 0.9.4; our own readings are switched off to compare."""
    plain = Phonemiser(TABLE, forms.model_copy(update={"readings": {}}))
    wrong = [
        text
        for kind, text, phonemes in GOLDEN
        if (TABLE.phonemes(text) if kind == "syllable" else plain(text)) != phonemes
    ]
    assert len(GOLDEN) > 700
    assert wrong == []


def test_the_halls_own_readings_win(forms: SpokenForms) -> None:
    say = Phonemiser(TABLE, forms)
    assert say("重来").startswith(TABLE.phonemes("chong2"))
    assert TABLE.phonemes("xing2") in say("行驶证")
    assert say("A") == TABLE.phonemes("ei1")
    assert say("c") == TABLE.phonemes("xi1")


def test_every_reading_and_letter_can_be_spoken(forms: SpokenForms) -> None:
    for syllables in [*forms.readings.values(), *forms.letters.values()]:
        for syllable in syllables:
            assert TABLE.phonemes(syllable)
    assert sorted(forms.letters) == [chr(c) for c in range(ord("A"), ord("Z") + 1)]


@pytest.mark.parametrize("bad", ["", "xx1", "ma", "ma9", "b1"])
def test_what_is_no_mandarin_syllable_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        TABLE.phonemes(bad)


def test_bad_data_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("letters: 3")
    with pytest.raises(SpeechError, match=r"x\.yaml"):
        load_spoken_forms(tmp_path / "x.yaml")
    with pytest.raises(SpeechError, match=r"x\.yaml"):
        load_pinyin_table(tmp_path / "x.yaml")
