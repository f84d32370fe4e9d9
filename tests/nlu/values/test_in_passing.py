"""Values beside other words: a plate before a wish, and text that spaces every character."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.nlu.value import Kind, read_value

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "plate", "sure"),
    [
        ("浙B12345要进城", "浙B12345", False),
        ("浙BD12345要进城", "浙BD12345", False),
        ("浙B12345要补行驶证", "浙B12345", False),
        ("浙B1234幺", "浙B12341", True),
        ("浙B1234要", "浙B12341", False),
    ],
)
def test_a_wish_behind_a_plate_is_no_digit(said: str, plate: str, sure: bool) -> None:
    found = read_value("plate", said, today=TODAY)
    assert found is not None
    assert found.value == plate
    assert (found.confidence >= 0.95) is sure


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("months", "6 个 月", 6),
        ("months", "六 个 月", 6),
        ("period", "明天 起 一 个 月", {"from": "2026-11-26", "to": "2026-12-25"}),
        ("classes", "半挂", "A2"),
        ("classes", "C六", "C6"),
    ],
)
def test_what_is_spaced_or_short_is_read(kind: Kind, said: str, value: object) -> None:
    found = read_value(kind, said, today=TODAY)
    assert found is not None
    assert found.value == value
