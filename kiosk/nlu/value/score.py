"""How many of a file of cases are read right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kiosk.nlu.value.read import read_value
from kiosk.nlu.value.types import KINDS, Option, Value


@dataclass(frozen=True)
class Miss:
    """A case that was read otherwise than it should be."""

    kind: str
    say: str
    wanted: Any
    got: Value | None


def misses(path: Path) -> tuple[dict[str, int], list[Miss]]:
    """(cases by kind, misses) of a file {as_of, choice_options, <kind>: [{say, value, before?}]}."""
    cases: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    today = date.fromisoformat(str(cases["as_of"]))
    options = tuple(cases.get("choice_options", ()))
    totals: dict[str, int] = {}
    wrong: list[Miss] = []
    for kind in KINDS:
        for case in cases.get(kind, ()):
            lines = tuple(map(_option, case.get("options", options)))
            say = str(case["say"])
            found = read_value(kind, say, today=today, options=lines, before=case.get("before"))
            got = None if found is None else found.value
            totals[kind] = totals.get(kind, 0) + 1
            wanted = _plain(kind, case["value"])
            if got != wanted:
                wrong.append(Miss(kind, say, wanted, got))
    return totals, wrong


def _option(given: Any) -> Option | str:
    """`id name`, a name, or {id, name}."""
    if isinstance(given, dict):
        return Option(str(given["name"]), str(given.get("id", "")))
    return str(given)


def _plain(kind: str, value: Any) -> Any:
    """YAML reads an unquoted day as a date, yes as true and a number as a number."""
    if isinstance(value, dict):
        return {key: _plain(kind, one) for key, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and kind not in ("months", "amount", "choice"):
        return str(value)
    return value


def score_cases(path: Path) -> dict[str, tuple[int, int, int, int]]:
    """{kind: (right, wrong, none where a value was meant, all)}; wrong is a value that wasn't said."""
    totals, wrong = misses(path)
    return {
        kind: (
            total - sum(m.kind == kind for m in wrong),
            sum(m.kind == kind and m.got is not None for m in wrong),
            sum(m.kind == kind and m.got is None for m in wrong),
            total,
        )
        for kind, total in totals.items()
    }
