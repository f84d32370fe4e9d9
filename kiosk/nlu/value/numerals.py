"""Numbers as they are said: 一百零五, 2千5, 八八 (digit by digit), 廿一."""

from __future__ import annotations

import re

DIGITS = {
    **{c: i for i, c in enumerate("0123456789")},
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
    "幺": 1,
    "洞": 0,
    "拐": 7,
    "勾": 9,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10_000, "亿": 100_000_000}
TENS = {"廿": "二十", "卅": "三十"}
#: Characters of a number, for regular expressions.
CLASS = "0-9零〇一二两俩仨三四五六七八九十百千万亿幺洞拐勾廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = re.compile(r"[0-9]+\Z")


def number(text: str) -> int | None:
    """A cardinal: 五, 12, 三十六, 一百零五, 2千; None if it isn't one. Digit by digit is none, too."""
    if _ARABIC.match(text):
        return int(text)
    for sign, meant in TENS.items():
        text = text.replace(sign, meant)
    if not any(c in UNITS or c in BIG for c in text):
        return DIGITS.get(text) if len(text) == 1 else None
    total = section = digit = 0
    last = 10**12
    pending = ""
    for c in text:
        if c in DIGITS:
            if pending and not (pending.isdigit() and c.isdigit()) and pending not in ("零", "〇"):
                return None
            pending = pending + c if pending.isdigit() else c
            digit = int(pending) if pending.isdigit() else DIGITS[c]
        elif c in UNITS:
            unit = UNITS[c]
            if unit >= last:
                return None
            section += (digit if pending and pending not in ("零", "〇") else 1 if unit == 10 else 0) * unit
            if unit != 10 and not digit:
                return None
            last, digit, pending = unit, 0, ""
        elif c in BIG:
            if not section + digit:
                return None
            total += (section + digit) * BIG[c]
            section, digit, pending, last = 0, 0, "", 10**12
        else:
            return None
    return total + section + digit


def spelled(text: str) -> str | None:
    """Digit by digit, 一九八八 or 1988 or 二〇零五, as Arabic digits; None if a character is no digit."""
    digits = [DIGITS.get(c) for c in text]
    return None if None in digits or not digits else "".join(map(str, digits))
