"""Days as ISO text: what the conversation, which knows no clock, may reckon with."""

from __future__ import annotations

from datetime import date, timedelta


def plus(day: str, days: int) -> str:
    """The ISO day so many days later. Raises ValueError for what is no day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
