"""A correction as a string of signs, one for each word, so that its shapes can be matched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.lexer import GAP, UNKNOWN, Lexeme, Lexer, tagged
from kiosk.nlu.value.shapes import CorrectionShape, DigitsShape, PlatesShape

#: o 第, u 位, g 个, r 倒数, s 从前面数, l 最后, f 前, m 中间, c 改成, w 错了, n 不是,
#: t 尾号, h 开头, d 到, b 字母
SIGNS = "ougrslfmcwnthdb"
_FILLER = "."


class CorrectionWords:
    """Made from correction.yaml, digits.yaml and plates.yaml."""

    def __init__(self, shape: CorrectionShape, digits: DigitsShape, plates: PlatesShape) -> None:
        structure: dict[str, Iterable[str]] = {
            "t": shape.tail,
            "h": shape.head,
            "r": shape.from_end,
            "s": shape.from_start,
            "n": shape.not_old,
            "w": shape.wrong,
            "c": shape.change,
            "l": shape.last,
            "f": shape.first,
            "m": shape.middle,
            "u": [u for u in shape.units if u != "个"],
            "g": ["个"],
            "b": shape.letter,
            "o": ["第"],
            "d": ["到", "至", "和", "跟"],
            "十": ["十"],
        }
        numbers = {**digits.digits}
        heard = {digit: words for digit, words in digits.homophones.items() if digit != "X"}
        fillers = {_FILLER: shape.fillers}
        self._digits = Lexer(tagged({**structure, **numbers, **fillers} | _extra(structure, heard, numbers)))
        letters = {letter: [letter, *_spoken(names)] for letter, names in plates.letters.items()}
        provinces = {province: [province] for province in plates.provinces}
        suffixes = {meant: [word] for word, meant in plates.suffixes.items() if word == meant}
        table = tagged({**structure, **numbers, **letters, **provinces, **suffixes, **fillers})
        self._plates = Lexer({**tagged(heard), **table})
        #: 低, 地: letters only where nothing stands beside them.
        self._sounds = {name: letter for letter, names in plates.letters.items() for name in names}
        anew = any_of(shape.anew)
        self.anew = re.compile(rf"(?:{anew})(?!.*(?:{anew}))")

    def signs(self, text: str, plate: bool) -> str:
        """Digits, letters and provinces as themselves, structure as SIGNS, `,` a pause, `?` the rest."""
        lexemes = (self._plates if plate else self._digits).read(text)
        said = [x for x in lexemes if x.tag != _FILLER]
        signs = "".join(self._sign(said, i, plate) for i in range(len(said)))
        signs = re.sub(rf"{GAP}+", ",", signs)
        return re.sub(r"(?<=[0-9X]),(?=[0-9X])", "", signs)

    def _sign(self, said: list[Lexeme], at: int, plate: bool) -> str:
        one = said[at]
        if one.tag != UNKNOWN:
            return one.tag
        before = said[at - 1].tag if at else GAP
        after = said[at + 1].tag if at + 1 < len(said) else GAP
        alone = before in (GAP, "n", "c") and after in (GAP, "n", "c")
        return self._sounds.get(one.text, "?") if plate and alone else "?"


def _spoken(names: Iterable[str]) -> list[str]:
    return [name for name in names if len(name) > 1 or name in "逼毕西诶"]


def _extra(
    structure: dict[str, Iterable[str]],
    heard: dict[str, tuple[str, ...]],
    numbers: dict[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Digits with the homophones that mean nothing else here."""
    taken = {word for words in structure.values() for word in words}
    return {
        digit: (*numbers[digit], *(w for w in words if w not in taken and w not in "要量"))
        for digit, words in heard.items()
    }
