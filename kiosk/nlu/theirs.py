"""Whose request it is, where the lists know no word for it: learned from sentences with a disqualifier.

The lists of people and gates say who and why; what they miss (阿舅母的本子我来补) is learned. Labels are
the ids of gates, or OWN. A sentence of an item that the lists flag teaches what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kiosk.nlu.classifier import Classifier
from kiosk.nlu.danger import danger_of
from kiosk.nlu.encoder import encode
from kiosk.nlu.evidence import Evidence, gather
from kiosk.nlu.fit import Lesson, fit
from kiosk.nlu.match import find_exact
from kiosk.nlu.people import any_of
from kiosk.nlu.sentences import Said
from kiosk.nlu.who import values
from kiosk.nlu.words import Words

OWN = "own"

_C = 10.0
_OTHER = "other_person"
_REQUESTS = ("items", "disqualified")


def build_theirs(said: Sequence[Said], words: Words, data: str, like: Classifier | None = None) -> Classifier:
    """Learn whose it is; `like`: whose vocabulary is shared."""
    lessons = list(_lessons(said, words))
    meaning = encode([lesson.plain for lesson in lessons])
    return fit(lessons, meaning, data, strength=_C, pieces=(like.characters, like.sounds) if like else None)


def learned_gate(
    shares: Mapping[str, float], item: str, seen: Evidence, words: Words, at_least: float
) -> dict[str, str]:
    """`disqualifier` where one that `item` can have is likely; else nothing.

    Somebody else's only where her own is not named (我老婆把我的驾照洗坏了); and where the lists know the
    person that is named, only if it is said that something is done for them (我坐我哥的车来的).
    """
    gates = [g for g in words.gates if not g.items or item in g.items]
    # What the lists were asked about and said no to (从香港玩回来) stays no.
    known = {g.id for g in gates} - {g.id for g in gates if find_exact(seen.text, g.unless)}
    people = words.people
    own = any(seen.text[: thing.start].endswith(people.mine) for thing in seen.objects)
    helps = re.search(any_of((*people.helping, *people.instead, *people.sending)), seen.text)
    if not own and (helps or not re.search(people.person, seen.text)):
        known.add(_OTHER)
    if not known:
        return {}
    best = max(known, key=lambda label: (shares.get(label, 0.0), label))
    return {"disqualifier": best} if shares.get(best, 0.0) >= at_least else {}


def _lessons(said: Sequence[Said], words: Words) -> Iterator[Lesson]:
    known = {gate.id for gate in words.gates} | {_OTHER}
    for one in said:
        if one.section not in _REQUESTS or one.english:
            continue
        plain = words.normaliser.plain(one.text)
        flagged = values(gather(plain, words), one.labels[0], words).get("disqualifier")
        label = one.why if one.section == "disqualified" and one.why in known else flagged
        if one.section == "disqualified" and label is None:
            # Why it is an officer's has no word here.
            continue
        yield Lesson(danger_of(plain), ((label or OWN, 1.0),))
