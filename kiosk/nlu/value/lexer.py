"""Longest-match reading of a sentence by a table of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNKNOWN = "Z"
GAP = ","


@dataclass(frozen=True)
class Lexeme:
    """One word of the table, or one character that is in no table."""

    tag: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Lexer:
    """Words to one-letter tags. A run of Latin letters is one word, or single letters if it is short."""

    table: Mapping[str, str]
    gaps: str = " \t\n,，。.、;；:：-—–－_/\\|·~…!！'\"“”‘’()（）\x01"
    longest: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "longest", max(map(len, self.table), default=1))

    def read(self, text: str) -> list[Lexeme]:
        """The lexemes in order; gaps have the tag `,`, unknown characters `Z`."""
        found: list[Lexeme] = []
        at = 0
        while at < len(text):
            one = self._one(text, at)
            found.append(one)
            at = one.end
        return found

    def _one(self, text: str, at: int) -> Lexeme:
        if _latin(text[at]) and not (at and _latin(text[at - 1])):
            whole = self._word(text, at)
            if whole is not None:
                return whole
        for size in range(min(self.longest, len(text) - at), 0, -1):
            piece = text[at : at + size]
            tag = self.table.get(piece)
            if tag is not None and not (size > 1 and _splits_word(text, at, at + size)):
                return Lexeme(tag, piece, at, at + size)
        tag = GAP if text[at] in self.gaps else UNKNOWN
        return Lexeme(tag, text[at], at, at + 1)

    def _word(self, text: str, at: int) -> Lexeme | None:
        end = at
        while end < len(text) and _latin(text[end]):
            end += 1
        word = text[at:end]
        if word in self.table:
            return Lexeme(self.table[word], word, at, end)
        return Lexeme(UNKNOWN, word, at, end) if len(word) > 4 else None


def _latin(character: str) -> bool:
    return "A" <= character <= "Z"


def _splits_word(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a Latin word cut out of a longer one."""
    if not text[start:end].isascii():
        return False
    before = start > 0 and _latin(text[start - 1]) and _latin(text[start])
    after = end < len(text) and _latin(text[end]) and _latin(text[end - 1])
    return before or after


def tagged(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """{tag: words} as {word: tag}; a later group doesn't overwrite an earlier one."""
    table: dict[str, str] = {}
    for tag, words in groups.items():
        for word in words:
            table.setdefault(word, tag)
    return table
