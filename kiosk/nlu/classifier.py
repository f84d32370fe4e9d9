"""The learned part at work: one linear layer over the features. Numpy only; no pickle is ever loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.nlu.encoder import Array
from kiosk.nlu.features import Vocabulary, character_grams, sound_grams

_GLUE = "\n"


@dataclass(frozen=True)
class Classifier:
    """Sentences to probabilities."""

    labels: tuple[str, ...]
    characters: Vocabulary
    sounds: Vocabulary
    meaning_weights: Array
    """(512, labels)."""
    gram_weights: NDArray[np.floating[Any]]
    """(characters and then sounds, labels); half precision once kept, for there are many."""
    bias: Array
    data: str
    """Digest of the sentences it was built from."""

    def probabilities(self, plain: Sequence[str], meaning: Array) -> NDArray[np.float32]:
        """(sentences, labels), rows summing to 1. `plain`: normalised texts; `meaning`: of `encode`."""
        scores = meaning @ self.meaning_weights + self.bias
        for row, text in enumerate(plain):
            places, values = self.grams(text)
            if len(places):
                scores[row] += values @ self.gram_weights[places].astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def grams(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(rows of `gram_weights`, values) of one sentence."""
        at, value = self.characters.look(character_grams(text))
        sound_at, sound_value = self.sounds.look(sound_grams(text))
        both = np.concatenate([at, sound_at + len(self.characters.place)])
        return both, np.concatenate([value, sound_value])

    # -- to be kept -------------------------------------------------------------------------------

    def arrays(self, *, own: bool = True) -> dict[str, NDArray[Any]]:
        """What `of` makes the same classifier from; not `own`: without the vocabulary, for `sister`."""
        held: dict[str, NDArray[Any]] = {
            "labels": _text(self.labels),
            "meaning_weights": self.meaning_weights,
            "gram_weights": self.gram_weights.astype(np.float16),
            "bias": self.bias,
        }
        if own:
            held |= {
                "characters": _text(self.characters.place),
                "character_weight": self.characters.weight,
                "sounds": _text(self.sounds.place),
                "sound_weight": self.sounds.weight,
                "data": _text([self.data]),
            }
        return held

    def sister(self, held: Mapping[str, NDArray[Any]], prefix: str) -> Classifier:
        """Another one of the same vocabulary, kept under `prefix`. Raises as `of`."""
        made = replace(
            self,
            labels=_words(held[f"{prefix}labels"]),
            meaning_weights=held[f"{prefix}meaning_weights"].astype(np.float32),
            gram_weights=held[f"{prefix}gram_weights"],
            bias=held[f"{prefix}bias"].astype(np.float32),
        )
        made._check()
        return made

    @classmethod
    def of(cls, held: Mapping[str, NDArray[Any]]) -> Classifier:
        """Raises KeyError and ValueError where the arrays don't fit."""
        made = cls(
            labels=_words(held["labels"]),
            characters=_vocabulary(held["characters"], held["character_weight"]),
            sounds=_vocabulary(held["sounds"], held["sound_weight"]),
            meaning_weights=held["meaning_weights"].astype(np.float32),
            gram_weights=held["gram_weights"],
            bias=held["bias"].astype(np.float32),
            data=_words(held["data"])[0],
        )
        made._check()
        return made

    def _check(self) -> None:
        rows = len(self.characters.place) + len(self.sounds.place)
        if self.gram_weights.shape != (rows, len(self.labels)):
            raise ValueError("its parts don't fit together")


def _text(words: Any) -> NDArray[np.uint8]:
    return np.frombuffer(_GLUE.join(words).encode(), np.uint8)


def _words(held: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(held.tobytes().decode().split(_GLUE))


def _vocabulary(grams: NDArray[np.uint8], weight: Array) -> Vocabulary:
    return Vocabulary({gram: at for at, gram in enumerate(_words(grams))}, weight.astype(np.float32))
