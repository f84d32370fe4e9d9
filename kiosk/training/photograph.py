"""What a document camera sees: a card on a table, with all that goes wrong in a hall.

Everything is a number in a `Shot`; what is random (grain, wood, noise) comes from the generator passed in, so
that the same shot and seed give the same frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""Height x width x 3, BGR."""

Surface = Literal["plain", "wood", "felt"]

CORNER_MM = 3.18
"""Radius of the card's corners (ISO/IEC 7810)."""


@dataclass(frozen=True)
class Shot:
    """One exposure. Lengths in pixels of the frame unless said otherwise."""

    size: tuple[int, int] = (1920, 1080)
    card_width: float = 820.0
    centre: tuple[float, float] = (960.0, 540.0)
    rotation: float = 0.0
    """Degrees, clockwise."""
    tilt: tuple[float, float] = (0.0, 0.0)
    """How much nearer the right and the lower side are: 0.1 makes that side a tenth longer."""
    table: tuple[int, int, int] = (72, 84, 96)
    """BGR."""
    surface: Surface = "felt"
    light: float = 1.0
    """Exposure: 1 is a well lit hall, 0.3 is dusk."""
    gradient: float = 0.0
    """How much darker the far side of the frame is, 0 to 1."""
    gradient_angle: float = 30.0
    shadow: float = 0.0
    """Depth of a cast shadow with an edge across the frame, 0 to 1."""
    shadow_offset: float = 0.0
    """Distance of that edge from the card's middle; the shadow lies on its far side."""
    shadow_angle: float = 60.0
    shadow_soft: float = 40.0
    blur: float = 0.6
    """Standard deviation of the lens blur."""
    motion: float = 0.0
    """Length of a motion blur."""
    noise: float = 2.0
    """Standard deviation of the sensor's noise, in grey levels."""
    glare: float = 0.0
    """Strength of a lamp's reflection, 0 to 1.5."""
    glare_at: tuple[float, float] = (0.5, 0.5)
    """Its middle, in shares of the card's width and height."""
    glare_size: float = 90.0
    finger: tuple[float, float, float] | None = None
    """A finger tip at (x, y) in shares of the card, coming from `angle` degrees."""
    finger_width: float = 120.0
    quality: int = 92
    """JPEG."""
    corner: float = CORNER_MM / 85.6
    """Radius of the card's corners in shares of its width; 0 for a sheet."""


def photograph(
    card: Frame, shot: Shot, rng: np.random.Generator, beside: Sequence[tuple[Frame, Shot]] = ()
) -> Frame:
    """The frame that a camera above the table takes of `card` (any resolution, its own proportions).

    `beside`: further cards, each as its own shot lays it; light and lens are the first one's.
    """
    scene = _table(shot, rng).astype(np.float32)
    for other, laid in beside:
        scene, _ = _lay(scene, other, laid)
    warp = card_corners(shot, card.shape[1], card.shape[0])
    scene, alpha = _lay(scene, card, shot)
    if shot.finger is not None:
        _lay_finger(scene, shot, warp, card.shape)
    scene *= _lighting(shot)[..., None]
    if shot.glare > 0:
        scene += 255.0 * shot.glare * _glare(shot, warp, card.shape)[..., None] * (0.25 + 0.75 * alpha)
    return _sensor(scene, shot, rng)


def _lay(
    scene: NDArray[np.float32], card: Frame, shot: Shot
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(the scene with the card and its soft shadow on it, where the card is)."""
    warp = card_corners(shot, card.shape[1], card.shape[0])
    cover = _rounded_cover(card.shape[1], card.shape[0], shot.corner)
    if card.shape[1] > 1.4 * shot.card_width:
        # A lens averages what falls on one pixel; warping alone would pick single points.
        card = np.asarray(cv2.GaussianBlur(card, (0, 0), 0.4 * card.shape[1] / shot.card_width), np.uint8)
    placed = cv2.warpPerspective(card, warp, shot.size, flags=cv2.INTER_LINEAR).astype(np.float32)
    edge = cv2.warpPerspective(cover, warp, shot.size, flags=cv2.INTER_LINEAR)
    alpha = cv2.GaussianBlur(edge, (0, 0), 0.7).astype(np.float32)[..., None] / 255.0
    lift = cv2.GaussianBlur(np.roll(alpha[..., 0], (5, 4), (0, 1)), (0, 0), 5.0)[..., None]
    return np.asarray(scene * (1 - 0.4 * lift) * (1 - alpha) + placed * alpha, np.float32), alpha


def card_corners(shot: Shot, card_width: int, card_height: int) -> NDArray[np.float64]:
    """The 3 x 3 homography from the card's pixels to the frame's."""
    half_w, half_h = shot.card_width / 2, shot.card_width * card_height / card_width / 2
    tx, ty = shot.tilt
    turn = math.radians(shot.rotation)
    points = []
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        near = (1 + tx * sx / 2) * (1 + ty * sy / 2)
        x, y = sx * half_w * near, sy * half_h * near
        points.append(
            (
                shot.centre[0] + x * math.cos(turn) - y * math.sin(turn),
                shot.centre[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    source = np.array([(0, 0), (card_width, 0), (card_width, card_height), (0, card_height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, np.array(points, np.float32)), np.float64)


def random_shot(rng: np.random.Generator, *, hard: bool = False) -> Shot:
    """A frame as a careful citizen makes it, or (hard) one with one or two things wrong with it."""
    tables = ((72, 84, 96), (40, 44, 48), (60, 92, 132), (96, 74, 52), (70, 96, 66), (140, 146, 150))
    shot = Shot(
        card_width=float(rng.uniform(640, 960)),
        centre=(960 + float(rng.uniform(-180, 180)), 540 + float(rng.uniform(-80, 80))),
        rotation=float(rng.uniform(-12, 12)) + (180.0 if rng.random() < 0.3 else 0.0),
        tilt=(float(rng.uniform(-0.07, 0.07)), float(rng.uniform(-0.07, 0.07))),
        table=tables[int(rng.integers(len(tables)))],
        surface=("plain", "wood", "felt")[int(rng.integers(3))],
        light=float(rng.uniform(0.75, 1.05)),
        gradient=float(rng.uniform(0, 0.35)),
        gradient_angle=float(rng.uniform(0, 360)),
        blur=float(rng.uniform(0.3, 0.9)),
        noise=float(rng.uniform(1, 4)),
        quality=int(rng.integers(82, 96)),
    )
    if not hard:
        return shot
    for trouble in rng.choice(len(_TROUBLES), size=int(rng.integers(1, 3)), replace=False):
        shot = _TROUBLES[int(trouble)](shot, rng)
    return shot


def _turned(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(shot, rotation=float(rng.uniform(0, 360)), card_width=min(shot.card_width, 800))


def _dusk(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(shot, light=float(rng.uniform(0.15, 0.45)), noise=float(rng.uniform(4, 9)))


def _shaded(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(
        shot,
        shadow=float(rng.uniform(0.35, 0.8)),
        shadow_offset=float(rng.uniform(-200, 200)),
        shadow_angle=float(rng.uniform(0, 360)),
        shadow_soft=float(rng.uniform(4, 60)),
    )


def _soft(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(shot, blur=float(rng.uniform(1.2, 3.2)))


def _moved(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(shot, motion=float(rng.uniform(5, 20)))


def _dazzled(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(
        shot,
        glare=float(rng.uniform(0.5, 1.3)),
        glare_at=(float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.1, 0.9))),
        glare_size=float(rng.uniform(40, 130)),
    )


def _held(shot: Shot, rng: np.random.Generator) -> Shot:
    side = int(rng.integers(4))
    along = float(rng.uniform(0.1, 0.9))
    deep = float(rng.uniform(0.03, 0.22))
    x, y, angle = ((along, deep, -90), (1 - deep, along, 0), (along, 1 - deep, 90), (deep, along, 180))[side]
    return replace(shot, finger=(x, y, float(angle)), finger_width=float(rng.uniform(80, 150)))


def _far(shot: Shot, rng: np.random.Generator) -> Shot:
    return replace(shot, card_width=float(rng.uniform(380, 600)), quality=int(rng.integers(55, 85)))


def _outside(shot: Shot, rng: np.random.Generator) -> Shot:
    side = int(rng.integers(4))
    spread = float(rng.uniform(-100, 100))
    places = ((spread + 960, 120.0), (1920 - 180, 540.0), (spread + 960, 1000.0), (180.0, 540.0))
    return replace(shot, centre=places[side])


_TROUBLES = (_turned, _dusk, _shaded, _soft, _moved, _dazzled, _held, _far, _outside)


def _table(shot: Shot, rng: np.random.Generator) -> Frame:
    width, height = shot.size
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = shot.table
    if shot.surface == "felt":
        grain = rng.normal(0, 1, (height // 2, width // 2)).astype(np.float32)
        ground += 5.0 * cv2.resize(cv2.GaussianBlur(grain, (0, 0), 0.8), (width, height))[..., None]
    elif shot.surface == "wood":
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        waves = cv2.resize(rng.normal(0, 1, (12, 6)).astype(np.float32), (width, height), interpolation=2)
        rings = np.sin(y / 9.0 + waves * 5.0 + np.sin(x / 310.0) * 3.0)
        ground += (8.0 * rings + 6.0 * np.sin(y / 2.3 + waves * 9.0))[..., None]
    return np.clip(ground, 0, 255).astype(np.uint8)


def _rounded_cover(width: int, height: int, corner: float) -> Frame:
    cover = np.zeros((height, width), np.uint8)
    radius = round(corner * width)
    cv2.rectangle(cover, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(cover, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(cover, (x, y), radius, 255, -1, cv2.LINE_AA)
    return cover


def _place(
    shot: Shot, warp: NDArray[np.float64], shape: tuple[int, ...], x: float, y: float
) -> tuple[float, float]:
    """A point given in shares of the card, in pixels of the frame."""
    point = np.array([[[x * shape[1], y * shape[0]]]], np.float32)
    moved = cv2.perspectiveTransform(point, warp)[0, 0]
    return float(moved[0]), float(moved[1])


def _lay_finger(
    scene: NDArray[np.float32], shot: Shot, warp: NDArray[np.float64], shape: tuple[int, ...]
) -> None:
    assert shot.finger is not None
    x, y = _place(shot, warp, shape, shot.finger[0], shot.finger[1])
    angle = math.radians(shot.finger[2] + shot.rotation)
    far = (x + 1400 * math.cos(angle), y + 1400 * math.sin(angle))
    cover = np.zeros(scene.shape[:2], np.uint8)
    cv2.line(cover, (round(x), round(y)), (round(far[0]), round(far[1])), 255, round(shot.finger_width))
    depth = np.clip(cv2.distanceTransform(cover, cv2.DIST_L2, 3) / (shot.finger_width / 2), 0, 1)
    skin = np.array([128, 158, 208], np.float32) * (0.62 + 0.38 * np.sqrt(depth))[..., None]
    alpha = cv2.GaussianBlur(cover, (0, 0), 1.5).astype(np.float32)[..., None] / 255
    shade = cv2.GaussianBlur(cover, (0, 0), 14).astype(np.float32)[..., None] / 255
    scene *= 1 - 0.35 * shade * (1 - alpha)
    scene *= 1 - alpha
    scene += skin * alpha


def _lighting(shot: Shot) -> NDArray[np.float32]:
    width, height = shot.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)

    def along(angle: float, cx: float, cy: float) -> NDArray[np.float32]:
        turn = math.radians(angle)
        return np.asarray((x - cx) * math.cos(turn) + (y - cy) * math.sin(turn), np.float32)

    slope = along(shot.gradient_angle, width / 2, height / 2) / width + 0.5
    light: NDArray[Any] = shot.light * (1 - shot.gradient * np.clip(slope, 0, 1))
    if shot.shadow > 0:
        distance = along(shot.shadow_angle, *shot.centre) - shot.shadow_offset
        light = light * (1 - shot.shadow / (1 + np.exp(-np.clip(distance / shot.shadow_soft * 4, -40, 40))))
    return np.asarray(light, np.float32)


def _glare(shot: Shot, warp: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    width, height = shot.size
    cx, cy = _place(shot, warp, shape, *shot.glare_at)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(x - cx, (y - cy) * 1.3) / shot.glare_size
    return np.asarray(np.exp(-(distance**2.5)), np.float32)


def _sensor(scene: NDArray[Any], shot: Shot, rng: np.random.Generator) -> Frame:
    if shot.blur > 0:
        scene = cv2.GaussianBlur(scene, (0, 0), shot.blur)
    if shot.motion >= 2:
        length = round(shot.motion)
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, length // 3), (length - 1, length - 1 - length // 3), 1.0, 1)
        scene = cv2.filter2D(scene, -1, kernel / kernel.sum())
    grain = rng.standard_normal(scene.shape, dtype=np.float32)
    scene = scene + grain * (shot.noise * 0.5 + shot.noise * 0.5 * np.sqrt(np.clip(scene, 0, 255) / 255.0))
    frame = np.clip(scene, 0, 255).astype(np.uint8)
    ok, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, shot.quality])
    assert ok
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
