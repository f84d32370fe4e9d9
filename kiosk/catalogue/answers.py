"""Readers of typed answers: text to a value, or one clear line why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import coerce
from kiosk.catalogue.model import Fact, FactType, FactValue

_COMMA = re.compile(r"\s*[,，、]\s*")
_YES = ("y", "yes", "是", "要", "有", "true")
_NO = ("n", "no", "否", "不", "没有", "false")


def bad(why: str) -> CatalogueError:
    """An answer that won't do."""
    return CatalogueError("bad_answer", why)


def text(answer: str) -> str:
    """Any words; not none."""
    if not answer:
        raise bad("an answer is needed here")
    return answer


def maybe(answer: str) -> str | None:
    """Words or none."""
    return answer or None


def yes_no(answer: str) -> bool:
    """y or n, 是 or 否."""
    said = answer.lower()
    if said in _YES or said in _NO:
        return said in _YES
    raise bad("y or n")


def day(answer: str) -> date:
    """An ISO day."""
    try:
        return date.fromisoformat(answer)
    except ValueError as error:
        raise bad("a date like 2026-01-31") from error


def maybe_day(answer: str) -> date | None:
    """An ISO day or none."""
    return day(answer) if answer else None


def one_of(options: Iterable[str]) -> Callable[[str], str]:
    """One of a list."""
    known = tuple(options)

    def read(answer: str) -> str:
        if answer not in known:
            raise bad(f"one of {', '.join(known)}{suggestion(answer, known)}")
        return answer

    return read


def some_of(options: Iterable[str]) -> Callable[[str], list[str]]:
    """Any of a list, separated by commas; each once."""
    one = one_of(options)
    return lambda answer: [one(word) for word in dict.fromkeys(words(answer))]


def words(answer: str) -> list[str]:
    """Separated by commas; may be none."""
    return [word for word in _COMMA.split(answer.strip()) if word]


def some_words(answer: str) -> list[str]:
    """The same, but one at least."""
    return words(text(answer))


def matching(pattern: str, why: str) -> Callable[[str], str]:
    """Words of that shape."""

    def read(answer: str) -> str:
        if not re.fullmatch(pattern, answer):
            raise bad(why)
        return answer

    return read


def holding(pattern: re.Pattern[str], why: str) -> Callable[[str], str]:
    """Words in which that is found."""

    def read(answer: str) -> str:
        if not pattern.search(answer):
            raise bad(why)
        return answer

    return read


def typed(name: str, kind: FactType, answer: str) -> FactValue:
    """One fact's value as it is typed. Raises CatalogueError naming the fact, not the value."""
    value: Any = answer
    if kind == "bool":
        value = yes_no(answer)
    elif kind == "int" and re.fullmatch(r"-?\d{1,18}", answer):
        value = int(answer)
    return coerce(name, kind, value)


def facts(declared: Mapping[str, Fact]) -> Callable[[str], dict[str, FactValue]]:
    """`name=value, name=value`; may be none."""
    given = {name: fact for name, fact in declared.items() if fact.given}

    def read(answer: str) -> dict[str, FactValue]:
        found = {}
        for pair in words(answer):
            name, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or name not in given:
                raise bad(f"name=value; no fact here is called {name!r}{suggestion(name, given)}")
            found[name] = typed(name, given[name].type, value)
        return found

    return read


def options(answer: str) -> list[dict[str, Any]]:
    """`id=word/word, id=word`: the answers of a question."""
    found = []
    for one in some_words(answer):
        name, _, said = (part.strip() for part in one.partition("="))
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise bad("written as id=word/word, id=word; an id is of letters, digits and _")
        found.append({"id": name, "words": [word for word in said.split("/") if word]})
    return found
