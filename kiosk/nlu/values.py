"""What was said besides the matter itself. For now: for whom."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kiosk.nlu.evidence import LICENCE, Evidence
from kiosk.nlu.words import People


def values(evidence: Evidence, people: People) -> Mapping[str, str]:
    """`for`: the person as said, where the licence is somebody else's."""
    found = for_whom(evidence, people)
    return {"for": found} if found else {}


def for_whom(evidence: Evidence, people: People) -> str | None:
    """我爸 in 给我爸办, 我爸的驾照; None in 我老公把我驾照压坏了."""
    text = evidence.text
    for word in people.agency:
        if word in text:
            return word
    kin = "|".join(map(re.escape, people.kin))
    one = rf"((?:我|你)?(?:{kin}))"
    helped = re.search(rf"(?:{'|'.join(people.helping)}){one}(?!把|给我|帮我)", text)
    if helped and "我的" not in text and "我驾" not in text:
        return helped.group(1)
    particles = "|".join(map(re.escape, people.particles))
    for thing in evidence.objects:
        if thing.group == LICENCE:
            owned = re.search(rf"{one}(?:{particles})?$", text[: thing.start])
            if owned:
                return owned.group(1)
    return None
