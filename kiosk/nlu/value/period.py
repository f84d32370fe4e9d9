"""A span of days, both ends inclusive: 明天起一个月, 三月一号到十五号."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk.nlu.value import durations, numerals
from kiosk.nlu.value.calendar import Day, last_day
from kiosk.nlu.value.durations import Duration
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.shapes import CalendarShape
from kiosk.nlu.value.types import Hit

_NUMBER_AFTER = re.compile(
    r"[\s,，]*(?P<n>[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})[号日]?(?![个天周月年礼星点块])"
)
_NUMBER_BEFORE = re.compile(
    r"(?<![0-9一二三四五六七八九十])(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[号日]?(?:到|至|-|~)\Z"
)
_LOOSE = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


@dataclass(frozen=True)
class _Plan:
    """What was said of a period."""

    first: Day | None = None
    last: Day | None = None
    duration: Duration | None = None
    begins: bool = False
    """It was said that `first` is where it begins."""
    span: tuple[date, date] | None = None
    bad: bool = False
    start: int = 10**6
    end: int = 0
    """Where it was said."""


def read(said: Said, lexicon: Lexicon, today: date) -> Hit | None:
    """{from, to} as ISO days; a bare duration begins today; None for a beginning alone or a reversed span."""
    text = lexicon.calendar.patterns.plain(said.text)
    if any(word in text for word in lexicon.calendar_words.lunar):
        return None
    for marked in lexicon.restarts.readings(text):
        plan: _Plan | None = None
        pending = False
        for offset, piece in statements(marked.replace(PAUSE, " ")):
            new = _plan(piece, lexicon, today)
            pending = new is None and plan is not None
            if new is not None:
                start, end = _place(piece, lexicon, today)
                new = replace(new, start=start + offset, end=end + offset)
                plan = _merged(plan, new) if plan is not None else new
        span = _span(plan, today) if plan is not None else None
        if plan is None or pending or span is None or lexicon.questions.asked(text, plan.start, plan.end):
            continue
        return Hit({"from": span[0].isoformat(), "to": span[1].isoformat()}, 0.9, plan.start, plan.end)
    return None


def _place(piece: str, lexicon: Lexicon, today: date) -> tuple[int, int]:
    """Where days and lengths stand; all of it where a name of several days does."""
    said = [(d.start, d.end) for d in lexicon.calendar.find(piece, today)]
    said += [(d.start, d.end) for d in durations.find(piece, lexicon.amounts)]
    if not said or any(word in piece for word in lexicon.calendar_words.spans):
        return 0, len(piece)
    return min(start for start, _ in said), max(end for _, end in said)


def _merged(held: _Plan, new: _Plan) -> _Plan:
    whole = _merge(held, new)
    return replace(whole, start=min(held.start, new.start), end=max(held.end, new.end))


def _plan(piece: str, lexicon: Lexicon, today: date) -> _Plan | None:
    shape = lexicon.calendar_words
    for word, (first, last) in shape.spans.items():
        if word in piece:
            return _Plan(span=(today + timedelta(days=first), today + timedelta(days=last)))
    for word, (begin, end) in shape.halves.items():
        if word in piece and not any(one in piece for one in ("第" + word, "一个" + word)):
            return _Plan(
                span=(date.fromisoformat(f"{today.year}-{begin}"), date.fromisoformat(f"{today.year}-{end}"))
            )
    week = _week(piece, lexicon, today)
    if week is not None:
        return week
    days = _without_names(lexicon.calendar.find(piece, today), piece, shape, today)
    if days:
        piece = lexicon.calendar.patterns.those_days.sub(lambda m: "，" * len(m.group(0)), piece)
    taken = [(day.start, day.end) for day in days]
    said = [
        d for d in durations.find(piece, lexicon.amounts) if all(d.end <= a or d.start >= b for a, b in taken)
    ]
    if any(d.vague for d in said) or len(said) > 1 or len(days) > 2:
        return _Plan(bad=True)
    duration = said[0] if said else None
    if len(days) == 2:
        return (
            _two(piece, days, shape, today) if duration is None else _repeated(days, duration, piece, today)
        )
    if len(days) == 1:
        return _one(piece, days[0], duration, shape)
    return _Plan(duration=duration) if duration is not None else None


def _without_names(days: list[Day], piece: str, shape: CalendarShape, today: date) -> list[Day]:
    """十月一号到七号，国庆节: a holiday in the span said beside it is only its name."""
    names = [day for day in days if piece[day.start : day.end].strip(" 的") in shape.holidays]
    others = [day for day in days if day not in names]
    behind = bool(names) and bool(others) and names[0].start > others[-1].start
    if not names or not others or (not behind and len(others) != 2):
        return days
    for name in names:
        piece = piece[: name.start] + "，" * (name.end - name.start) + piece[name.end :]
    plan = _two(piece, others, shape, today) if len(others) == 2 else _one(piece, others[0], None, shape)
    span = _span(plan, today)
    inside = span is not None and all(
        (when := name.resolve(today)) is not None and isinstance(when, date) and span[0] <= when <= span[1]
        for name in names
    )
    return others if len(others) <= 2 and inside else days


def _repeated(days: list[Day], duration: Duration, piece: str, today: date) -> _Plan:
    """三月一号到三月三十一号一个月: the end and the length must agree."""
    plan = _Plan(days[0], days[1])
    both, alone = _span(plan, today), _span(_Plan(days[0], None, duration), today)
    return plan if both is not None and both == alone else _Plan(bad=True)


def _two(piece: str, days: list[Day], shape: CalendarShape, today: date) -> _Plan:
    between, after = piece[days[0].end : days[1].start], piece[days[1].end :]
    if any(word in between for word in shape.until) or after.lstrip("就 的").startswith(shape.ends):
        return _Plan(days[0], days[1])
    plan = _Plan(days[0], days[1])
    span = _span(plan, today)
    if (
        span is not None
        and between.strip(" 的,，") in ("和", "跟", "加", "还有", "、", "", "同")
        and (span[1] - span[0]).days == 1
    ):
        return plan
    return _Plan(bad=True)


def _one(piece: str, day: Day, duration: Duration | None, shape: CalendarShape) -> _Plan:
    before, after = piece[: day.start].rstrip(" ，,"), piece[day.end :].lstrip(" ，,的")
    begins = after.startswith(shape.starts) or before.endswith(("从", "自", "打", "由", "打从"))
    if duration is not None:
        return _Plan(day, None, duration, begins)
    number = next((w for w in sorted(shape.until, key=len, reverse=True) if w in after), None)
    if number is not None:
        match = _NUMBER_AFTER.match(after, after.index(number) + len(number))
        if match is not None:
            last = Day(day.end, day.end, day=numerals.number(match.group("n")))
            return _Plan(day, last)
    number_before = _NUMBER_BEFORE.search(before)
    if number_before is not None and day.day is not None:
        first = Day(0, 0, day=numerals.number(number_before.group("n")), month=day.month, year=day.year)
        return _Plan(first, day)
    if before.endswith(shape.until) and not before.endswith(("-", "~")):
        return _Plan(None, day)
    if after.startswith(shape.ends):
        return _Plan(None, day)
    return _Plan(day, begins=begins)


def _week(piece: str, lexicon: Lexicon, today: date) -> _Plan | None:
    shape = lexicon.calendar_words
    words = "|".join(sorted(map(re.escape, shape.weeks), key=len, reverse=True))
    match = re.search(
        rf"(?:(?P<w>{words})(?:一)?(?:周|星期|礼拜)(?P<end>末|里|内)?|周末)(?![一二三四五六日天1-7])", piece
    )
    if match is None:
        return None
    rest = piece[match.end() :].lstrip(" 的")
    if rest.startswith((*shape.starts, *shape.until)) or durations.find(rest, lexicon.amounts):
        return None
    monday = (
        today
        - timedelta(days=today.weekday())
        + timedelta(days=7 * shape.weeks.get(match.group("w") or "", 0))
    )
    begin = monday + timedelta(days=5 if match.group(0).endswith("末") else 0)
    return _Plan(span=(begin, monday + timedelta(days=6)))


def _merge(held: _Plan, new: _Plan) -> _Plan:
    if new.bad or new.span is not None or held.span is not None or held.bad:
        return new
    if new.first is not None and (new.last is not None or new.duration is not None):
        return replace(new, first=new.first.after(held.first) if held.first else new.first)
    if new.duration is not None:
        return replace(held, duration=new.duration, last=None)
    if new.last is not None:
        return replace(held, last=new.last, duration=None)
    if new.first is None:
        return held
    if held.last is not None and not new.begins:
        return replace(held, last=new.first.after(held.last))
    return replace(held, first=new.first.after(held.first) if held.first else new.first, begins=new.begins)


def _span(plan: _Plan, today: date) -> tuple[date, date] | None:
    if plan.bad or plan.span is not None:
        return plan.span
    if plan.duration is None and plan.last is None:
        return _whole(plan, today)
    begin = _begin(plan.first, today) if plan.first is not None else today
    if begin is None:
        return None
    if plan.duration is not None:
        return plan.duration.from_day(begin)
    if plan.last is not None:
        end = _end(plan.last, plan.first, begin, today)
        return (begin, end) if end is not None and end >= begin else None
    return None


def _begin(day: Day, today: date) -> date | None:
    when = day.resolve(today)
    return date(*when, 1) if isinstance(when, tuple) else when


def _end(last: Day, first: Day | None, begin: date, today: date) -> date | None:
    if (
        first is not None
        and not last.fixed
        and not (last.weekday is None and last.month is None and first.fixed)
    ):
        last = (
            last.after(first) if last.named_year or last.weekday is not None else _after(last, begin, first)
        )
    elif first is not None and last.month is None and not last.fixed:
        last = replace(last, year=begin.year, month=begin.month)
    when = last.resolve(today)
    return date(*when, last_day(*when)) if isinstance(when, tuple) else when


def _after(last: Day, begin: date, first: Day) -> Day:
    month = begin.month if last.month is None else last.month
    year = begin.year if last.year is None else last.year
    if last.year is None and month < begin.month:
        year += 1
    return replace(last, year=year, month=month)


def _whole(plan: _Plan, today: date) -> tuple[date, date] | None:
    """下个月, 四月份, 四月上旬, 明年: all of it."""
    day = plan.first
    if day is None or plan.begins or day.day is not None or day.weekday is not None or day.bad:
        return None
    if day.month is None:
        return None
    year = day.year if day.year is not None else today.year
    if not 1 <= day.month <= 12:
        return None
    first, last = _LOOSE.get(day.loose, (1, 31)) if day.loose else (1, 31)
    if day.loose and day.loose not in _LOOSE:
        return None
    return date(year, day.month, first), date(year, day.month, min(last, last_day(year, day.month)))
