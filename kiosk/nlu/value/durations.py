"""Lengths of time: 一个月, 半年, 一年零三个月, 两个礼拜, 十天."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.nlu.value import numerals
from kiosk.nlu.value.calendar import add_months, last_day
from kiosk.nlu.value.shapes import AmountsShape

#: 1.5年, 一点五年
_PART = r"(?:[0-9]{1,2}\.[0-9]|[零一二两三四五六七八九十]{1,2}点[一二三四五六七八九])"
_N = rf"[{numerals.CLASS}]{{1,6}}"
_LENGTH = re.compile(
    rf"(?<![第周上下前后之.点{numerals.CLASS}])(?:(?P<n>半|{_PART}(?=年|个?月)|{_N}|几|好几)(?P<full>整)?\s*"
    r"(?P<odd>来|多|把|几)?(?P<u>个半月|个多月|个整月|个来月|个把月|个?月(?!份)|整?天|周半|周|个半?星期|个半?礼拜|星期|礼拜|个?季度|年多|年)"
    rf"(?P<half>半(?![月年]))?(?:(?P<and>零|又|加|外加|另|再加)?(?P<n2>半|{_N})(?P<u2>个月|天|年))?)(?P<more>多|左右|上下|不到|以内|之内|来天|载)?"
)
_RANGE = re.compile(
    r"(?:[一二两三四五六七八九1-9][二两三四五六七八九](?=个|天|年|周)|[0-9一二两三四五六七八九十]+个?(?:月|年|天|周)?(?:到|至|-|~|或者|或)[0-9一二两三四五六七八九十]+(?:个|天|年|周))"
)


@dataclass(frozen=True)
class Duration:
    """Calendar months and days."""

    start: int
    end: int
    months: int = 0
    days: int = 0
    vague: bool = False
    """No one length: 几个月, 三五天, 半年多."""

    def from_day(self, begin: date) -> tuple[date, date] | None:
        """First and last day: n months end the day before the same day, or with the month that has none."""
        if self.vague or self.months > 1200 or self.days > 36600:
            return None
        end = begin
        if self.months:
            count = begin.month - 1 + self.months
            year, month = begin.year + count // 12, count % 12 + 1
            end = add_months(begin, self.months)
            if begin.day > last_day(year, month):
                end += timedelta(days=1)
        end += timedelta(days=self.days - 1)
        return (begin, end) if end >= begin else None


def find(text: str, shape: AmountsShape) -> list[Duration]:
    """Every length of time in `text`, in order."""
    found: list[Duration] = []
    ranges = [m.span() for m in _RANGE.finditer(text)]
    for match in _LENGTH.finditer(text):
        one = _duration(match, shape)
        unwanted = text[: match.start()].endswith(shape.unwanted_before) or text[match.end() :].startswith(
            shape.unwanted_after
        )
        if one is not None and not unwanted:
            loose = any(a < match.end() and match.start() < b for a, b in ranges)
            near = text[max(0, match.start() - 2) : match.start()].endswith(shape.vague)
            found.append(Duration(one.start, one.end, one.months, one.days, one.vague or loose or near))
    return found


def _duration(match: re.Match[str], shape: AmountsShape) -> Duration | None:
    n, unit = match.group("n"), match.group("u")
    start, end = match.span()
    if n in ("几", "好几") or match.group("odd") or match.group("more") or any(c in unit for c in "多来把"):
        return Duration(start, end, vague=True)
    if "." in n or "点" in n:
        return _part(match, n, unit)
    count = None if n == "半" else numerals.number(n)
    if n != "半" and count is None:
        return None
    if unit in ("月", "年") and not _counts(n, unit, shape):
        return None
    months, days = _months_days(count, unit)
    if match.group("half"):
        if unit == "年":
            months += 6
        elif unit in ("个月", "月"):
            days += 15
        elif unit != "周":
            return None
    if match.group("n2"):
        more = _more(match, n, months, unit)
        if more is None:
            return Duration(start, end, vague=True)
        months, days = months + more[0], days + more[1]
    return Duration(start, end, months, days) if months or days else None


def _part(match: re.Match[str], n: str, unit: str) -> Duration:
    """1.5年 is eighteen months; what makes no whole months is vague."""
    start, end = match.span()
    whole, _, part = n.replace("点", ".").partition(".")
    tenths = 10 * (numerals.number(whole) or 0) + (numerals.number(part) or 0)
    months, over = divmod(12 * tenths, 10)
    if unit != "年" or over or match.group("n2") or match.group("half"):
        return Duration(start, end, vague=True)
    return Duration(start, end, months)


def _more(match: re.Match[str], n: str, months: int, unit: str) -> tuple[int, int] | None:
    """零三个月, 又半年, 零十天; 半年六个月 and 一年一年 say the same twice, 一年两年 no one length."""
    n2, unit2 = match.group("n2"), match.group("u2")
    count = None if n2 == "半" else numerals.number(n2)
    if n2 != "半" and count is None:
        return None
    more = (0, count or 0) if unit2 == "天" else _months_days(count, unit2)
    if not match.group("and"):
        if more == (months, 0):
            return 0, 0
        if n == "半" or unit == unit2:
            return None
    return more


def _counts(n: str, unit: str, shape: AmountsShape) -> bool:
    """三月 is March, 俩月 two months; 八八年 is a year, 三年 a length."""
    if unit == "月":
        return n in shape.counted_months
    if n.isdigit():
        return int(n) <= 30 and not n.startswith("0")
    return True


def _months_days(count: int | None, unit: str) -> tuple[int, int]:
    if unit in ("个月", "月", "个整月"):
        return (0, 15) if count is None else (count, 0)
    if unit == "个半月":
        return (count or 0), 15
    if unit == "年":
        return (6, 0) if count is None else (12 * count, 0)
    if "季度" in unit:
        return (0 if count is None else 3 * count), 0
    if "天" in unit:
        return 0, count or 0
    if unit in ("周半", "个半星期", "个半礼拜"):
        return 0, 0
    return 0, 7 * (count or 0)
