from datetime import UTC, datetime

import pytest

from kiosk.issuance.values import local_minute, yuan


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (1000, "10.00"), (123456789012345, "1234567890123.45")]
)
def test_fen_become_yuan_without_rounding(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_no_negative_fee() -> None:
    with pytest.raises(ValueError, match="negative"):
        yuan(-1)


def test_papers_carry_the_hall_s_time() -> None:
    assert local_minute(datetime(2026, 1, 4, 16, 30, tzinfo=UTC)) == "2026-01-05 00:30"
    with pytest.raises(ValueError, match="time zone"):
        local_minute(datetime(2026, 1, 5))
