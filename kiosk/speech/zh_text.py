"""From what is written to what is spoken: numbers, codes, telephone numbers and times as words.

Pure functions over `assets/speech/spoken_forms.yaml`. Letters stay letters here; `zh_phonemes` sounds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cn2an
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.id_number import redact
from kiosk.speech.lexicon import Lexicon, load_lexicon
from kiosk.speech.types import SpeechError


class SpokenForms(BaseModel):
    """The file `spoken_forms.yaml`, and the lexicon that lies beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letters: Mapping[str, tuple[str, ...]]
    digits: Mapping[str, str]
    long_one: str
    long_from: int
    telephones: tuple[str, ...]
    calling: tuple[str, ...]
    one_by_one_after: tuple[str, ...]
    measure_words: tuple[str, ...]
    not_after: tuple[str, ...]
    units: Mapping[str, str]
    lexicon: Lexicon = Field(default_factory=Lexicon)


def load_spoken_forms(path: Path) -> SpokenForms:
    """Read and check the file and `lexicon.yaml` beside it.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        forms = SpokenForms.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error
    return forms.model_copy(update={"lexicon": load_lexicon(path.with_name("lexicon.yaml"))})


#: 07:00, 16:30; no more digits around it.
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:])")
#: 浙B·12345, 浙B-12345: the mark between is not said.
_PLATE_MARK = re.compile(r"(?<=[\u4e00-\u9fff][A-Z])[·•・.\- ](?=[A-Z0-9]{4,6})")
#: Letters and digits in one run (A001, B12345, F08668), or a plate's Chinese letter with them.
_CODE = re.compile(r"(?=[A-Z]*\d)[A-Z][A-Z0-9]*\d[A-Z0-9]*|\d+[A-Z]+\d*|[A-Z]+-\d+")
#: 138-0013-8000, 0574-87654321.
_GROUPED = re.compile(r"(?<![\d-])\d{3,4}(?:-\d{3,8})+(?![\d-])")
#: A mobile number, said in the groups that everybody says it in.
_MOBILE = re.compile(r"(?<![\d.])(1\d\d)[ ]?(\d{4})[ ]?(\d{4})(?![\d.])")
#: Too long to be a count, or with a leading zero.
_LONG = re.compile(r"(?<![\d.])(?:\d{6,}|0\d+)(?![\d.])")
_DATE = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)-(0?[1-9]|1[0-2])(?![\d-])")
_RANGE = re.compile(r"(\d)\s*[-~～–—至]\s*(\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MONEY = re.compile(r"[¥￥]\s*(\d+(?:\.\d+)?)")
#: 12.50: the last nought says nothing.
_NOUGHT = re.compile(r"(\d+\.\d*?)0+(?=元|块|万|吨|米|公)")
_ROOM = re.compile(r"(?<![\d.])\d{3,4}(?=室|房)")
_RATIO = re.compile(r"(?<![\d:])(\d+)[:：](\d+)(?![\d:])")
_YEARS = re.compile(r"(?<![\d.])\d{1,3}(?=年)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?=年(?!以|内|多|前|后|的驾龄))")


@dataclass(frozen=True)
class TextReader:
    """Turns a written sentence into a spoken one."""

    forms: SpokenForms

    def read(self, text: str) -> str:
        """`text` with every number as Chinese words; codes one by one (A001 -> A零零一).

        What looks like an ID number is never spoken: it is left out, whoever wrote it.
        """
        text = redact(text).replace("‹id-number›", "")
        text = _MONEY.sub(r"\1元", _THOUSANDS.sub("", _PLATE_MARK.sub("", text)))
        text = _DATE.sub(lambda m: f"{self._digits(m[1])}年{int(m[2])}月{int(m[3])}日", text)
        text = _MONTH.sub(lambda m: f"{self._digits(m[1])}年{int(m[2])}月", text)
        text = _TIME.sub(_spoken_time, text)
        text = _GROUPED.sub(lambda m: self._one_by_one(m[0].replace("-", "，")), text)
        text = _MOBILE.sub(lambda m: self._one_by_one("，".join(m.groups())), text)
        text = self._called(self._after_its_name(text))
        text = _CODE.sub(lambda m: self._one_by_one(m[0].replace("-", "")), text)
        text = _LONG.sub(lambda m: self._one_by_one(m[0]), text)
        text = _ROOM.sub(lambda m: self._digits(m[0]), _RATIO.sub(r"\1比\2", text))
        text = _YEAR.sub(lambda m: self._digits(m[1]), text)
        text = self._two(text)
        text = _YEARS.sub(lambda m: cn2an.an2cn(m[0]), text)
        text = _RANGE.sub(r"\1到\2", _NOUGHT.sub(lambda m: m[1].rstrip("."), text))
        return str(cn2an.transform(self._in_units(text), "an2cn"))

    def _digits(self, number: str) -> str:
        return "".join(self.forms.digits.get(c, c) for c in number)

    def _one_by_one(self, code: str) -> str:
        said = self._digits(code)
        long = sum(c.isalnum() for c in code) >= self.forms.long_from
        return said.replace(self.forms.digits["1"], self.forms.long_one) if long else said

    def _called(self, text: str) -> str:
        """Telephone numbers of few digits: 110 is 幺幺零 where one calls it."""
        return self._telephone.sub(
            lambda m: self._digits(m[0]).replace(self.forms.digits["1"], self.forms.long_one), text
        )

    def _after_its_name(self, text: str) -> str:
        """尾号1234: one by one, with 幺."""
        return self._named.sub(
            lambda m: m[1] + self._digits(m[2]).replace(self.forms.digits["1"], self.forms.long_one), text
        )

    @cached_property
    def _telephone(self) -> re.Pattern[str]:
        numbers = sorted(self.forms.telephones, key=len, reverse=True)
        long = "|".join(n for n in numbers if len(n) >= self.forms.long_from)
        short = "|".join(n for n in numbers if len(n) < self.forms.long_from)
        before = "|".join(rf"(?<={re.escape(w)})" for w in self.forms.calling)
        measures = "|".join(map(re.escape, self.forms.measure_words))
        return re.compile(
            rf"(?<![\d.A-Z])(?:{long})(?![\d.])"
            rf"|(?:{before})(?:{short})(?![\d.]|元|分|号|多|%|{measures})"
        )

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """A name of the number, at most 是 or 为 between, and digits that no counted thing follows."""
        names = "|".join(map(re.escape, self.forms.one_by_one_after))
        return re.compile(rf"((?:{names})(?:是|为|：|:)?\s*)(\d{{2,}})(?![\d.\-]|元|个|张)")

    def _in_units(self, text: str) -> str:
        for sign, word in self.forms.units.items():
            number = r"(\d+(?:\.\d+)?)"
            said = word + r"\1" if word.endswith("之") else r"\1" + word
            text = re.sub(rf"{number}\s*{re.escape(sign)}(?![a-zA-Z])", said, text)
        return text

    def _two(self, text: str) -> str:
        words = "|".join(map(re.escape, self.forms.measure_words))
        before = "".join(f"(?<!{re.escape(w)})" for w in self.forms.not_after)
        return re.sub(rf"{before}(?<![\d.])2(?=个?(?:{words}))", "两", text)


def _spoken_time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    said = "两点" if hour == 2 else f"{cn2an.an2cn(hour)}点"
    if minute == 0:
        return said
    if minute == 30:
        return said + "半"
    return f"{said}{'零' if minute < 10 else ''}{cn2an.an2cn(minute)}分"
