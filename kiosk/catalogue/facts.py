"""Facts at the border: from JSON (or anything like it) into typed values.

A missing fact stays missing: unknown. A wrong one is an error, never a guess. Values of facts are personal
data and never part of an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.model import LONG_TERM, Fact, FactType, FactValue

_LONG = "long-term"
_EXPECTED: Mapping[FactType, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "string": "a text",
    "date": "a real date like 2026-01-31, or long-term",
}


def coerce(name: str, kind: FactType, value: object) -> FactValue:
    """`value` as a fact of that type. Raises CatalogueError `bad_facts` naming the fact, not the value."""
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    if kind == "string" and isinstance(value, str):
        return value
    if kind == "date":
        day = _day(value)
        if day is not None:
            return day
    raise CatalogueError("bad_facts", f"fact {name!r} should be {_EXPECTED[kind]}")


def _day(value: object) -> date | None:
    if type(value) is date:
        return value
    if value == _LONG:
        return LONG_TERM
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def read_facts(raw: Mapping[str, object], declared: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Flat JSON (or anything like it) as typed facts. null is the same as absent: unknown.

    Raises CatalogueError `bad_facts` for an unknown name, a derived fact and a wrong type.
    """
    known: dict[str, FactValue] = {}
    for name, value in raw.items():
        fact = declared.get(name)
        if fact is None:
            given = [f.name for f in declared.values() if f.given]
            raise CatalogueError("bad_facts", f"no fact is called {name!r}{suggestion(name, given)}")
        if not fact.given:
            raise CatalogueError("bad_facts", f"{name!r} follows from other facts and can't be given")
        if value is not None:
            known[name] = coerce(name, fact.type, value)
    return known


def plain(value: FactValue) -> bool | int | str:
    """The value as JSON has it."""
    if isinstance(value, date):
        return _LONG if value == LONG_TERM else value.isoformat()
    return value
