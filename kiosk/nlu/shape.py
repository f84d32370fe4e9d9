"""How a request is made: one thing, two at once, or left open; learned beside the items.

补驾照，顺便把行驶证换了 holds two; 证丢了 may be several. Few of two are written by hand, so more are joined
from single requests of different items; two sentences of one item joined are still one request.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from kiosk.nlu.classifier import Classifier
from kiosk.nlu.encoder import encode
from kiosk.nlu.fit import Lesson, fit
from kiosk.nlu.sentences import Said

ONE, TWO, OPEN_SHAPE = "one", "two", "open"

_C = 10.0
_ENGLISH = 2.0
_JOINED = 0.4
_LONGEST = 16
#: Joined of different items, and of the same.
_DIFFERENT, _SAME = 700, 350
_SEED = 22
_SHAPES = {"two_requests": TWO, "ambiguous": OPEN_SHAPE}


def build_shape(
    said: Sequence[Said],
    text_of: Callable[[str], str],
    joiners: Sequence[str],
    data: str,
    like: Classifier | None = None,
) -> Classifier:
    """Learn the shape; `text_of`: what is looked at of a sentence; `like`: whose vocabulary is shared."""
    lessons = list(_lessons(said, text_of, joiners))
    meaning = encode([lesson.plain for lesson in lessons])
    pieces = (like.characters, like.sounds) if like else None
    return fit(lessons, meaning, data, strength=_C, pieces=pieces)


def _lessons(said: Sequence[Said], text_of: Callable[[str], str], joiners: Sequence[str]) -> Iterator[Lesson]:
    for one in said:
        shape = _SHAPES.get(one.section, ONE)
        yield Lesson(text_of(one.text), ((shape, 1.0),), _ENGLISH if one.english else 1.0)
    rng = random.Random(_SEED)
    requests = ("items", "handoff")
    single = [s for s in said if s.section in requests and not s.english and len(s.text) <= _LONGEST]
    by_item: dict[str, list[Said]] = {}
    for one in single:
        by_item.setdefault(one.labels[0], []).append(one)
    kinds = sorted(by_item)
    for at in range(_DIFFERENT + _SAME if len(kinds) > 1 else 0):
        first, second = rng.sample(kinds, 2)
        pair = (first, second) if at < _DIFFERENT else (first, first)
        texts = [rng.choice(by_item[kind]).text.rstrip("。！？!?") for kind in pair]
        joined = text_of(rng.choice(joiners).join(texts))
        yield Lesson(joined, ((TWO if at < _DIFFERENT else ONE, 1.0),), _JOINED, False)
