from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import repository_root
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words


@pytest.fixture(scope="session")
def words() -> Words:
    return Words.load(repository_root() / "assets" / "words")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(repository_root() / "assets")


@pytest.fixture(scope="session")
def understander(catalogue: Catalogue, words: Words) -> Understander:
    return Understander(catalogue, words)


@pytest.fixture(scope="session")
def another_hand() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "another_hand.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
