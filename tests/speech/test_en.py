"""English: numbers to words, words to the phonemes that the voice was trained on."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.speech.en_phonemes import load_english_words
from kiosk.speech.en_text import cardinal, load_english_forms, ordinal, year
from kiosk.speech.reading import Reading
from kiosk.speech.types import SpeechError
from kiosk.terminal.fixed import UNMADE, spoken_texts
from tests.speech.conftest import ASSETS


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading.load(ASSETS / "speech")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Call 110 now.", "Call one one oh now."),
        ("Your number is A017.", "Your number is  A oh one seven."),
        ("Collect it at window 12.", "Collect it at window twelve."),
        ("From 70 on", "From seventy on"),
        ("within 90 days", "within ninety days"),
        ("on 2026-11-03", "on November third, twenty twenty-six"),
        ("from 07:00 to 16:05", "from seven o'clock to sixteen oh five"),
        ("12.5 yuan, 10%", "twelve point five yuan, ten percent"),
        ("in 2005 or 1999", "in two thousand and five or nineteen ninety-nine"),
        ("the 3rd, the 21st", "the third, the twenty-first"),
        ("call 138-0013-8000", "call one three eight, oh oh one three, eight oh oh oh"),
        ("1,234,567", "one million two hundred and thirty-four thousand five hundred and sixty-seven"),
    ],
)
def test_numbers_as_words(reading: Reading, written: str, spoken: str) -> None:
    assert reading.said(written, "en") == spoken


def test_numbers_alone() -> None:
    assert [cardinal(n) for n in (0, 13, 40, 99, 100, 1005)] == [
        "zero", "thirteen", "forty", "ninety-nine", "one hundred", "one thousand five",
    ]  # fmt: skip
    assert [ordinal(n) for n in (1, 8, 12, 20, 22)] == [
        "first", "eighth", "twelfth", "twentieth", "twenty-second",
    ]  # fmt: skip
    assert [year(n) for n in (1900, 1908, 2000, 2010)] == [
        "nineteen hundred", "nineteen oh eight", "two thousand", "twenty ten",
    ]  # fmt: skip


def test_an_id_number_is_never_spoken(reading: Reading) -> None:
    assert reading.said("It is 11010519491231002X.", "en") == "It is ."


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("the card", "ðə kˈɑɹd"),
        ("the officer", "ði ˈɔfəsəɹ"),
        ("to an office", "tʊ ɐn ˈɔfəs"),
        ("to me", "tə mˌi"),
        ("licences", "lˈIsᵊnsᵻz"),
        ("vehicle's", "vˈiəkᵊlz"),
        ("restored", "ɹəstˈɔɹd"),
        ("accidents", "ˈæksədᵊnts"),
        ("ID", "ˈI dˈi"),
        ("no-crime", "nˌOkɹˈIm"),
        ("Yes, I have.", "jˈɛs, ˌI hˈæv."),
        ("o'clock", "əklˈɑk"),
    ],
)
def test_words_sound_as_they_should(reading: Reading, text: str, phonemes: str) -> None:
    assert reading.phonemes(text, "en") == phonemes


def test_names_are_said_in_mandarin(reading: Reading) -> None:
    assert reading.phonemes("Ningbo", "en") == reading.chinese_sounds("宁波").replace(" ", "")
    assert reading.phonemes("浙", "en") == reading.chinese_sounds("浙")
    assert reading.phonemes("Zhoushan", "en") == "ꭧou→ʂa→n"


def test_what_no_dictionary_has_is_spelled_and_said_so(
    reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "kiosk.speech"):
        assert reading.phonemes("xqv", "en") == "ˈɛks kjˈu vˈi"
    assert "spelled" in caplog.text


def test_every_english_prompt_is_in_the_dictionary(
    reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    texts = spoken_texts(Catalogue.load(ASSETS), Prompts.load(ASSETS / "prompts"), "en")
    assert len(texts) > 300
    for text in texts:
        assert reading.phonemes(text.replace(UNMADE, "A017"), "en")
    assert "spelled" not in caplog.text


def test_bad_data_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("digits: 3")
    (tmp_path / "en.tsv").write_text("oneword")
    with pytest.raises(SpeechError, match=r"en\.yaml"):
        load_english_forms(tmp_path / "en.yaml")
    with pytest.raises(SpeechError, match=r"en\.tsv"):
        load_english_words(tmp_path / "en.tsv")
