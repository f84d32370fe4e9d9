"""Light on the desk: its fall, its colour, shadows soft and hard, and glare on what shines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.place import HEIGHT, WIDTH, Place
from benchmarks.frames.sheet import Sheet
from benchmarks.frames.surfaces import Linear
from benchmarks.frames.words import Rng, among, chance

_SMALL = (WIDTH // 4, HEIGHT // 4)


def fall(rng: Rng, colour: tuple[float, float, float]) -> Linear:
    """[270, 480, 3]: a lamp somewhere above, brighter towards it, of `colour` (RGB factors)."""
    x, y = np.meshgrid(
        np.linspace(0, 1, _SMALL[0], dtype=np.float32), np.linspace(0, 1, _SMALL[1], dtype=np.float32)
    )
    cx, cy, wide = among(rng, -0.2, 1.2), among(rng, -0.4, 1.4), among(rng, 0.9, 2.2)
    lamp = np.exp(-(((x - cx) ** 2 + ((y - cy) * 0.56) ** 2) / wide**2))
    lamp = lamp / lamp.max() * 0.5 + 0.5
    vignette = 1 - among(rng, 0.02, 0.14) * (((x - 0.5) * 2) ** 2 + ((y - 0.5) * 2) ** 2) / 2
    spread: Linear = ((lamp * vignette)[..., None] * np.array(colour, np.float32)).astype(np.float32)
    return spread


def soft_shadow(rng: Rng) -> NDArray[np.float32]:
    """[270, 480]: somebody leaning over the desk."""
    mask = np.zeros(_SMALL[::-1], np.float32)
    at = (int(among(rng, -0.1, 1.1) * _SMALL[0]), int(among(rng, 0.6, 1.2) * _SMALL[1]))
    cv2.ellipse(
        mask, at, (int(among(rng, 60, 200)), int(among(rng, 60, 160))), among(rng, 0, 180), 0, 360, 1.0, -1
    )
    blurred: NDArray[np.float32] = 1 - among(rng, 0.1, 0.4) * cv2.GaussianBlur(
        mask, (0, 0), among(rng, 18, 45)
    )
    return blurred


def hard_shadow(rng: Rng, where: Place, sheet: Sheet) -> NDArray[np.float32]:
    """[1080, 1920]: a straight-edged shadow (a screen's rim, an arm) whose edge crosses the document."""
    through = where.points(
        np.array([[among(rng, 0.2, 0.8) * sheet.width, among(rng, 0.2, 0.8) * sheet.height]], np.float32)
    )[0]
    a = among(rng, 0, 2 * np.pi)
    along, across = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    deep = 3000.0 if chance(rng, 0.6) else among(rng, 10, 45) * where.px_per_mm
    lean = among(rng, -0.15, 0.15)
    quad = [through - along * 3000, through + along * 3000]
    quad += [through + along * 3000 + across * deep * (1 + lean), through - along * 3000 + across * deep]
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(mask, [np.array(quad, np.int32)], 1.0)
    edge = among(rng, 0.8, 4.0)
    dark = 1 - among(rng, 0.42, 0.72) ** 2.2
    shade: NDArray[np.float32] = 1 - np.float32(dark) * cv2.GaussianBlur(mask, (0, 0), edge)
    return shade


@dataclass(frozen=True)
class Glare:
    """A lamp mirrored in a laminate: an oblong spot, in millimetres on the document."""

    x: float
    y: float
    long: float
    short: float
    angle: float
    strength: float
    """Linear light added in the middle; white paper is about 0.85."""

    def at(self, xs: NDArray[np.float32], ys: NDArray[np.float32]) -> NDArray[np.float32]:
        """The light it adds at points in millimetres."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        u, v = (
            ((xs - self.x) * c + (ys - self.y) * s) / self.long,
            ((ys - self.y) * c - (xs - self.x) * s) / self.short,
        )
        square = u * u + v * v
        spread: NDArray[np.float32] = (
            self.strength * (np.exp(-(square**1.6)) + 0.05 * np.exp(-square / 4))
        ).astype(np.float32)
        return spread

    def strongest_on(self, sheet: Sheet) -> dict[str, float]:
        """For each field the most light it adds anywhere on it."""
        found = {}
        for name, boxes in sheet.boxes.items():
            points = [np.meshgrid(np.linspace(b[0], b[2], 15), np.linspace(b[1], b[3], 4)) for b in boxes]
            found[name] = max(
                float(self.at(x.astype(np.float32), y.astype(np.float32)).max()) for x, y in points
            )
        return found


def _spot(rng: Rng, sheet: Sheet, low: float, high: float) -> Glare:
    long = among(rng, low, high)
    at = among(rng, 0.03, 0.97) * sheet.width, among(rng, 0.03, 0.97) * sheet.height
    return Glare(*at, long, long * among(rng, 0.35, 1.0), among(rng, 0, np.pi), among(rng, 1.0, 2.6))


def glare_beside(rng: Rng, sheet: Sheet) -> Glare:
    """A spot that whitens nothing printed in a field, yet lies close to one where it can."""
    spots = [_spot(rng, sheet, 2.2, 9.0) for _ in range(90)]
    worst = [max(spot.strongest_on(sheet).values()) for spot in spots]
    close = [spot for spot, light in zip(spots, worst, strict=True) if 0.08 < light < 0.28]
    close.sort(key=lambda spot: -spot.long * spot.short)
    return close[int(rng.integers(min(4, len(close))))] if close else spots[int(np.argmin(worst))]


def glare_over(rng: Rng, sheet: Sheet, spare: set[str]) -> tuple[Glare, set[str]]:
    """A spot over a field that isn't in `spare`, and the fields it spoils; else beside them."""
    for _ in range(60):
        spot = _spot(rng, sheet, 3.0, 8.0)
        hit = {name for name, light in spot.strongest_on(sheet).items() if light > 0.28}
        if hit and not hit & spare:
            return spot, hit
    return glare_beside(rng, sheet), set()


def shine(lit: Linear, glare: Glare, where: Place, mask: NDArray[np.float32], gloss: float) -> None:
    """Adds `glare` to `lit` in place, where the document is."""
    ys, xs = np.nonzero(mask > 0.01)
    if not len(ys):
        return
    top, bottom, left, right = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
    x, y = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
    back = np.linalg.inv(where.matrix).astype(np.float32)
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u, v = (
        (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / below,
        (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / below,
    )
    lit[top:bottom, left:right] += (glare.at(u, v) * np.clip(mask[top:bottom, left:right] * gloss, 0, 1))[
        ..., None
    ]
