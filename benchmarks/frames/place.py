"""Where a document lies under the camera: a homography from its millimetres to the picture's pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.arrays import floats
from benchmarks.frames.sheet import Box, Sheet
from benchmarks.frames.words import Rng, among

WIDTH, HEIGHT = 1920, 1080
Points = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Place:
    """A document's pose."""

    matrix: NDArray[np.float64]
    """[3, 3]: millimetres on the document to pixels."""
    px_per_mm: float

    def points(self, mm: Points) -> Points:
        """[n, 2] millimetres as [n, 2] pixels."""
        return floats(cv2.perspectiveTransform(mm[None].astype(np.float32), self.matrix)[0])

    def outline(self, sheet: Sheet) -> Points:
        """[4, 2] the corners in pixels, clockwise from the document's own top left."""
        w, h = sheet.width, sheet.height
        return self.points(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32))

    def grid(self, box: Box, n: int = 7) -> Points:
        """[n * 3, 2] pixels spread over a field's box."""
        xs, ys = np.meshgrid(np.linspace(box[0], box[2], n), np.linspace(box[1], box[3], 3))
        return self.points(np.stack([xs.ravel(), ys.ravel()], -1).astype(np.float32))


def pose(
    size: tuple[float, float], px_per_mm: float, degrees: float, tilt: float, axis: float
) -> NDArray[np.float64]:
    """A document of `size` mm turned by `degrees`, tilted by `tilt` degrees about the direction `axis`.

    The camera looks down from about 400 mm; the middle of the document comes to the origin.
    """
    a, t, d = np.deg2rad([degrees, tilt, axis])
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    lean, _ = cv2.Rodrigues(np.array([np.cos(d), np.sin(d), 0]) * t)
    rotation = lean @ turn
    height = 400.0
    focal = px_per_mm * height
    plane = np.stack([rotation[:, 0], rotation[:, 1], np.array([0, 0, height])], 1)
    centre = np.array([[1, 0, -size[0] / 2], [0, 1, -size[1] / 2], [0, 0, 1]])
    matrix: NDArray[np.float64] = np.diag([focal, focal, 1.0]) @ plane @ centre
    return matrix


def place(
    rng: Rng, sheet: Sheet, px_per_mm: float, degrees: float, tilt: float, margin: float = 12.0
) -> Place:
    """Anywhere in the picture, wholly in it with `margin` pixels to spare (else in the middle)."""
    matrix = pose((sheet.width, sheet.height), px_per_mm, degrees, tilt, among(rng, 0, 360))
    corners = Place(matrix, px_per_mm).outline(sheet)
    low, high = corners.min(0), corners.max(0)
    spot = []
    for lo, hi, room in zip(low, high, (WIDTH, HEIGHT), strict=True):
        first, last = margin - lo, room - margin - hi
        spot.append(among(rng, first, last) if last > first else (first + last) / 2)
    return Place(np.array([[1, 0, spot[0]], [0, 1, spot[1]], [0, 0, 1]]) @ matrix, px_per_mm)


def moved(where: Place, dx: float, dy: float) -> Place:
    """The same pose, shifted in the picture."""
    return Place(np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]]) @ where.matrix, where.px_per_mm)
