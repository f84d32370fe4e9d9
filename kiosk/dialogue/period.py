"""The two days of a period: which can be, and those that one touch names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from kiosk.core import days
from kiosk.dialogue.slot import Heard, Slot

Amiss = Literal["past", "before_start"]

#: Days from today of the buttons beside the keys.
NEAR = {"today": 0, "tomorrow": 1}


def named_day(slot: Slot, value: str, today: str) -> str:
    """The ISO day that a button names; any other value as it is."""
    if slot.edge != "first" or value not in NEAR or not today:
        return value
    return days.plus(today, NEAR[value])


def amiss(slot: Slot, value: str, slots: Sequence[Slot], held: Mapping[str, str], today: str) -> Amiss | None:
    """Why this can't be a day of the period; None where it can. ISO days compare as text.

    `today` is '' where no day is known: then only the order counts.
    """
    if not slot.edge:
        return None
    first = next((s.name for s in slots if s.edge == "first"), "")
    if slot.edge == "last" and value < held.get(first, ""):
        return "before_start"
    return "past" if value < today else None


def possible(
    found: Mapping[str, Heard], slots: Sequence[Slot], held: Mapping[str, str], today: str
) -> dict[str, Heard]:
    """Without the days that can't be; each is looked at beside what is held and what came with it."""
    named = {s.name: s for s in slots}
    beside = {**held, **{n: h.value for n, h in found.items()}}
    return {
        n: h
        for n, h in found.items()
        if n not in named or amiss(named[n], h.value, slots, beside, today) is None
    }
