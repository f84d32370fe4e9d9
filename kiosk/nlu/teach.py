"""From sentences to lessons: normalised, spoiled as a recogniser does, with fillers; and the build."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kiosk.nlu.bank import Index, merge
from kiosk.nlu.classifier import Classifier
from kiosk.nlu.danger import CALM, build_danger
from kiosk.nlu.encoder import Array, encode
from kiosk.nlu.evidence import gather
from kiosk.nlu.fit import Lesson, fit
from kiosk.nlu.learned import Learned
from kiosk.nlu.noise import Noise
from kiosk.nlu.sentences import EMERGENCY, NONE, OPEN, Said
from kiosk.nlu.shape import build_shape
from kiosk.nlu.theirs import build_theirs
from kiosk.nlu.words import Words

#: How much of a sentence is spoiled in its copies, and what a copy weighs.
_SPOILED = (0.12, 0.22)
_COPY = 0.4
_SEED = 20
#: Steps of the first fit, which only says what the sentences of the second may be.
_QUICK = 25
_ANYTHING = ((NONE, 1.0),)
#: There are few of them and no spoiled copies.
_ENGLISH = 2.0
_WEIGHTS = {"disqualified": 0.6, "ambiguous": 1.5, "two_requests": 0.5}
#: What a request that leaves open what is wanted teaches about that, the rest about what it may be.
_OPEN = 0.6


def meaning_text(text: str, words: Words) -> str:
    """What the encoder and the pieces are made of: plain, without fillers and what is denied."""
    plain = words.normaliser.plain(text)
    if plain.english:
        return plain.english
    return gather(plain, words).rest or plain.bare or plain.text


def build(
    said: Sequence[Said], words: Words, data: str, done: Callable[[str], None] = lambda _: None
) -> Learned:
    """Learn from all sentences. Pure: the same sentences give the same result."""
    texts = [meaning_text(one.text, words) for one in said]
    lessons = list(_lessons(said, texts, words))
    done(f"{len(said)} sentences, {len(lessons)} lessons")
    meaning = encode([lesson.plain for lesson in lessons])
    done("sentences encoded")
    classifier = _fit(lessons, meaning, data)
    done("fitted")
    danger = build_danger(said, words, data, classifier)
    shape = build_shape(said, lambda text: meaning_text(text, words), words.joints.joiners, data, classifier)
    theirs = build_theirs(said, words, data, classifier)
    done("danger, shape and whose it is fitted")
    offices = [(text, one.pointer) for text, one in zip(texts, said, strict=True) if one.pointer]
    index = Index(
        tuple(text for text, _ in offices),
        tuple(pointer or "" for _, pointer in offices),
        encode([text for text, _ in offices]),
    )
    exact = merge(
        (words.normaliser.plain(one.text).bare, one.labels or (CALM,))
        for one in said
        if one.section != "disqualified"
    )
    return Learned(classifier, exact, index, danger, shape, theirs)


def _fit(lessons: Sequence[Lesson], meaning: Array, data: str) -> Classifier:
    """Twice where some sentences are only known not to be emergencies: the first fit says what they are."""
    sure = [at for at, lesson in enumerate(lessons) if lesson.labels]
    if len(sure) == len(lessons):
        return fit(lessons, meaning, data)
    told = [lesson if lesson.labels else replace(lesson, weight=0.0, labels=_ANYTHING) for lesson in lessons]
    first = fit(told, meaning, data, steps=_QUICK)
    guessed = first.probabilities([lesson.plain for lesson in lessons], meaning)
    guessed[:, first.labels.index(EMERGENCY)] = 0
    guessed /= guessed.sum(axis=1, keepdims=True)
    whole = [
        lesson if lesson.labels else replace(lesson, labels=_shares(first.labels, guessed[at]))
        for at, lesson in enumerate(lessons)
    ]
    return fit(whole, meaning, data, first)


def _shares(labels: Sequence[str], row: Array) -> tuple[tuple[str, float], ...]:
    return tuple((label, float(share)) for label, share in zip(labels, row, strict=True) if share > 0.01)


def _lessons(said: Sequence[Said], texts: Sequence[str], words: Words) -> Iterator[Lesson]:
    noise = Noise.make([one.text for one in said])
    fillers = [f for f in words.normaliser.fillers if len(f) > 1]
    rng = random.Random(_SEED)
    for one, text in zip(said, texts, strict=True):
        labels = _meaning(one)
        weight = _WEIGHTS.get(one.section, 1.0) * (_ENGLISH if one.english else 1.0)
        yield Lesson(text, labels, weight, True)
        if one.english:
            continue
        for share in _SPOILED:
            spoiled = noise.spoil(one.text, share, rng)
            yield Lesson(meaning_text(spoiled, words), labels, weight * _COPY, False)
        filled = f"{rng.choice(fillers)}{text}{rng.choice(['', '嗯', '这样', '好吧', '谢谢'])}"
        yield Lesson(filled, labels, weight * _COPY / 2, False)


def _meaning(one: Said) -> tuple[tuple[str, float], ...]:
    if one.section != "ambiguous":
        return tuple((label, 1 / len(one.labels)) for label in one.labels)
    rest = (1 - _OPEN) / len(one.labels)
    return ((OPEN, _OPEN), *((label, rest) for label in one.labels))
