"""Draws a specimen of the resident ID card (second generation), 85.6 x 54 mm, front and back.

The layout is that of the real card, so that a reader tuned to it meets the real thing. Ground,
portrait and arms are our own drawings and every card carries a mark that says 样本 SPECIMEN: it must never
pass for a card that somebody could use. Millimetres are measured from the card's top left corner.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter, ImageFont

from kiosk.training.fonts import font
from kiosk.training.people import PersonCard

CARD_MM = (85.6, 54.0)
PX_PER_MM = 15.0
ADDRESS_COLUMNS = 11
ADDRESS_LINES = 3
_INK = (28, 28, 32)
_LABEL = (58, 104, 158)
_MARK = (190, 58, 62)

CardImage = NDArray[np.uint8]
"""Height x width x 3, BGR."""


def draw_front(card: PersonCard, px_per_mm: float = PX_PER_MM) -> CardImage:
    """The side with the portrait: 1284 x 810 px at 15 px a millimetre."""
    sheet = _Sheet(px_per_mm, seed=1)
    sheet.portrait(card.sex)
    for label, x, y in (
        ("姓", 5.0, 8.0),
        ("名", 8.9, 8.0),
        ("性", 5.0, 14.4),
        ("别", 8.9, 14.4),
        ("民", 25.4, 14.4),
        ("族", 29.3, 14.4),
        ("出", 5.0, 20.7),
        ("生", 8.9, 20.7),
        ("年", 24.2, 20.7),
        ("月", 32.4, 20.7),
        ("日", 40.4, 20.7),
        ("住", 5.0, 27.4),
        ("址", 8.9, 27.4),
    ):
        sheet.write(label, x, y, 2.75, "regular", _LABEL)
    sheet.write("公民身份号码", 5.0, 46.2, 2.75, "regular", _LABEL, pitch=3.25)
    name_pitch = min(3.85, 35.0 / len(card.name))
    sheet.write(card.name, 14.9, 8.0, name_pitch / 1.1, "regular", pitch=name_pitch)
    sheet.write(card.sex, 14.9, 14.4, 2.95, "regular")
    sheet.write(card.ethnicity, 34.6, 14.4, 2.95, "regular", pitch=3.1)
    sheet.write(str(card.birth.year), 14.9, 20.7, 2.95, "regular", pitch=1.75)
    sheet.write(str(card.birth.month), 30.2, 20.7, 2.95, "regular", anchor="mm", pitch=1.75)
    sheet.write(str(card.birth.day), 38.0, 20.7, 2.95, "regular", anchor="mm", pitch=1.75)
    for row, line in enumerate(wrap_address(card.address)):
        sheet.write(line, 14.9, 27.4 + 4.25 * row, 2.95, "regular", pitch=3.12, half=1.72)
    sheet.write(card.id_number, 28.6, 46.2, 3.75, "mono", pitch=2.36, half=2.36)
    sheet.write("样本 SPECIMEN", 66.2, 41.4, 2.1, "bold", _MARK, anchor="mm", pitch=2.3)
    return sheet.finish()


def draw_back(card: PersonCard, px_per_mm: float = PX_PER_MM) -> CardImage:
    """The side with the title, the issuing authority and the validity."""
    sheet = _Sheet(px_per_mm, seed=2)
    sheet.arms()
    sheet.write("中华人民共和国", 27.5, 11.0, 5.0, "serif", pitch=6.4)
    sheet.write("居民身份证", 27.3, 21.8, 7.4, "serif", pitch=9.2)
    sheet.write("签发机关", 21.2, 41.0, 2.75, "bold", _INK, pitch=3.2)
    sheet.write("有效期限", 21.2, 47.0, 2.75, "bold", _INK, pitch=3.2)
    sheet.write(card.authority, 36.2, 41.0, 2.9, "regular", pitch=3.1)
    sheet.write(validity_text(card), 36.2, 47.0, 2.9, "regular", pitch=3.1)
    sheet.write("样本 SPECIMEN", 66.2, 31.0, 2.1, "bold", _MARK, anchor="mm", pitch=2.3)
    return sheet.finish()


def validity_text(card: PersonCard) -> str:
    """2019.03.02-2039.03.02, or 2009.04.16-长期."""
    end = "长期" if isinstance(card.valid_to, str) else _dotted(card.valid_to)
    return f"{_dotted(card.valid_from)}-{end}"


def wrap_address(address: str) -> list[str]:
    """At most three lines of eleven Han characters; a digit or a Latin letter takes half a column.

    Raises ValueError when the address needs more room.
    """
    lines, used = [""], 0.0
    for char in address:
        width = 0.55 if char.isascii() else 1.0
        if used + width > ADDRESS_COLUMNS + 1e-6:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += width
    if len(lines) > ADDRESS_LINES:
        raise ValueError(f"an address of {len(address)} characters has no room on the card")
    return lines


def _dotted(day: date) -> str:
    return f"{day.year:04d}.{day.month:02d}.{day.day:02d}"


class _Sheet:
    """A card being drawn; positions and sizes in millimetres."""

    def __init__(self, px_per_mm: float, seed: int) -> None:
        self._scale = px_per_mm
        self._size = (round(CARD_MM[0] * px_per_mm), round(CARD_MM[1] * px_per_mm))
        self._image = Pillow.fromarray(_guilloche(*self._size, seed))
        self._draw = ImageDraw.Draw(self._image)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        face: str,
        colour: tuple[int, int, int] = _INK,
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

    def portrait(self, sex: str) -> None:
        """A drawn silhouette on a white ground, where the real card has its photograph."""
        left, top, wide, high = 53.0, 6.4, 26.0, 32.6
        s = self._scale
        ground = Pillow.new("L", self._size, 0)
        ImageDraw.Draw(ground).rectangle((left * s, top * s, (left + wide) * s, (top + high) * s), fill=255)
        self._image.paste((246, 247, 249), (0, 0), ground.filter(ImageFilter.GaussianBlur(s * 0.9)))
        hair, skin, shade, coat = (46, 42, 44), (211, 184, 166), (196, 166, 148), (70, 84, 108)
        plate = _Plate(wide, high, s)
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

    def arms(self) -> None:
        """A plain shield of our own: hills over water in a ring. It is no state's emblem."""
        red, gold = (176, 62, 54), (214, 168, 92)
        plate = _Plate(16, 16, self._scale)
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


class _Plate:
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


@lru_cache(maxsize=4)
def _guilloche(width: int, height: int, seed: int) -> CardImage:
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
    out = ground - np.clip(lines, 0, 1.6)[..., None] * shade
    return np.asarray(np.clip(out, 0, 255), np.uint8)
