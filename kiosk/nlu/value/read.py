"""Values out of words: `read_value` for one that was asked for, `read_values` for all of a free sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.nlu.value import (
    amount,
    choice,
    classes,
    correction,
    id_tail,
    months,
    period,
    phone,
    plate,
    reason,
    yes_no,
)
from kiosk.nlu.value import date as day
from kiosk.nlu.value.lexicon import Lexicon, default_lexicon
from kiosk.nlu.value.read_back import read_back
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit, Kind, Option, ValueFound


def read_value(
    kind: Kind,
    text: str,
    *,
    today: date,
    options: Sequence[Option | str] = (),
    before: str | None = None,
    lexicon: Lexicon | None = None,
) -> ValueFound | None:
    """The value of `kind` that `text` states, or None where nothing valid is said.

    `options`: the lines of a list, for `choice`; `before`: what was read back, for `correction`. Pure but
    for the word lists, which are read once; never raises on any text.
    """
    words = lexicon or default_lexicon()
    said = Said.make(text)
    lines = choice.options_of(options)
    hit = _hit(kind, said, words, today, lines, before)
    return _found(kind, hit, said, words, lines) if hit is not None else None


def _hit(
    kind: Kind, said: Said, words: Lexicon, today: date, options: Sequence[Option], before: str | None
) -> Hit | None:
    if kind == "choice":
        return choice.read(said, words, options)
    if kind == "correction":
        return correction.read(said, words, before)
    if kind == "date":
        return day.read(said, words, today)
    if kind == "period":
        return period.read(said, words, today)
    plain = {
        "id_tail": id_tail.read,
        "phone": phone.read,
        "plate": plate.read,
        "classes": classes.read,
        "months": months.read,
        "amount": amount.read,
        "reason": reason.read,
        "yes_no": yes_no.read,
    }
    return plain[kind](said, words)


def _found(kind: Kind, hit: Hit, said: Said, words: Lexicon, options: Sequence[Option]) -> ValueFound:
    return ValueFound(
        kind,
        hit.value,
        round(hit.confidence, 2),
        said.span(hit.start, hit.end),
        read_back(kind, hit.value, words.read_back, options),
        hit.alternatives,
    )


_CLAUSE = re.compile(r"[^，,。.！!？?；;]+")
#: What a free sentence is searched for, surest first; what one has taken the next doesn't see.
_FREE: tuple[Kind, ...] = ("phone", "plate", "classes", "period", "date", "months", "reason")


def read_values(text: str, today: date, *, lexicon: Lexicon | None = None) -> tuple[ValueFound, ...]:
    """Every value in a free sentence, in the order they were said; none of them covers another."""
    words = lexicon or default_lexicon()
    found: list[ValueFound] = []
    rest = text
    if any(word in text for word in ("尾号", "后四位", "末四位")) and "身份证" in text:
        rest = _take("id_tail", rest, words, today, found)
    for kind in _FREE:
        if kind == "period" and not _is_period(rest, words, today):
            continue
        rest = _take(kind, rest, words, today, found)
    if any(unit in rest for unit in (*words.amounts.yuan, *words.amounts.currency)):
        _take("amount", rest, words, today, found)
    return tuple(sorted(found, key=lambda one: one.span))


def _is_period(text: str, words: Lexicon, today: date) -> bool:
    """Two days, or a day and a length: one alone is a day or a number of months."""
    said = Said.make(text)
    return len(words.calendar.find(said.text, today)) == 2 or any(
        word in said.text for word in (*words.calendar_words.starts, *words.calendar_words.spans)
    )


def _take(kind: Kind, rest: str, words: Lexicon, today: date, found: list[ValueFound]) -> str:
    """`rest` without what was found: from all of it, or else from a clause of its own."""
    for start, piece in _clauses(rest):
        one = read_value(kind, piece, today=today, lexicon=words)
        if one is not None:
            place = (one.span[0] + start, one.span[1] + start)
            found.append(replace(one, span=place))
            return rest[: place[0]] + "，" * (place[1] - place[0]) + rest[place[1] :]
    return rest


def _clauses(text: str) -> list[tuple[int, str]]:
    """(place, text): all of it, then what stands between pauses."""
    pieces = [(0, text)]
    pieces += [(match.start(), match.group(0)) for match in _CLAUSE.finditer(text)]
    return pieces
