"""What each piece of speech may be on a number plate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.lexer import Lexeme, Lexer
from kiosk.nlu.value.shapes import DigitsShape, PlatesShape, SpeechShape

_ALLOWED = "A-HJ-NP-Z"
_SPECIAL = "挂学警港澳"
_COUNTS = dict(zip("一1两2二俩三3四4五5", (1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5), strict=True))


@dataclass(frozen=True)
class Word:
    """Empty fields: it isn't that."""

    digit: str = ""
    alike: bool = False
    """It only sounds like the digit: 要 is 幺, or a verb."""
    letter: str = ""
    first: str = ""
    """A letter only right after the province."""
    province: str = ""
    heard: str = ""
    """A province only before a letter."""
    together: str = ""
    """Province and letter in one: 这边."""
    city: str = ""
    """Province and letter of 宁波."""
    suffix: str = ""
    filler: bool = False
    counter: bool = False
    times: int = 0
    again: int = 0
    """双 says the next one twice."""


NOTHING = Word()


class PlateWords:
    """The words of plates.yaml and digits.yaml that may stand on a plate."""

    def __init__(self, plates: PlatesShape, digits: DigitsShape, speech: SpeechShape) -> None:
        self.shape = _pattern(plates)
        self.names = plates.names
        self.cities = plates.cities
        joiners = any_of(plates.joiners)
        self.another = re.compile(rf"[，,、 ]*(?:{joiners})(?P<other>[^，,。]+)")
        self._words: dict[str, Word] = {}
        for filler in (*plates.words, *speech.fillers):
            self._put(filler, filler=True)
        for alike, table in ((False, digits.digits), (True, digits.homophones)):
            for digit, words in table.items():
                for word in words if digit != "X" else ():
                    if not self._words.get(word, NOTHING).digit:
                        self._put(word, digit=digit, alike=alike)
        for counter in digits.counters:
            self._put(counter, counter=True)
        for word, again in digits.triples.items():
            self._put(word, again=again)
        for word, times in _COUNTS.items():
            self._put(word, times=times)
        self._letters(plates)
        self._provinces(plates)
        self._lexer = Lexer(dict.fromkeys(self._words, "w"))

    def read(self, text: str) -> list[Lexeme]:
        """The sentence cut into words of a plate; what is none has the tag of the lexer's gap or unknown."""
        return self._lexer.read(text)

    def of(self, lexeme: Lexeme) -> Word:
        """What a word may be."""
        return self._words.get(lexeme.text, NOTHING)

    def spelled(self, text: str) -> str:
        """Letters and digits by their names, one after the other, 低二 D2; other words are passed over."""
        words = map(self.of, self.read(text))
        return "".join(word.digit or word.letter or word.first for word in words)

    def _letters(self, plates: PlatesShape) -> None:
        for letter, names in plates.letters.items():
            for name in names:
                self._put(name, letter=letter)
        for word, letter in plates.first_letters.items():
            self._put(word, first=letter)
        for word, suffix in plates.suffixes.items():
            self._put(word, suffix=suffix)

    def _provinces(self, plates: PlatesShape) -> None:
        for province in plates.provinces:
            self._put(province, province=province)
        for name, province in plates.names.items():
            self._put(name, province=province)
        for province, names in plates.heard.items():
            for name in names:
                if len(name) > 1:
                    self._put(name, province=province)
                else:
                    self._put(name, heard=province)
        for city, meant in plates.cities.items():
            for name in (city, f"{city}的", f"{city}市", f"{city}市的"):
                self._put(name, city=meant, filler=True)
        for word, meant in plates.together.items():
            self._put(word, together=meant)

    def _put(self, word: str, **what: str | bool | int) -> None:
        self._words[word] = replace(self._words.get(word, NOTHING), **what)  # type: ignore[arg-type]


def _pattern(plates: PlatesShape) -> re.Pattern[str]:
    energy = plates.energy_letters
    return re.compile(
        rf"[{''.join(plates.provinces)}][{_ALLOWED}]"
        rf"(?:(?=[A-Z]*[0-9])[{_ALLOWED}0-9]{{5}}|[{energy}][{_ALLOWED}0-9][0-9]{{4}}|[0-9]{{5}}[{energy}]"
        rf"|(?=[A-Z]*[0-9])[{_ALLOWED}0-9]{{4}}[{_SPECIAL}])\Z"
    )
