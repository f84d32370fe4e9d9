"""Recorded decisions replayed against the present or a changed item: what would have been decided otherwise.

A record is one JSON object a line: `{"item", "as_of", "facts", "decision"}`, optionally `cause`, `case` (any
name for it) and `version`. Facts are as `decide --facts` takes them. Facts are never repeated in an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.model import Cause, Decision, Outcome
from kiosk.catalogue.versions import Version


class _Shape(BaseModel):
    """What a recorder writes beside is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    item: str
    as_of: date
    facts: dict[str, Any]
    decision: Outcome
    cause: Cause | None = None
    case: str | int | None = None


@dataclass(frozen=True)
class Replayed:
    """One record and what the rules say to it now."""

    line: int
    """In the file, from 1."""
    case: str | int | None
    item: str | None
    as_of: date | None
    recorded: Outcome | None
    recorded_cause: Cause | None
    now: Decision | None
    """None: it could not be replayed."""
    problem: str = ""
    """Why not; names a fact, never its value."""

    @property
    def differs(self) -> bool:
        """Another decision; or, where the record names a cause, another cause."""
        if self.now is None:
            return False
        other = self.now.decision is not self.recorded
        return other or (self.recorded_cause is not None and self.now.cause is not self.recorded_cause)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that don't hold now."""
        return tuple(r.rule for r in self.now.reasons if r.holds is not True) if self.now else ()


@dataclass(frozen=True)
class Counts:
    """Of all records."""

    cases: int
    same: int
    differ: int
    unread: int
    changes: Mapping[str, int]
    """`approve>refuse` -> how many."""


def replay(lines: Iterable[str], version_of: Callable[[str], Version]) -> Iterator[Replayed]:
    """Each record in turn; empty lines are none. `version_of` raises CatalogueError for an unknown item."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _replay(number, line, version_of)


def _replay(number: int, line: str, version_of: Callable[[str], Version]) -> Replayed:
    try:
        shape = _Shape.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        return Replayed(number, None, None, None, None, None, None, f"{where}: {first['msg']}")
    try:
        now, problem = version_of(shape.item).decide(shape.facts, shape.as_of), ""
    except CatalogueError as error:
        now, problem = None, error.operator
    return Replayed(number, shape.case, shape.item, shape.as_of, shape.decision, shape.cause, now, problem)


def count(replayed: Iterable[Replayed]) -> Counts:
    """How many came out how."""
    same = differ = unread = 0
    changes: Counter[str] = Counter()
    for one in replayed:
        if one.now is None:
            unread += 1
        elif one.differs:
            differ += 1
            changes[f"{one.recorded}>{one.now.decision.value}"] += 1
        else:
            same += 1
    return Counts(same + differ + unread, same, differ, unread, dict(sorted(changes.items())))
