"""100,000 random steps, as many visits as that makes: `python -m tests.dialogue.long_walk [STEPS]`."""

from __future__ import annotations

import random
import sys
from collections import Counter

from tests.dialogue.test_random_visits import STEPS, visit


def walk(steps: int, first_seed: int = 1000) -> Counter[str]:
    """So many steps; raises AssertionError with the seed where a promise is broken."""
    seen: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + steps // STEPS):
        numbers = random.Random(seed)
        try:
            seen["submitted"] += visit([numbers.randrange(4096) for _ in range(STEPS)], seen).submitted
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    return seen


if __name__ == "__main__":
    for name, count in walk(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000).most_common():
        sys.stdout.write(f"{count:8d}  {name}\n")
