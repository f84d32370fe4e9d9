"""Reads free text more than once, cut otherwise each time, and weighs what the looks say.

Names and addresses have no check digit, and a wrong character at full probability has been seen. How a strip
is cut moves a rare character between 0.5 and 0.99, so one look alone refuses too many and trusts too much.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from kiosk.vision.recognise import Glyph, LineReader
from kiosk.vision.strokes import fits, rarer, settle_on
from kiosk.vision.types import Image
from kiosk.vision.warp import PX_PER_MM, cut

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""

_PLAIN = (0.85, 0.1)
"""With two looks: at least this mean probability of every character, at most that of its strongest rival."""
_WEIGHED = (0.7, 0.2)
"""The same with all four looks. Of 赟/赞 and 阗/闻, the wrong ones that two looks once agreed on, the right
character had a mean of 0.25 and more."""
_TWIN = 0.05
"""More than this, in any look, on a character that is easily taken for the other: the strokes are asked."""
_POSSIBLE = 0.03
_KNOWN_SHARE, _LIKELY = 0.7, 0.22
"""The candidates together, and the winner, must have at least so much of the looks' probability: else the
right character may be none of them."""
_FIT, _FIT_MARGIN = 0.7, 0.045
"""How well the winner's strokes lie on the print, and how much better than the next one's. Of 46 open places
in two faces the best fit was right in all of those; 吴/昊, which no look doubts, would be wrong."""
_ODD_ONE = 0.16
"""A character of a name that fits its print so much worse than the best one is another one."""
_NAME_LONG = 4
"""In a company's name 四 fits its print so much worse than 产 does, and both are right."""
_BY_STROKES = 0.8
"""The confidence of a character that its strokes decided."""
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


def agree(
    card: Image,
    reader: LineReader,
    first: Sequence[Glyph],
    box: Box,
    sharpness: float,
    twins: Mapping[str, frozenset[str]] | None = None,
    rare: str = "",
) -> Agreed:
    """The text of the line in `box`, whose `first` look is given; two more only where two aren't sure.

    `twins`: characters that are easily taken for one another. Where looks hesitate between characters, the
    strokes decide, or nothing does. `rare`: characters that the recogniser may take for common ones.
    """
    left, top, right, bottom = box
    twins = twins or {}
    wide = (left, top - 0.35, right, bottom + 0.15)
    looks = [tuple(first), reader.read(cut(card, *wide))]
    both = weigh(looks, *_PLAIN)
    if both.sure and not _open_places(looks, both.text, twins, *_PLAIN):
        return _unless_rare(card, both, looks[1], wide, rare)
    looks.append(reader.read(cut(card, left - 0.35, top - 0.05, right + 0.4, bottom + 0.1)))
    looks.append(reader.read(cut(card, left + 0.2, top + 0.15, right + 0.15, bottom - 0.1)))
    bounds = _PLAIN if sharpness < SOFT_BELOW else _WEIGHED
    all_four = weigh(looks, *bounds)
    settled = settle(card, looks, all_four, wide, twins, bounds)
    return _unless_rare(card, settled, looks[1], wide, rare)


def _unless_rare(card: Image, agreed: Agreed, second: Sequence[Glyph], box: Box, rare: str) -> Agreed:
    """Not sure where a rare character fits the print better than the one that was read."""
    if not rare or not agreed.sure:
        return agreed
    if len(second) != len(agreed.text):
        return replace(agreed, sure=False)
    xs = [box[0] + glyph.at / PX_PER_MM for glyph in second]
    pitch = float(median(b - a for a, b in pairwise(xs))) if len(xs) > 1 else 0.72 * (box[3] - box[1])
    own: list[float] = []
    for x, char in zip(xs, agreed.text, strict=True):
        if char in "·" or char.isascii():
            continue
        place = settle_on(card, box, x, pitch, char)
        if rarer(card, *place, char, rare):
            return replace(agreed, sure=False)
        own.append(fits(card, *place, [char]).get(char, 1.0))
    odd = 0 < len(own) <= _NAME_LONG and min(own) < max(own) - _ODD_ONE
    return replace(agreed, sure=False) if odd else agreed


def settle(
    card: Image,
    looks: Sequence[Sequence[Glyph]],
    agreed: Agreed,
    box: Box,
    twins: Mapping[str, frozenset[str]],
    bounds: tuple[float, float],
) -> Agreed:
    """The same line with every open place decided by its strokes; not sure where one can't be."""
    text = agreed.text
    places = _open_places(looks, text, twins, *bounds)
    second = looks[1]
    if not places:
        return agreed
    if not 0 < len(text) == len(looks[0]) == len(second) or sum(len(k) == len(text) for k in looks) < 3:
        return replace(agreed, sure=False)
    means = _means(looks, text)
    xs = [box[0] + glyph.at / PX_PER_MM for glyph in second]
    pitch = float(median(b - a for a, b in pairwise(xs))) if len(xs) > 1 else 0.72 * (box[3] - box[1])
    chars = list(text)
    for place in places:
        chances = {char: chance for char, chance in means[place].items() if char and chance > _POSSIBLE}
        candidates = {*chances, *twins.get(text[place], ())}
        fitting = fits(card, *settle_on(card, box, xs[place], pitch, text[place]), candidates)
        winner = _winner(fitting, chances, _FIT_MARGIN if bounds == _WEIGHED else 2 * _FIT_MARGIN)
        if winner is None:
            return replace(agreed, sure=False)
        chars[place] = winner
    others = [m.get(c, 0.0) for k, (m, c) in enumerate(zip(means, chars, strict=True)) if k not in places]
    confidence = min([*others, _BY_STROKES])
    return Agreed("".join(chars), confidence, min(others, default=1.0) >= bounds[0], agreed.glyphs)


def _winner(fitting: Mapping[str, float], chances: Mapping[str, float], lead: float) -> str | None:
    """The character whose strokes fit clearly best and which the looks thought likely, too."""
    if not fitting or sum(chances.values()) < _KNOWN_SHARE:
        return None
    ranked = sorted(fitting.items(), key=lambda pair: -pair[1])
    winner, fit = ranked[0]
    margin = fit - ranked[1][1] if len(ranked) > 1 else fit
    good = fit >= _FIT and margin >= lead and chances.get(winner, 0.0) >= _LIKELY
    return winner if good else None


def _open_places(
    looks: Sequence[Sequence[Glyph]],
    text: str,
    twins: Mapping[str, frozenset[str]],
    least: float,
    most: float,
) -> list[int]:
    """Places where a character isn't likely enough, a rival too likely, or a twin possible."""
    out = []
    alike = [look for look in looks if len(look) == len(text)]
    for place, chances in enumerate(_means(looks, text)):
        char = text[place]
        rival = max((p for c, p in chances.items() if c not in ("", char)), default=0.0)
        twin = max(
            (p for look in alike for c, p in look[place].rivals if c in twins.get(char, ())), default=0.0
        )
        if chances.get(char, 0.0) < least or rival > most or twin > _TWIN:
            out.append(place)
    return out


def _means(looks: Sequence[Sequence[Glyph]], text: str) -> list[dict[str, float]]:
    """Character -> mean probability over all looks, at every place; looks of another length count nothing."""
    alike = [look for look in looks if len(look) == len(text)]
    out: list[dict[str, float]] = []
    for place in range(len(text)):
        chances: dict[str, float] = defaultdict(float)
        for look in alike:
            for char, chance in ((look[place].char, look[place].probability), *look[place].rivals):
                chances[_same(char)] += chance / len(looks)
        out.append(dict(chances))
    return out


def weigh(looks: Sequence[Sequence[Glyph]], least: float, most: float) -> Agreed:
    """The text that most looks give, with every character's mean probability over all of them.

    A look that reads a line of another length supports nothing, and the first, whose characters were held
    against the ink, has the length that counts. Sure: the text is that of two looks at least,
    no character's mean is under `least`, and no rival's over `most`.
    """
    text, count = Counter("".join(_same(g.char) for g in look) for look in looks).most_common(1)[0]
    alike = [look for look in looks if len(look) == len(text)]
    lowest, highest = 1.0 if text else 0.0, 0.0
    for char, chances in zip(text, _means(looks, text), strict=True):
        lowest = min(lowest, chances.pop(char))
        # The blank is no rival: it says that the place isn't the character's middle.
        highest = max([highest, *(chance for other, chance in chances.items() if other)])
    sure = 0 < len(text) == len(looks[0]) and count >= 2 and lowest >= least and highest <= most
    return Agreed(text, lowest, sure, tuple(glyph for look in alike for glyph in look))


def _same(char: str) -> str:
    """The middle dot of a name, whichever of its likes was read."""
    return "·" if char in "•.・‧" and char else char
