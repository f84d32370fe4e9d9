"""The word lists of `assets/words/values/`, read once, with the readers made from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.core.paths import Paths
from kiosk.nlu.errors import NluError
from kiosk.nlu.value.amount_patterns import AmountPatterns
from kiosk.nlu.value.answer_words import AnswerWords
from kiosk.nlu.value.calendar import Calendar
from kiosk.nlu.value.calendar_patterns import CalendarPatterns
from kiosk.nlu.value.choice_patterns import ChoicePatterns
from kiosk.nlu.value.class_patterns import ClassPatterns
from kiosk.nlu.value.correction_words import CorrectionWords
from kiosk.nlu.value.digits import DigitReader
from kiosk.nlu.value.plate_words import PlateWords
from kiosk.nlu.value.questions import Questions
from kiosk.nlu.value.reason_patterns import ReasonPatterns
from kiosk.nlu.value.restarts import Restarts
from kiosk.nlu.value.shapes import (
    AmountsShape,
    CalendarShape,
    ChoiceShape,
    ClassesShape,
    CorrectionShape,
    DigitsShape,
    PlatesShape,
    ReadBackShape,
    ReasonShape,
    SpeechShape,
    YesNoShape,
)
from kiosk.nlu.value.tail_patterns import TailPatterns

_Shape = TypeVar("_Shape", bound=BaseModel)


@dataclass(frozen=True)
class Lexicon:
    """Every word list of values."""

    speech: SpeechShape
    digit_words: DigitsShape
    plates: PlatesShape
    calendar_words: CalendarShape
    classes: ClassesShape
    amounts: AmountsShape
    reason: ReasonShape
    yes_no: YesNoShape
    choice: ChoiceShape
    correction: CorrectionShape
    read_back: ReadBackShape

    @cached_property
    def restarts(self) -> Restarts:
        """How what was said is taken back."""
        return Restarts(self.speech)

    @cached_property
    def questions(self) -> Questions:
        """How a value is asked for."""
        return Questions(self.speech)

    @cached_property
    def digits(self) -> DigitReader:
        """How digits are said."""
        return DigitReader(self.digit_words, self.speech, self.restarts)

    @cached_property
    def tail_patterns(self) -> TailPatterns:
        """How the end of an ID number is announced."""
        return TailPatterns(self.digit_words)

    @cached_property
    def calendar(self) -> Calendar:
        """How days are said."""
        return Calendar(self.calendar_words, CalendarPatterns(self.calendar_words))

    @cached_property
    def class_patterns(self) -> ClassPatterns:
        """How licence classes are said."""
        return ClassPatterns(self.classes)

    @cached_property
    def amount_patterns(self) -> AmountPatterns:
        """How sums of money are said."""
        return AmountPatterns(self.amounts)

    @cached_property
    def answer_words(self) -> AnswerWords:
        """How yes and no are said."""
        return AnswerWords(self.yes_no)

    @cached_property
    def reason_patterns(self) -> ReasonPatterns:
        """How reasons are said."""
        return ReasonPatterns(self.reason)

    @cached_property
    def choice_patterns(self) -> ChoicePatterns:
        """How a line of a list is pointed at."""
        return ChoicePatterns(self.choice)

    @cached_property
    def correction_words(self) -> CorrectionWords:
        """How a number is corrected."""
        return CorrectionWords(self.correction, self.digit_words, self.plates)

    @cached_property
    def plate_words(self) -> PlateWords:
        """How a plate is said."""
        return PlateWords(self.plates, self.digit_words, self.speech)


def load(folder: Path) -> Lexicon:
    """Raise NluError `bad_words` where a file is missing or doesn't fit."""
    return Lexicon(
        _read(folder / "speech.yaml", SpeechShape),
        _read(folder / "digits.yaml", DigitsShape),
        _read(folder / "plates.yaml", PlatesShape),
        _read(folder / "calendar.yaml", CalendarShape),
        _read(folder / "classes.yaml", ClassesShape),
        _read(folder / "amounts.yaml", AmountsShape),
        _read(folder / "reason.yaml", ReasonShape),
        _read(folder / "yes_no.yaml", YesNoShape),
        _read(folder / "choice.yaml", ChoiceShape),
        _read(folder / "correction.yaml", CorrectionShape),
        _read(folder / "read_back.yaml", ReadBackShape),
    )


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """That of this installation."""
    return load(Paths.default().assets / "words" / "values")


def _read(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise NluError("bad_words", f"{path.name}: {error}") from error
