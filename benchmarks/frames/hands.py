"""Fingers on a document: tapered, rounded by shading, with a nail and a contact shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames.surfaces import Linear
from benchmarks.frames.words import Rng, among, chance

TONES = ((232, 190, 164), (214, 166, 134), (196, 142, 110), (168, 116, 88), (240, 204, 182))


@dataclass(frozen=True)
class Finger:
    """Where a finger lies, in pixels."""

    tip: tuple[float, float]
    """Its outermost point."""
    heading: float
    """Radians; from the tip towards the hand."""
    radius: float
    tone: tuple[int, int, int]
    nail: bool

    def covers(self, points: NDArray[np.float32], slack: float = 0.0) -> NDArray[np.bool_]:
        """[n]: which of `points` [n, 2] it hides (or comes nearer to than `slack` pixels)."""
        along, across = self._axes(points[:, 0], points[:, 1])
        return self._gap(along, across) < self._width(along) + slack

    def _axes(
        self, x: NDArray[np.float32], y: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        c, s = np.float32(np.cos(self.heading)), np.float32(np.sin(self.heading))
        dx, dy = x - np.float32(self.tip[0]), y - np.float32(self.tip[1])
        return dx * c + dy * s - np.float32(self.radius), dy * c - dx * s

    def _width(self, along: NDArray[np.float32]) -> NDArray[np.float32]:
        knuckle = np.exp(-(((along - 4.6 * self.radius) / (1.3 * self.radius)) ** 2)) * 0.10
        grown: NDArray[np.float32] = self.radius * (1 + 0.045 * np.clip(along / self.radius, 0, 9) + knuckle)
        return grown.astype(np.float32)

    @staticmethod
    def _gap(along: NDArray[np.float32], across: NDArray[np.float32]) -> NDArray[np.float32]:
        distance: NDArray[np.float32] = np.hypot(np.minimum(along, 0), across)
        return distance

    def _reach(self, w: int, h: int) -> tuple[int, int, int, int]:
        """The part of a picture it and its shadow can touch: left, top, right, bottom."""
        far = (self.tip[0] + 2600 * np.cos(self.heading), self.tip[1] + 2600 * np.sin(self.heading))
        xs, ys = sorted((self.tip[0], far[0])), sorted((self.tip[1], far[1]))
        wide = 2.2 * self.radius
        return (
            max(0, int(xs[0] - wide)),
            max(0, int(ys[0] - wide)),
            min(w, int(xs[1] + wide)),
            min(h, int(ys[1] + wide)),
        )

    def paint(self, scene: Linear, light: float) -> None:
        """Lays it on `scene` in place; `light` is the direction light comes from, in radians."""
        left, top, right, bottom = self._reach(scene.shape[1], scene.shape[0])
        if right - left < 2 or bottom - top < 2:
            return
        scene = scene[top:bottom, left:right]
        h, w = scene.shape[:2]
        x, y = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
        along, across = self._axes(x, y)
        gap, width = self._gap(along, across), self._width(along)
        mask = np.clip((width - gap) / 1.6 + 0.5, 0, 1)
        offset = np.float32(self.radius * 0.22)
        m = np.array([[1, 0, -np.cos(light) * offset], [0, 1, -np.sin(light) * offset]], np.float32)
        shadow = cv2.warpAffine(mask, m, (w, h))
        small = cv2.resize(shadow, (max(1, w // 4), max(1, h // 4)))
        shadow = cv2.GaussianBlur(small, (0, 0), max(0.6, self.radius * 0.05))
        scene *= 1 - 0.5 * cv2.resize(shadow, (w, h))[..., None]
        rise = np.sqrt(np.clip(1 - (gap / width) ** 2, 0, 1))
        lean = across / width * np.float32(np.sin(light - self.heading))
        shade = (0.34 + 0.66 * rise) * (1 + 0.16 * lean)
        for joint in (4.2, 5.0):
            shade *= 1 - 0.12 * np.exp(-(((along / self.radius - joint) / 0.10) ** 2))
        skin = (np.array(self.tone, np.float32) / 255) ** np.float32(2.2) * shade[..., None]
        skin[..., 1:] *= (1 - 0.16 * np.exp(-((along / self.radius) ** 2)))[..., None]
        if self.nail:
            inside = ((along / self.radius - 0.15) / 0.82) ** 2 + (across / self.radius / 0.60) ** 2
            plate = np.clip((1 - inside) * 5, 0, 1)[..., None] * 0.75
            skin = (
                skin * (1 - plate)
                + np.array((0.72, 0.44, 0.40), np.float32)
                * np.sqrt(np.clip(shade, 0.05, None))[..., None]
                * plate
            )
        scene += mask[..., None] * (skin - scene)


def finger(rng: Rng, tip: tuple[float, float], heading: float, px_per_mm: float) -> Finger:
    """An adult's finger, 13 to 19 mm across."""
    radius = among(rng, 6.5, 9.5) * px_per_mm
    return Finger(tip, heading, radius, TONES[0], chance(rng, 0.75))
