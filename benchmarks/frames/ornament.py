"""What surrounds the fields: security lines, portraits, emblems and seals. Nothing here copies a real one."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.frames.arrays import octets
from benchmarks.frames.fonts import font
from benchmarks.frames.sheet import Box, Colour, Sheet
from benchmarks.frames.words import Rng, pick

Rgb = NDArray[np.uint8]


@cache
def guilloche(size: tuple[int, int], stops: tuple[Colour, ...], ink: Colour, variant: int) -> Rgb:
    """[h, w, 3]: a horizontal rainbow of `stops` under woven wavy lines of `ink`; `size` is (w, h)."""
    w, h = size
    x = np.linspace(0, 1, w, dtype=np.float32)
    base = np.stack(
        [np.interp(x, np.linspace(0, 1, len(stops)), [s[c] for s in stops]) for c in range(3)], -1
    )
    out = np.broadcast_to(base, (h, w, 3)).astype(np.float32)
    xs, ys = np.meshgrid(np.arange(w, dtype=np.float32) / w, np.arange(h, dtype=np.float32) / w)
    rng = np.random.default_rng(variant)
    for _ in range(3):
        swing, length, phase, pitch = rng.uniform((0.01, 0.15, 0, 0.008), (0.035, 0.5, 6.3, 0.013))
        wave = (
            ys + swing * np.sin(6.2832 * xs / length + phase) + swing / 3 * np.sin(6.2832 * xs / length * 2.3)
        )
        line = np.clip((np.cos(6.2832 * wave / pitch) - 0.75) * 4, 0, 1)[..., None] * rng.uniform(0.18, 0.42)
        out = out * (1 - line) + np.array(ink, np.float32) * line
    turn = np.hypot(xs - rng.uniform(0.3, 0.7), ys - 0.3)
    rose = np.clip((np.cos(6.2832 * turn / 0.011 + 9 * np.sin(9 * turn)) - 0.8) * 5, 0, 1)[..., None] * 0.18
    out = out * (1 - rose) + np.array(ink, np.float32) * rose
    return octets(out)


def portrait(sheet: Sheet, box: Box, rng: Rng, grey: bool = False, ground: Colour | None = None) -> None:
    """A faceless bust in `box`. Without `ground` it stands free on the card, as on an ID card."""
    s, (left, top, right, bottom) = sheet.scale, box
    w, h = round((right - left) * s), round((bottom - top) * s)
    bust = Image.new("RGBA", (w, h), (*(ground or (0, 0, 0)), 255 if ground else 0))
    draw = ImageDraw.Draw(bust)
    skin = pick(rng, ((226, 186, 160), (206, 162, 132), (238, 204, 180), (188, 146, 118)))
    hair = pick(rng, ((30, 26, 26), (52, 42, 38), (120, 118, 116), (190, 188, 186)))
    cloth = tuple(int(v) for v in rng.integers(25, 190, 3))
    draw.ellipse((0.02 * w, 0.70 * h, 0.98 * w, 1.5 * h), fill=cloth)
    draw.polygon(((0.36 * w, 0.74 * h), (0.64 * w, 0.74 * h), (0.5 * w, 0.95 * h)), fill=(235, 236, 240))
    draw.rectangle((0.40 * w, 0.55 * h, 0.60 * w, 0.78 * h), fill=tuple(int(v * 0.9) for v in skin))
    long = rng.random() < 0.45
    draw.ellipse((0.20 * w, 0.08 * h, 0.80 * w, (0.80 if long else 0.52) * h), fill=hair)
    draw.ellipse((0.27 * w, 0.16 * h, 0.73 * w, 0.68 * h), fill=skin)
    for eye in (0.39, 0.61):
        draw.ellipse(((eye - 0.045) * w, 0.385 * h, (eye + 0.045) * w, 0.41 * h), fill=(50, 38, 34))
        draw.line(((eye - 0.07) * w, 0.345 * h, (eye + 0.07) * w, 0.34 * h), fill=hair, width=max(1, s // 4))
    draw.line((0.44 * w, 0.56 * h, 0.56 * w, 0.56 * h), fill=(170, 100, 92), width=max(1, s // 4))
    draw.polygon(
        ((0.5 * w, 0.40 * h), (0.47 * w, 0.49 * h), (0.53 * w, 0.49 * h)),
        fill=tuple(int(v * 0.93) for v in skin),
    )
    bust = bust.filter(ImageFilter.GaussianBlur(s * 0.16))
    if grey:
        alpha = bust.getchannel("A")
        bust = bust.convert("L").convert("RGBA")
        bust.putalpha(alpha)
    sheet.image.paste(bust, (round(left * s), round(top * s)), bust)
    sheet.text(((left + right) / 2, bottom - 2.2), "样本", "hei_bold", 3.0, (200, 60, 60), 0.5, centred=True)


def emblem(sheet: Sheet, at: tuple[float, float], radius: float) -> None:
    """A red and gold roundel where a real card has the national emblem; deliberately not that emblem."""
    s = sheet.scale
    draw = ImageDraw.Draw(sheet.image)
    x, y, r = at[0] * s, at[1] * s, radius * s
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(214, 170, 70))
    draw.ellipse((x - 0.82 * r, y - 0.82 * r, x + 0.82 * r, y + 0.82 * r), fill=(196, 34, 36))
    for i in range(24):
        a = i / 24 * 6.2832
        p, q = (
            (x + 0.86 * r * np.cos(a), y + 0.86 * r * np.sin(a)),
            (x + 0.98 * r * np.cos(a), y + 0.98 * r * np.sin(a)),
        )
        draw.line((*p, *q), fill=(150, 96, 30), width=max(1, s // 6))
    draw.rectangle((x - 0.45 * r, y + 0.05 * r, x + 0.45 * r, y + 0.35 * r), fill=(222, 186, 84))
    draw.polygon(
        ((x - 0.55 * r, y + 0.05 * r), (x, y - 0.3 * r), (x + 0.55 * r, y + 0.05 * r)), fill=(222, 186, 84)
    )


def wall(sheet: Sheet, top: float, ink: Colour) -> None:
    """Hills with a crenellated wall, pale, across the sheet."""
    s, w, h = sheet.scale, sheet.image.width, sheet.image.height
    layer = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(layer)
    xs = np.linspace(0, 1, 60)
    for depth, strength in ((0.0, 40), (0.10, 60), (0.18, 80)):
        ridge = (
            top * s
            + depth * h
            - (np.sin(xs * 7 + depth * 30) * 0.05 + np.sin(xs * 17 + depth * 9) * 0.02) * h
        )
        points = list(zip(xs * w, ridge, strict=True))
        draw.polygon([*points, (w, h), (0, h)], fill=strength)
        for x, y in points[::1]:
            draw.rectangle((x, y - 0.6 * s, x + 0.5 * s, y), fill=strength + 50)
    sheet.image.paste(Image.new("RGB", (w, h), ink), (0, 0), layer.filter(ImageFilter.GaussianBlur(0.1 * s)))


def square_seal(sheet: Sheet, box: Box, columns: tuple[str, ...], strength: int = 205) -> None:
    """A red frame with its text in columns from right to left, as the printed seals on licences."""
    s, (left, top, right, bottom) = sheet.scale, box
    w, h = round((right - left) * s), round((bottom - top) * s)
    ink = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(ink)
    draw.rectangle((0, 0, w - 1, h - 1), outline=strength, width=max(2, s // 3))
    rows = max(len(c) for c in columns)
    cell_w, cell_h = (w - s) / len(columns), (h - s) / rows
    face = font("song_bold", int(min(cell_w, cell_h) * 0.98))
    for i, column in enumerate(columns):
        for j, character in enumerate(column):
            x = w - s / 2 - (i + 0.5) * cell_w
            draw.text((x, s / 2 + (j + 0.5) * cell_h), character, fill=strength, font=face, anchor="mm")
    sheet.image.paste(Image.new("RGB", (w, h), (206, 36, 40)), (round(left * s), round(top * s)), ink)


def round_seal(
    sheet: Sheet, at: tuple[float, float], radius: float, text: str, middle: str, strength: int
) -> None:
    """A stamped circle with `text` along its upper arc and `middle` below its centre."""
    s, r = sheet.scale, radius * sheet.scale
    side = int(2 * r + 4)
    ink = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(ink)
    draw.ellipse((2, 2, side - 3, side - 3), outline=strength, width=max(2, round(0.9 * s)))
    size = int(min(4.6 * s, 4.6 * r / len(text)))
    face = font("song_bold", size)
    for i, character in enumerate(text):
        angle = np.deg2rad(-212 + 244 * (i + 0.5) / len(text))
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text((size, size), character, fill=strength, font=face, anchor="mm")
        glyph = glyph.rotate(-float(np.rad2deg(angle)) - 90, resample=Image.Resampling.BICUBIC)
        spot = (
            int(side / 2 + 0.76 * r * np.cos(angle) - size),
            int(side / 2 + 0.76 * r * np.sin(angle) - size),
        )
        ink.paste(255, (spot[0], spot[1]), glyph)
    star = [
        (side / 2 + q * r * np.sin(k * np.pi / 5), side / 2 - q * r * np.cos(k * np.pi / 5))
        for k in range(10)
        for q in [(0.3, 0.12)[k % 2]]
    ]
    draw.polygon(star, fill=strength)
    draw.text(
        (side / 2, side / 2 + 0.55 * r),
        middle,
        fill=strength,
        font=font("song_bold", int(3.4 * s)),
        anchor="mm",
    )
    uneven = cv2.GaussianBlur(
        np.random.default_rng(len(text)).random((side, side), np.float32), (0, 0), s * 0.8
    )
    ink = Image.fromarray((np.asarray(ink) * np.clip(0.75 + (uneven - 0.5) * 4, 0.45, 1)).astype(np.uint8))
    sheet.image.paste(
        Image.new("RGB", ink.size, (208, 30, 36)), (int(at[0] * s - side / 2), int(at[1] * s - side / 2)), ink
    )
