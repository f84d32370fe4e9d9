"""What may be said, as rules in a data file, made into a net of tokens that a search walks through. Pure.

A rule is a list of ways to say it. A way is a row of words with spaces between: `零=0` is written 零 and
means 0, `月` means itself, `我的=` means nothing; `<digit>` is another rule, `<digit>*9` nine of it,
`<year>?` may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.speech.types import SpeechError

_WORD = re.compile(
    r"(?:<(?P<rule>\w+)>|(?P<said>[^=<>*?]+)(?P<told>=)?(?P<meant>[^=<>*?]*))"
    r"(?:\*(?P<times>\d+)|(?P<maybe>\?))?"
)

Rules = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Arc:
    """One token on the way, with what it adds to the value."""

    token: int
    to: int
    value: str


@dataclass
class Net:
    """Nodes and arcs; node 0 is the beginning."""

    arcs: list[list[Arc]] = field(default_factory=lambda: [[]])
    skips: list[list[int]] = field(default_factory=lambda: [[]])
    """Nodes that are reached without a token."""
    ends: set[int] = field(default_factory=set)
    _closed: dict[int, tuple[tuple[Arc, ...], bool]] = field(default_factory=dict)

    def node(self) -> int:
        self.arcs.append([])
        self.skips.append([])
        return len(self.arcs) - 1

    def onward(self, node: int) -> tuple[tuple[Arc, ...], bool]:
        """The arcs that lead on from here, and whether it may end here."""
        if node not in self._closed:
            seen, stack = {node}, [node]
            while stack:
                for other in self.skips[stack.pop()]:
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
            arcs = tuple(arc for one in sorted(seen) for arc in self.arcs[one])
            self._closed[node] = (arcs, bool(seen & self.ends))
        return self._closed[node]

    def tokens(self) -> set[int]:
        """All that may be written."""
        return {arc.token for arcs in self.arcs for arc in arcs}


def make_net(rules: Rules, first: str, encode: Callable[[str], list[int]]) -> Net:
    """The net of rule `first`; `encode` gives the tokens of a word.

    Raises SpeechError `speech_data_bad` for a rule that is missing, empty, badly written or part of itself.
    """
    net = Net()
    builder = _Builder(rules, encode, net)
    net.ends.add(builder.rule(first, 0, ()))
    return net


@dataclass
class _Builder:
    rules: Rules
    encode: Callable[[str], list[int]]
    net: Net

    def rule(self, name: str, start: int, inside: tuple[str, ...]) -> int:
        """Lay all ways of `name` from `start`; the node where they meet."""
        if name in inside or not self.rules.get(name):
            raise SpeechError("speech_data_bad", f"numbers: rule <{name}> is missing or part of itself")
        end = self.net.node()
        for way in self.rules[name]:
            at = start
            for word in way.split():
                at = self._word(word, at, (*inside, name))
            self.net.skips[at].append(end)
        return end

    def _word(self, word: str, start: int, inside: tuple[str, ...]) -> int:
        match = _WORD.fullmatch(word)
        if match is None:
            raise SpeechError("speech_data_bad", f"numbers: {word!r} can't be read")
        at = start
        for _ in range(int(match["times"] or 1)):
            at = self.rule(match["rule"], at, inside) if match["rule"] else self._said(match, at)
        if match["maybe"]:
            self.net.skips[start].append(at)
        return at

    def _said(self, match: re.Match[str], start: int) -> int:
        value = match["meant"] if match["told"] else match["said"]
        at = start
        for token in self.encode(match["said"]):
            after = self.net.node()
            self.net.arcs[at].append(Arc(token, after, value))
            at, value = after, ""
        return at
