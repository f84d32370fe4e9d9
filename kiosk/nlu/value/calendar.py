"""Days as they are said: what was named of year, month and day, and which day that is."""

from __future__ import annotations

import calendar as months_of
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk.nlu.value import numerals
from kiosk.nlu.value.calendar_patterns import CalendarPatterns
from kiosk.nlu.value.shapes import CalendarShape

#: 二OO八年: a letter for the round zero.
_ROUND = re.compile(r"(?<=[0-9零〇一二O])O(?=[0-9零〇一二三四五六七八九O年])")
#: The day of 月底: the last one of its month.
LAST = -1


@dataclass(frozen=True)
class Day:
    """What was said of a day; None where nothing was."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""
    week: int | None = None
    """Weeks from this one."""
    fixed: bool = False
    """Counted from today: nothing of it is left open."""
    bad: bool = False
    """Said so that no day can be meant."""
    named_year: bool = False
    """A year was said, not inferred."""
    loose: str = ""
    """The word that leaves open which day: 左右, 初."""

    def resolve(self, today: date) -> date | tuple[int, int] | None:
        """A day, (year, month), or None: only a year, or no such day."""
        if self.bad or self.loose:
            return None
        if self.weekday is not None:
            monday = today - timedelta(days=today.weekday())
            return monday + timedelta(days=7 * (self.week or 0) + self.weekday)
        if self.month is None and self.day is None:
            return None
        year = today.year if self.year is None else self.year
        month = today.month if self.month is None else self.month
        if not 1 <= month <= 12 or not 1900 <= year <= 2100:
            return None
        if self.day is None:
            return year, month
        return make_day(year, month, last_day(year, month) if self.day == LAST else self.day)

    def after(self, before: Day) -> Day:
        """This one, said instead of or after `before`: what it leaves open is as before."""
        if self.bad or before.bad:
            return self
        if self.fixed:
            return self
        if self.weekday is not None:
            week = before.week if self.week is None else self.week
            return replace(self, week=week)
        if self.year is not None and self.month is None and self.day is None:
            return replace(self, month=before.month, day=before.day)
        year = before.year if self.year is None else self.year
        month = before.month if self.month is None else self.month
        return replace(self, year=year, month=month)


def make_day(year: int, month: int, day: int) -> date | None:
    """A date, or None if there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= months_of.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def last_day(year: int, month: int) -> int:
    """28 to 31."""
    return months_of.monthrange(year, month)[1]


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last of the month where there is none."""
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, last_day(year, month + 1)))


def full_year(said: str) -> int | None:
    """50-99 is 19.., 00-29 is 20..; four digits are themselves; None for what is no year."""
    digits = numerals.spelled(said)
    if digits is None:
        value = numerals.number(said)
        digits = None if value is None else str(value)
    if digits is None:
        return None
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return int(digits)
    if len(digits) > 2 or len(digits) == 1:
        return None
    short = int(digits)
    return 1900 + short if short >= 50 else 2000 + short if short <= 29 else None


@dataclass(frozen=True)
class Calendar:
    """Made from calendar.yaml."""

    shape: CalendarShape
    patterns: CalendarPatterns

    def find(self, text: str, today: date) -> list[Day]:
        """Every day said in `text`, in order; weekdays that only repeat a day are dropped."""
        found: list[Day] = []
        for day in self._each(text, today):
            echoes = found and day.weekday is not None and day.week is None and found[-1].day is not None
            if echoes and day.start - found[-1].end <= 2:
                found[-1] = replace(found[-1], end=day.end)
            else:
                found.append(day)
        return found

    def _each(self, text: str, today: date) -> Iterator[Day]:
        for match in self.patterns.any.finditer(_ROUND.sub("〇", text)):
            said = {name: value for name, value in match.groupdict().items() if value is not None}
            day = self._day(said, today, match.start(), match.end())
            if day is not None:
                yield replace(day, loose=self._loose(text, day))

    def _loose(self, text: str, day: Day) -> str:
        rest = text[day.end : day.end + 8].lstrip("的 ")
        words = (w for w in self.shape.vague if rest.startswith(w) and not rest.startswith("中午"))
        return next((w for w in words if day.day is None or len(w) > 1 or w == "前"), "")

    def _day(self, said: dict[str, str], today: date, start: int, end: int) -> Day | None:
        blank = Day(start, end)
        if "compact" in said:
            digits = numerals.spelled(said["compact"]) or ""
            return replace(
                blank, year=int(digits[:4]), month=int(digits[4:6]), day=int(digits[6:]), named_year=True
            )
        if "offset" in said:
            return self._offset(said, today, blank)
        if "relative" in said:
            return _fixed(blank, today + timedelta(days=self._days(said["relative"])))
        if "weekday" in said:
            week = self._week(said.get("week"))
            return replace(blank, weekday=self.patterns.weekday(said["weekday"]), week=week)
        if "eweekday" in said:
            week = self._week(said.get("eweek"))
            return replace(blank, weekday=self.shape.english_days.index(said["eweekday"]), week=week)
        if "holiday" in said:
            month, day = map(int, self.shape.holidays[said["holiday"]].split("-"))
            return self._with_year(replace(blank, month=month, day=day), said.get("hyear"), None, today)
        if "ename" in said:
            return self._english(said, blank)
        return self._plain(said, today, blank)

    def _plain(self, said: dict[str, str], today: date, blank: Day) -> Day | None:
        day = blank
        for year, word in (
            ("nyear", None),
            ("syear", None),
            ("fyear", None),
            ("cyear", "yearword"),
            ("yyear", "yyearword"),
        ):
            if year in said or (word and word in said):
                day = self._with_year(day, said.get(year), said.get(word) if word else None, today)
        month = next((said[m] for m in ("nmonth", "smonth", "cmonth", "mmonth") if m in said), None)
        number = next((said[d] for d in ("nday", "sday", "cday", "mday", "bday") if d in said), None)
        if "monthword" in said:
            count = today.year * 12 + today.month - 1 + self.shape.months[said["monthword"]]
            day = replace(day, year=count // 12, month=count % 12 + 1)
        elif month is not None:
            value = 1 if month == "元" else numerals.number(month.lstrip("零〇"))
            day = replace(day, month=value, bad=day.bad or value is None)
        if number is not None:
            value = numerals.number(number.lstrip("零〇"))
            day = replace(day, day=value, bad=day.bad or value is None or value < 1)
        return self._end(day, said, today)

    def _end(self, day: Day, said: dict[str, str], today: date) -> Day:
        end = said.get("end")
        if end in ("底", "末") or "monthend" in said:
            return replace(day, day=LAST)
        if "same" in said or "same2" in said:
            return replace(day, month=day.month or today.month, day=today.day)
        if "yearend" in said or "yearend2" in said:
            return replace(day, month=12, day=31)
        return day

    def _with_year(self, day: Day, said: str | None, word: str | None, today: date) -> Day:
        if word is not None:
            return replace(day, year=today.year + self.shape.years[word], named_year=True)
        if said is None:
            return day
        if said in self.shape.years:
            return replace(day, year=today.year + self.shape.years[said], named_year=True)
        year = full_year(said)
        return replace(day, year=year, named_year=True, bad=year is None)

    def _offset(self, said: dict[str, str], today: date, blank: Day) -> Day | None:
        sign = -1 if "前" in said["side"] else 1
        count = self.patterns.count(said["offset"])
        if count is None:
            return replace(blank, bad=True)
        unit = said["unit"].removeprefix("个")
        half = said["offset"] == "半"
        if unit in ("天", "日"):
            return None if half else _fixed(blank, _days_on(today, sign * count))
        if unit in ("周", "星期", "礼拜"):
            return None if half else _fixed(blank, _days_on(today, sign * 7 * count))
        if half:
            moved = _days_on(today, sign * 15) if "月" in unit else add_months(today, sign * 6)
        else:
            months = count if "月" in unit else 12 * count
            moved = add_months(today, sign * months) if months < 1200 else None
        return _fixed(blank, moved)

    def _days(self, word: str) -> int:
        return self.shape.days.get(word, self.shape.english_relative.get(word, 0))

    def _week(self, word: str | None) -> int | None:
        if word is None:
            return None
        return {"NEXT ": 1, "LAST ": -1, "THIS ": 0}.get(word, self.shape.weeks.get(word))

    def _english(self, said: dict[str, str], blank: Day) -> Day:
        month = 1 + next(
            i for i, m in enumerate(self.shape.english_months) if m.startswith(said["ename"][:3])
        )
        number = said.get("eday") or said.get("eday2")
        day = None
        if number:
            ordinal = self.shape.english_ordinals.get(number)
            day = ordinal if ordinal is not None else int("".join(filter(str.isdigit, number)) or 0)
        year = said.get("eyear")
        return replace(
            blank, month=month, day=day, year=int(year) if year else None, named_year=year is not None
        )


def _days_on(today: date, days: int) -> date | None:
    return today + timedelta(days=days) if abs(days) < 36600 else None


def _fixed(blank: Day, when: date | None) -> Day:
    if when is None:
        return replace(blank, bad=True)
    return replace(blank, year=when.year, month=when.month, day=when.day, fixed=True)
