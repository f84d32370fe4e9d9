"""What the network may write, and how likely each of it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.decoder import Array, Decoder


@dataclass(frozen=True)
class Written:
    """Tokens that the network would write at all: probabilities are shares among them."""

    tokens: NDArray[np.int64]
    rows: Array
    """[512, tokens]."""
    place: dict[int, int]
    end: int
    """The token of the end."""

    @classmethod
    def of(cls, decoder: Decoder, tokens: set[int], end: int) -> Written:
        ordered = np.asarray(sorted(tokens | {end}), np.int64)
        return cls(ordered, decoder.rows_for(ordered), {int(t): i for i, t in enumerate(ordered)}, end)

    def log_probabilities(self, hidden: Array) -> Array:
        """[rows, tokens]."""
        logits = hidden @ self.rows
        top = logits.max(axis=1, keepdims=True)
        total = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        return np.asarray(logits - total, np.float32)
