"""From what is written to what is spoken: numbers, codes, telephone numbers and times as words.

Pure functions over `assets/speech/spoken_forms.yaml`. Letters stay letters here; `zh_phonemes` sounds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cn2an
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.core.id_number import redact
from kiosk.speech.types import SpeechError


class SpokenForms(BaseModel):
    """The file `spoken_forms.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letters: Mapping[str, tuple[str, ...]]
    digits: Mapping[str, str]
    long_one: str
    long_from: int
    measure_words: tuple[str, ...]
    not_after: tuple[str, ...]
    readings: Mapping[str, tuple[str, ...]]


def load_spoken_forms(path: Path) -> SpokenForms:
    """Read and check the file.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return SpokenForms.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error


#: 07:00, 16:30; no more digits around it.
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
#: Letters and digits in one run (A001, B12345, F08668), or a plate's Chinese letter with them.
_CODE = re.compile(r"(?=[A-Z]*\d)[A-Z][A-Z0-9]*\d[A-Z0-9]*|\d+[A-Z]+\d*|[A-Z]+-\d+")
#: 138-0013-8000, 0574-87654321.
_GROUPED = re.compile(r"(?<![\d-])\d{3,4}(?:-\d{3,8})+(?![\d-])")
#: Too long to be a count, or with a leading zero.
_LONG = re.compile(r"(?<![\d.])(?:\d{6,}|0\d+)(?![\d.])")
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_RANGE = re.compile(r"(\d)\s*[-~～–]\s*(\d)")


@dataclass(frozen=True)
class TextReader:
    """Turns a written sentence into a spoken one."""

    forms: SpokenForms

    def read(self, text: str) -> str:
        """`text` with every number as Chinese words; codes one by one (A001 -> A零零一).

        What looks like an ID number is never spoken: it is left out, whoever wrote it.
        """
        text = redact(text).replace("‹id-number›", "")
        text = _DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)
        text = _TIME.sub(_spoken_time, text)
        text = _GROUPED.sub(lambda m: self._one_by_one(m[0].replace("-", "，")), text)
        text = _CODE.sub(lambda m: self._one_by_one(m[0].replace("-", "")), text)
        text = _LONG.sub(lambda m: self._one_by_one(m[0]), text)
        text = self._two(text)
        text = _RANGE.sub(r"\1到\2", text)
        return str(cn2an.transform(text, "an2cn"))

    def _one_by_one(self, code: str) -> str:
        said = "".join(self.forms.digits.get(c, c) for c in code)
        long = sum(c.isdigit() for c in code) >= self.forms.long_from
        return said.replace(self.forms.digits["1"], self.forms.long_one) if long else said

    def _two(self, text: str) -> str:
        words = "|".join(map(re.escape, self.forms.measure_words))
        before = "".join(f"(?<!{re.escape(w)})" for w in self.forms.not_after)
        return re.sub(rf"{before}(?<![\d.])2(?={words})", "两", text)


def _spoken_time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    said = "两点" if hour == 2 else f"{cn2an.an2cn(hour)}点"
    if minute == 0:
        return said
    if minute == 30:
        return said + "半"
    return f"{said}{'零' if minute < 10 else ''}{cn2an.an2cn(minute)}分"
