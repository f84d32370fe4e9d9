"""What years in a pocket do to a card: scratches, scuffs, stains, fading. Text stays readable to a person."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.words import Rng, among, chance

Rgb = NDArray[np.uint8]


def worn(picture: Rgb, px_per_mm: float, rng: Rng) -> Rgb:
    """`picture` [h, w, 3] after use."""
    out = picture.astype(np.float32)
    h, w = out.shape[:2]
    out = out + (np.float32(among(rng, 150, 215)) - out) * np.float32(among(rng, 0.03, 0.20))
    cloud = cv2.resize(
        rng.standard_normal((h // 24 + 2, w // 24 + 2)).astype(np.float32),
        (w, h),
        interpolation=cv2.INTER_CUBIC,
    )
    rubbed = np.clip(cloud - 0.9, 0, 1)[..., None] * np.float32(among(rng, 0.1, 0.32))
    out += (np.float32(225) - out) * rubbed
    if chance(rng, 0.5):
        stain = np.clip(np.roll(cloud, w // 3, 1) - 1.1, 0, 1)[..., None] * np.float32(among(rng, 0.1, 0.3))
        out += (np.array((120, 92, 60), np.float32) - out) * stain
    _scratch(out, px_per_mm, rng)
    _edges(out, px_per_mm, rng)
    worn_picture: Rgb = out.clip(0, 255).astype(np.uint8)
    return worn_picture


def _scratch(out: NDArray[np.float32], px_per_mm: float, rng: Rng) -> None:
    h, w = out.shape[:2]
    mask = np.zeros((h, w), np.float32)
    heading = among(rng, 0, np.pi)
    for _ in range(int(rng.integers(14, 60))):
        a = heading + rng.normal(0, 0.5)
        x, y, n = among(rng, 0, w), among(rng, 0, h), among(rng, 2, 40) * px_per_mm
        mid = (int(x + np.cos(a) * n / 2 + rng.normal(0, 2)), int(y + np.sin(a) * n / 2 + rng.normal(0, 2)))
        end = (int(x + np.cos(a) * n), int(y + np.sin(a) * n))
        cv2.polylines(
            mask,
            [np.array([(int(x), int(y)), mid, end], np.int32)],
            False,
            among(rng, 0.12, 0.5),
            1,
            cv2.LINE_AA,
        )
    tone = np.float32(235 if chance(rng, 0.75) else 70)
    out += (tone - out) * mask[..., None]


def _edges(out: NDArray[np.float32], px_per_mm: float, rng: Rng) -> None:
    """The print rubbed off along the rim, unevenly."""
    h, w = out.shape[:2]
    inside = np.zeros((h, w), np.uint8)
    inside[1:-1, 1:-1] = 1
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3) / px_per_mm
    coarse = cv2.resize(rng.standard_normal((h // 40 + 2, w // 40 + 2)).astype(np.float32), (w, h))
    ragged = cv2.GaussianBlur(rng.random((h, w), np.float32), (0, 0), px_per_mm * 0.2) + coarse * 0.08 - 0.08
    lost = np.clip((ragged - 0.42) * 12 - depth * among(rng, 2.0, 4.0) + 0.6, 0, 1)[..., None] * np.float32(
        0.8
    )
    out += (np.float32(232) - out) * lost
