"""A desk for one test, started and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk.service import Desk
from tests.desk.parts import HandPapers, HandRegistries, make_desk


@pytest.fixture
def registries() -> HandRegistries:
    return HandRegistries()


@pytest.fixture
def papers() -> HandPapers:
    return HandPapers()


@pytest.fixture
def desk(tmp_path: Path, registries: HandRegistries, papers: HandPapers) -> Iterator[Desk]:
    made = make_desk(tmp_path / "state", registries, papers)
    made.start()
    yield made
    made.stop()
