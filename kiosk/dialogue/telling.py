"""Values as they are said and shown: grouped, spaced, in the visitor's language. Never a whole ID number."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.text import Language
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.slot import Slot
from kiosk.dialogue.states import State

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def told(slot: Slot, value: str, language: Language, year: str = "") -> str:
    """One value without its label. `year`: the present one, which a day of this year needn't name."""
    match slot.kind:
        case "plate" | "id_tail":
            return " ".join(value)
        case "phone":
            return f"{value[:3]}-{value[3:7]}-{value[7:]}"
        case "date":
            return _day(value, language, year)
        case "months":
            return f"{value}个月" if language == "zh" else f"{value} months"
    label = next((o.label for o in slot.options if o.id == value), None)
    return label.get(language) if label else value


def _day(value: str, language: Language, year: str) -> str:
    parts = value.split("-")
    if language == "en":
        month = _MONTHS[int(parts[1]) - 1]
        return " ".join([*(str(int(p)) for p in parts[2:]), month, parts[0]])
    said = "" if parts[0] == year else f"{int(parts[0])}年"
    return said + f"{int(parts[1])}月" + "".join(f"{int(p)}日" for p in parts[2:])


def read_back(state: State, settings: DialogueSettings) -> str:
    """All that is to be agreed to, as one sentence after the other; both ends of a period are one."""
    view = settings.items.get(state.item or "")
    slots = [s for s in (view.slots if view else ()) if s.name in state.confirming]
    said: list[str] = []
    for group in grouped(slots):
        values = [
            told(s, state.answers[s.name].value, state.language, state.day[:4])
            for s in group
            if s.name in state.answers
        ]
        if len(values) == 2:
            said.append(_period(values, state.language))
        elif values:
            between = "" if state.language == "zh" else " "
            said.append(f"{group[0].label.get(state.language)}{between}{values[0]}")
    return ("。" if state.language == "zh" else ". ").join(said)


def _period(values: Sequence[str], language: Language) -> str:
    return f"从{values[0]}到{values[1]}" if language == "zh" else f"from {values[0]} to {values[1]}"


def grouped(slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """The two ends of a period together, every other slot alone."""
    groups: list[tuple[Slot, ...]] = []
    for slot in slots:
        if slot.edge == "last" and groups and groups[-1][-1].edge == "first":
            groups[-1] = (*groups[-1], slot)
        else:
            groups.append((slot,))
    return groups


def listed(words: Sequence[str], language: Language) -> str:
    """a, b or c. In Chinese a bar parts thing and matter, and what all share is said once.

    驾驶证|坏了 and 驾驶证|丢了 make 驾驶证坏了，还是丢了.
    """
    if language == "en":
        return ", ".join(words[:-1]) + " or " + words[-1]
    things, matters = zip(*(w.partition("|")[::2] for w in words), strict=True)
    begin, rest = "", ["".join(pair) for pair in zip(things, matters, strict=True)]
    if len(set(things)) == 1:
        begin, rest = things[0], list(matters)
    elif len(set(matters)) == 1 and matters[0]:
        begin, rest = f"{matters[0]}的是", list(things)
    return begin + "、".join(rest[:-1]) + "，还是" + rest[-1]
