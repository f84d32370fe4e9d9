"""Normalising, sounds, matching, and mistakes in the word lists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.paths import repository_root
from kiosk.nlu.errors import NluError
from kiosk.nlu.match import find_by_sound, find_exact, longest, make_term
from kiosk.nlu.words import Words

WORDS = Words.load(repository_root() / "assets" / "words")


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ("Ｃ１照，丢了！", "C1照丢了"),
        ("駕駛證遺失", "驾驶证遗失"),
        ("呃，驾照寻勿着嘞", "驾照找不到了"),
        ("我的驾驶执照坏了", "我的驾驶证坏了"),
    ],
)
def test_a_sentence_is_made_plain(said: str, bare: str) -> None:
    assert WORDS.normaliser.plain(said).bare == bare


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="驾照丢了坏勿嘞侬阿拉寻着嗯，。 aＣ1駕證呒没落脱", max_size=20))
def test_the_clauses_together_are_the_sentence(said: str) -> None:
    once = WORDS.normaliser.plain(said)
    assert len(once.bare) <= len(once.text)
    assert "".join(once.clauses) == once.bare


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ("驾", "驾", 0.0, 0.0),
        ("驾", "架", 0.15, 0.15),
        ("丢", "山", 1.0, 1.0),
        ("是", "四", 0.3, 0.3),
        ("林", "凌", 0.3, 0.3),
        ("A", "B", 1.0, 1.0),
        ("重", "虫", 0.15, 0.15),
    ],
)
def test_what_one_character_costs_for_another(a: str, b: str, low: float, high: float) -> None:
    assert low <= WORDS.sounds.cost(a, b) <= high
    assert WORDS.sounds.cost(a, b) == WORDS.sounds.cost(b, a)


@pytest.mark.parametrize(
    ("said", "meant", "price"),
    [("", "", 0), ("驾照", "驾照", 0), ("驾照", "驾", 1), ("架照", "驾照", 0.15), ("", "驾照", 2)],
)
def test_distance(said: str, meant: str, price: float) -> None:
    assert WORDS.sounds.distance(said, meant) == pytest.approx(price)


def test_a_gap_is_at_most_six_characters() -> None:
    term = make_term("g", "甲+乙", True, "test")
    assert find_exact("甲一二三四五六乙", [term])
    assert not find_exact("甲一二三四五六七乙", [term])


def test_one_character_is_only_found_exactly_and_two_only_by_the_same_sound() -> None:
    one, two, three = (make_term("g", t, True, "test") for t in ("驾", "驾照", "驾驶证"))
    assert not find_by_sound("架", [one], WORDS.sounds)
    assert find_by_sound("架照", [two], WORDS.sounds)
    assert not find_by_sound("驾早", [two], WORDS.sounds)  # zh and z: alike, not the same
    assert find_by_sound("架势正", [three], WORDS.sounds)
    assert not find_by_sound("行驶证", [three], WORDS.sounds)


def test_the_longer_object_takes_the_shorter_away() -> None:
    terms = [make_term(t, t, True, "test") for t in ("车证", "行车证", "证件")]
    assert [s.term for s in longest(find_exact("行车证件", terms))] == ["行车证"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(repository_root() / "assets" / "words", tmp_path / "words")
    return tmp_path / "words"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("objects.yaml", "      - 行驶证\n", "      - 行驶.*\n"),
        ("objects.yaml", "      - 行驶证\n", "      - (行驶证\n"),
        ("objects.yaml", "\ngeneric:", "\ngenerics:"),
        ("commands.yaml", "  phrases: [返回,", "  phrase: [返回,"),
        ("conditions.yaml", "groups:", "groups: ["),
        ("sounds.yaml", "limit: 0.3", "limit: some"),
    ],
)
def test_a_mistake_in_a_list_is_named(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NluError, match=file) as caught:
        Words.load(folder)
    assert caught.value.code == "bad_words"


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(NluError, match=r"normalise\.yaml"):
        Words.load(tmp_path)
