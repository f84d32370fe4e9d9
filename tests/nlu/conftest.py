from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import Paths, repository_root
from kiosk.nlu.learned import Learned, data_digest, find
from kiosk.nlu.sentences import catalogue_sentences, read_sentences
from kiosk.nlu.teach import build
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words

WORDS = repository_root() / "assets" / "words"


@pytest.fixture(scope="session")
def words() -> Words:
    return Words.load(WORDS)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(repository_root() / "assets")


@pytest.fixture(scope="session")
def learned(catalogue: Catalogue, words: Words) -> Learned:
    """What set-up built; where sentences have changed since, it is built here, as set-up would."""
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    data, folder = data_digest(WORDS, own), Paths.default().understanding
    found = find(folder, data)
    if found is None or found.stale:
        found = build(read_sentences(WORDS / "sentences") + catalogue_sentences(own), words, data)
        found.save(folder)
    return found


@pytest.fixture(scope="session")
def understander(catalogue: Catalogue, words: Words, learned: Learned) -> Understander:
    return Understander(catalogue, words, learned)


@pytest.fixture(scope="session")
def grammar_alone(catalogue: Catalogue, words: Words) -> Understander:
    """As it is where nothing was built."""
    return Understander(catalogue, words)


@pytest.fixture(scope="session")
def siblings() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).parent / "data" / "siblings.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
