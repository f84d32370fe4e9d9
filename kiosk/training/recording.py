"""A visit as a file of events: what happened, in order, with everything personal replaced.

The conversation is a pure function, so the same events give the same visit: state by state, sentence by
sentence. `replay` does it over and says where it now goes otherwise. One object a line, the head first.
Times are kept beside the events and don't count: the same seed gives the same file but for `t`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from kiosk.core.id_number import redact
from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Say, Show
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State
from kiosk.dialogue.told import Told
from kiosk.nlu.types import Candidate, Understanding
from kiosk.training.people import TrainingError

VERSION = 1
_EVENTS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(ev.Event)}
#: Fields of cards whose values are replaced; what is left tells nobody.
_STANDS_FOR: Mapping[str, str] = {
    "name": "某某",
    "address": "某地",
    "id_number": "330200190001010015",
    "licence_number": "330200190001010015",
    "birth": "1900-01-01",
    "ethnicity": "汉",
    "authority": "某公安局",
}
_PLATE = re.compile(r"[京沪浙苏皖赣闽粤][A-Z][A-Z0-9]{5,6}")
_NUMBERS = re.compile(r"\d{7,}")


class EventFile:
    """Collects what a conductor's witness is told."""

    def __init__(self, name: str) -> None:
        """`name`: of the scenario, or what this visit is called."""
        self._name = name
        self._lines: list[dict[str, Any]] = []

    def happened(self, t: float, event: ev.Event, state: State) -> None:
        """One event, and where it led."""
        self._lines.append({"t": round(t, 3), **encoded(event), "state": state.name.value})

    @property
    def lines(self) -> list[dict[str, Any]]:
        return list(self._lines)

    def write(self, file: Path) -> None:
        """The whole file, or none."""
        head = {"recording": VERSION, "name": self._name}
        text = "".join(
            json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in [head, *self._lines]
        )
        draft = file.with_name(f".{file.name}.draft")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)


def encoded(event: ev.Event) -> dict[str, Any]:
    """As one JSON object, personal fields replaced."""
    given = {f.name: getattr(event, f.name) for f in dataclasses.fields(event)}
    if isinstance(event, ev.CardRead):
        given["fields"] = {name: _replaced(name, value) for name, value in event.fields.items()}
    if isinstance(event, ev.Meant):
        given["understanding"] = _meaning(event.understanding)
    if isinstance(event, ev.CaseIssued | ev.CaseHandedOver):
        given["reasons"] = [dataclasses.asdict(told) for told in event.reasons]
    if isinstance(event, ev.StageDone):
        # How long it took is another time each time.
        given["seconds"] = 0.0
    return {"event": type(event).__name__, "with": given}


def decoded(line: Mapping[str, Any]) -> ev.Event:
    """The event of a line. Raises TrainingError `recording_unusable`."""
    try:
        kind, given = _EVENTS[line["event"]], dict(line["with"])
        if kind is ev.Meant:
            said = dict(given["understanding"])
            said["candidates"] = tuple(Candidate(**c) for c in said["candidates"])
            given["understanding"] = Understanding(**said)
        if "reasons" in given:
            given["reasons"] = tuple(Told(**told) for told in given["reasons"])
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
        made: ev.Event = kind(**given)
        return made
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError("recording_unusable", f"no event: {type(error).__name__}") from error


@dataclass(frozen=True)
class Again:
    """One event done over."""

    number: int
    event: str
    state: str
    """Where it leads now."""
    was: str
    """Where it led then."""
    actions: tuple[str, ...] = field(default=())
    """What 小智 said and showed, by key."""

    @property
    def same(self) -> bool:
        return self.state == self.was


@dataclass(frozen=True)
class Recording:
    """A file that was read."""

    name: str
    events: tuple[tuple[ev.Event, str], ...] = field(repr=False)
    """With the state that each led to."""
    times: tuple[float, ...] = ()


def is_recording(file: Path) -> bool:
    """Its first line is a recording's head."""
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline())
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and "recording" in head


def read_recording(file: Path) -> Recording:
    """Raises TrainingError `recording_unusable`."""
    try:
        head, *lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        if head["recording"] != VERSION:
            raise TrainingError("recording_unusable", f"{file.name} was made by another version")
        events = tuple((decoded(line), str(line["state"])) for line in lines)
        return Recording(str(head["name"]), events, tuple(float(line["t"]) for line in lines))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError("recording_unusable", f"{file.name} is no recorded visit") from error


def replayed(recording: Recording, dialogue: Dialogue) -> Iterator[Again]:
    """The same events, the conversation of today. Pure."""
    state = State()
    for number, (event, was) in enumerate(recording.events, 1):
        state, actions = dialogue.step(state, event)
        told = tuple(a.key if isinstance(a, Say) else a.page for a in actions if isinstance(a, Say | Show))
        yield Again(number, type(event).__name__, state.name.value, was, told)


def digest(file: Path) -> str:
    """Of everything but the times: the same seed gives the same one."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line.pop("t", None)
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _replaced(name: str, value: str) -> str:
    return _STANDS_FOR.get(name, value)


def _meaning(said: Understanding) -> dict[str, Any]:
    given = dataclasses.asdict(said)
    given["text"] = _plain(said.text)
    given["values"] = {k: _plain(str(v)) for k, v in dict(said.values or {}).items()}
    return given


def _plain(text: str) -> str:
    """Without numbers that lead to somebody: a plate becomes a plate that is nobody's."""
    return _NUMBERS.sub("0000000", _PLATE.sub("浙B00000", redact(text)))
