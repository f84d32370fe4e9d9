"""Memory and latency over hours: the slope of a straight line through the samples, and their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def slope(times: Sequence[float], values: Sequence[float]) -> float:
    """Least squares, in units an hour; 0 where there are too few samples. `times` in seconds."""
    if len(times) < 3:
        return 0.0
    return float(np.polyfit(np.asarray(times) / 3600.0, np.asarray(values), 1)[0])


def median_of(values: Sequence[float], share: float, last: bool) -> float:
    """Of the first or the last `share` of the samples."""
    count = max(1, int(len(values) * share))
    part = values[-count:] if last else values[:count]
    return float(np.median(np.asarray(part))) if len(part) else 0.0
