"""What OpenCV returns, with the type it has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def floats(array: Any) -> Floats:
    """`array` as float32, not copied where it is that already."""
    return np.asarray(array, np.float32)


def octets(array: Any) -> Bytes:
    """`array` as uint8, not copied where it is that already."""
    return np.asarray(array, np.uint8)
