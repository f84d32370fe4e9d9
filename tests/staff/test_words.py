"""Every word that the officer's window asks for is there, and no Chinese stands in its source."""

from __future__ import annotations

import re
from pathlib import Path

import ui.staff
from kiosk.catalogue.catalogue import Catalogue
from kiosk.desk.staff.roles import Role
from tests.staff.conftest import ASSETS
from ui.staff.pages import PAGES
from ui.staff.words import Words

_FOLDER = Path(ui.staff.__file__).parent
_QML = list((_FOLDER / "qml").rglob("*.qml"))
_SOURCES = [*_QML, *_FOLDER.rglob("*.py")]


def test_every_word_that_qml_asks_for_is_there() -> None:
    source = "\n".join(f.read_text(encoding="utf-8") for f in _QML)
    asked = set(re.findall(r'shell\.words\["([\w.]+)"\]', source))
    asked |= {
        w for pair in re.findall(r'shell\.words\[[^\]]*\? "([\w.]+)" : "([\w.]+)"\]', source) for w in pair
    }
    words = Words.load(ASSETS)
    assert len(asked) > 80
    assert asked - words.keys() == set()
    # What QML asks for has no placeholder: it couldn't fill one.
    assert {w for w in asked if w not in words.all()} == set()


def test_every_page_key_and_role_has_its_word() -> None:
    words = Words.load(ASSETS)
    wanted = {f"page.{page.id}" for page in PAGES} | {word for page in PAGES for _, word in page.keys}
    wanted |= {f"role.{role.value}" for role in Role}
    assert wanted - words.keys() == set()


def test_no_chinese_stands_in_the_source() -> None:
    """But in comments and docstrings, where a paper may be called by its name."""
    for file in _SOURCES:
        text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"#.*|//.*", "", text)
        assert re.findall(r"[\u4e00-\u9fff]", text) == [], file.name


def test_every_document_and_register_of_the_items_has_a_name() -> None:
    words = Words.load(ASSETS)
    catalogue = Catalogue.load(ASSETS)
    documents, ports = set(), set()
    for item in catalogue.all_items.values():
        documents |= {*item.documents, *item.extra_documents.values()}
        for fact in item.facts.values():
            kind, _, place = fact.source.partition(":")
            if kind == "card":
                documents.add(place.partition(".")[0])
            if kind == "registry":
                ports.add(place.partition(".")[0])
    assert {f"document.{d}" for d in documents} - words.keys() == set()
    assert {f"port.{p}" for p in ports} - words.keys() == set()
    questions = {q.name for item in catalogue.items.values() for q in item.questions}
    assert {f"answer.{q}" for q in questions} - words.keys() == set()
