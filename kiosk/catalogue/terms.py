"""A rule's condition as a tree, so that it can be said in words. The engine alone judges; this only reads.

What the files' conditions are made of: `||`, `&&`, `!`, comparisons, `in [...]`, `matches`, `startsWith`, `+`
and `-`. Anything else has no tree, and whoever explains it quotes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Operator = Literal["==", "!=", "<=", ">=", "<", ">"]


@dataclass(frozen=True)
class Name:
    """A fact or a parameter."""

    name: str


@dataclass(frozen=True)
class Constant:
    """A number, a word, or yes and no."""

    value: bool | int | str


@dataclass(frozen=True)
class Sum:
    """`left + right` or `left - right`."""

    sign: Literal["+", "-"]
    left: Term
    right: Term


@dataclass(frozen=True)
class Comparison:
    operator: Operator
    left: Term
    right: Term


@dataclass(frozen=True)
class Among:
    """`term in [...]`."""

    term: Term
    words: tuple[Constant, ...]


@dataclass(frozen=True)
class Pattern:
    """`term.matches('...')` or `term.startsWith(...)`."""

    kind: Literal["matches", "startsWith"]
    term: Term
    pattern: Term


@dataclass(frozen=True)
class Not:
    term: Term


@dataclass(frozen=True)
class Joint:
    """All of the parts (`&&`), or one of them (`||`); never one inside another of its own kind."""

    every: bool
    parts: tuple[Term, ...]


Term: TypeAlias = Name | Constant | Sum | Comparison | Among | Pattern | Not | Joint

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<number>\d+)|(?P<text>'[^'\\]*'|\"[^\"\\]*\")"
    r"|(?P<sign>\|\||&&|==|!=|<=|>=|[<>!()\[\],.+\-]))"
)
_OPERATORS = get_args(Operator)


class _OutsideError(Exception):
    """Not of the part of the language that this file reads."""


def parse_condition(text: str) -> Term | None:
    """The condition's tree, or None where it holds something that has no words here."""
    try:
        reader = _Reader(_tokens(text))
        term = reader.either()
        return term if reader.at == len(reader.tokens) else None
    except _OutsideError:
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _OutsideError
        kind = str(match.lastgroup)
        found.append((kind, match.group(kind)))
        at = match.end()
    return found


@dataclass
class _Reader:
    """Recursive descent, the loosest joint first."""

    tokens: list[tuple[str, str]]
    at: int = 0

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _take(self, wanted: str = "") -> tuple[str, str]:
        if self.at >= len(self.tokens) or (wanted and self._peek() != wanted):
            raise _OutsideError
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> Term:
        return self._joint("||", every=False)

    def _joint(self, sign: str, every: bool) -> Term:
        parts: list[Term] = []
        while True:
            part = self._comparison() if every else self._joint("&&", every=True)
            same = isinstance(part, Joint) and part.every == every
            parts += part.parts if same and isinstance(part, Joint) else (part,)
            if self._peek() != sign:
                return parts[0] if len(parts) == 1 else Joint(every, tuple(parts))
            self._take(sign)

    def _comparison(self) -> Term:
        left = self._sum()
        if self._peek() == "in":
            self._take("in")
            return Among(left, self._list())
        for operator in _OPERATORS:
            if self._peek() == operator:
                self._take()
                return Comparison(operator, left, self._sum())
        return left

    def _list(self) -> tuple[Constant, ...]:
        self._take("[")
        words = []
        while True:
            word = self._primary()
            if not isinstance(word, Constant):
                raise _OutsideError
            words.append(word)
            if self._peek() == "]":
                self._take()
                return tuple(words)
            self._take(",")

    def _sum(self) -> Term:
        term = self._unary()
        while self._peek() in ("+", "-"):
            sign: Literal["+", "-"] = "+" if self._take()[1] == "+" else "-"
            term = Sum(sign, term, self._unary())
        return term

    def _unary(self) -> Term:
        if self._peek() == "!":
            self._take()
            return Not(self._unary())
        term = self._primary()
        while self._peek() == ".":
            self._take()
            term = self._method(term)
        return term

    def _method(self, term: Term) -> Term:
        name = self._take()[1]
        self._take("(")
        pattern = self._primary()
        self._take(")")
        if name == "matches" and isinstance(pattern, Constant):
            return Pattern("matches", term, pattern)
        if name == "startsWith":
            return Pattern("startsWith", term, pattern)
        raise _OutsideError

    def _primary(self) -> Term:
        kind, text = self._take()
        if text == "(":
            term = self.either()
            self._take(")")
            return term
        if kind == "number":
            return Constant(int(text))
        if kind == "text":
            return Constant(text[1:-1])
        if kind == "word" and text in ("true", "false"):
            return Constant(text == "true")
        if kind == "word" and text != "in" and self._peek() != "(":
            return Name(text)
        raise _OutsideError


def pattern_words(pattern: str) -> list[str] | None:
    """The words a simple pattern looks for: `[AB][12]|C5` -> A1 A2 B1 B2 C5. None: not that simple."""
    words: list[str] = []
    for branch in pattern.split("|"):
        made = [""]
        for group, letter in re.findall(r"\[([A-Z0-9]+)\]|([A-Z0-9])|.", branch):
            if not group and not letter:
                return None
            made = [head + tail for head in made for tail in (group or letter)]
        words += made
    return words if all(words) else None
