"""What the frame's rim tells of the table: a plane of colour through it, so that sloping light is no card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Rim:
    """Points of a picture's rim, every fourth."""

    size: tuple[int, int]
    """Height and width of the picture."""
    ys: NDArray[np.int64]
    xs: NDArray[np.int64]
    colours: Floats
    """[points, 3]"""


@dataclass(frozen=True)
class Table:
    """The fitted plane."""

    plane: Floats
    """The table's colour at every pixel, [height, width, 3]."""
    steps: Floats
    """What each further column of the fit adds, [columns, 3]."""


def rim_of(picture: Floats) -> Rim:
    """`picture`: [height, width, 3], in any measure of colour."""
    height, width = picture.shape[:2]
    rim = max(4, width // 60)
    y, x = np.mgrid[0:height:4, 0:width:4]
    at_rim = (y < rim) | (y >= height - rim) | (x < rim) | (x >= width - rim)
    ys, xs = y[at_rim], x[at_rim]
    return Rim((height, width), ys, xs, picture[ys, xs])


def fit_table(rim: Rim, least: float, *columns: NDArray[np.bool_]) -> Table:
    """Least squares in three rounds; what is further off than twice the median and `least` is left out.

    `columns`: of each point of the rim, whether a step (a shadow) is added there.
    """
    height, width = rim.size
    basis = np.stack([np.ones_like(rim.xs), rim.xs / width, rim.ys / height, *columns], axis=1).astype(
        np.float32
    )
    keep = np.ones(len(rim.xs), bool)
    weights = np.zeros((3 + len(columns), 3), np.float32)
    for _ in range(3):
        weights = np.linalg.lstsq(basis[keep], rim.colours[keep], rcond=None)[0]
        rest = np.linalg.norm(rim.colours - basis @ weights, axis=1)
        keep = rest <= max(least, 2.0 * float(np.median(rest)))
    gx = np.linspace(0, 1, width, dtype=np.float32)
    gy = np.linspace(0, 1, height, dtype=np.float32)
    plane = weights[0] + gx[None, :, None] * weights[1] + gy[:, None, None] * weights[2]
    return Table(np.asarray(plane, np.float32), np.asarray(weights[3:], np.float32))
