"""The citizen identification number (GB 11643-1999): checking, parts, masking.

A number passes here by its check digit and a real birth date. The area code is no gate: published tables
miss valid codes (仙桃, 儋州, 兵团, the residence permits of Hong Kong, Macao and Taiwan).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
#: Digits as printed, as typed in full width, and as a recogniser writes down what was read aloud.
_DIGIT = "0-9０-９〇零一二三四五六七八九幺"
#: In one piece or in groups. A leading zero is no ID number (and may be a decimal fraction).
_ANYWHERE = re.compile(
    rf"(?<![{_DIGIT}])(?![0０〇零])[{_DIGIT}](?:[ \-]?[{_DIGIT}]){{16}}"
    rf"[ \-]?[{_DIGIT}XxＸ叉](?![{_DIGIT}XxＸ])"
)

Sex = Literal["男", "女"]


@dataclass(frozen=True)
class IdNumber:
    """A number whose check digit and date are right."""

    text: str
    """18 characters, the last may be X (upper case)."""
    birth: date
    sex: Sex

    @property
    def area(self) -> str:
        """The first six digits: the area of the first registration."""
        return self.text[:6]


def check_digit(first17: str) -> str:
    """The eighteenth character for the first seventeen digits."""
    return _CHECK[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse_id_number(text: str) -> IdNumber | None:
    """The number in `text` (spaces and a lower-case x allowed), or None where it isn't a valid one."""
    compact = re.sub(r"\s", "", text).upper()
    if not _SHAPE.fullmatch(compact) or check_digit(compact[:17]) != compact[17]:
        return None
    try:
        birth = date(int(compact[6:10]), int(compact[10:12]), int(compact[12:14]))
    except ValueError:
        return None
    return IdNumber(compact, birth, "男" if int(compact[16]) % 2 else "女")


def mask_id_number(text: str) -> str:
    """330203********001X: what may be shown; never spoken."""
    return f"{text[:6]}{'*' * 8}{text[-4:]}" if len(text) == 18 else "*" * len(text)


def redact(text: str) -> str:
    """`text` with everything that looks like an ID number blotted out: for logs and error lines."""
    return _ANYWHERE.sub(lambda m: "‹id-number›", text)
