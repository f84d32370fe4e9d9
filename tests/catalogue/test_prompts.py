"""The sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root

TEXT = """
ask:
  zh: 请说您要办什么。
  en: Say what you need.
  variants:
    - {zh: 请再说一遍。, en: Say it again.}
ticket.ready:
  zh: 请到{window}号窗口。
  en: Go to window {window}.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_a_sentence_in_both_languages(folder: Path) -> None:
    prompts = Prompts.load(folder)
    assert prompts.keys() == {"ask", "ticket.ready"}
    assert prompts.text("ticket.ready", "zh", window=3) == "请到3号窗口。"
    assert prompts.text("ticket.ready", "en", window="3") == "Go to window 3."
    assert prompts.placeholders("ticket.ready") == {"window"}


def test_the_last_variant_stays(folder: Path) -> None:
    prompts = Prompts.load(folder)
    said = [prompts.text("ask", "zh", variant=n) for n in range(3)]
    assert said == ["请说您要办什么。", "请再说一遍。", "请再说一遍。"]


def test_what_is_missing_is_named(folder: Path) -> None:
    prompts = Prompts.load(folder)
    with pytest.raises(CatalogueError, match=r"ticket\.ready"):
        prompts.text("ticket.redy", "zh")
    with pytest.raises(CatalogueError, match="window"):
        prompts.text("ticket.ready", "zh")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Go to window {window}.", "Go to window {windo}."),
        ("号窗口。", "号窗口{。"),
        ("  en: Say what you need.\n", ""),
        ("ticket.ready:", "ask:"),
    ],
)
def test_a_broken_file_is_named(folder: Path, old: str, new: str) -> None:
    path = folder / "one.yaml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"one\.yaml"):
        Prompts.load(folder)


def test_the_same_key_in_two_files(folder: Path) -> None:
    (folder / "two.yaml").write_text("ask: {zh: 甲, en: a}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"two\.yaml:1"):
        Prompts.load(folder)


def test_the_shipped_sentences_load() -> None:
    assert "greet" in set(Prompts.load(repository_root() / "assets" / "prompts").keys())
