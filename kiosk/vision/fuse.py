"""Several frames of one card: what a reflection hides in one is plain in another. Pure.

A field counts from the frames that trust it. Frames that contradict one another make no field, and frames of
different cards no reading: fusing finds what is there, it never makes up for doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.core.id_number import parse_id_number
from kiosk.vision import checks
from kiosk.vision.types import CardReading, FieldReading, Problem

_BLIND = frozenset({"cut_off", "dark", "blurred", "no_card", "wrong_document", "screen", "photocopy"})
"""Problems of a whole frame after which none of its fields counts."""
_FORGED = frozenset({"screen", "photocopy"})
_CHECKED = frozenset({"id_check", "birth_mismatch", "sex_mismatch", "validity_span"})
"""Found between fields: looked for again between the fused ones."""
_PARTLY = frozenset({"glare", "covered", "unreadable"})
_TOGETHER = {"valid_from": "valid_to", "valid_to": "valid_from"}
_DISSENT = 0.5
"""A doubted reading that is this sure of something else still speaks against a single frame."""


def fuse(readings: Sequence[CardReading], birth: date | None = None) -> CardReading:
    """One reading of several frames of the same document. Raises ValueError without any.

    The best frame lends its picture, quad and problems of the frame.
    """
    if not readings:
        raise ValueError("no frames to fuse")
    seconds = sum(r.seconds for r in readings)
    best = min(readings, key=lambda r: (not r.accepted, r.document is None, len(r.problems)))
    kinds = Counter(r.document for r in readings if r.document is not None)
    if len(readings) == 1 or not kinds:
        return replace(best, seconds=seconds)
    kind = kinds.most_common(1)[0][0]
    same = [r for r in readings if r.document == kind]
    forged = [r for r in same if any(p.code in _FORGED for p in r.problems)]
    if 2 * len(forged) >= len(same):
        return replace(forged[0], seconds=seconds)
    if len({r.fields[k].value for r in same if r.accepted for k in ("id_number",) if k in r.fields}) > 1:
        problem = Problem("other_person", "id_number", "the frames show different cards")
        return replace(best, accepted=False, problems=(problem,), seconds=seconds)
    seen = [r for r in same if not any(p.field is None and p.code in _BLIND for p in r.problems)]
    if not seen:
        return replace(min(same, key=lambda r: len(r.problems)), seconds=seconds)
    return replace(_fused(kind, seen, birth), seconds=seconds)


def fused_with(earlier: Sequence[CardReading], newest: CardReading) -> CardReading:
    """The newest reading, helped by earlier ones of the same card that was laid anew.

    The same card: the same lawful ID number in each. A side without a number is never helped: the backs of
    two cards could be mixed.
    """
    number = _number(newest)
    if newest.accepted or number is None:
        return newest
    same = [reading for reading in earlier if _number(reading) == number]
    return fuse([*same, newest]) if same else newest


def _number(reading: CardReading) -> str | None:
    field = reading.fields.get("id_number") or reading.fields.get("licence_number")
    number = None if field is None else parse_id_number(field.value)
    return None if number is None else number.text


def _fused(kind: str | None, seen: Sequence[CardReading], birth: date | None) -> CardReading:
    best = min(seen, key=lambda r: len(r.problems))
    fields: dict[str, FieldReading] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(_names(seen)):
        reading = _field(name, seen)
        if reading is not None:
            fields[name] = reading
            continue
        told = [p for r in seen for p in r.problems if p.field == name and p.code not in _CHECKED]
        problems.append(told[0] if told else Problem("low_confidence", name, "the frames don't agree"))
        doubted = [r.fields[name] for r in seen if name in r.fields]
        if doubted:
            fields[name] = max(doubted, key=lambda f: f.confidence)
    values = {name: reading.value for name, reading in fields.items()}
    problems += _between(kind, values, birth)
    return replace(
        best,
        accepted=not problems,
        fields=fields,
        problems=tuple(problems),
        notes=tuple(dict.fromkeys(p for r in seen for p in r.notes if p.field in fields)),
    )


def _names(seen: Sequence[CardReading]) -> list[str]:
    """Every field that a frame has or misses."""
    names = [name for r in seen for name in r.fields]
    return names + [p.field for r in seen for p in r.problems if p.field and p.code not in _CHECKED]


def _field(name: str, seen: Sequence[CardReading]) -> FieldReading | None:
    trusted = [r.fields[name] for r in seen if name in r.fields and not _doubted(r, name)]
    if not trusted:
        return None
    weights: Counter[str] = Counter()
    for reading in trusted:
        weights[reading.value] += 1
    if len(weights) > 1:
        return None
    against = [
        r.fields[name]
        for r in seen
        if name in r.fields
        and r.fields[name].value not in weights
        and r.fields[name].confidence > _DISSENT
        and not _hidden(r, name)
    ]
    if against and len(trusted) < 2:
        return None
    return max(trusted, key=lambda f: f.confidence)


def _doubted(reading: CardReading, name: str) -> bool:
    about = {name, _TOGETHER.get(name, name)}
    return any(p.field in about for p in reading.problems)


def _hidden(reading: CardReading, name: str) -> bool:
    """Part of the field couldn't be seen: what was read there speaks for nothing."""
    about = {name, _TOGETHER.get(name, name)}
    return any(p.field in about and p.code in _PARTLY for p in reading.problems)


def _between(kind: str | None, values: dict[str, str], birth: date | None) -> list[Problem]:
    if kind == "id_card_front":
        return checks.check_front(values)
    if kind == "id_card_back":
        return checks.check_back(values, birth)
    return checks.check_document(kind or "", values)
