"""For whom a request is, and what makes it an officer's this time: `values.for` and `values.disqualifier`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kiosk.nlu.evidence import Evidence
from kiosk.nlu.match import find_exact
from kiosk.nlu.people import People, any_of
from kiosk.nlu.words import Gate, Words

#: Who a pronoun stands for is said elsewhere in the sentence, if at all.
_PRONOUNS = ("他", "她", "其", "人家", "对方")
#: So near to a person a word has to be to be asked of them.
_NEAR = 14


def for_whom(seen: Evidence, people: People) -> str | None:
    """我爸 in 给我爸办, 我爸的驾照, 车是我爸的; None in 我老公把我驾照压坏了."""
    text = seen.text
    for word in people.agency:
        if word in text:
            return word
    one = people.person
    helped = re.search(rf"(?:{any_of(people.helping)}){one}(?!给我|帮我|送|拉|看)", text)
    if helped and not re.search(r"我的|我驾|给\S{1,4}把|[借找卖还送]给", text):
        return _named(helped.group(1), text, one)
    found = _owner(seen, people) or _sender(text, people) or _theirs(text, people)
    return _named(found, text, one) if found else None


def _owner(seen: Evidence, people: People) -> str | None:
    """我爸的驾照, 我爸驾照; 我爸的体检表, but not 我爸弄丢."""
    text, clauses, things, matters = seen.text, seen.clauses, seen.objects, seen.conditions
    named = rf"{people.person}(?:{any_of(people.particles)})?$"
    for clause in clauses:
        for thing, before in [*((o, named) for o in things), *((m, rf"{people.person}的$") for m in matters)]:
            at = clause.find(text[thing.start : thing.end])
            owned = re.search(before, clause[:at]) if at > 0 else None
            if owned and not re.search(r"(被|叫|让|给|跟|和|陪|是|带)(?:我|你)?$", clause[: owned.start()]):
                return owned.group(1)
    return None


def _sender(text: str, people: People) -> str | None:
    """嫂子叫我来补: who sends somebody else, and a superior only who does not want to see it."""
    sent = re.search(rf"{people.person}(?:{any_of(people.sending)})", text)
    if sent and not any(sent.group(1).endswith(word) for word in people.superiors):
        return sent.group(1)
    away = re.search(
        rf"{people.person}.{{0,6}}(?:{any_of(people.absent)}).{{0,6}}(?:{any_of(people.instead)})", text
    )
    if away:
        return away.group(1)
    # 我师父七十了，驾照到期让我跑一趟: further apart, but sent.
    far = re.search(
        rf"{people.person}.{{0,14}}(?:{any_of(people.absent)}).{{0,16}}(?:叫我|让我|托我|我交|我来交|我来补)",
        text,
    )
    return far.group(1) if far and not any(far.group(1).endswith(w) for w in people.superiors) else None


def _theirs(text: str, people: People) -> str | None:
    """车是我老公的; 房东的车，标我来领."""
    owned = re.search(rf"(?:{any_of(people.owning)}){people.person}(?:{any_of(people.belonging)})?", text)
    if owned:
        return owned.group(1)
    car = re.search(rf"(.?){people.person}(?:{any_of(people.cars)})(?!{any_of(people.elsewhere)})", text)
    return car.group(2) if car and car.group(1) not in people.fetched else None


def _named(whom: str, text: str, one: str) -> str:
    """Whom a pronoun stands for, where the sentence says it."""
    if whom not in _PRONOUNS:
        return whom
    others = (m.group(1) for m in re.finditer(one, text) if m.group(1) not in _PRONOUNS)
    return next(others, whom)


def somebody_elses_record(text: str, people: People) -> bool:
    """查租客有没有案底: nobody gets another's record; 老板要我开无犯罪证明 is one's own."""
    everybody = any_of((*people.others, *people.kin))
    for found in re.finditer(rf"(?<!其)(?:{everybody})", text):
        before, after = text[: found.start()], text[found.end() : found.end() + _NEAR]
        stops = people.wanting
        if found.group() in people.superiors or found.group() in people.others:
            stops = (*stops, *people.demanding)
        if before.endswith(people.being) or after.startswith(stops):
            continue
        asked = re.search(any_of(people.asked), after)
        if asked and not any(word in after[: asked.start()] for word in people.wanting):
            return True
    return False


def gate(text: str, item: str, words: Words) -> Gate | None:
    """What was said that makes `item` an officer's, or None."""
    for one in words.gates:
        if one.items and item not in one.items:
            continue
        if find_exact(text, one.words) and not find_exact(text, one.unless):
            return one
    return None


def _record_of_another(evidence: Evidence, item: str, words: Words) -> bool:
    return item in words.people.records and somebody_elses_record(evidence.text, words.people)


def values(evidence: Evidence, item: str | None, words: Words) -> Mapping[str, str]:
    """`for`: the person as said; `disqualifier`: the gate's id; only what was said."""
    said: dict[str, str] = {}
    whom = for_whom(evidence, words.people)
    if whom:
        said["for"] = whom
    closed = gate(evidence.text, item, words) if item else None
    if closed:
        said["disqualifier"] = closed.id
    elif item and (whom or _record_of_another(evidence, item, words)):
        said["disqualifier"] = "other_person"
    return said
