"""Frames by kind, as a hall's camera sees them: good ones, hard ones, and those that must be refused.

The camera looks at an A4 field, so that a card is 480 to 700 pixels wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from kiosk.training.invent_documents import Paper
from kiosk.training.photograph import CORNER_MM, Frame, Shot, photograph

Group = Literal["good", "hard", "refuse"]
_TABLES = ((72, 84, 96), (40, 44, 48), (60, 92, 132), (150, 152, 150))
_SURFACES = ("plain", "wood", "felt")


@dataclass(frozen=True)
class Scene:
    """What a kind does to a document and its shot."""

    group: Group
    make: Callable[[Frame, Paper, Shot, np.random.Generator], Frame]


def plain_shot(paper: Paper, size_mm: tuple[float, float], rng: np.random.Generator) -> Shot:
    """A careful citizen's shot: card anywhere near the middle, a little turned; a sheet fills the field."""
    surface = _SURFACES[int(rng.integers(3))]
    shot = Shot(
        card_width=float(rng.uniform(480, 700)) * size_mm[0] / 85.6,
        centre=(960 + float(rng.uniform(-330, 330)), 540 + float(rng.uniform(-150, 150))),
        rotation=float(rng.uniform(-10, 10)),
        table=_TABLES[int(rng.integers(4))],
        surface=surface,  # type: ignore[arg-type]
        light=float(rng.uniform(0.75, 1.0)),
        gradient=float(rng.uniform(0, 0.3)),
        gradient_angle=float(rng.uniform(0, 360)),
        blur=float(rng.uniform(0.3, 0.75)),
        noise=float(rng.uniform(1, 3.5)),
        quality=int(rng.integers(80, 96)),
        corner=CORNER_MM / size_mm[0],
    )
    if size_mm[0] < 200:
        return shot
    turns = int(rng.integers(4))
    width = float(rng.uniform(670, 715)) if turns % 2 == 0 else float(rng.uniform(900, 985))
    at = (960 + float(rng.uniform(-50, 50)), 540.0 + float(rng.uniform(-8, 8)))
    turned = 90.0 * turns + float(rng.uniform(-1.5, 1.5))
    return replace(shot, card_width=width, centre=at, rotation=turned, corner=0.0)


def take(
    kind: str, card: Frame, paper: Paper, size_mm: tuple[float, float], rng: np.random.Generator
) -> Frame:
    """A frame of that kind. Raises KeyError for one that doesn't exist."""
    return KINDS[kind].make(card, paper, plain_shot(paper, size_mm, rng), rng)


def _clean(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    return photograph(card, shot, rng)


def _rotated(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    turn = float(rng.uniform(0, 360)) if card.shape[0] < card.shape[1] else 180.0
    return photograph(card, replace(shot, rotation=shot.rotation + turn), rng)


def _perspective(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    most = 0.1 if card.shape[0] < card.shape[1] else 0.02
    tilt = (float(rng.uniform(-most, most)), float(rng.uniform(-most, most)))
    return photograph(card, replace(shot, tilt=tilt), rng)


def _jpeg(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    return photograph(card, replace(shot, quality=int(rng.integers(30, 75))), rng)


def _dusk(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    warm = photograph(card, replace(shot, light=float(rng.uniform(0.35, 0.7)), noise=4.0), rng)
    tint = np.array([rng.uniform(0.78, 1.0), 0.95, 1.0], np.float32)
    return np.asarray(np.clip(warm * tint, 0, 255), np.uint8)


def _hard_shadow(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    across = 0.25 * shot.card_width
    return photograph(
        card,
        replace(
            shot,
            shadow=float(rng.uniform(0.4, 0.75)),
            shadow_offset=float(rng.uniform(-across, across)),
            shadow_angle=float(rng.uniform(0, 360)),
            shadow_soft=float(rng.uniform(2, 12)),
        ),
        rng,
    )


def _finger_corner(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    """A tip that lies on a corner and on no print."""
    right, low = int(rng.integers(2)), int(rng.integers(2))
    angle = {(0, 0): 225.0, (1, 0): -45.0, (1, 1): 45.0, (0, 1): 135.0}[right, low]
    out = 0.03
    at = ((1 + out) if right else -out, (1 + 1.5 * out) if low else -1.5 * out, angle)
    return photograph(card, replace(shot, finger=at, finger_width=shot.card_width * 0.165), rng)


def _glare_beside(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    places = {
        "id_card_front": ((0.78, 0.35), (0.95, 0.85), (0.5, 0.98), (0.97, 0.5)),
        "id_card_back": ((0.12, 0.18), (0.1, 0.75), (0.92, 0.55), (0.6, 0.05)),
    }
    free = places.get(paper.document, ((0.97, 0.97), (0.03, 0.97), (0.98, 0.5)))
    at = free[int(rng.integers(len(free)))]
    return photograph(
        card,
        replace(
            shot,
            glare=float(rng.uniform(0.6, 1.3)),
            glare_at=at,
            glare_size=shot.card_width * float(rng.uniform(0.05, 0.085)),
        ),
        rng,
    )


def _worn(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    """Scratches, scuffed edges, faded print."""
    fade = float(rng.uniform(0.1, 0.3))
    old = card.astype(np.float32) * (1 - fade) + 225.0 * fade
    high, wide = card.shape[:2]
    marks = np.zeros((high, wide), np.float32)
    for _ in range(int(rng.integers(8, 22))):
        x, y, angle = rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(0, math.pi)
        length = rng.uniform(0.05, 0.35) * wide
        end = (round(x + length * math.cos(angle)), round(y + length * math.sin(angle)))
        cv2.line(
            marks,
            (round(x), round(y)),
            end,
            float(rng.uniform(0.15, 0.5)),
            int(rng.integers(1, 3)),
            cv2.LINE_AA,
        )
    stain = cv2.GaussianBlur(rng.normal(0, 1, (high // 8, wide // 8)).astype(np.float32), (0, 0), 6)
    stain = cv2.resize(np.asarray(stain / max(float(np.abs(stain).max()), 1e-6), np.float32), (wide, high))
    old = old * (1 - 0.07 * stain[..., None]) + (242 - old) * marks[..., None]
    return photograph(np.asarray(np.clip(old, 0, 255), np.uint8), shot, rng)


def _field_covered(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    """A finger from outside that ends upon a field."""
    fields: tuple[tuple[float, float, float], ...]
    if paper.document == "id_card_front":
        fields = (
            (0.24, 0.148, 180),
            (0.21, 0.148, -90),
            (0.28, 0.51, 180),
            (0.3, 0.55, 180),
            (0.55, 0.855, 90),
            (0.7, 0.855, 90),
            (0.2, 0.38, 180),
            (0.19, 0.266, 180),
        )
    elif paper.document == "id_card_back":
        fields = ((0.5, 0.76, 90), (0.55, 0.87, 90), (0.45, 0.76, 180), (0.65, 0.87, 0))
    else:
        fields = ((0.22, 0.34, 180), (0.3, 0.44, 180), (0.25, 0.24, 180))
    x, y, angle = fields[int(rng.integers(len(fields)))]
    at = (
        x + float(rng.uniform(-0.03, 0.03)),
        y + float(rng.uniform(-0.02, 0.02)),
        angle + float(rng.uniform(-12, 12)),
    )
    return photograph(
        card, replace(shot, finger=at, finger_width=shot.card_width * float(rng.uniform(0.15, 0.19))), rng
    )


def _outside(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    side = int(rng.integers(4))
    half_w, half_h = shot.card_width / 2, shot.card_width * card.shape[0] / card.shape[1] / 2
    part = float(rng.uniform(0.15, 0.45))
    x = {0: half_w * (1 - 2 * part), 1: 1920 - half_w * (1 - 2 * part)}.get(side, shot.centre[0])
    y = {2: half_h * (1 - 2 * part), 3: 1080 - half_h * (1 - 2 * part)}.get(side, shot.centre[1])
    return photograph(card, replace(shot, centre=(x, y)), rng)


def on_screen(card: Frame, rng: np.random.Generator) -> Frame:
    """The card as a telephone shows it: black rim, its own light, stripes of the screen's grid."""
    high, wide = card.shape[:2]
    lit = np.clip(card.astype(np.float32) * 1.04 + [14, 6, 0], 0, 255)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    period, angle = float(rng.uniform(14, 34)), float(rng.uniform(0, math.pi))
    wave = np.sin(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle)) / period)
    other = np.sin(2 * math.pi * (x * math.sin(angle) - y * math.cos(angle)) / (period * 1.13))
    depth = float(rng.uniform(0.035, 0.09))
    fringe = np.stack([wave, 0.4 * other, -wave], axis=2)
    lit *= 1 + depth * (0.5 * (wave + other)[..., None] + 0.5 * fringe)
    rim_x, rim_y = round(wide * 0.16), round(high * 0.09)
    phone = np.full((high + 2 * rim_y, wide + 2 * rim_x, 3), (18, 16, 16), np.float32)
    phone[rim_y : rim_y + high, rim_x : rim_x + wide] = lit
    return np.asarray(np.clip(phone, 0, 255), np.uint8)


def _screen(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    phone = on_screen(card, rng)
    wide = shot.card_width * phone.shape[1] / card.shape[1]
    return photograph(phone, replace(shot, card_width=wide, corner=0.07), rng)


def _photocopy(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    """A copier keeps the print, loses the colours and most of the pale ground."""
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY).astype(np.float32)
    copied = np.asarray(255 / (1 + np.exp(-(grey - 150) / 22.0)) * 0.9 + 18, np.float32)
    copied += 5 * rng.standard_normal(grey.shape, dtype=np.float32)
    sheet = np.repeat(np.clip(copied, 0, 244)[..., None], 3, axis=2)
    return photograph(np.asarray(sheet, np.uint8), replace(shot, corner=0.002), rng)


def _other_card(card: Frame, paper: Paper, shot: Shot, rng: np.random.Generator) -> Frame:
    """A bank's or a shop's card."""
    high, wide = 810, 1284
    colour = rng.uniform(40, 200, 3)
    plain = np.empty((high, wide, 3), np.float32)
    plain[:] = colour
    plain += np.linspace(-25, 25, wide)[None, :, None]
    other = np.asarray(np.clip(plain, 0, 255), np.uint8)
    ink = (245, 245, 245) if colour.mean() < 130 else (30, 30, 30)
    words = ("SAMPLE BANK", "6222 0210 0112 2334 556", "VALID THRU 09/29", "DEBIT CARD", "LI XIAO MING")
    for row, text in enumerate(words):
        scale = 2.6 if row == 1 else 1.7
        cv2.putText(other, text, (90, 130 + 150 * row), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, 6, cv2.LINE_AA)
    return photograph(other, shot, rng)


KINDS: dict[str, Scene] = {
    "clean": Scene("good", _clean),
    "rotated": Scene("good", _rotated),
    "perspective": Scene("good", _perspective),
    "jpeg": Scene("good", _jpeg),
    "low_light": Scene("good", _dusk),
    "hard_shadow": Scene("hard", _hard_shadow),
    "finger_corner": Scene("hard", _finger_corner),
    "glare_beside": Scene("hard", _glare_beside),
    "worn": Scene("hard", _worn),
    "field_covered": Scene("refuse", _field_covered),
    "outside": Scene("refuse", _outside),
    "screen": Scene("refuse", _screen),
    "photocopy": Scene("refuse", _photocopy),
    "other_card": Scene("refuse", _other_card),
}
