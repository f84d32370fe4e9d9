"""Chinese text to words to phonemes: numbers as a hall says them, sounds as the model was trained on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root
from kiosk.speech.lexicon import Lexicon, load_lexicon
from kiosk.speech.types import SpeechError
from kiosk.speech.zh_phonemes import Phonemiser, load_pinyin_table
from kiosk.speech.zh_text import SpokenForms, TextReader, load_spoken_forms
from kiosk.terminal.fixed import UNMADE, spoken_texts

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
        ("请马上拨打110。", "请马上拨打幺幺零。"),
        ("打120或119", "打幺二零或幺幺九"),
        ("报警电话是110，不是110元", "报警电话是幺幺零，不是一百一十元"),
        ("交管12123", "交管幺二幺二三"),
        ("拨打12345热线", "拨打幺二三四五热线"),
        ("手机13800138000", "手机幺三八，零零幺三，八零零零"),
        ("车牌浙B·12345", "车牌浙B幺二三四五"),
        ("车牌浙B·D1234", "车牌浙BD幺二三四"),
        ("尾号001X", "尾号零零幺X"),
        ("尾号是1234", "尾号是幺二三四"),
        ("12.50元", "十二点五元"),
        ("¥1,234.00", "一千二百三十四元"),
        ("30分钟，10%", "三十分钟，百分之十"),
        ("有效期12年", "有效期十二年"),
        ("2026年11月", "二零二六年十一月"),
        ("2026-11", "二零二六年十一月"),
        ("2025.1.3", "二零二五年一月三日"),
        ("4号窗口", "四号窗口"),
        ("2月2日", "二月二日"),
        ("2吨，2米，2人", "两吨，两米，两人"),
        ("301室", "三零一室"),
        ("3:1", "三比一"),
        ("60km/h", "六十公里每小时"),
        ("24:00", "二十四点"),
    ],
)
def test_numbers_are_said_as_a_hall_says_them(forms: SpokenForms, written: str, spoken: str) -> None:
    assert TextReader(forms).read(written) == spoken


def test_an_id_number_is_never_spoken(forms: SpokenForms) -> None:
    said = TextReader(forms).read("号码11010519491231002X，请核对")
    assert said == "号码，请核对"


def test_every_syllable_and_sentence_sounds_as_in_misaki(forms: SpokenForms) -> None:
    """726 lines recorded from misaki 0.9.4; our own readings are switched off to compare."""
    plain = Phonemiser(TABLE, forms.model_copy(update={"lexicon": Lexicon()}))
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
    lexicon = forms.lexicon
    alone = [(s,) for s in [*lexicon.surnames.values(), *(c.say for c in lexicon.contexts)]]
    for syllables in [*lexicon.words.values(), *forms.letters.values(), *alone]:
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


_MARKED = re.compile(r"(.)\(([a-z]+\d)\)")
POLYPHONES = [
    line
    for line in (Path(__file__).parent / "zh_polyphones.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def say(forms: SpokenForms) -> Phonemiser:
    return Phonemiser(TABLE, forms)


def _read(say: Phonemiser, marked: str) -> list[tuple[str, str, str]]:
    """(character, meant, said) of every marked character."""
    text = "".join(re.findall(r"[\u4e00-\u9fff]", _MARKED.sub(r"\1", marked)))
    said = say.pinyin(_MARKED.sub(r"\1", marked))
    assert len(said) == len(text)
    places = []
    for found in _MARKED.finditer(marked):
        at = len(re.findall(r"[\u4e00-\u9fff]", marked[: found.start()]))
        places.append((found[1], found[2], said[at]))
    return places


def test_polyphones_are_read_as_the_gold_list_says(say: Phonemiser) -> None:
    """Sentences of the house and beyond, written by hand."""
    marks = [(line, *mark) for line in POLYPHONES for mark in _read(say, line)]
    assert len(POLYPHONES) >= 150
    assert [m for m in marks if m[2] != m[3]] == []


def test_a_surname_is_one_only_before_a_title(say: Phonemiser) -> None:
    assert say.pinyin("单女士您好")[0] == "shan4"
    assert say.pinyin("任建国先生您好")[0] == "ren2"
    assert say.pinyin("单位的女士")[0] == "dan1"
    assert say.pinyin("您好，曾先生")[2] == "zeng1"


@pytest.mark.parametrize(
    "bad",
    [
        "words: {重来: [chong2]}",
        "contexts: [{pattern: '重来', say: chong2}]",
        "contexts: [{pattern: '(重', say: chong2}]",
        "word: {}",
    ],
)
def test_a_bad_lexicon_is_refused_with_its_name(tmp_path: Path, bad: str) -> None:
    (tmp_path / "lexicon.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(SpeechError, match=r"lexicon\.yaml"):
        load_lexicon(tmp_path / "lexicon.yaml")


def test_every_spoken_prompt_becomes_syllables_and_no_digit_is_left(
    forms: SpokenForms, say: Phonemiser, caplog: pytest.LogCaptureFixture
) -> None:
    assets = repository_root() / "assets"
    texts = spoken_texts(Catalogue.load(assets), Prompts.load(assets / "prompts"), "zh")
    reader = TextReader(forms)
    assert len(texts) > 300
    for text in texts:
        read = reader.read(text.replace(UNMADE, "A017"))
        assert not re.search(r"\d", read), read
        assert say(read)
    assert "left out" not in caplog.text
