"""What the tests of seeing share: one reader, and drawn cards photographed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.training.people import PersonCard, load_people
from kiosk.training.photograph import Shot, photograph
from kiosk.training.specimen import draw_back, draw_front
from kiosk.vision.reader import CardReader
from kiosk.vision.types import Image

Camera = Callable[..., Image]


@pytest.fixture(scope="session")
def reader() -> CardReader:
    reader = CardReader()
    reader.warm()
    return reader


@pytest.fixture(scope="session")
def people() -> dict[str, PersonCard]:
    return load_people(repository_root() / "assets" / "demo" / "people.yaml")


@pytest.fixture(scope="session")
def camera() -> Camera:
    """camera(card, side, **what differs from a plain shot) -> frame."""

    def take(card: PersonCard, side: str = "front", **shot: Any) -> Image:
        drawn = draw_front(card) if side == "front" else draw_back(card)
        return photograph(drawn, Shot(**shot), np.random.default_rng(5))

    return take
