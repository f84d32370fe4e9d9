"""The paper that specimens are drawn on: ground, print, portrait, seals. Millimetres from its top left.

Ground, portrait, arms and seals are our own drawings.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter, ImageFont

from kiosk.training.fonts import font

CARD_MM = (85.6, 54.0)
PX_PER_MM = 15.0
INK = (28, 28, 32)
LABEL = (58, 104, 158)
MARK = (190, 58, 62)
SEAL = (204, 44, 48)

CardImage = NDArray[np.uint8]
"""Height x width x 3, BGR."""


class Sheet:
    """A document being drawn; positions and sizes in millimetres from its top left corner."""

    def __init__(
        self,
        px_per_mm: float,
        seed: int,
        size_mm: tuple[float, float] = CARD_MM,
        tint: tuple[int, int, int] | None = None,
        plain: bool = False,
    ) -> None:
        """`tint` moves the woven ground's colour (RGB); `plain` is white paper."""
        self._scale = px_per_mm
        self._size = (round(size_mm[0] * px_per_mm), round(size_mm[1] * px_per_mm))
        self._image = (
            Pillow.new("RGB", self._size, (236, 235, 231))
            if plain
            else Pillow.fromarray(guilloche(*self._size, seed, tint))
        )
        self._draw = ImageDraw.Draw(self._image)

    def rule(self, x0: float, y0: float, x1: float, y1: float, wide: float = 0.18) -> None:
        """A straight line of print."""
        s = self._scale
        self._draw.line((x0 * s, y0 * s, x1 * s, y1 * s), fill=INK, width=max(1, round(wide * s)))

    def bars(self, x: float, y: float, wide: float, high: float, seed: int) -> None:
        """Something like a bar code; it says nothing."""
        s, at = self._scale, x
        random = np.random.default_rng(seed)
        while at < x + wide:
            step = float(random.uniform(0.2, 0.8))
            if random.random() < 0.5:
                self._draw.rectangle((at * s, y * s, (at + step) * s, (y + high) * s), fill=INK)
            at += step

    def square_seal(self, x: float, y: float, side: float, lines: tuple[str, ...]) -> None:
        """A red seal with a frame, as on licences."""
        s = self._scale
        self._draw.rectangle(
            (x * s, y * s, (x + side) * s, (y + side) * s), outline=SEAL, width=max(1, round(0.35 * s))
        )
        size = side / max(len(lines), 1) * 0.78
        for row, line in enumerate(lines):
            self.write(
                line,
                x + side / 2,
                y + side * (row + 0.5) / len(lines),
                min(size, side * 0.9 / len(line)),
                "serif",
                SEAL,
                anchor="mm",
                pitch=side * 0.9 / len(line),
            )

    def round_seal(self, x: float, y: float, radius: float, words: str) -> None:
        """A round red seal over the print: words around a star, see-through like ink."""
        s = self._scale
        side = round(2 * radius * s)
        seal = Pillow.new("RGBA", (side, side), (0, 0, 0, 0))
        draw = ImageDraw.Draw(seal)
        wide = max(2, round(0.9 * s))
        draw.ellipse((wide, wide, side - wide, side - wide), outline=(*SEAL, 190), width=wide)
        star = [
            (
                side / 2 + side * (0.14 if k % 2 == 0 else 0.055) * math.sin(math.pi * k / 5),
                side / 2 - side * (0.14 if k % 2 == 0 else 0.055) * math.cos(math.pi * k / 5),
            )
            for k in range(10)
        ]
        draw.polygon(star, fill=(*SEAL, 190))
        face = font("serif", max(8, round(radius * 0.28 * s)))
        for k, char in enumerate(words):
            angle = (k - (len(words) - 1) / 2) * min(22.0, 270.0 / max(len(words), 1))
            tile = Pillow.new("RGBA", (side, side), (0, 0, 0, 0))
            ImageDraw.Draw(tile).text(
                (side / 2, side * 0.16), char, font=face, fill=(*SEAL, 190), anchor="mm"
            )
            seal.alpha_composite(tile.rotate(-angle, Pillow.Resampling.BICUBIC))
        self._image.paste(seal, (round((x - radius) * s), round((y - radius) * s)), seal)
        self._draw = ImageDraw.Draw(self._image)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        face: str,
        colour: tuple[int, int, int] = INK,
        *,
        anchor: str = "lm",
        pitch: float | None = None,
        half: float | None = None,
    ) -> None:
        """`text` with its middle line at `y`; `pitch` is a Han character's step, `half` the others'."""
        face_font = font(face, max(1, round(size * self._scale)))
        full = size * 1.05 if pitch is None else pitch
        steps = [self._step(c, face_font, size, full, half) for c in text]
        left = x - sum(steps) / 2 if anchor == "mm" else x
        for char, step in zip(text, steps, strict=True):
            # The em box is centred by hand: Pillow's own middle differs from glyph to glyph.
            self._draw.text(
                (left * self._scale, (y + size * 0.36) * self._scale),
                char,
                font=face_font,
                fill=colour,
                anchor="ls",
            )
            left += step

    def _step(
        self, char: str, face: ImageFont.FreeTypeFont, size: float, full: float, half: float | None
    ) -> float:
        """How far the pen moves: Latin characters keep their own width unless `half` sets it."""
        if not char.isascii():
            return full
        return face.getlength(char) / self._scale + 0.05 * size if half is None else half

    def portrait(self, sex: str, left: float = 53.0, top: float = 6.4, zoom: float = 1.0) -> None:
        """A drawn silhouette on a white ground, where the real card has its photograph."""
        wide, high = 26.0, 32.6
        whole, self._scale = self._scale, self._scale * zoom
        left, top = left / zoom, top / zoom
        s = self._scale
        ground = Pillow.new("L", self._size, 0)
        ImageDraw.Draw(ground).rectangle((left * s, top * s, (left + wide) * s, (top + high) * s), fill=255)
        self._image.paste((246, 247, 249), (0, 0), ground.filter(ImageFilter.GaussianBlur(s * 0.9)))
        hair, skin, shade, coat = (46, 42, 44), (211, 184, 166), (196, 166, 148), (70, 84, 108)
        plate = Plate(wide, high, s)
        middle = wide / 2
        if sex == "女":
            plate.ellipse(middle, 13.4, 7.6, 10.6, hair)
        plate.ellipse(middle, 33.2, 12.2, 8.6, coat)
        plate.polygon([(middle - 3.9, 25.6), (middle, 29.8), (middle + 3.9, 25.6)], (236, 238, 240))
        plate.polygon(
            [
                (middle - 2.7, 19),
                (middle + 2.7, 19),
                (middle + 2.9, 25.4),
                (middle, 28),
                (middle - 2.9, 25.4),
            ],
            shade,
        )
        plate.ellipse(middle, 12.2, 6.5, 7.8, hair)
        plate.ellipse(middle, 14.6, 5.6, 7.4, skin)
        plate.ellipse(middle, 8.4, 5.6, 2.6, hair)
        self._image.paste(plate.colours(), (round(left * s), round(top * s)), plate.cover())
        self._scale = whole

    def arms(self) -> None:
        """A plain shield of our own: hills over water in a ring. It is no state's emblem."""
        red, gold = (176, 62, 54), (214, 168, 92)
        plate = Plate(16, 16, self._scale)
        x = y = 8.0
        for radius, colour in ((7.4, red), (6.6, gold), (5.9, red)):
            plate.ellipse(x, y, radius, radius, colour)
        hills = [(x - 4.6, y + 1.6), (x - 1.7, y - 3.0), (x + 0.4, y), (x + 1.9, y - 2.0), (x + 4.6, y + 1.6)]
        plate.polygon(hills, gold)
        for row in range(2):
            level = y + 2.6 + row * 1.3
            wave = [(x + t - 3.6, level + 0.35 * math.sin(t * 1.9 + row)) for t in np.linspace(0, 7.2, 40)]
            plate.line(wave, 0.35, gold)
        self._image.paste(
            plate.colours(), (round(5.6 * self._scale), round(4.4 * self._scale)), plate.cover()
        )

    def finish(self) -> CardImage:
        return np.ascontiguousarray(np.asarray(self._image.convert("RGB"), np.uint8)[:, :, ::-1])


class Plate:
    """A small drawing made three times too large and shrunk, so that its edges are smooth."""

    _OVER = 3

    def __init__(self, wide: float, high: float, px_per_mm: float) -> None:
        self._size = (round(wide * px_per_mm), round(high * px_per_mm))
        self._scale = px_per_mm * self._OVER
        large = (self._size[0] * self._OVER, self._size[1] * self._OVER)
        self._colours = Pillow.new("RGB", large, (246, 247, 249))
        self._cover = Pillow.new("L", large, 0)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: tuple[int, int, int]) -> None:
        s = self._scale
        box = ((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s)
        ImageDraw.Draw(self._colours).ellipse(box, fill=fill)
        ImageDraw.Draw(self._cover).ellipse(box, fill=255)

    def polygon(self, points: list[tuple[float, float]], fill: tuple[int, int, int]) -> None:
        scaled = [(a * self._scale, b * self._scale) for a, b in points]
        ImageDraw.Draw(self._colours).polygon(scaled, fill=fill)
        ImageDraw.Draw(self._cover).polygon(scaled, fill=255)

    def line(self, points: list[tuple[float, float]], width: float, fill: tuple[int, int, int]) -> None:
        scaled = [(a * self._scale, b * self._scale) for a, b in points]
        ImageDraw.Draw(self._colours).line(scaled, fill=fill, width=max(1, round(width * self._scale)))

    def colours(self) -> Pillow.Image:
        return self._colours.resize(self._size, Pillow.Resampling.BOX)

    def cover(self) -> Pillow.Image:
        return self._cover.resize(self._size, Pillow.Resampling.BOX)


@lru_cache(maxsize=8)
def guilloche(width: int, height: int, seed: int, tint: tuple[int, int, int] | None = None) -> CardImage:
    """A pale woven ground of our own, RGB; the same for all cards of one side."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x /= width
    y /= width
    left = np.array([222, 236, 243], np.float32)
    middle = np.array([240, 232, 238], np.float32)
    right = np.array([224, 240, 230], np.float32)
    t = x[..., None]
    ground = np.where(t < 0.5, left + (middle - left) * t * 2, middle + (right - middle) * (t * 2 - 1))
    lines = np.zeros((height, width), np.float32)
    for k, (freq, amp, wave, phase) in enumerate(
        ((150, 0.035, 9.0, 0.0), (150, 0.035, 9.0, np.pi), (95, 0.06, 4.0, seed))
    ):
        tilt = (-1) ** k * 0.18
        level = y + tilt * x + amp * np.sin(wave * x * np.pi + phase)
        lines += np.exp(-((np.sin(level * freq * np.pi) / 0.22) ** 2))
    rosette = np.hypot(x - 0.72, (y - 0.3) * 1.1)
    angle = np.arctan2(y - 0.3, x - 0.72)
    lines += np.exp(-((np.sin(rosette * 110 * np.pi + 4 * np.sin(angle * 12)) / 0.3) ** 2)) * np.exp(
        -((rosette / 0.16) ** 2)
    )
    shade = np.array([30, 22, 18], np.float32) * 0.62
    if tint is not None:
        ground = np.clip(ground + (np.array(tint, np.float32) - 232), 0, 250)
    out = ground - np.clip(lines, 0, 1.6)[..., None] * shade
    return np.asarray(np.clip(out, 0, 255), np.uint8)
