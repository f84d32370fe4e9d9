"""Two requests in one sentence: 补驾照，顺便把行驶证也换了."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.match import Span, find_exact
from kiosk.nlu.normalise import Plain
from kiosk.nlu.words import GENERIC, OTHER, Joints, Words

#: More pieces than this are not looked into: a sentence has to be answered within milliseconds.
_MOST = 4
_SHORTEST = 3


def pairs(plain: Plain, seen: Evidence, words: Words) -> tuple[tuple[str, str], ...]:
    """Pieces of a sentence that may be a request each; none where nothing joins two."""
    text, joints = plain.bare, words.joints
    if any(word in text for word in joints.aside) and not find_exact(text, joints.strong):
        return ()
    found: list[tuple[str, str]] = []
    things = [o for o in seen.objects if not o.negated and o.group not in (GENERIC, OTHER)]
    kinds = list(dict.fromkeys(o.group for o in things))
    if len(kinds) == 2 and find_exact(text, joints.things):
        # 驾照和行驶证都丢了: the same matter of both things.
        found.append((_without(text, things, kinds[1]), _without(text, things, kinds[0])))
    for at in _cuts(text, plain.clauses, things, joints):
        if min(at, len(text) - at) >= _SHORTEST:
            found.append((text[:at], text[at:]))
    return tuple(dict.fromkeys(found))[:_MOST]


def _cuts(text: str, clauses: Sequence[str], things: Sequence[Span], joints: Joints) -> list[int]:
    """Where the second request may begin, what says so best first."""
    if not find_exact(text, joints.clauses):
        return list(_between(text, things, joints))
    named = sorted({s.start for s in find_exact(text, joints.requests)})
    return list(dict.fromkeys([*named, *_ends(clauses), *_between(text, things, joints)]))


def _between(text: str, things: Sequence[Span], joints: Joints) -> Iterator[int]:
    """和 in 行驶证和居住证签注: right before the second thing."""
    for first, second in pairwise(things):
        between = text[first.end : second.start]
        if first.group != second.group and between.endswith(joints.between):
            yield second.start


def _without(text: str, things: Sequence[Span], kind: str) -> str:
    gone = {at for s in things if s.group == kind for at in range(s.start, s.end)}
    return "".join(c for at, c in enumerate(text) if at not in gone)


def _ends(clauses: Sequence[str]) -> list[int]:
    ends, at = [], 0
    for clause in clauses[:-1]:
        at += len(clause)
        ends.append(at)
    return ends
