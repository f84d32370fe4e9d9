"""Why somebody can't renew in time: military, abroad, or another real reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.reason_patterns import ReasonPatterns
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit


@dataclass(frozen=True)
class _Found:
    kind: str
    start: int
    end: int


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """`military`, `abroad`, `other`, or None where no reason is given."""
    patterns = lexicon.reason_patterns
    whole = patterns.whole.match(said.text)
    if whole is not None:
        return Hit("other", 0.8, *whole.span("what"))
    for marked in lexicon.restarts.readings(said.text):
        held: _Found | None = None
        for offset, piece in statements(marked.replace(PAUSE, " ")):
            found = _reason(piece, patterns)
            if found is not None:
                held = _Found(found.kind, found.start + offset, found.end + offset)
        if held is not None:
            return Hit(held.kind, 0.9 if held.kind != "other" else 0.8, held.start, held.end)
    return None


def _reason(piece: str, patterns: ReasonPatterns) -> _Found | None:
    """Military before abroad before other: the first that is said and not denied."""
    text = patterns.small.sub(lambda m: "\x01" * len(m.group(0)), piece)
    if patterns.home.search(text):
        text = patterns.sent.sub("出差", text)
    if patterns.asking.search(text) and not (patterns.persons.search(text) or patterns.now.search(text)):
        return None
    for kind, pattern in (
        ("military", patterns.military),
        ("abroad", patterns.abroad),
        ("other", patterns.other),
    ):
        for match in _stated(text, pattern, patterns):
            return _Found(kind, match.start(), match.end())
    given = patterns.because.search(text)
    if given is None or patterns.no_reason.search(text) or patterns.asking.search(given.group("what")):
        return None
    return _Found("other", given.start("what"), given.end("what"))


def _stated(text: str, pattern: re.Pattern[str], patterns: ReasonPatterns) -> Iterator[re.Match[str]]:
    for match in pattern.finditer(text):
        before = patterns.not_denying.sub("", text[: match.start()])
        if not patterns.denied.search(before) or before.endswith(match.group(0)):
            yield match
