"""The one pattern that finds days in a sentence, made from the words of calendar.yaml."""

from __future__ import annotations

import re
from functools import cached_property

from kiosk.nlu.value import numerals
from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import CalendarShape

_WEEKDAYS = {**dict(zip("一二三四五六日", range(7), strict=True)), "天": 6, "七": 6}
_WEEKDAYS |= {str(i + 1): i for i in range(7)}
_D = "一二两三四五六七八九十廿卅"
_NO_DIGIT_BEFORE = r"(?<![0-9零〇一二两三四五六七八九十百])"
#: What may stand between year, month and day.
_G = r"(?:[\s,，、的\x01\x03]|呃|嗯|啊|哦|那个|这个|是)*"
_YEAR = (
    r"(?:[0-9]{4}|[0-9]{2}|[两二]千零?[一二三四五六七八九十]{0,3}|[零〇一二两三四五六七八九幺洞拐勾]{4}"
    r"|2[零〇]{1,2}[0-9一二三四五六七八九]{1,2}|[零〇一二两三四五六七八九幺洞拐勾0-9]{2}|二?十[一二三四五六]?)"
)
_MONTH = r"(?:元|1[0-2]|0?[1-9]|[0-9]{1,2}|[零〇]?[一二两三四五六七八九十]{1,3})"
_FULL = r"(?:[12][90][0-9]{2}|[一幺]九[零〇一二三四五六七八九]{2}|二[零〇][零〇一二三四五六七八九]{2})"
_DAY = rf"(?:[0-9]{{1,2}}|[零〇]?[{_D}]{{1,4}})"
_NOT_A_DAY = r"(?![0-9零〇一二两三四五六七八九十百千个天周月年点块岁位时分次人整半季几多])"


class CalendarPatterns:
    """Compiled once."""

    def __init__(self, shape: CalendarShape) -> None:
        self._shape = shape

    @cached_property
    def request(self) -> re.Pattern[str]:
        """能不能 with a coming behind it."""
        shape = self._shape
        return re.compile(rf"(?:{any_of(shape.requests)})(?=[^，,。？?]*(?:{any_of(shape.come)}))")

    @cached_property
    def those_days(self) -> re.Pattern[str]:
        """这几天."""
        return re.compile(any_of(self._shape.those_days))

    #: 月初八号 is the 8th of the month; 三月初八 is a day of the moon's calendar.
    month_begins = re.compile(rf"(?<=月)初(?=(?:[{_D}]{{1,3}}|[0-9]{{1,2}})[号日])")

    def plain(self, text: str) -> str:
        """The text with the words blanked that only look like the moon's calendar."""
        return self.month_begins.sub("\x01", text)

    @cached_property
    def any(self) -> re.Pattern[str]:
        """Every way to name a day; the groups say which."""
        return re.compile("|".join((*self._numeric(), *self._chinese(), *self._relative(), *self._english())))

    def _numeric(self) -> tuple[str, ...]:
        han = "零〇一二三四五六七八九幺洞"
        return (
            rf"(?<![0-9])(?P<compact>(?:19|20)[0-9]{{6}}(?![0-9])|[一幺]九[{han}]{{6}}|二[零〇][{han}]{{6}})",
            r"(?<![0-9])(?P<nyear>(?:19|20)?[0-9]{2})[-/.](?P<nmonth>[0-9]{1,2})[-/.](?P<nday>[0-9]{1,2})(?![0-9])[日号]?",
            r"(?<![0-9])(?P<syear>(?:19|20)[0-9]{2})[-/.](?P<smonth>[0-9]{1,2})(?![0-9])",
            r"(?<![0-9])(?P<mmonth>[0-9]{1,2})[-/.](?P<mday>[0-9]{1,2})(?![0-9%块元/])[日号]?(?!\s*万)",
        )

    def _chinese(self) -> tuple[str, ...]:
        shape = self._shape
        year = (
            rf"(?:(?P<cyear>{_YEAR}){_G}年(?:份|的时候)?|(?P<yearword>{any_of(shape.years)})"
            rf"|(?P<fyear>{_FULL})(?={_G}{_MONTH}月))"
        )
        month = rf"(?:(?P<cmonth>{_MONTH})\s*月份?|(?P<monthword>{any_of(shape.months)}))"
        day = rf"(?P<cday>{_DAY})\s*(?:[日号](?![子常用码])|{_NOT_A_DAY})"
        day += r"|(?P<end>[底末])|(?P<same>今天|今日|今朝)"
        holiday = rf"(?:(?P<hyear>{any_of(shape.years)}|{_YEAR}(?=年))年?的?)?"
        holiday += rf"(?P<holiday>{any_of(shape.holidays)})(?!年)"
        return (
            rf"{_NO_DIGIT_BEFORE}{holiday}",
            rf"(?:{_NO_DIGIT_BEFORE}{year}{_G}|{_NO_DIGIT_BEFORE}(?<!年)){month}(?:{_G}(?:{day}))?",
        )

    def _relative(self) -> tuple[str, ...]:
        shape = self._shape
        return (
            rf"{_NO_DIGIT_BEFORE}(?P<yyearword>{any_of(shape.years)})(?P<yearend>底|年底|末)?(?:的?(?P<same2>今天))?",
            rf"{_NO_DIGIT_BEFORE}(?P<yyear>{_YEAR})年(?P<yearend2>年?[底末])?",
            rf"{_NO_DIGIT_BEFORE}(?P<offset>半|[{numerals.CLASS}]{{1,4}})(?P<unit>天|日|个?星期|周|个?礼拜|个?月|年)"
            rf"(?P<side>之后|以后|过后|后(?![天年])|之前|以前|前(?![天年]))(?:的(?:{any_of(shape.same_day)}))?",
            rf"(?P<relative>{any_of((*shape.days, *shape.english_relative))})",
            rf"(?P<week>{any_of(shape.weeks)})?(?:一个)?(?:周|星期|礼拜|里拜)(?P<weekday>[一二三四五六七日天1-7])(?![个天月年0-9])",
            r"(?P<monthend>月底|月末)",
            rf"{_NO_DIGIT_BEFORE}(?<!月)(?P<bday>{_DAY})\s*[日号](?![楼窗线码子常用])",
        )

    def _english(self) -> tuple[str, ...]:
        shape = self._shape
        months = "|".join(rf"{m}|{m[:3]}" for m in shape.english_months)
        number = rf"(?:[0-9]{{1,2}}(?:ST|ND|RD|TH)?|{any_of(shape.english_ordinals)})(?![0-9])"
        return (
            rf"\b(?:THE )?(?:(?P<eday>{number})(?: OF)? )?(?P<ename>{months})\b\.?"
            rf"(?: (?:THE )?(?P<eday2>{number}))?(?:,? (?P<eyear>(?:19|20)[0-9]{{2}}))?",
            rf"\b(?P<eweek>NEXT |THIS |LAST )?(?P<eweekday>{any_of(shape.english_days)})\b",
        )

    def weekday(self, said: str) -> int:
        """0 is Monday."""
        return _WEEKDAYS[said]

    def count(self, said: str) -> int | None:
        """How many; 半 counts as one here, the caller halves the unit."""
        return 1 if said == "半" else numerals.number(said)
