"""Two requests in one sentence: 补驾照，顺便把行驶证也换了."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.match import Span
from kiosk.nlu.normalise import Plain
from kiosk.nlu.words import GENERIC, OTHER, Words

#: More pieces than this are not looked into: a sentence has to be answered within milliseconds.
_MOST = 4
_SHORTEST = 3


def pairs(plain: Plain, seen: Evidence, words: Words) -> tuple[tuple[str, str], ...]:
    """Pieces of a sentence that may be a request each; none where nothing joins two."""
    text, joints = plain.bare, words.joints
    if any(word in text for word in joints.aside):
        return ()
    found: list[tuple[str, str]] = []
    things = [o for o in seen.objects if not o.negated and o.group not in (GENERIC, OTHER)]
    kinds = list(dict.fromkeys(o.group for o in things))
    if len(kinds) == 2 and any(joint in text for joint in joints.things):
        # 驾照和行驶证都丢了: the same matter of both things.
        found.append((_without(text, things, kinds[1]), _without(text, things, kinds[0])))
    cuts = [m.start() for joint in joints.requests for m in re.finditer(re.escape(joint), text)]
    if not any(joint in text for joint in joints.clauses):
        cuts = []
    else:
        cuts += _ends(plain.clauses)
    for at in sorted(set(cuts)):
        if min(at, len(text) - at) >= _SHORTEST:
            found.append((text[:at], text[at:]))
    return tuple(dict.fromkeys(found))[:_MOST]


def _without(text: str, things: Sequence[Span], kind: str) -> str:
    gone = {at for s in things if s.group == kind for at in range(s.start, s.end)}
    return "".join(c for at, c in enumerate(text) if at not in gone)


def _ends(clauses: Sequence[str]) -> list[int]:
    ends, at = [], 0
    for clause in clauses[:-1]:
        at += len(clause)
        ends.append(at)
    return ends
