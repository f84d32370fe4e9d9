"""From documents, answers and registers to the facts an item asks for, by the `source` the item names.

Nothing here knows an item: a new one is data. A value that isn't there, or isn't of the fact's type, leaves
the fact out, and an absent fact is unknown to the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.model import LONG_TERM, Fact, FactType, FactValue, Item
from kiosk.core.id_number import IdNumber, parse_id_number
from kiosk.desk.schemas import SubmittedDocument
from kiosk.registries.ports import Record

_YES, _NO = frozenset({"true", "yes"}), frozenset({"false", "no"})
#: Documents that say who somebody is, best first.
_IDENTITY = ("id_card_front", "temporary_id_card")


@dataclass(frozen=True)
class Sources:
    """All that a fact may come from."""

    documents: Sequence[SubmittedDocument]
    answers: Mapping[str, str]
    records: Mapping[str, Record | None]
    """By port; None: the register knows nobody. A port that didn't answer isn't there."""


def collect(facts: Mapping[str, Fact], sources: Sources) -> dict[str, FactValue]:
    """The facts that are known, by name."""
    found: dict[str, FactValue] = {}
    for fact in facts.values():
        value = _first(fact, sources)
        if value is not None:
            found[fact.name] = value
    return found


def ports_needed(facts: Iterable[Fact]) -> list[str]:
    """The registers these facts come from, sorted."""
    sources = [s for fact in facts for s in (fact.source, fact.fallback) if s]
    return sorted(
        {s.removeprefix("registry:").partition(".")[0] for s in sources if s.startswith("registry:")}
    )


def identity(documents: Sequence[SubmittedDocument]) -> IdNumber | None:
    """Whose case this is: the valid number on the first document that can say so."""
    document = identity_document(documents)
    return None if document is None else parse_id_number(document.fields.get("id_number", ""))


def identity_document(documents: Sequence[SubmittedDocument]) -> SubmittedDocument | None:
    """The first document with a valid number that says who somebody is."""
    for kind in _IDENTITY:
        for document in documents:
            if document.document == kind and parse_id_number(document.fields.get("id_number", "")):
                return document
    return None


def further_documents(
    item: Item, unknown: Iterable[str], documents: Sequence[SubmittedDocument], silent: Iterable[str]
) -> list[str]:
    """The documents that tell what is unknown, sorted; none for a fact whose register was merely silent."""
    given = {document.document for document in documents}
    needed = set()
    for name in unknown:
        document = item.extra_documents.get(name)
        fact = item.facts.get(name)
        if document is None or fact is None or document in given:
            continue
        if not set(ports_needed([fact])) & set(silent):
            needed.add(document)
    return sorted(needed)


def _first(fact: Fact, sources: Sources) -> FactValue | None:
    for source in (fact.source, fact.fallback):
        if source:
            value = as_type(_look_up(source, sources), fact.type)
            if value is not None:
                return value
    return None


def _look_up(source: str, sources: Sources) -> object:
    """The raw value at a source, or None. Derived facts and the day are the rules' own business."""
    kind, _, place = source.partition(":")
    owner, _, name = place.partition(".")
    if kind == "card":
        return next((d.fields.get(name) for d in sources.documents if d.document == owner), None)
    if kind == "asked":
        return sources.answers.get(place)
    if kind == "registry" and owner in sources.records:
        record = sources.records[owner]
        if name == "found":
            return record is not None
        return None if record is None else getattr(record, name, None)
    return None


def as_type(value: object, wanted: FactType) -> FactValue | None:
    """`value` as the fact's type, or None where it can't be that; never a guess."""
    if value is None:
        return None
    if wanted == "date":
        return _as_date(value)
    if wanted == "bool":
        return _as_bool(value)
    if wanted == "int":
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, str) and value else None


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    if value == "long-term":
        return LONG_TERM
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _as_bool(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return True if value in _YES else False if value in _NO else None
    return None
