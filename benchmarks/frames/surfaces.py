"""Tables and cloths to lay a document on, as [1080, 1920, 3] linear light (RGB)."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.arrays import floats
from benchmarks.frames.words import Rng, among, chance, pick

Linear = NDArray[np.float32]
_W, _H = 2304, 1296
TABLES = ("wood", "laminate", "ivory", "steel")
CLOTHS = ("linen", "plaid", "felt")
_LUT = (np.arange(256, dtype=np.float32) / 255) ** np.float32(2.2)


def linear(srgb: NDArray[np.uint8]) -> Linear:
    """8-bit picture values as linear light 0..1."""
    return floats(cv2.LUT(srgb, _LUT))


def _noise(rng: Rng, sigma: tuple[float, float], scale: int = 1) -> Linear:
    field = rng.standard_normal((_H // scale, _W // scale)).astype(np.float32)
    field = floats(cv2.GaussianBlur(field, (0, 0), sigma[0], sigmaY=sigma[1]))
    field = floats(cv2.resize(field, (_W, _H)))
    normed: Linear = field / (float(field.std()) + 1e-6)
    return normed


def _tint(colour: tuple[int, int, int], shade: Linear) -> NDArray[np.uint8]:
    toned = np.array(colour, np.float32) * shade[..., None]
    return toned.clip(0, 255).astype(np.uint8)


@cache
def _picture(name: str, variant: int) -> NDArray[np.uint8]:
    """[1296, 2304, 3] sRGB."""
    rng = np.random.default_rng([variant, len(name), ord(name[0])])
    x, y = np.meshgrid(np.arange(_W, dtype=np.float32), np.arange(_H, dtype=np.float32))
    if name == "wood":
        bend = _noise(rng, (40, 6), 4) * 9
        rings = np.sin((y + bend * 3) / rng.uniform(7, 16)) * 0.06 + _noise(rng, (60, 1.0)) * 0.05
        planks = np.floor(y / rng.uniform(300, 500)) % 2 * 0.06
        return _tint(pick(rng, ((158, 112, 70), (122, 82, 52), (196, 160, 116))), 1 + rings + planks)
    if name == "laminate":
        return _tint(pick(rng, ((150, 152, 154), (104, 108, 114))), 1 + _noise(rng, (1.2, 1.2)) * 0.045)
    if name == "ivory":
        return _tint(pick(rng, ((226, 222, 212), (240, 240, 238))), 1 + _noise(rng, (20, 20), 4) * 0.012)
    if name == "steel":
        return _tint((132, 136, 142), 1 + _noise(rng, (40, 0.7)) * 0.05)
    if name == "linen":
        weave = (
            np.sin(x / 1.7) * np.sin(y / 1.6) * 0.06
            + _noise(rng, (14, 0.9)) * 0.04
            + _noise(rng, (0.9, 14)) * 0.04
        )
        return _tint(pick(rng, ((188, 176, 152), (96, 110, 130))), 1 + weave)
    if name == "plaid":
        step = rng.uniform(90, 150)
        bands = ((x % step) < step * 0.4) * 0.22 + ((y % step) < step * 0.4) * 0.22 - 0.2
        return _tint(
            pick(rng, ((150, 60, 62), (62, 92, 140), (70, 120, 92))), 1 + bands + np.sin((x + y) / 1.9) * 0.04
        )
    return _tint(pick(rng, ((36, 84, 58), (42, 44, 52), (120, 34, 44))), 1 + _noise(rng, (1.0, 1.0)) * 0.10)


def surface(rng: Rng, near: tuple[int, int, int] | None = None) -> Linear:
    """One of four tables (two in three) or a cloth; `near` asks for a plain table of about that colour."""
    if near is not None:
        shift = rng.integers(-7, 8, 3)
        colour = tuple(int(np.clip(c + s, 0, 255)) for c, s in zip(near, shift, strict=True))
        grain = cv2.resize(rng.standard_normal((270, 480)).astype(np.float32), (1920, 1080)) * among(
            rng, 0.004, 0.014
        )
        return linear(_tint((colour[0], colour[1], colour[2]), 1 + grain))
    name = pick(rng, TABLES if chance(rng, 0.66) else CLOTHS)
    whole = _picture(name, int(rng.integers(3)))
    top, left = int(rng.integers(0, _H - 1080)), int(rng.integers(0, _W - 1920))
    part = whole[top : top + 1080, left : left + 1920]
    if chance(rng, 0.5):
        part = part[::-1]
    if chance(rng, 0.5):
        part = part[:, ::-1]
    return linear(np.ascontiguousarray(part))
