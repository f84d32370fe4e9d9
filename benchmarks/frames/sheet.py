"""A document drawn in millimetres, which remembers where each field was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.frames.fonts import covering, font

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""

BLACK: Colour = (28, 26, 30)


@dataclass
class Sheet:
    """Artwork [h * scale, w * scale] RGB with its opacity, its field boxes and what they say."""

    width: float
    height: float
    scale: int
    image: Image.Image
    radius: float = 3.2
    """Of the corners, in mm."""
    margin: float = 0.0
    """Of clear laminate around the print, in mm, already part of width and height."""
    gloss: float = 0.5
    """0 = paper, 1 = laminate."""
    truth: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, list[Box]] = field(default_factory=dict)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        face: str = "hei",
        size: float = 2.5,
        fill: Colour = BLACK,
        pitch: float = 0.0,
        of: str = "",
        centred: bool = False,
    ) -> float:
        """Sets `text` with its left (or middle) at x and its em box's middle at y; returns its right end.

        `pitch` is added after each character. `of` names the field the box is noted for.
        """
        face = covering(face, text)
        at_size = font(face, round(size * self.scale))
        advances = [at_size.getlength(c) / self.scale + pitch for c in text]
        x = at[0] - (sum(advances) - pitch) / 2 if centred else at[0]
        baseline = at[1] + 0.36 * size
        draw = ImageDraw.Draw(self.image)
        left = x
        for character, advance in zip(text, advances, strict=True):
            draw.text(
                (x * self.scale, baseline * self.scale), character, fill=fill, font=at_size, anchor="ls"
            )
            x += advance
        if of:
            self.boxes.setdefault(of, []).append((left, at[1] - size / 2, x, at[1] + size / 2))
        return x

    def lines(
        self,
        at: tuple[float, float],
        text: str,
        per_line: int,
        leading: float,
        face: str,
        size: float,
        of: str,
        pitch: float = 0.0,
        fill: Colour = BLACK,
        by_width: bool = False,
    ) -> None:
        """`text` broken after `per_line` characters, or (`by_width`) where that many wide ones would end."""
        for row, part in enumerate(broken(text, per_line, by_width)):
            self.text((at[0], at[1] + row * leading), part, face, size, fill, pitch, of)

    def rule(self, points: Sequence[tuple[float, float]], fill: Colour, width: float = 0.15) -> None:
        """A line through `points`."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        ImageDraw.Draw(self.image).line(scaled, fill=fill, width=max(1, round(width * self.scale)))

    def specimen(self, at: tuple[float, float], size: float = 3.0, fill: Colour = (196, 60, 60)) -> None:
        """The mark of an invented document, outside its fields."""
        self.text(at, "样本", "hei_bold", size, fill, pitch=0.3)

    def opacity(self) -> NDArray[np.float32]:
        """[h, w]: 1 on the print, 0 beyond the rounded corners, little on a clear margin."""
        h, w = self.image.height, self.image.width
        mask = Image.new("L", (w, h), 0)
        draw = ImageDraw.Draw(mask)
        outer = self.radius * self.scale
        draw.rounded_rectangle((0, 0, w - 1, h - 1), outer, fill=255 if not self.margin else 70)
        if self.margin:
            m = self.margin * self.scale
            draw.rectangle((m, m, w - 1 - m, h - 1 - m), fill=255)
        return np.asarray(mask, np.float32) / np.float32(255)


def broken(text: str, per_line: int, by_width: bool) -> list[str]:
    """`text` in lines. `by_width` counts a digit or hyphen as half a character."""
    parts, filled = [""], 0.0
    for character in text:
        wide = 0.5 if by_width and character.isascii() else 1.0
        if filled + wide > per_line:
            parts.append("")
            filled = 0.0
        parts[-1] += character
        filled += wide
    return parts


def blank(width: float, height: float, scale: int, background: NDArray[np.uint8]) -> Sheet:
    """A sheet whose print is `background`, resized to fit."""
    image = Image.fromarray(background).resize((round(width * scale), round(height * scale)))
    return Sheet(width, height, scale, image)


def laminated(sheet: Sheet, margin: float) -> Sheet:
    """`sheet` with a clear margin around it; boxes move along."""
    m = round(margin * sheet.scale)
    larger = Image.new("RGB", (sheet.image.width + 2 * m, sheet.image.height + 2 * m), (236, 238, 240))
    larger.paste(sheet.image, (m, m))
    moved = {
        name: [(a + margin, b + margin, c + margin, d + margin) for a, b, c, d in boxes]
        for name, boxes in sheet.boxes.items()
    }
    w, h = sheet.width + 2 * margin, sheet.height + 2 * margin
    return Sheet(w, h, sheet.scale, larger, 4.0, margin, 1.0, sheet.truth, moved)
