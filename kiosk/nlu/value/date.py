"""A day or a month: 八八年六月, 下礼拜一, 三天后. ISO day, or ISO month where no day was said."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from kiosk.nlu.value import numerals
from kiosk.nlu.value.calendar import Day
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

_NUMBER = re.compile(
    r"[\s,，。\x01是]*(?P<n>[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})[\s,，。\x01的了啊吧]*\Z"
)
_GOES_ON = re.compile(r"[的\s,，]*(?:到(?![期了的])|至|直到|开始到|或者|或|还是|-|~|—)\s*[^了\s]")


def read(said: Said, lexicon: Lexicon, today: datetime.date) -> Hit | None:
    """The one day that was said; None for a year alone, a span of days, a day of the moon's calendar."""
    words, patterns = lexicon.calendar_words, lexicon.calendar.patterns
    text = patterns.request.sub(lambda m: "\x01" * len(m.group(0)), patterns.plain(said.text))
    if any(word in text for word in (*words.lunar, *words.spans)):
        return None
    for marked in lexicon.restarts.readings(text):
        held = _held(marked, lexicon, today)
        if held is None:
            continue
        when = held.resolve(today)
        if when is None:
            continue
        if lexicon.questions.asked(text, held.start, held.end) or (
            text == patterns.plain(said.text) and _is_chatter(said, held, lexicon)
        ):
            return None
        value = when.isoformat() if isinstance(when, datetime.date) else f"{when[0]:04d}-{when[1]:02d}"
        confidence = 0.95 if held.named_year or held.fixed else 0.9
        return Hit(value, confidence, held.start, held.end, _alternatives(held, when))
    return None


def _alternatives(day: Day, when: datetime.date | tuple[int, int]) -> tuple[str, ...]:
    """周一 without a week may be next week's."""
    if day.weekday is None or day.week is not None or not isinstance(when, datetime.date):
        return ()
    return ((when + datetime.timedelta(days=7)).isoformat(),)


def _held(marked: str, lexicon: Lexicon, today: datetime.date) -> Day | None:
    held: Day | None = None
    pending = False
    for offset, piece in statements(marked.replace(PAUSE, " ")):
        days = lexicon.calendar.find(piece, today)
        if not days and held is not None:
            days = _day_alone(piece)
            pending = not days
        if not days:
            continue
        pending = False
        if any(_GOES_ON.match(piece, day.end) or piece[: day.start].endswith("除了") for day in days):
            return None
        here = days[0]
        for other in days[1:]:
            if other.resolve(today) != here.resolve(today):
                joined = _joined(here, other, today)
                if joined is None:
                    return None
                here = joined
        here = _moved(here, offset)
        held = _instead(here, held) if held is not None else here
    return None if pending else held


def _instead(new: Day, held: Day) -> Day:
    """What is left open is as before, but not the year where a whole day takes a whole day's place."""
    whole = held.year is not None and held.month is not None and held.day is not None
    if whole and new.year is None and new.month is not None and new.day is not None:
        return new
    return new.after(held)


def _day_alone(piece: str) -> list[Day]:
    """六月十号，不对，十一: a bare number said instead of a day."""
    match = _NUMBER.match(piece)
    day = numerals.number(match.group("n")) if match else None
    return [Day(match.start("n"), match.end("n"), day=day)] if match and day is not None else []


def _joined(first: Day, second: Day, today: datetime.date) -> Day | None:
    """八八年生的，六月一号: the year first, the rest later."""
    if first.year is not None and first.month is None and second.year is None and not second.fixed:
        return second.after(first)
    if first.month is not None and first.day is None and second.month is None and second.day is not None:
        return second.after(first)
    if first.month is not None and first.year is None and second.month is None and second.day is None:
        return replace(first, year=second.year, named_year=True, end=second.end) if second.year else None
    same = second.year == first.year or second.year is None
    if same and second.month == first.month and first.day == second.day and first.month is not None:
        return first
    return None


def _moved(day: Day, offset: int) -> Day:
    return replace(day, start=day.start + offset, end=day.end + offset)


def _is_chatter(said: Said, day: Day, lexicon: Lexicon) -> bool:
    rest = said.text[: day.start] + said.text[day.end :]
    return day.fixed and any(word in rest for word in lexicon.calendar_words.chatter)
