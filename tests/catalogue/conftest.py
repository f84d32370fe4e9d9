from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import repository_root


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(repository_root() / "assets")


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """A copy of the catalogue's files that a test may spoil."""
    source = repository_root() / "assets"
    for name in ("items", "law"):
        shutil.copytree(source / name, tmp_path / name)
    shutil.copy(source / "facts.yaml", tmp_path / "facts.yaml")
    return tmp_path
