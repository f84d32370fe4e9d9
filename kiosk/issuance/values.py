"""Values as a template wants them: plain strings. The words around them stand in the template."""

from __future__ import annotations

from datetime import datetime

from kiosk.core.clock import LOCAL_ZONE


def yuan(fen: int) -> str:
    """An amount in fen as yuan with two decimals: 1000 -> `10.00`, 5 -> `0.05`.

    Integers all the way, so nothing is ever rounded. Raises ValueError below 0: no fee is negative.
    """
    if fen < 0:
        raise ValueError("a fee can't be negative")
    return f"{fen // 100}.{fen % 100:02d}"


def local_minute(instant: datetime) -> str:
    """An aware instant in Asia/Shanghai: `2026-01-05 09:00`. Raises ValueError where it is naive."""
    if instant.tzinfo is None:
        raise ValueError("the instant needs a time zone")
    return instant.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M")
