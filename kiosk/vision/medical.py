"""Judging a medical form that was read: its day, its hospital, every finding, the seal. Pure.

How long a form counts and which hospitals are listed come from the caller (assets/law, the register).
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from datetime import date

from kiosk.vision.types import Problem

_GOOD = frozenset({"正常", "合格", "无", "无红绿色盲"})
_MEASURED = frozenset({"results.height", "results.vision_left", "results.vision_right"})
"""Numbers whose limit depends on the class: the rules judge them."""
_PASSED = frozenset({"合格", "符合"})


def judge(
    values: Mapping[str, str], as_of: date, valid_months: int, listed: Collection[str], id_number: str | None
) -> tuple[Problem, ...]:
    """What speaks against an accepted form: medical_old, hospital_unknown, medical_failed, seal_missing,
    other_person (the form's number isn't the card's)."""
    problems = []
    day = date.fromisoformat(values["date"])
    if not day <= as_of <= _months_later(day, valid_months):
        problems.append(Problem("medical_old", "date", f"not within {valid_months} months before that day"))
    if values["hospital"] not in listed:
        problems.append(Problem("hospital_unknown", "hospital", "not on the list"))
    for name, value in values.items():
        if name.startswith("results.") and name not in _MEASURED and value not in _GOOD:
            problems.append(Problem("medical_failed", name, "a finding that isn't normal"))
    if values["conclusion"] not in _PASSED:
        problems.append(Problem("medical_failed", "conclusion", "not passed"))
    if values["seal"] != "present":
        problems.append(Problem("seal_missing", "seal", "no seal can be seen"))
    if id_number is not None and values["id_number"] != id_number:
        problems.append(Problem("other_person", "id_number", "the form is somebody else's"))
    return tuple(problems)


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
