"""What 小智 says of a value to have it confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.nlu.value.shapes import ReadBackShape
from kiosk.nlu.value.types import Kind, Option, Value


def read_back(kind: Kind, value: Value, shape: ReadBackShape, options: Sequence[Option] = ()) -> str:
    """Grouped, spaced, in words; of an ID number never more than its last four."""
    if isinstance(value, Mapping):
        first, last = _day(value["from"], shape), _day(value["to"], shape)
        return shape.period.format(first=first, last=last)
    if isinstance(value, int):
        return _whole(kind, value, shape, options)
    if kind == "id_tail":
        return shape.id_tail.format(value=" ".join(value))
    if kind == "date":
        return _day(value, shape)
    if kind == "classes":
        return shape.classes_join.join(re.findall(r"[A-Z][0-9]?", value))
    if kind == "reason":
        return shape.reason[value]
    if kind == "yes_no":
        return shape.yes_no[value]
    return grouped(value, shape)


def grouped(value: str, shape: ReadBackShape) -> str:
    """A number as people say it: 138-0013-8000, 浙 B 1 2 3 4 5; a whole ID number only by its tail."""
    if re.fullmatch(r"1[0-9]{10}", value):
        return f"{value[:3]}-{value[3:7]}-{value[7:]}"
    if len(value) >= 15 and value[:-1].isdigit():
        return shape.id_tail.format(value=" ".join(value[-4:]))
    if re.fullmatch(r"[0-9]{3}[0-9X]", value):
        return shape.id_tail.format(value=" ".join(value))
    return " ".join(value)


def _whole(kind: Kind, value: int, shape: ReadBackShape, options: Sequence[Option]) -> str:
    if kind == "choice":
        return shape.choice.format(name=options[value].name if value < len(options) else value + 1)
    if kind == "months":
        years, months = divmod(value, 12)
        if value == 6:
            return shape.half_year
        if years and months == 6:
            return shape.year_and_half.format(years=years)
        if years and months:
            return shape.years_months.format(years=years, months=months)
        return shape.years.format(years=years) if years else shape.months.format(months=months)
    yuan, fen = divmod(value, 100)
    return shape.yuan.format(yuan=f"{yuan}.{fen:02d}".rstrip("0") if fen else str(yuan))


def _day(value: str, shape: ReadBackShape) -> str:
    if len(value) == 7:
        return shape.month.format(year=int(value[:4]), month=int(value[5:]))
    day = date.fromisoformat(value)
    return shape.day.format(year=day.year, month=day.month, day=day.day)
