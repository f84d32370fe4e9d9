"""Figures in words and shares of a chart. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kiosk.desk.figures import DemandRanking, Statistics
from ui.staff.names import NameBook
from ui.staff.words import Words

PERIODS = ("today", "month", "year")
#: More columns than this are months.
_COLUMNS = 62


def span(period: str, today: date) -> tuple[date, date]:
    """First and last day."""
    if period == "today":
        return today, today
    return (today.replace(day=1) if period == "month" else today.replace(month=1, day=1)), today


def figures_view(figures: Statistics, period: str, words: Words, names: NameBook) -> dict[str, Any]:
    """Tiles, columns by day or month, bars of causes, and a table of items."""
    return {
        "span": f"{figures.first.isoformat()} … {figures.last.isoformat()}",
        "office": names.office(figures.office) if figures.office else words.say("figures.every_office"),
        "tiles": [
            _tile("cases", f"{figures.cases:,}", words),
            _tile("by_machine", _part(figures.by_machine, figures.cases), words),
            _tile("handed_over", f"{figures.handed_over:,}", words),
            _tile("saved", words.say("figures.hours", n=f"{figures.saved_hours:,.1f}"), words),
            _tile("ratio", _share(figures.ratio), words),
            _tile("satisfaction", _share(figures.satisfaction), words),
            _tile("read_first", _share(figures.read_first_time), words),
            _tile("understood_first", _share(figures.understood_first), words),
            _tile("fill", _seconds(figures.fill_seconds, words), words),
            _tile("typed", _seconds(figures.typed_seconds, words), words),
            _tile("approve", _seconds(figures.approve_seconds, words), words),
        ],
        "columns": _columns(figures),
        "causes": _bars({words.known(f"cause.{c}", c): n for c, n in figures.causes.items()}),
        "items": [
            {
                "item": names.item(i.item),
                "cases": f"{i.cases:,}",
                "byMachine": _part(i.by_machine, i.cases),
                "refused": "—" if i.refused is None else f"{i.refused:,}",
                "seconds": _seconds(i.median_seconds, words),
                "manual": words.say("figures.minutes", n=f"{i.manual_minutes:g}"),
                "source": i.manual_source,
                "saved": words.say("figures.hours", n=f"{i.saved_hours:,.1f}"),
                "ratio": _share(i.ratio),
            }
            for i in sorted(figures.items, key=lambda i: -i.cases)
        ],
        "period": words.say(f"figures.period.{period}"),
    }


def demand_view(ranking: DemandRanking, words: Words) -> dict[str, Any]:
    """The year's matters with their five tests; those that pass stand out."""
    zh = words.language == "zh"
    most = max((m.requests for m in ranking.matters), default=1) or 1
    chosen = [m for m in ranking.matters if m.passes]
    return {
        "title": words.say("demand.title", year=ranking.year, n=len(ranking.matters), chosen=len(chosen)),
        "invented": words.say("demand.invented") if ranking.invented else "",
        "agrees": all(m.passes == m.automatic for m in ranking.matters),
        "tests": [{"id": name, "name": one.zh if zh else one.en} for name, one in ranking.tests.items()],
        "frequent": words.say("demand.frequent", n=f"{ranking.frequent_from:,}"),
        "matters": [
            {
                "rank": m.rank,
                "name": m.name.zh if zh else m.name.en,
                "department": m.department.zh if zh else m.department.en,
                "requests": f"{m.requests:,}",
                "share": m.requests / most,
                "tests": [m.tests[name] for name in ranking.tests],
                "passes": m.passes,
                "automatic": m.automatic,
            }
            for m in ranking.matters
        ],
    }


def _columns(figures: Statistics) -> list[dict[str, Any]]:
    """Every day of the span, also those without a case; by month where they are many."""
    cases, machine = _by_column(figures)
    most = max(cases.values(), default=0) or 1
    return [
        {
            "label": key[-2:].lstrip("0"),
            "whole": key,
            "cases": n,
            "share": n / most,
            "machine": machine[key] / most,
        }
        for key, n in cases.items()
    ]


def _by_column(figures: Statistics) -> tuple[dict[str, int], dict[str, int]]:
    days = (figures.last - figures.first).days + 1
    end = 7 if days > _COLUMNS else 10
    cases: dict[str, int] = {}
    machine: dict[str, int] = defaultdict(int)
    for n in range(days):
        cases.setdefault((figures.first + timedelta(days=n)).isoformat()[:end], 0)
    for one in figures.days:
        key = one.day.isoformat()[:end]
        cases[key] = cases.get(key, 0) + one.cases
        machine[key] += one.by_machine
    return cases, machine


def _bars(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    most = max(counts.values(), default=0) or 1
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return [{"name": name, "count": f"{n:,}", "share": n / most} for name, n in ordered]


def _tile(name: str, value: str, words: Words) -> dict[str, str]:
    return {"id": name, "name": words.say(f"figures.{name}"), "value": value}


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _part(some: int, all_: int) -> str:
    return f"{some:,}" if not all_ else f"{some:,}  ({some / all_:.0%})"


def _seconds(value: float | None, words: Words) -> str:
    if value is None:
        return "—"
    return words.say("figures.seconds", n=f"{value:,.2f}" if value < 10 else f"{value:,.1f}")
