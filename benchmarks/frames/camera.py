"""From light to a picture: lens, exposure, sensor, compression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.arrays import floats, octets
from benchmarks.frames.frame import Image
from benchmarks.frames.place import HEIGHT, WIDTH
from benchmarks.frames.surfaces import Linear
from benchmarks.frames.words import Rng, among


@dataclass(frozen=True)
class Exposure:
    """How the camera was set and how well it saw."""

    brightness: float
    """Factor on the picture's 8-bit values; 1 = as lit."""
    blur: float
    """Sigma in pixels of lens and focus together."""
    motion: float
    """Length of the smear in pixels; 0 = still."""
    heading: float
    """Of the smear, in degrees."""
    noise: float
    """Sigma of the sensor's noise in 8-bit values, at middle grey."""
    jpeg: int
    """Quality 15-95."""


@cache
def _barrel(step: int) -> tuple[Any, Any]:
    """Fixed-point maps of a slight barrel distortion, `step` thousandths at the corners."""
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    dx, dy = x - WIDTH / 2, y - HEIGHT / 2
    grow = 1 + step / 1000 * ((dx * dx + dy * dy) / (WIDTH * WIDTH / 4 + HEIGHT * HEIGHT / 4) - 0.6)
    maps = cv2.convertMaps((WIDTH / 2 + dx * grow), (HEIGHT / 2 + dy * grow), cv2.CV_16SC2)
    return maps[0], maps[1]


def _smear(picture: NDArray[np.float32], length: float, heading: float) -> NDArray[np.float32]:
    size = int(np.ceil(length)) * 2 + 3
    kernel = np.zeros((size, size), np.float32)
    a, c = np.deg2rad(heading), size / 2 - 0.5
    for t in np.linspace(-length / 2, length / 2, 33):
        x, y = c + np.cos(a) * t, c + np.sin(a) * t
        kernel[int(np.floor(y + 0.5)), int(np.floor(x + 0.5))] += 1
    return floats(cv2.filter2D(picture, -1, kernel / kernel.sum()))


def photograph(lit: Linear, how: Exposure, rng: Rng, barrel: int) -> Image:
    """`lit` [1080, 1920, 3] linear RGB as the BGR frame the camera delivers."""
    picture = floats(cv2.pow(np.clip(lit, 0, 1), 1 / 2.2)) * np.float32(255)
    if barrel:
        across, down = _barrel(barrel)
        picture = floats(cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))
    if how.motion > 0.6:
        picture = _smear(picture, how.motion, how.heading)
    if how.blur > 0.2:
        picture = floats(cv2.GaussianBlur(picture, (0, 0), how.blur))
    picture = _add_noise(picture, rng, how.noise, how.brightness)
    seen = cv2.cvtColor(cv2.convertScaleAbs(np.maximum(picture, 0)), cv2.COLOR_RGB2BGR)
    coded = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])[1]
    return octets(cv2.imdecode(coded, cv2.IMREAD_COLOR))


@cache
def _grain() -> NDArray[np.float32]:
    """[1080 + 256, 1920 + 256, 3]: fine grain in brightness, blotches in colour, as after demosaicing.

    Its sigma is about 1. Drawn once, for it is the dearest part of a frame; each shot takes another window.
    """
    rng = np.random.default_rng(20261101)
    h, w = HEIGHT + 256, WIDTH + 256
    colour = rng.standard_normal((h // 2, w // 2, 3), np.float32) * np.float32(0.5)
    blotches = floats(cv2.resize(colour, (w, h), interpolation=cv2.INTER_LINEAR))
    return blotches + rng.standard_normal((h, w, 1), np.float32)


def _add_noise(picture: NDArray[np.float32], rng: Rng, sigma: float, factor: float) -> NDArray[np.float32]:
    """`picture` * `factor` + noise of `sigma`."""
    top, left = int(rng.integers(257)), int(rng.integers(257))
    window = _grain()[top : top + HEIGHT, left : left + WIDTH]
    return floats(cv2.addWeighted(picture, factor, window, sigma, 0))


def exposure(rng: Rng, kind: str, px_per_mm: float, form: bool) -> Exposure:
    """Settings of one shot. A small picture of a card is never also a blurred or hard compressed one."""
    near = px_per_mm > 6.6
    how = {"brightness": among(rng, 0.82, 1.08), "blur": among(rng, 0.35, 0.8), "noise": among(rng, 0.8, 2.6)}
    jpeg = int(rng.integers(72, 96))
    motion = 0.0
    if kind in ("rotated", "perspective", "warm_light", "upside_down") and rng.random() < 0.4:
        how["blur"] = among(rng, 0.7, 1.15 if near and not form else 0.9)
        motion = among(rng, 0.8, 2.4 if near and not form else 1.4) if rng.random() < 0.5 else 0.0
    if kind == "jpeg":
        jpeg = int(rng.integers(15 if near and not form else 32, 60))
        how["blur"], how["noise"] = among(rng, 0.35, 0.6), among(rng, 0.6, 1.6)
    if kind == "low_light":
        how["brightness"] = among(rng, 0.2, 0.55)
        how["noise"] = among(rng, 0.9, 2.0) if how["brightness"] < 0.3 else among(rng, 1.2, 3.0)
        jpeg = int(rng.integers(85, 96))
    if kind in ("small", "worn"):
        how["blur"], how["noise"] = among(rng, 0.35, 0.6), among(rng, 0.6, 1.6)
        jpeg = int(rng.integers(82, 96))
    return Exposure(how["brightness"], how["blur"], motion, among(rng, 0, 180), how["noise"], jpeg)
