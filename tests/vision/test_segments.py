"""Cards by pieces of their edges: faint ones, and one upon another."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.vision.find import find_cards, hidden_cards
from kiosk.vision.segments import outlines

ASPECT = 85.6 / 54.0
SIZE = (640, 360)


def quad(middle: tuple[float, float], wide: float, degrees: float) -> np.ndarray:
    box = (middle, (wide, wide / ASPECT), degrees)
    return np.asarray(cv2.boxPoints(box), np.float32)


def printed(table: int, *cards: tuple[np.ndarray, int]) -> np.ndarray:
    """A table in sloping light, and cards of a grey level with rows of marks."""
    picture = np.full((SIZE[1], SIZE[0], 3), table, np.float32)
    for corners, level in cards:
        cv2.fillConvexPoly(picture, corners.round().astype(np.int32), (level + 3, level, level - 2))
        u, v = corners[1] - corners[0], corners[3] - corners[0]
        for row in (0.25, 0.45, 0.65):
            for step in np.arange(0.1, 0.6, 0.05):
                at = corners[0] + step * u + row * v
                cv2.circle(picture, (round(float(at[0])), round(float(at[1]))), 3, (60, 60, 60), -1)
    picture *= np.linspace(0.94, 1.0, SIZE[0], dtype=np.float32)[None, :, None]
    return cv2.GaussianBlur(picture, (0, 0), 1.0).clip(0, 255).astype(np.uint8)


def off(found: np.ndarray, wanted: np.ndarray) -> float:
    """The largest distance between corners, whichever is named first."""
    ways = [np.roll(found[::turn], k, axis=0) for turn in (1, -1) for k in range(4)]
    return min(float(np.abs(way - wanted).max()) for way in ways)


@pytest.mark.parametrize("degrees", [0.0, 12.0, 74.0])
def test_a_card_of_nearly_the_tables_colour_has_an_outline(degrees: float) -> None:
    card = quad((300, 170), 230, degrees)
    found = outlines(printed(206, (card, 222)), (ASPECT,))
    assert found, "an outline"
    assert off(found[0], card) < 5


def test_of_two_cards_on_one_another_the_upper_one_is_found() -> None:
    below, above = quad((330, 190), 200, 40), quad((250, 150), 200, 5)
    found = hidden_cards(printed(120, (below, 190), (above, 205)))
    assert min(off(f.quad, above) for f in found) < 5


@pytest.mark.parametrize("table", [60, 206])
def test_an_empty_table_has_none(table: int) -> None:
    assert not [f for f in find_cards(printed(table)) if f.score > 0.3]
