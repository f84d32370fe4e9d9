"""Judges' sentences (`tests/nlu/judge/*.yaml`) and how an outcome is counted.

A judge's file has any of: `items`, `handoff`, `commands` {id: [{text}]}, `flavour` [{text, id}], `emergency`,
`ordinary`, `out_of_scope`, `none` [{text}], `near_miss` [{text, expect, id?, disqualifier?}],
`ambiguous` [{text, candidates}], `two_requests` [{text, ids}],
`negation` [{text, id, not}], and `english` with the same sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from kiosk.nlu.sentences import EMERGENCY, NONE, Said
from kiosk.nlu.types import Understanding

_BY_ID = ("items", "handoff", "commands")


@dataclass
class Tally:
    """Counts of one section."""

    total: int = 0
    right: int = 0
    direct: int = 0
    asked: int = 0
    wrong: int = 0
    """Acted on as something else."""
    false_emergencies: int = 0
    alarm_asked: int = 0
    """Asked whether help should be called."""
    gated: int = 0
    """Near misses that are our item with something that makes it an officer's …"""
    flagged: int = 0
    """… and where that was noticed."""

    def share(self, count: int) -> float:
        return round(count / self.total, 4) if self.total else 0.0

    def add(self, other: Tally) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def tally(counts: Tally, said: Said, found: Understanding) -> None:
    """Count one outcome."""
    acted = found.outcome in ("item", "handoff")
    asked = found.outcome == "ask"
    three = [c.id for c in found.candidates[:3]]
    counts.total += 1
    counts.asked += asked
    if found.outcome == "emergency" and said.section != "emergency":
        counts.false_emergencies += 1
    counts.alarm_asked += "alarm" in found.values
    direct = (acted or found.outcome == "command") and found.id in said.labels
    if said.section == "near_miss" and said.why == "item":
        counts.gated += 1
        counts.flagged += _gated(found) or found.outcome == "handoff"
    match said.section:
        case "emergency" | "commands":
            kind = "emergency" if said.section == "emergency" else "command"
            right = found.outcome == kind and found.id in said.labels
            wrong = not right and (acted or found.outcome == "command")
        case "ordinary" | "no_emergency":
            right, wrong = found.outcome != "emergency", found.outcome == "emergency"
        case "out_of_scope" | "none":
            right, wrong = not acted and found.outcome != "emergency", acted
        case "near_miss":
            right, wrong = _near_miss(said, found), acted and found.id not in said.labels
        case "ambiguous":
            right, wrong = asked, acted and not direct
        case "two_requests":
            right = asked and set(said.labels) <= {c.id for c in found.candidates}
            wrong = acted and not direct
        case "negation":
            denied = set((said.why or "").split())
            right = direct or (asked and said.labels[0] in three) or (said.labels == (NONE,) and not acted)
            wrong = acted and (found.id in denied or not direct)
        case _:
            right, wrong = direct or (asked and bool(set(said.labels) & set(three))), acted and not direct
    counts.direct += direct
    counts.right += right
    counts.wrong += wrong


def _near_miss(said: Said, found: Understanding) -> bool:
    """A pointer, a hand-off, none or a question; our item too, where it says why it is an officer's."""
    if found.outcome in ("none", "ask", "handoff", "command"):
        return True
    return found.outcome == "item" and found.id in said.labels and (_gated(found) or said.why == "item")


def _gated(found: Understanding) -> bool:
    return bool(found.values.get("for") or found.values.get("disqualifier"))


def read_judge(folder: Path) -> list[Said]:
    """All judges' sentences; empty where there is no folder."""
    found: list[Said] = []
    for path in sorted(folder.glob("*.yaml")):
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += _sections(held, path.stem, False)
        found += _sections(held.get("english") or {}, path.stem, True)
    return found


def _sections(held: dict[str, Any], writer: str, english: bool) -> Iterator[Said]:
    for section, entries in held.items():
        if section in _BY_ID and isinstance(entries, dict):
            for label, sentences in entries.items():
                for entry in sentences:
                    yield Said(_text(entry), (label,), section, writer, english=english)
        elif section not in ("english", "writer") and isinstance(entries, list):
            for entry in entries:
                yield _one(section, entry, writer, english)


def _one(section: str, entry: Any, writer: str, english: bool) -> Said:
    if isinstance(entry, str):
        entry = {"text": entry}
    match section:
        case "emergency":
            labels: tuple[str, ...] = (EMERGENCY,)
        case "ambiguous" | "two_requests":
            labels = tuple(entry.get("candidates") or entry.get("ids") or ())
        case _:
            labels = (str(entry.get("id") or NONE),)
    denied = entry.get("not")
    why = " ".join(denied) if isinstance(denied, list) else denied or entry.get("expect")
    return Said(entry["text"], labels, section, writer, why=why, english=english)


def _text(entry: Any) -> str:
    return str(entry["text"] if isinstance(entry, dict) else entry)
