"""Finds the card in a frame: what differs from the table or has edges, fitted by four straight lines."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision import segments, shadow
from kiosk.vision.rim import fit_table, rim_of
from kiosk.vision.types import Image, Quad

ASPECTS = (85.6 / 54.0, 88.0 / 60.0, 297.0 / 210.0)
"""Long side by short side of a card, a licence's page and an A4 sheet."""
_WORK = 800
"""Width in pixels that contours are looked for at; more costs time and finds no more."""
_SAMPLES, _ALONG = 48, 5
"""Points of a side at which its edge is looked for; how many neighbours are averaged for a faint one."""
_PLAIN, _FAINT = 0.012, 0.003
"""Least step of an edge a pixel, in parts of the brightness: as it is, and averaged along the side."""
_CLEAR = 0.85
_GOOD = 0.5
"""A card of this score was found well enough (reader.MIN_QUAD_SCORE)."""
_CHANNELS = float(1 / np.sqrt(3))
"""Three channels' steps as one: grey counts as it would alone."""
_MIN_SHARE = 0.02
_MAX_SHARE = 0.97

Points = NDArray[np.float32]
Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Found:
    """One thing that may be a card."""

    quad: Quad
    """In pixels of the frame; the upper side is a long one, which way up is not yet known."""
    score: float
    """0 to 1: straight, well supported edges and a card's proportions."""
    cut_off: bool
    """It runs out of the frame."""


def find_cards(frame: Image) -> tuple[Found, ...]:
    """The likeliest cards, best first: at most four, none upon another; empty where there is none."""
    scale = min(1.0, _WORK / max(frame.shape[:2]))
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    found: list[Found] = []
    for number, mask in enumerate(_masks(np.asarray(small, np.uint8))):
        for contour in _contours(mask):
            one = _from_contour(contour, mask.shape, scale, frame)
            if one is not None:
                found.append(one)
        if number > 0 and any(f.score > 0.85 and not f.cut_off for f in found):
            break  # The later masks cost more and are for hard light.
    if not any(f.score >= _GOOD and not f.cut_off for f in found):
        found += _by_pieces(frame, np.asarray(small, np.uint8), scale)
    whole = _whole_frame(frame)
    if whole is not None:
        found.append(whole)
    # A whole card first; then what runs out of the frame, which explains the poor rest.
    return _apart(
        sorted(found, key=lambda f: (f.score > 0.3 and not f.cut_off, f.cut_off, f.score), reverse=True)
    )


def hidden_cards(frame: Image) -> tuple[Found, ...]:
    """Cards that no shape shows: on a table of their own colour, or on one another. Best first."""
    scale = min(1.0, _WORK / max(frame.shape[:2]))
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    found = _by_pieces(frame, np.asarray(small, np.uint8), scale)
    return _apart(sorted((f for f in found if not f.cut_off), key=lambda f: -f.score))


def _by_pieces(frame: Image, small: Image, scale: float) -> list[Found]:
    out = []
    for rough in segments.outlines(small, ASPECTS[:2]):
        quad, support = _refine(frame, _clockwise(((rough + 0.5) / scale - 0.5).astype(np.float32)))
        quad = _long_side_up(quad)
        out.append(Found(quad, support * _shape_score(quad), _outside(quad, frame.shape)))
    return out


def _masks(small: Image) -> Iterator[Plane]:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_BGR2LAB).astype(np.float32)
    away = lab - _table(lab)
    away[..., 0] *= 0.8
    yield _split(np.linalg.norm(away, axis=2))
    yield _split(np.linalg.norm(away[..., 1:], axis=2))
    shaded = shadow.two_tables(small)
    if shaded is not None:
        yield _split(shaded)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    even = cv2.createCLAHE(3.0, (8, 8)).apply(cv2.GaussianBlur(grey, (0, 0), 1.4))
    edges = cv2.Canny(even, 30, 90)
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    yield np.asarray(closed, np.uint8)


def _table(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The table's colour at every pixel."""
    return fit_table(rim_of(lab), 6.0).plane


def _split(distance: NDArray[np.float32]) -> Plane:
    top = max(float(np.percentile(distance, 99.0)), 1.0)
    levels = np.clip(distance * (255.0 / top), 0, 255).astype(np.uint8)
    _, mask = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)


def _contours(mask: Plane) -> list[Points]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    area = mask.shape[0] * mask.shape[1]
    kept: list[tuple[float, Points]] = []
    for contour in contours:
        share = cv2.contourArea(cv2.convexHull(contour)) / area
        if _MIN_SHARE < share < _MAX_SHARE:
            kept.append((share, contour[:, 0, :].astype(np.float32)))
    kept.sort(key=lambda pair: -pair[0])
    return [variant for _, contour in kept[:4] for variant in (contour, *_without_arm(contour, mask.shape))]


def _without_arm(contour: Points, shape: tuple[int, ...]) -> list[Points]:
    """The shape with what is narrower than a card taken off (a finger that holds it), or nothing."""
    area = cv2.contourArea(contour)
    if area > 0.94 * cv2.contourArea(cv2.convexHull(contour)):
        return []
    # A quarter of the size is enough for a rough shape, and opening costs by the kernel's area.
    small = np.zeros((shape[0] // 4 + 1, shape[1] // 4 + 1), np.uint8)
    cv2.fillPoly(small, [(contour / 4).astype(np.int32)], 255)
    side = max(3, round(0.1 * math.sqrt(area)))
    opened = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    parts, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not parts:
        return []
    body = np.zeros_like(opened)
    cv2.drawContours(body, [max(parts, key=cv2.contourArea)], -1, 255, -1)
    if np.count_nonzero(body) * 16 < _MIN_SHARE * shape[0] * shape[1]:
        return []
    near = cv2.dilate(body, np.ones((5, 5), np.uint8))
    places = (contour / 4).astype(np.int32)
    kept = contour[near[places[:, 1], places[:, 0]] > 0]
    return [kept] if len(kept) > 40 else []


def _from_contour(contour: Points, shape: tuple[int, ...], scale: float, frame: Image) -> Found | None:
    height, width = shape[:2]
    rim = (
        (contour[:, 0] < 3) | (contour[:, 1] < 3) | (contour[:, 0] > width - 4) | (contour[:, 1] > height - 4)
    )
    runs_out = bool(rim.mean() > 0.03)
    rough = _four_corners(contour)
    fitted = None if rough is None else _fit_sides(contour[~rim], rough)
    if fitted is None:
        return _piece(contour, scale) if runs_out else None
    quad = ((fitted + 0.5) / scale - 0.5).astype(np.float32)
    quad, support = _refine(frame, quad)
    quad = _long_side_up(quad)
    score = support * _shape_score(quad)
    if runs_out and score < 0.3:
        return _piece(contour, scale)
    return Found(quad, score, runs_out or _outside(quad, frame.shape))


def _piece(contour: Points, scale: float) -> Found | None:
    """What is left of a card that runs out of the frame; None for something as narrow as an arm."""
    box = cv2.minAreaRect(contour)
    long, short = max(box[1]), min(box[1])
    if short < 20 or long / short > 2.6 or cv2.contourArea(cv2.convexHull(contour)) < 0.75 * long * short:
        return None
    return Found(_long_side_up(_clockwise(np.asarray(cv2.boxPoints(box), np.float32) / scale)), 0.0, True)


def _outside(quad: Quad, shape: tuple[int, ...]) -> bool:
    return bool((quad < 1).any() or (quad[:, 0] > shape[1] - 2).any() or (quad[:, 1] > shape[0] - 2).any())


def _four_corners(contour: Points) -> Quad | None:
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    for epsilon in (0.02, 0.03, 0.045, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, epsilon * around, True)
        if len(corners) == 4:
            return np.asarray(_clockwise(corners[:, 0, :].astype(np.float32)), np.float32)
        if len(corners) < 4:
            break
    box = np.asarray(cv2.boxPoints(cv2.minAreaRect(contour)), np.float32)
    return _clockwise(box) if cv2.contourArea(hull) > 0.7 * cv2.contourArea(box) else None


def _clockwise(points: Points) -> Quad:
    middle = points.mean(axis=0)
    order = np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))
    return np.asarray(points[order], np.float32)


def _fit_sides(contour: Points, quad: Quad) -> Quad | None:
    lines = []
    for a, b in _sides(quad):
        along = b - a
        length = float(np.hypot(*along))
        if length < 20:
            return None
        unit = along / length
        offset = contour - a
        t = offset @ unit / length
        away = np.abs(offset @ np.array([-unit[1], unit[0]], np.float32))
        near = contour[(t > 0.12) & (t < 0.88) & (away < 0.05 * length + 3)]
        if len(near) < 10:
            lines.append((a, unit))
            continue
        vx, vy, x0, y0 = cv2.fitLine(near, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append((np.array([x0, y0], np.float32), np.array([vx, vy], np.float32)))
    return _corners_of(lines)


def _sides(quad: Quad) -> list[tuple[Points, Points]]:
    return [(quad[i], quad[(i + 1) % 4]) for i in range(4)]


def _corners_of(lines: list[tuple[Points, Points]]) -> Quad | None:
    corners = []
    for i in range(4):
        (p, d), (q, e) = lines[i - 1], lines[i]
        cross = float(d[0] * e[1] - d[1] * e[0])
        if abs(cross) < 0.2:
            return None
        t = float((q[0] - p[0]) * e[1] - (q[1] - p[1]) * e[0]) / cross
        corners.append(p + t * d)
    return np.array(corners, np.float32)


def _refine(frame: Image, quad: Quad) -> tuple[Quad, float]:
    """The quad moved onto the steepest edges near it, and the share of samples with one on the line.

    Twice: the second time along sides that are nearly right, where neighbours can be averaged and a card
    on a table of its own colour still shows its edge.
    """
    rough, support = _onto_edges(frame, quad, 1)
    if support >= _CLEAR:
        return rough, support
    start = rough if support > 0.3 else quad
    fine, again = _onto_edges(frame, start, _ALONG)
    return (fine, again) if again > support else (rough, support)


def _onto_edges(frame: Image, quad: Quad, along_by: int) -> tuple[Quad, float]:
    """Colour counts as brightness does; `along_by` samples of a side are averaged."""
    reach = max(4.0, 0.012 * float(np.hypot(*(quad[1] - quad[0])) + np.hypot(*(quad[2] - quad[1]))) / 2)
    shares = np.linspace(0.06, 0.94, _SAMPLES, dtype=np.float32)
    steps = np.arange(-reach, reach + 0.5, 1.0, dtype=np.float32)
    lines, supports = [], []
    for a, b in _sides(quad):
        along = (b - a) / max(float(np.hypot(*(b - a))), 1e-6)
        normal = np.array([-along[1], along[0]], np.float32)
        base = a + shares[:, None] * (b - a)
        grid = base[:, None, :] + steps[None, :, None] * normal
        profile = cv2.remap(
            frame, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        smooth = cv2.GaussianBlur(profile.astype(np.float32), (5, 2 * along_by - 1), 0)
        slope = _slope(np.asarray(smooth, np.float32)) * np.exp(-((steps[:-1] / (reach * 0.8)) ** 2))
        best = slope.argmax(axis=1)
        least = _FAINT if along_by > 1 else _PLAIN
        strong = slope.max(axis=1) > max(least, 0.35 * float(np.median(slope.max(axis=1))))
        points = (base + (steps[best] + 0.5)[:, None] * normal)[strong]
        line, support = _line_through(points.astype(np.float32), a, along)
        lines.append(line)
        supports.append(support)
    corners = _corners_of(lines)
    if corners is None or not np.isfinite(corners).all():
        return quad, 0.0
    # The worst side counts half: one wrong side spoils a quad as much as four half-right ones.
    return corners, 0.5 * min(supports) + 0.5 * sum(supports) / 4


def _slope(profile: NDArray[np.float32]) -> NDArray[np.float32]:
    """Steps between neighbours in parts of their brightness: they count the same in shadow as in light.

    `profile`: [samples, steps, 3].
    """
    change = np.linalg.norm(np.diff(profile, axis=1), axis=2)
    light = profile[:, 1:].sum(axis=2) + profile[:, :-1].sum(axis=2)
    return np.asarray(change * _CHANNELS / (light / 3 + 12), np.float32)


def _line_through(points: Points, a: Points, along: Points) -> tuple[tuple[Points, Points], float]:
    """The straight line through most of the points, and the share of all samples that lie on it."""
    if len(points) < _SAMPLES // 4:
        return (a, along), 0.0
    vx, vy, x0, y0 = cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    off = np.abs((points - [x0, y0]) @ np.array([-vy, vx]))
    close = points[off < 2.5]
    if len(close) >= _SAMPLES // 4:
        vx, vy, x0, y0 = cv2.fitLine(close, cv2.DIST_L2, 0, 0.01, 0.01).ravel()
        off = np.abs((points - [x0, y0]) @ np.array([-vy, vx]))
    support = float((off < 2.0).sum()) / _SAMPLES
    return (np.array([x0, y0], np.float32), np.array([vx, vy], np.float32)), support


def _shape_score(quad: Quad) -> float:
    a, b, c, d = (float(np.hypot(*(q - p))) for p, q in _sides(quad))
    if min(a, b, c, d) < 30:
        return 0.0
    ratio = max((a + c) / (b + d), (b + d) / (a + c))
    skew = max(abs(math.log(a / c)), abs(math.log(b / d)))
    sides = [(q - p) / np.hypot(*(q - p)) for p, q in _sides(quad)]
    square = max(abs(float(np.dot(u, v))) for u, v in itertools.pairwise([*sides, sides[0]]))
    proportion = math.exp(-((_off(ratio) / 0.13) ** 2))
    return proportion * math.exp(-((skew / 0.3) ** 2)) * math.exp(-((square / 0.35) ** 2))


def _off(ratio: float) -> float:
    """How far (as a logarithm) long by short side is from that of any document."""
    return min(abs(math.log(ratio / aspect)) for aspect in ASPECTS)


def _long_side_up(quad: Quad) -> Quad:
    a, b, c, d = (float(np.hypot(*(q - p))) for p, q in _sides(quad))
    if a + c < b + d:
        quad = np.roll(quad, -1, axis=0)
    # Of the two ways round, the one whose upper side is above; the orientation is settled by the print.
    if quad[0][0] > quad[1][0]:
        quad = np.roll(quad, -2, axis=0)
    return np.ascontiguousarray(quad, np.float32)


def _whole_frame(frame: Image) -> Found | None:
    """A scan that was cropped to the card: the frame itself, where it has a card's proportions."""
    height, width = frame.shape[:2]
    long, short = max(height, width), min(height, width)
    if _off(long / short) > 0.03:
        return None
    corners = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    return Found(_long_side_up(corners), 0.6, False)


def _apart(found: list[Found]) -> tuple[Found, ...]:
    kept: list[Found] = []
    for one in found:
        middle = one.quad.mean(axis=0)
        size = float(np.hypot(*(one.quad[0] - one.quad[2])))
        if all(
            np.hypot(*(middle - k.quad.mean(axis=0))) > 0.05 * size
            or abs(math.log(size / max(1.0, float(np.hypot(*(k.quad[0] - k.quad[2])))))) > 0.08
            for k in kept
        ):
            kept.append(one)
    return tuple(kept[:4])


def overlap(one: Quad, other: Quad) -> float:
    """Share of the smaller quadrilateral that lies on the other one."""
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    smaller = min(cv2.contourArea(one), cv2.contourArea(other))
    return float(common) / max(float(smaller), 1.0)
