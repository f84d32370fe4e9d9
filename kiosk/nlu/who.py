"""For whom a request is, and what makes it an officer's this time: `values.for` and `values.disqualifier`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.words import Gate, People, Words

#: Who a pronoun stands for is said elsewhere in the sentence, if at all.
_PRONOUNS = ("他", "她", "其", "人家")


def for_whom(evidence: Evidence, people: People) -> str | None:
    """我爸 in 给我爸办, 我爸的驾照; None in 我老公把我驾照压坏了."""
    text = evidence.text
    for word in people.agency:
        if word in text:
            return word
    kin = "|".join(map(re.escape, people.kin))
    one = rf"((?:我们|我|你)?(?:{kin}))"
    helped = re.search(rf"(?:{'|'.join(people.helping)}){one}(?!给我|帮我|送|拉|看)", text)
    if helped and not re.search(r"我的|我驾|给\S{1,4}把|[借找卖还送]给", text):
        return _named(helped.group(1), text, one)
    particles = "|".join(map(re.escape, people.particles))
    for clause in evidence.clauses:
        for thing in evidence.objects:
            said = text[thing.start : thing.end]
            at = clause.find(said)
            owned = re.search(rf"{one}(?:{particles})?$", clause[:at]) if at > 0 else None
            if owned and not re.search(r"(被|叫|让|给|跟|和|陪|是|带)(?:我|你)?$", clause[: owned.start()]):
                return _named(owned.group(1), text, one)
    return None


def _named(whom: str, text: str, one: str) -> str:
    """Whom a pronoun stands for, where the sentence says it."""
    if whom not in _PRONOUNS:
        return whom
    others = (m.group(1) for m in re.finditer(one, text) if m.group(1) not in _PRONOUNS)
    return next(others, whom)


def gate(text: str, item: str, words: Words) -> Gate | None:
    """What was said that makes `item` an officer's, or None."""
    for one in words.gates:
        if one.items and item not in one.items:
            continue
        if any(word in text for word in one.words) and not any(word in text for word in one.unless):
            return one
    return None


def somebody_elses_record(text: str, people: People) -> bool:
    """查我老公的犯罪记录: nobody gets another's record."""
    kin = "|".join(map(re.escape, people.kin))
    owned = "|".join(map(re.escape, people.owned))
    return re.search(rf"(?:{kin})(?:这个人|本人)?(?:{owned})", text) is not None


def values(evidence: Evidence, item: str | None, words: Words) -> Mapping[str, str]:
    """`for`: the person as said; `disqualifier`: the gate's id; only what was said."""
    said: dict[str, str] = {}
    whom = for_whom(evidence, words.people)
    if whom:
        said["for"] = whom
    closed = gate(evidence.text, item, words) if item else None
    if closed:
        said["disqualifier"] = closed.id
    elif whom and item:
        said["disqualifier"] = "other_person"
    return said
