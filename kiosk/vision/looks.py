"""Reads free text more than once, cut otherwise each time, and weighs what the looks say.

Names and addresses have no check digit, and a wrong character at full probability has been seen. How a strip
is cut moves a rare character between 0.5 and 0.99, so one look alone refuses too many and trusts too much.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.vision.recognise import Glyph, LineReader
from kiosk.vision.types import Image
from kiosk.vision.warp import cut

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""

_PLAIN = (0.85, 0.1)
"""With two looks: at least this mean probability of every character, at most that of its strongest rival."""
_WEIGHED = (0.7, 0.2)
"""The same with all four looks. Of 赟/赞 and 阗/闻, the wrong ones that two looks once agreed on, the right
character had a mean of 0.25 and more."""
SOFT_BELOW = 25.0
"""Sharpness under which four looks must be as sure as two: blurred strokes look alike each time."""


@dataclass(frozen=True)
class Agreed:
    """A line of text after all looks."""

    text: str
    confidence: float
    """The lowest character's mean probability over all looks."""
    sure: bool
    glyphs: tuple[Glyph, ...]
    """Of all looks that read as long a line, for their rivals."""


def agree(card: Image, reader: LineReader, first: Sequence[Glyph], box: Box, sharpness: float) -> Agreed:
    """The text of the line in `box`, whose `first` look is given; two more only where two aren't sure."""
    left, top, right, bottom = box
    looks = [tuple(first), reader.read(cut(card, left, top - 0.35, right, bottom + 0.15))]
    both = weigh(looks, *_PLAIN)
    if both.sure:
        return both
    looks.append(reader.read(cut(card, left - 0.35, top - 0.05, right + 0.4, bottom + 0.1)))
    looks.append(reader.read(cut(card, left + 0.2, top + 0.15, right + 0.15, bottom - 0.1)))
    return weigh(looks, *(_PLAIN if sharpness < SOFT_BELOW else _WEIGHED))


def weigh(looks: Sequence[Sequence[Glyph]], least: float, most: float) -> Agreed:
    """The text that most looks give, with every character's mean probability over all of them.

    A look that reads a line of another length supports nothing, and the first, whose characters were held
    against the ink, has the length that counts. Sure: the text is that of two looks at least,
    no character's mean is under `least`, and no rival's over `most`.
    """
    text, count = Counter("".join(_same(g.char) for g in look) for look in looks).most_common(1)[0]
    alike = [look for look in looks if len(look) == len(text)]
    lowest, highest = 1.0 if text else 0.0, 0.0
    for place, char in enumerate(text):
        chances: dict[str, float] = defaultdict(float)
        for look in alike:
            glyph = look[place]
            for other, chance in ((glyph.char, glyph.probability), *glyph.rivals):
                chances[_same(other)] += chance / len(looks)
        lowest = min(lowest, chances.pop(char))
        # The blank is no rival: it says that the place isn't the character's middle.
        highest = max([highest, *(chance for other, chance in chances.items() if other)])
    sure = 0 < len(text) == len(looks[0]) and count >= 2 and lowest >= least and highest <= most
    return Agreed(text, lowest, sure, tuple(glyph for look in alike for glyph in look))


def _same(char: str) -> str:
    """The middle dot of a name, whichever of its likes was read."""
    return "·" if char in "•.・‧" and char else char
