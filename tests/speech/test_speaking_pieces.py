"""Where a text is cut, so that its first sound comes early."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.text import Language
from kiosk.speech.sentences import Cutter, load_piece_rules, pause_after, sentences
from kiosk.speech.types import SpeechError
from tests.speech.conftest import ASSETS

CUTTER = Cutter(load_piece_rules(ASSETS / "speech" / "pieces.yaml"))


@pytest.mark.parametrize(
    ("text", "language", "cut"),
    [
        ("办好了。请到3号窗口领取。", "zh", ["办好了。", "请到3号窗口领取。"]),
        ("真的吗？！好。", "zh", ["真的吗？！", "好。"]),
        ("他说：“好。”再见！", "zh", ["他说：“好。”再见！"]),
        ("。。。", "zh", []),
        ("It is done. Collect it at window 3.", "en", ["It is done.", "Collect it at window 3."]),
        ("It costs 12.5 yuan.", "en", ["It costs 12.5 yuan."]),
    ],
)
def test_sentences(text: str, language: Language, cut: list[str]) -> None:
    assert sentences(text, language) == cut


@pytest.mark.parametrize(
    ("sentence", "pieces"),
    [
        ("请稍等，马上好。", ("请稍等，马上好。",)),
        ("您的号码是A001。", ("您的号码是", "A001。")),
        ("请工作人员来帮您，请稍等一会儿。", ("请工作人员来帮您，", "请稍等一会儿。")),
        (
            "您要办机动车驾驶证损毁换证，还有货车进城通行证，对吗？",
            ("您要办", "机动车驾驶证损毁换证，", "还有货车进城通行证，对吗？"),
        ),
        ("从2026年11月26日到2026年12月2日，对吗？", ("从2026年", "11月26日到2026年12月2日，", "对吗？")),
    ],
)
def test_a_long_sentence_begins_with_a_short_piece(sentence: str, pieces: tuple[str, ...]) -> None:
    assert CUTTER.clauses(sentence, "zh") == pieces


@given(st.text(alphabet="请到号码是年日办好3A，。：、 ", min_size=1, max_size=60))
def test_no_character_is_lost_or_doubled(text: str) -> None:
    for sentence in sentences(text, "zh"):
        assert "".join(CUTTER.clauses(sentence, "zh")).replace(" ", "") == sentence.replace(" ", "")


@given(st.lists(st.sampled_from(("You", "need", "I heard", "licence,", "and", "to", "window:")), min_size=1))
def test_no_english_word_is_lost(words: list[str]) -> None:
    sentence = " ".join(words) + "."
    assert " ".join(CUTTER.clauses(sentence, "en")).split() == sentence.split()


def test_a_pause_is_longer_after_a_sentence() -> None:
    assert pause_after("办好了。") == pause_after("Done.") > pause_after("您的号码是") > 0


@pytest.mark.parametrize("bad", ["openers: {}", "joints: {zh: '(', en: x}", "x"])
def test_bad_rules_are_named(tmp_path: Path, bad: str) -> None:
    whole = "whole_up_to: {zh: 9}\nfirst_up_to: {zh: 9}\nopeners: {zh: []}\n"
    (tmp_path / "pieces.yaml").write_text(whole + bad if bad.startswith("j") else bad, encoding="utf-8")
    with pytest.raises(SpeechError, match=r"pieces\.yaml"):
        load_piece_rules(tmp_path / "pieces.yaml")
