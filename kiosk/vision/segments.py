"""Cards that no mask tells from the table, or that lie on one another: by straight pieces of their edges.

A card on a table of its own colour still has an edge, only too faint to close a shape; of two cards on one
another the upper one has all four. Three sides of a card (one with two upright on it) and its proportions
give the fourth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image

Floats = NDArray[np.float32]

_SHORTEST = 0.045
"""Pieces shorter than this share of the picture's width say nothing."""
_BASES, _UPRIGHTS = 28, 14
_SLANT = 0.3
"""Cosine between a side and the next one, at most: perspective."""
_SIDE = (0.13, 0.62)
"""A card's long side in parts of the picture's width (an A4 sheet is found by its masks)."""
_KEPT = 6
_LOOKED_AT = 60
_RING = 1.22
"""The surroundings of a card that are compared with it, in parts of its size."""
_COVERED = 0.45
"""Share of an outline that must lie on pieces of edges."""


@dataclass(frozen=True)
class Piece:
    """A straight piece of an edge."""

    a: Floats
    b: Floats

    @property
    def length(self) -> float:
        return float(np.hypot(*(self.b - self.a)))

    @property
    def unit(self) -> Floats:
        return np.asarray((self.b - self.a) / max(self.length, 1e-6), np.float32)


def outlines(small: Image, aspects: Sequence[float]) -> list[Floats]:
    """Quadrilaterals (4 x 2, in pixels of `small`) that may be cards, best covered first; at most six."""
    pieces = _pieces(small)
    quads = _hypotheses(pieces, small.shape[1], aspects)
    if not len(quads):
        return []
    height, width = small.shape[:2]
    inside = ((quads > -2) & (quads < [width + 2, height + 2])).all(axis=(1, 2))
    quads = quads[inside]
    covered = _coverage(quads, pieces, (height, width))
    likely = np.argsort(-covered)[:_LOOKED_AT]
    quads, covered = quads[likely], covered[likely]
    order = np.argsort(-covered * _printed(small, quads) * np.sqrt(_long_sides(quads)))
    kept: list[Floats] = []
    for k in order:
        if len(kept) == _KEPT:
            break
        if covered[k] >= _COVERED and all(
            float(np.abs(quads[k] - other).max()) > 0.02 * width for other in kept
        ):
            kept.append(quads[k])
    return kept


def _pieces(small: Image) -> list[Piece]:
    """Straight pieces in brightness and in both colours, the longest first."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB)
    even = cv2.createCLAHE(3.0, (8, 8))
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    least = _SHORTEST * small.shape[1]
    found: list[Piece] = []
    for channel in range(3):
        lines = detector.detect(even.apply(lab[..., channel]))[0]
        if lines is None:
            continue
        for x0, y0, x1, y1 in np.asarray(lines, np.float32).reshape(-1, 4):
            piece = Piece(np.array([x0, y0], np.float32), np.array([x1, y1], np.float32))
            if piece.length >= least:
                found.append(piece)
    return sorted(found, key=lambda piece: -piece.length)


def _hypotheses(pieces: Sequence[Piece], width: int, aspects: Sequence[float]) -> Floats:
    """[n, 4, 2]: every base with two uprights, taken for a long side and for a short one."""
    quads: list[Floats] = []
    for base in pieces[:_BASES]:
        for side in (1.0, -1.0):
            feet = _uprights(base, side, pieces)
            for i, (t0, dir0, p0) in enumerate(feet):
                for t1, dir1, p1 in feet[i + 1 :]:
                    span = t1 - t0
                    for high in [f for a in aspects for f in (span / a, span * a)]:
                        if _SIDE[0] * width < max(span, high) < _SIDE[1] * width:
                            quads.append(np.stack([p0, p1, p1 + dir1 * high, p0 + dir0 * high]))
    return np.asarray(quads, np.float32).reshape(-1, 4, 2)


def _uprights(base: Piece, side: float, pieces: Sequence[Piece]) -> list[tuple[float, Floats, Floats]]:
    """(place on the base's line, direction, foot) of pieces that stand on it, by their place."""
    unit = base.unit
    normal = np.array([-unit[1], unit[0]], np.float32) * side
    out: list[tuple[float, Floats, Floats]] = []
    for piece in pieces:
        if len(out) == _UPRIGHTS:
            break
        away = piece.unit if float(piece.unit @ normal) > 0 else -piece.unit
        if abs(float(away @ unit)) > _SLANT:
            continue
        near, far = sorted(float((end - base.a) @ normal) for end in (piece.a, piece.b))
        if near < -0.25 * (far - near) or near > 0.8 * (far - near):
            continue
        # Where the upright's line meets the base's.
        start = piece.a
        foot = start - away * (float((start - base.a) @ normal) / float(away @ normal))
        t = float((foot - base.a) @ unit)
        if all(abs(t - other[0]) > 2.0 for other in out):
            out.append((t, np.asarray(away, np.float32), np.asarray(foot, np.float32)))
    return sorted(out, key=lambda one: one[0])


def _coverage(quads: Floats, pieces: Sequence[Piece], shape: tuple[int, int]) -> Floats:
    """The worst side's and the whole outline's share of points on a piece, together."""
    drawn = np.zeros(shape, np.uint8)
    for piece in pieces:
        ends = [tuple(int(v) for v in end.round()) for end in (piece.a, piece.b)]
        cv2.line(drawn, ends[0], ends[1], 255, 3)
    shares = np.linspace(0.08, 0.92, 24, dtype=np.float32)[None, None, :, None]
    starts, ends_ = quads[:, :, None, :], np.roll(quads, -1, axis=1)[:, :, None, :]
    points = (starts + shares * (ends_ - starts)).round().astype(int)
    x = points[..., 0].clip(0, shape[1] - 1)
    y = points[..., 1].clip(0, shape[0] - 1)
    sides = (drawn[y, x] > 0).mean(axis=2)
    return np.asarray(0.6 * sides.mean(axis=1) + 0.4 * sides.min(axis=1), np.float32)


def _long_sides(quads: Floats) -> Floats:
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    return np.asarray(sides.max(axis=1), np.float32)


def _printed(small: Image, quads: Floats) -> Floats:
    """How much of the print in and around each quadrilateral is in it: 0 to 1. A line of text is no edge."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 3.0)) / (cv2.GaussianBlur(grey, (0, 0), 9.0) + 12)
    detail = cv2.resize(fine, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    shares = []
    for quad in quads:
        middle = quad.mean(axis=0)
        inner, outer = (np.zeros(detail.shape, np.uint8) for _ in range(2))
        cv2.fillConvexPoly(inner, ((middle + (quad - middle) * 0.94) / 4).round().astype(np.int32), 1)
        cv2.fillConvexPoly(outer, ((middle + (quad - middle) * _RING) / 4).round().astype(np.int32), 1)
        cv2.fillConvexPoly(outer, ((middle + (quad - middle) * 1.06) / 4).round().astype(np.int32), 0)
        within, around = (cv2.mean(detail, mask)[0] for mask in (inner, outer))
        shares.append(within / max(within + around, 1e-6))
    return np.asarray(shares, np.float32)
