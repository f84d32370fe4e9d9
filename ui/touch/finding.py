"""How the home page finds an item by hand: by what happened, by department, by first letters. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.terminal.screen import Choice

WAYS = ("happened", "department", "letters")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST = 6


@dataclass(frozen=True)
class Finding:
    """What was touched so far."""

    way: str = WAYS[0]
    group: str = ""
    """The department; empty: the first."""
    typed: str = ""

    def turned(self, way: str) -> Finding:
        """Another way of finding, from its beginning."""
        return Finding(way) if way in WAYS else self

    def within(self, group: str) -> Finding:
        return replace(self, group=group)

    def press(self, letter: str, choices: Sequence[Choice]) -> Finding:
        """With one letter more, if some item begins so."""
        return replace(self, typed=self.typed + letter) if letter in self.able(choices) else self

    def erase(self) -> Finding:
        return replace(self, typed=self.typed[:-1])

    def groups(self, choices: Sequence[Choice]) -> tuple[str, ...]:
        """The departments, those with most items first; the order of the items decides between equals."""
        names = [c.group for c in choices if c.group]
        return tuple(sorted(dict.fromkeys(names), key=lambda g: -names.count(g)))

    def found(self, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        """What this way shows: our own items first."""
        if self.way == "department":
            groups = self.groups(choices)
            group = self.group if self.group in groups else next(iter(groups), "")
            return _ours_first([c for c in choices if c.group == group])
        if self.way == "letters" and self.typed:
            begins = [c for c in choices if any(s.startswith(self.typed) for s in c.spelled)]
            # Two letters and more may stand in the middle of a long name.
            holds = [c for c in choices if c not in begins and len(self.typed) > 1 and self._inside(c)]
            return (*_ours_first(begins), *_ours_first(holds))
        return ()

    def _inside(self, choice: Choice) -> bool:
        return any(self.typed in s for s in choice.spelled)

    def able(self, choices: Sequence[Choice]) -> str:
        """The letters that lead to an item."""
        if self.way != "letters" or len(self.typed) >= _MOST:
            return ""
        return "".join(k for k in _LETTERS if replace(self, typed=self.typed + k).found(choices))


def _ours_first(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda c: c.minor))
