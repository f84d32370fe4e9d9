"""Documents that aren't the document: shown on a telephone, or photocopied."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance

from benchmarks.frames.arrays import Floats, floats
from benchmarks.frames.place import Place
from benchmarks.frames.sheet import Sheet
from benchmarks.frames.surfaces import Linear
from benchmarks.frames.words import Rng, among, chance, pick


def on_telephone(sheet: Sheet, rng: Rng) -> Sheet:
    """A telephone or tablet with `sheet` on its screen; boxes move along."""
    bezel, side = among(rng, 3, 6), among(rng, 4, 14)
    above = among(rng, 1, 8)
    w, h = sheet.width + 2 * (side + bezel), sheet.height + 2 * (above + bezel)
    s = sheet.scale
    body = Image.new(
        "RGB", (round(w * s), round(h * s)), pick(rng, ((12, 12, 14), (22, 24, 30), (228, 228, 232)))
    )
    draw = ImageDraw.Draw(body)
    rim = bezel - among(rng, 1.2, 2.4)
    draw.rounded_rectangle((rim * s, rim * s, (w - rim) * s, (h - rim) * s), 4 * s, fill=(8, 8, 9))
    ground = pick(rng, ((0, 0, 0), (0, 0, 0), (250, 250, 250), (40, 40, 44)))
    draw.rounded_rectangle((bezel * s, bezel * s, (w - bezel) * s, (h - bezel) * s), 3 * s, fill=ground)
    shown = ImageEnhance.Contrast(sheet.image).enhance(among(rng, 1.0, 1.25))
    shown = ImageEnhance.Color(shown).enhance(among(rng, 1.0, 1.4))
    mask = Image.fromarray((sheet.opacity() * 255).astype(np.uint8)) if chance(rng, 0.4) else None
    x, y = side + bezel, above + bezel
    body.paste(shown, (round(x * s), round(y * s)), mask)
    boxes = {k: [(a + x, b + y, c + x, d + y) for a, b, c, d in v] for k, v in sheet.boxes.items()}
    return Sheet(w, h, s, body, 7.0, 0.0, 1.0, sheet.truth, boxes)


def glow(scene: Linear, lit: Linear, where: Place, mask: NDArray[np.float32], rng: Rng) -> None:
    """Makes the telephone's picture in `scene` shine by itself in `lit`, with the moire of two grids."""
    ys, xs = np.nonzero(mask > 0.5)
    if not len(ys):
        return
    top, bottom, left, right = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
    x, y = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
    back = np.linalg.inv(where.matrix)
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / below
    v = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / below
    pitch = among(rng, 0.055, 0.1)
    strength = among(rng, 0.10, 0.26)
    beat = np.stack([np.cos(6.2832 * (u / pitch + third)) for third in (0, 1 / 3, 2 / 3)], -1) * strength
    rows = np.cos(6.2832 * v / pitch)[..., None] * strength * 0.8
    tint = np.array((0.92, 1.0, 1.12), np.float32) * among(rng, 0.62, 1.05)
    part = scene[top:bottom, left:right]
    shining = (part * 0.97 + 0.012) * tint * (1 + beat + rows)
    m = mask[top:bottom, left:right, None]
    lit[top:bottom, left:right] += m * (shining.astype(np.float32) - lit[top:bottom, left:right])


def photocopied(sheet: Sheet, rng: Rng) -> Sheet:
    """A grey copy: cut out, or on a white sheet larger than the document; boxes move along."""
    grey: Floats = floats(sheet.image.convert("L")) / np.float32(255)
    grey = floats(cv2.GaussianBlur(grey, (0, 0), sheet.scale * 0.05))
    grey = floats(np.clip((grey - among(rng, 0.06, 0.16)) * among(rng, 1.15, 1.5), 0, 1))
    speck = rng.standard_normal(grey.shape).astype(np.float32) * np.float32(0.03)
    rows = floats(np.sin(np.arange(grey.shape[0]) * among(rng, 0.02, 0.2)))[:, None] * np.float32(0.01)
    grey = floats(np.clip(grey + speck + rows, 0.07, 0.985))
    copy = Image.fromarray((grey * 255).astype(np.uint8)).convert("RGB")
    if chance(rng, 0.35):
        return Sheet(sheet.width, sheet.height, sheet.scale, copy, 0.0, 0.0, 0.0, sheet.truth, sheet.boxes)
    x, y, right, bottom = (among(rng, 12, 50) for _ in range(4))
    w, h, s = sheet.width + x + right, sheet.height + y + bottom, sheet.scale
    paper = Image.new("RGB", (round(w * s), round(h * s)), (251, 251, 250))
    paper.paste(copy, (round(x * s), round(y * s)), Image.fromarray((sheet.opacity() * 255).astype(np.uint8)))
    boxes = {k: [(a + x, b + y, c + x, d + y) for a, b, c, d in v] for k, v in sheet.boxes.items()}
    return Sheet(w, h, s, paper, 0.0, 0.0, 0.0, sheet.truth, boxes)
