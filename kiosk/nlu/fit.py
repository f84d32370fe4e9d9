"""Building the learned part: a multinomial logistic regression, fitted once, when the house is set up.

Needs scipy, which nothing else here does. The same sentences and the same code give the same coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.nlu.classifier import Classifier
from kiosk.nlu.encoder import Array
from kiosk.nlu.features import Vocabulary, character_grams, sound_grams

#: Weight of the data against smoothness (scikit-learn's C), and when to stop.
_C = 30.0
_STEPS = 150
_TOLERANCE = 1e-4
_AT_LEAST = 2


@dataclass(frozen=True)
class Lesson:
    """One sentence to learn from."""

    plain: str
    """Normalised."""
    labels: tuple[tuple[str, float], ...]
    """What it means; several where a question must be asked, shares summing to 1."""
    weight: float = 1.0
    original: bool = True
    """Said by somebody; False where it was made from such a sentence (the vocabulary is of the former)."""


def fit(
    lessons: Sequence[Lesson],
    meaning: Array,
    data: str,
    start: Classifier | None = None,
    steps: int = _STEPS,
    *,
    strength: float = _C,
    pieces: tuple[Vocabulary, Vocabulary] | None = None,
) -> Classifier:
    """Learn from `lessons`; `meaning` has a row for each; `data` names them.

    `start`: an earlier fit of the same vocabulary and labels to go on from. `strength`: how much the data
    weigh against smoothness. `pieces`: characters and sounds to use; without them those of the lessons.
    """
    characters, sounds = pieces or _pieces([lesson.plain for lesson in lessons if lesson.original])
    labels = tuple(sorted({label for lesson in lessons for label, _ in lesson.labels}))
    blank = np.zeros((0, len(labels)), np.float32)
    empty = Classifier(labels, characters, sounds, blank, blank, blank, data)
    grams = _sparse(
        [empty.grams(lesson.plain) for lesson in lessons], len(characters.place) + len(sounds.place)
    )
    target = np.zeros((len(lessons), len(labels)), np.float64)
    for row, lesson in enumerate(lessons):
        for label, share in lesson.labels:
            target[row, labels.index(label)] += share
    weights = _balanced(target, np.array([lesson.weight for lesson in lessons]))
    shape = (meaning.shape[1] + grams.shape[1] + 1, len(labels))
    learned = _minimise(
        grams, meaning.astype(np.float64), target, weights, _start(start, shape), steps, strength
    )
    width = meaning.shape[1]
    return Classifier(
        labels,
        characters,
        sounds,
        learned[:width].astype(np.float32),
        learned[width:-1].astype(np.float32),
        learned[-1].astype(np.float32),
        data,
    )


def _pieces(own: Sequence[str]) -> tuple[Vocabulary, Vocabulary]:
    characters = Vocabulary.learn(map(character_grams, own), _AT_LEAST)
    return characters, Vocabulary.learn(map(sound_grams, own), _AT_LEAST)


def _start(earlier: Classifier | None, shape: tuple[int, int]) -> NDArray[np.float64]:
    if earlier is None:
        return np.zeros(shape)
    made = [earlier.meaning_weights, earlier.gram_weights, earlier.bias[None]]
    return np.concatenate(made).astype(np.float64)


def _sparse(rows: Sequence[tuple[NDArray[np.int64], Array]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(at) for at, _ in rows)])
    places = np.concatenate([at for at, _ in rows])
    values = np.concatenate([value for _, value in rows]).astype(np.float64)
    return csr_matrix((values, places, starts), shape=(len(rows), width))


def _balanced(target: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half way between every sentence alike and every label alike: rare commands count, too."""
    mass = (target * weight[:, None]).sum(axis=0)
    evened = np.sqrt(mass.sum() / (len(mass) * np.maximum(mass, 1)))
    balanced: NDArray[np.float64] = weight * (target @ evened)
    return balanced


def _minimise(
    grams: Any,
    meaning: NDArray[np.float64],
    target: NDArray[np.float64],
    weight: NDArray[np.float64],
    start: NDArray[np.float64],
    steps: int,
    strength: float,
) -> NDArray[np.float64]:
    """(512 + pieces + 1, labels): weights of the meaning, of the pieces, and the bias."""
    from scipy.optimize import minimize

    width, shape = meaning.shape[1], start.shape
    turned = grams.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(shape)
        scores = meaning @ w[:width] + grams @ w[width:-1] + w[-1]
        scores -= scores.max(axis=1, keepdims=True)
        log = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        value = -float((weight[:, None] * target * log).sum())
        slope = weight[:, None] * (np.exp(log) - target)
        gradient = np.concatenate([meaning.T @ slope, turned @ slope, slope.sum(axis=0)[None]])
        gradient[:-1] += w[:-1] / strength
        value += 0.5 * float((w[:-1] ** 2).sum()) / strength
        return value, gradient.ravel()

    options = {"maxiter": steps, "gtol": _TOLERANCE * len(target), "maxcor": 8}
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, np.float64).reshape(shape)
