"""Counting, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass
class Count:
    """How often something came out."""

    total: int = 0
    right: int = 0
    wrong: int = 0
    """Accepted, and not what was said."""

    def add(self, right: bool, wrong: bool) -> None:
        self.total += 1
        self.right += right
        self.wrong += wrong

    @property
    def share(self) -> float:
        return round(self.right / self.total, 4) if self.total else 0.0

    @property
    def wrong_share(self) -> float:
        return round(self.wrong / self.total, 4) if self.total else 0.0


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share = count / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    return round(max(0.0, (middle - half) / whole), 4), round(min(1.0, (middle + half) / whole), 4)
