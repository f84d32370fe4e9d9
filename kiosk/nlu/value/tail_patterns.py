"""How the end of an ID number is announced, made from the words of digits.yaml."""

from __future__ import annotations

import re

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import DigitsShape


class TailPatterns:
    """Compiled once."""

    def __init__(self, shape: DigitsShape) -> None:
        self._digits = {word: digit for digit, words in shape.digits.items() for word in words}
        cross, digit = any_of(shape.digits["X"]), any_of(self._digits)
        self.without = re.compile(rf"(?:{any_of(shape.hasnt)})(?:{cross})的?")
        self.ending = re.compile(
            rf"(?:{cross})(?:来|做|为)?(?:{any_of(shape.ends_with)})的?|(?:{any_of(shape.has)})(?:{cross})的"
        )
        self.last_first = re.compile(
            rf"(?:{any_of(shape.last_places)})的?(?:数字)?(?:是|为)?个?(?P<last>{digit})[的，,。 ]*"
            rf"(?:{any_of(shape.front_places)})的?(?:数字)?(?P<rest>.+)"
        )

    def digit(self, word: str) -> str:
        """What a word says, 叉 X."""
        return self._digits[word]
