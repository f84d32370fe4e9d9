"""The queue in words. Pure."""

from __future__ import annotations

from typing import Any

from kiosk.desk.staff_client import QueueWish
from kiosk.desk.staff_schemas import QueuePage, ReviewLine
from ui.staff.names import NameBook
from ui.staff.words import Words

_CAUSES = ("inaccurate", "incomplete", "not_eligible", "system", "asked_by_citizen", "agent")
#: Priority from which a case is called urgent.
_URGENT = 20


def queue_line(line: ReviewLine, words: Words, names: NameBook, staff: str) -> dict[str, Any]:
    """What a line of the queue says."""
    return {
        "case": line.case_id,
        "ticket": line.ticket,
        "item": names.item(line.item),
        "cause": words.known(f"cause.{line.cause}", line.cause),
        "office": names.office(line.office),
        "window": line.window,
        "age": age(line.age_seconds, words),
        "overdue": line.overdue,
        "owner": line.owner or "",
        "mine": bool(staff) and line.owner == staff,
        "second": line.second,
        "asked": bool(line.asked),
        "urgent": line.priority >= _URGENT,
        "kind": line.kind,
    }


def filters(page: QueuePage | None, wish: QueueWish, words: Words, names: NameBook) -> dict[str, Any]:
    """The ways to look at a part of it, each with how many there are."""
    causes = page.causes if page is not None else {}
    offices = page.offices if page is not None else {}
    every = words.say("queue.all")
    return {
        "causes": [{"id": "", "name": f"{every} {sum(causes.values())}"}]
        + [
            {"id": c, "name": f"{words.say(f'cause.{c}')} {causes.get(c, 0)}"}
            for c in _CAUSES
            if causes.get(c) or c == wish.cause
        ],
        "cause": wish.cause or "",
        "offices": [{"id": "", "name": every}]
        + [{"id": o, "name": f"{names.office(o)} {n}"} for o, n in sorted(offices.items())],
        "office": wish.office or "",
        "oldestFirst": wish.oldest_first,
        "total": page.total if page is not None else 0,
    }


def following(options: list[str], now: str) -> str:
    """The next of several, the first after the last."""
    return options[(options.index(now) + 1) % len(options)] if now in options else options[0]


def age(seconds: float, words: Words) -> str:
    """In the largest unit that fits."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return words.say("age.minutes", n=minutes)
    if minutes < 60 * 48:
        return words.say("age.hours", n=minutes // 60, m=minutes % 60)
    return words.say("age.days", n=minutes // (60 * 24))
