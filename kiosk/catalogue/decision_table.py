"""An item's rules as a decision table: one line a rule, what follows from each of its three answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.catalogue.check import coverage
from kiosk.catalogue.model import Item
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.rules import Judge
from kiosk.catalogue.sentences import speaker

_COLUMNS = ("number", "condition", "basis", "span", "holds", "fails", "unknown", "examples")


def decision_table(item: Item, judge: Judge, phrases: Phrases, day: date) -> Iterator[str]:
    """The lines of a Markdown table; rules that are not in force on `day` say so in their span."""
    yield _line([phrases.say(f"column_{name}") for name in _COLUMNS])
    yield _line(["---"] * len(_COLUMNS))
    speak, say = speaker(item, judge, phrases, day), phrases.say
    counts = {str(line["rule"]): line for line in coverage([item], judge)}
    for number, rule in enumerate(item.rules, start=1):
        shown = counts[rule.id]
        span = speak.span(rule.in_force_from, rule.in_force_to)
        if not rule.in_force(day):
            span += say("span_not_yet", day=day)
        yield _line(
            [
                f"{number} {rule.id}",
                speak.condition(rule.expression),
                say("rule_basis", basis=rule.basis, mark=speak.mark(rule.mark), span=""),
                span,
                say("cell_go_on"),
                say(f"consequence_{rule.cause.value}"),
                say("cell_review"),
                f"{shown['holds']}/{shown['fails']}/{shown['unknown']}",
            ]
        )
    if item.rules:
        yield _line(["", say("cell_all"), *[""] * (len(_COLUMNS) - 2)])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
