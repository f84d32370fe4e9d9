"""What else lies on a desk: paper slips, pens, coins, a dark telephone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.place import HEIGHT, WIDTH
from benchmarks.frames.surfaces import Linear
from benchmarks.frames.words import Rng, among, chance, pick


def scatter(ground: Linear, rng: Rng, keep_off: NDArray[np.float32] | None, many: bool) -> None:
    """Lays some of it on `ground` in place, away from the outline `keep_off` [4, 2]."""
    for _ in range(int(rng.integers(0, 4)) if many else 1):
        at = np.array([among(rng, 60, WIDTH - 60), among(rng, 60, HEIGHT - 60)], np.float32)
        if keep_off is not None:
            far = cv2.pointPolygonTest(keep_off.astype(np.float32), (float(at[0]), float(at[1])), True)
            if far > -170:
                continue
        pick(rng, (_pen, _coin) if keep_off is not None else (_pen, _coin, _slip, _telephone))(
            ground, at, rng
        )


def _paste(ground: Linear, points: NDArray[np.float32], colour: tuple[float, float, float]) -> None:
    left, top = (max(0, int(v) - 16) for v in points.min(0))
    right, bottom = int(points[:, 0].max()) + 16, int(points[:, 1].max()) + 16
    part = ground[top:bottom, left:right]
    if part.size == 0:
        return
    mask = np.zeros(part.shape[:2], np.float32)
    cv2.fillPoly(mask, [(points - (left, top)).astype(np.int32)], 1.0, cv2.LINE_AA)
    shade = cv2.GaussianBlur(np.roll(mask, (4, 3), (0, 1)), (0, 0), 3) * (1 - mask)
    part *= (1 - 0.4 * shade)[..., None]
    part += mask[..., None] * (np.array(colour, np.float32) - part)


def _box(at: NDArray[np.float32], w: float, h: float, degrees: float) -> NDArray[np.float32]:
    corners: NDArray[np.float32] = cv2.boxPoints(((float(at[0]), float(at[1])), (w, h), degrees)).astype(
        np.float32
    )
    return corners


def _pen(ground: Linear, at: NDArray[np.float32], rng: Rng) -> None:
    turn = among(rng, 0, 180)
    body = pick(rng, ((0.02, 0.02, 0.03), (0.02, 0.05, 0.30), (0.6, 0.05, 0.05)))
    _paste(ground, _box(at, among(rng, 200, 300), 17, turn), body)
    _paste(ground, _box(at, 150, 4, turn), (body[0] + 0.25, body[1] + 0.25, body[2] + 0.25))


def _coin(ground: Linear, at: NDArray[np.float32], rng: Rng) -> None:
    a = np.linspace(0, 2 * np.pi, 60)
    r = among(rng, 55, 85)
    for share, tone in ((1.0, 0.30), (0.92, 0.42), (0.4, 0.34)):
        _paste(
            ground,
            (at + np.stack([np.cos(a), np.sin(a)], -1) * r * share).astype(np.float32),
            (tone, tone, tone * 0.95),
        )


def _slip(ground: Linear, at: NDArray[np.float32], rng: Rng) -> None:
    turn, w, h = among(rng, 0, 180), among(rng, 250, 700), among(rng, 200, 420)
    _paste(ground, _box(at, w, h, turn), (0.86, 0.86, 0.84))
    a = np.deg2rad(turn)
    along, down = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    for row in range(int(h * 0.7 / 22)):
        x = -w * 0.4
        while x < w * 0.4 - 30 and chance(rng, 0.94):
            word = among(rng, 8, 40)
            middle = (at + along * (x + word / 2) + down * (row * 22 - h * 0.36)).astype(np.float32)
            _paste_small(ground, _box(middle, word, among(rng, 5, 10), turn))
            x += word + among(rng, 4, 18)


def _paste_small(ground: Linear, points: NDArray[np.float32]) -> None:
    cv2.fillPoly(ground, [points.astype(np.int32)], (0.06, 0.06, 0.07), cv2.LINE_AA)


def _telephone(ground: Linear, at: NDArray[np.float32], rng: Rng) -> None:
    turn = among(rng, 0, 180)
    _paste(ground, _box(at, 940, 450, turn), (0.05, 0.05, 0.055))
    _paste(ground, _box(at, 915, 425, turn), (0.008, 0.008, 0.01))
