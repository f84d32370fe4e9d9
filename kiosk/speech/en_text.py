"""From written English to words: numbers, codes, dates, times. Pure, over `assets/speech/en_forms.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.core.id_number import redact
from kiosk.speech.types import SpeechError


class EnglishForms(BaseModel):
    """The file `en_forms.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digits: tuple[str, ...]
    nought: str
    months: tuple[str, ...]
    units: Mapping[str, str]
    one_by_one_after: tuple[str, ...]
    spelled: frozenset[str]
    words: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]


def load_english_forms(path: Path) -> EnglishForms:
    """Read and check the file.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return EnglishForms.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error


_BELOW_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}

_DATE = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_MARK = re.compile(r"(?<=[A-Z\u4e00-\u9fff])[·•](?=[A-Z0-9])")
_CODE = re.compile(
    r"\b(?=[A-Z]*\d)[A-Z]+[A-Z0-9]*\d[A-Z0-9]*\b|\b\d+[A-Z]+[A-Z0-9]*\b|(?<=[\u4e00-\u9fff])[A-Z0-9]{6,7}"
)
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_GROUPED = re.compile(r"(?<![\d-])\d{3,4}(?:-\d{3,8})+(?![\d-])")
_MOBILE = re.compile(r"(?<![\d.])(1\d\d)[ ]?(\d{4})[ ]?(\d{4})(?![\d.])")
_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d.,]\d|\d)")
_RANGE = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class EnglishReader:
    """Turns a written English sentence into a spoken one."""

    forms: EnglishForms

    def read(self, text: str) -> str:
        """`text` with every number as English words; codes one by one; what may be an ID number left out."""
        text = redact(text).replace("‹id-number›", "")
        text = _THOUSANDS.sub("", _MARK.sub("", text))
        text = _DATE.sub(self._date, text)
        text = _TIME.sub(lambda m: self._time(int(m[1]), int(m[2])), text)
        text = _GROUPED.sub(lambda m: ", ".join(self.one_by_one(g) for g in m[0].split("-")), text)
        text = _MOBILE.sub(lambda m: ", ".join(self.one_by_one(g) for g in m.groups()), text)
        text = self._named.sub(lambda m: m[1] + self.one_by_one(m[2]), text)
        text = _CODE.sub(lambda m: " " + self.one_by_one(m[0]), text)
        for sign, word in self.forms.units.items():
            text = re.sub(rf"(\d)\s*{re.escape(sign)}(?![a-zA-Z])", rf"\1 {word}", text)
            text = re.sub(rf"{re.escape(sign)}\s*(\d+(?:\.\d+)?)", rf"\1 {word}", text)
        text = _ORDINAL.sub(lambda m: ordinal(int(m[1])), text)
        text = _YEAR.sub(lambda m: year(int(m[0])), text)
        return _NUMBER.sub(lambda m: self._number(m[0]), _RANGE.sub(" to ", text))

    def one_by_one(self, code: str) -> str:
        """`A001` -> `A oh oh one`."""
        names = (self.forms.nought, *self.forms.digits[1:])
        return " ".join(names[int(c)] if c.isdecimal() else c for c in code)

    def _number(self, written: str) -> str:
        whole, _, part = written.partition(".")
        if len(whole) > 9 or (len(whole) > 1 and whole[0] == "0"):
            return self.one_by_one(written)
        said = cardinal(int(whole))
        return f"{said} point {' '.join(self.forms.digits[int(c)] for c in part)}" if part else said

    def _date(self, found: re.Match[str]) -> str:
        if not 1 <= int(found[2]) <= 12:
            return found[0]
        return f"{self.forms.months[int(found[2]) - 1]} {ordinal(int(found[3]))}, {year(int(found[1]))}"

    def _time(self, hour: int, minute: int) -> str:
        if minute == 0:
            return f"{cardinal(hour)} o'clock"
        return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"

    @cached_property
    def _named(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, self.forms.one_by_one_after))
        return re.compile(rf"(?i)\b((?:{names})\s+)(\d{{3,}})(?!\d)")


def cardinal(number: int) -> str:
    """0 to 999,999,999,999 in words."""
    if number < 20:
        return _BELOW_TWENTY[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{cardinal(number % 10)}" if number % 10 else "")
    scale, name = next((s, n) for s, n in _SCALES if number >= s)
    rest = number % scale
    between = " and " if name == "hundred" else " "
    return f"{cardinal(number // scale)} {name}" + (between + cardinal(rest) if rest else "")


def ordinal(number: int) -> str:
    """1 -> first, 21 -> twenty-first."""
    head, dash, last = cardinal(number).rpartition("-")
    if not dash:
        head, dash, last = cardinal(number).rpartition(" ")
    regular = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return head + dash + _ORDINALS.get(last, regular)


def year(number: int) -> str:
    """2026 -> twenty twenty-six, 2005 -> two thousand and five, 1999 -> nineteen ninety-nine."""
    head, tail = divmod(number, 100)
    if number % 1000 < 10:
        return cardinal(number // 1000 * 1000) + (f" and {cardinal(tail)}" if tail else "")
    if tail == 0:
        return f"{cardinal(head)} hundred"
    return f"{cardinal(head)} {'oh ' if tail < 10 else ''}{cardinal(tail)}"
