"""Is somebody in danger, and whom does it call: learned from sentences, beside the patterns of `alarm.py`.

One classifier of four labels over the same features and pieces as the one of requests: calm, or police,
fire, medical. All that is no emergency is calm, what was written to sound alarming above all. Long breaths
are made of two sentences, since frightened people tell everything at once: one emergency among them is one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from kiosk.nlu.classifier import Classifier
from kiosk.nlu.encoder import encode
from kiosk.nlu.fit import Lesson, fit
from kiosk.nlu.noise import Noise
from kiosk.nlu.normalise import Plain
from kiosk.nlu.sentences import EMERGENCY, Said
from kiosk.nlu.words import Words

CALM = "calm"
SERVICES = ("police", "fire", "medical")

#: Smoother than the requests' (C = 30): what is rare must not be known by heart.
_C = 10.0
_SPOILED = (0.12, 0.22)
_COPY = 0.4
_JOINED = 0.5
_ENGLISH = 2.0
#: Of the calm sentences, how many are spoiled, and joined with another.
_CALM_SHARE = 0.4
_SEED = 21


def danger_of(plain: Plain) -> str:
    """What is looked at: the sentence with what it denies, unlike a request's."""
    return plain.english or plain.bare or plain.text


def danger_text(text: str, words: Words) -> str:
    """The same of a sentence as it was written."""
    return danger_of(words.normaliser.plain(text))


def build_danger(said: Sequence[Said], words: Words, data: str, like: Classifier | None = None) -> Classifier:
    """Learn calm from danger; the same sentences give the same result. `like`: whose vocabulary is shared."""
    lessons = list(_lessons(said, words))
    meaning = encode([lesson.plain for lesson in lessons])
    pieces = (like.characters, like.sounds) if like else None
    return fit(lessons, meaning, data, strength=_C, pieces=pieces)


def _lessons(said: Sequence[Said], words: Words) -> Iterator[Lesson]:
    noise = Noise.make([one.text for one in said])
    rng = random.Random(_SEED)
    chinese = [one for one in said if not one.english]
    urgent = [one for one in chinese if one.section == EMERGENCY]
    calm = [one for one in chinese if one.section != EMERGENCY]
    for one in said:
        text = danger_text(one.text, words)
        label = (one.kind or SERVICES[0]) if one.section == EMERGENCY else CALM
        labels = ((label, 1.0),)
        yield Lesson(text, labels, _ENGLISH if one.english else 1.0, True)
        if one.english or (label == CALM and rng.random() > _CALM_SHARE):
            continue
        for share in _SPOILED if label != CALM else _SPOILED[:1]:
            yield Lesson(danger_text(noise.spoil(one.text, share, rng), words), labels, _COPY, False)
        if label == CALM:
            joined = _join(one, rng.choice(calm), rng)
            yield Lesson(danger_text(joined, words), labels, _JOINED, False)
        else:
            for others in (calm, urgent):
                joined = _join(one, rng.choice(others), rng)
                yield Lesson(danger_text(joined, words), labels, _JOINED, False)


def _join(one: Said, other: Said, rng: random.Random) -> str:
    both = [one.text, other.text]
    rng.shuffle(both)
    return "，".join(both)
