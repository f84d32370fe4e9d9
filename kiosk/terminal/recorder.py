"""The visit's log: what happened when, and the citizen's waits computed from it.

`events.jsonl` has one object a line: `t` (seconds of the visit), `skipped` (how much of t was skipped and not
lived through, 0 at natural speed), `event`, and what belongs to it. Fields of cards never go in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk.core.id_number import redact

Entry = dict[str, object]


class Recorder:
    """Collects entries, writes them as they come, and hands them to a listener."""

    def __init__(
        self, file: Path | None = None, listener: Callable[[Mapping[str, object]], None] | None = None
    ) -> None:
        self.entries: list[Entry] = []
        self._listener = listener
        self._out: IO[str] | None = file.open("w", encoding="utf-8") if file else None

    def record(self, t: float, skipped: float, event: str, **details: object) -> None:
        """What happened at `t`. An ID number that was said aloud is blotted out before anybody sees it."""
        raw: Entry = {"t": round(t, 4), "skipped": round(skipped, 4), "event": event, **details}
        line = redact(json.dumps(raw, ensure_ascii=False))
        entry: Entry = json.loads(line)
        self.entries.append(entry)
        if self._out:
            self._out.write(line + "\n")
            self._out.flush()
        if self._listener:
            self._listener(entry)

    def close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None


@dataclass(frozen=True)
class Wait:
    """One wait of the citizen."""

    begin: float
    end: float
    why: str

    @property
    def seconds(self) -> float:
        return self.end - self.begin


def waits(entries: Iterable[Mapping[str, object]]) -> list[Wait]:
    """From the last voiced frame, or the card lying still, to the first sample of the answer.

    An acknowledging sound and "please wait" are not the answer.
    """
    found: list[Wait] = []
    begin: tuple[float, str] | None = None
    for entry in entries:
        match entry["event"]:
            case "last_voiced":
                begin = (float(str(entry["at"])), "speech")
            case "card_lies":
                begin = (float(str(entry["at"])), "card")
            case "sound" if begin and entry.get("key") != "decide.wait":
                found.append(Wait(begin[0], float(str(entry["t"])), begin[1]))
                begin = None
    return found


def visit_seconds(entries: Iterable[Mapping[str, object]]) -> float | None:
    """From the first voiced frame of the request to the end of the closing words."""
    begin: float | None = None
    end: float | None = None
    for entry in entries:
        if entry["event"] == "first_voiced" and begin is None:
            begin = float(str(entry["at"]))
        if entry["event"] == "said_all" and (entry.get("state") in ("issue", "staff")):
            end = float(str(entry["t"]))
            if entry.get("state") == "issue":
                break
    return None if begin is None or end is None else end - begin
