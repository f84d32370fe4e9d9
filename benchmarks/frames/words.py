"""The word lists behind invented people, and choosing from them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import yaml

T = TypeVar("T")
Rng = np.random.Generator


@cache
def words() -> dict[str, Any]:
    """`words.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return loaded


def pick(rng: Rng, choices: Sequence[T]) -> T:
    """One of `choices`, each as likely."""
    return choices[int(rng.integers(len(choices)))]


def chance(rng: Rng, share: float) -> bool:
    """True with probability `share`."""
    return bool(rng.random() < share)


def among(rng: Rng, low: float, high: float) -> float:
    """A float between `low` and `high`."""
    return float(rng.uniform(low, high))


def digits(rng: Rng, n: int) -> str:
    """`n` digits."""
    return "".join(str(d) for d in rng.integers(0, 10, n))
