"""An officer's score: decision, article, papers, time, courtesy; by what the store holds, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.training.scenario import OfficersPart
from kiosk.training.stored import StoredCase
from kiosk.training.words import CourtesyStep

#: Points of each part; together 100.
POINTS: Mapping[str, int] = {"decision": 40, "article": 25, "papers": 10, "time": 10, "courtesy": 15}
PASSES = 80


@dataclass(frozen=True)
class Part:
    """One part of a score."""

    name: str
    points: int
    of: int
    was: str
    """What the trainee did."""
    right: str
    """What would have been right."""


@dataclass(frozen=True)
class Score:
    """What came of one exercise."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def passed(self) -> bool:
        """Enough points, and the decision was right: politeness makes up for no wrong one."""
        decision = next(part for part in self.parts if part.name == "decision")
        return self.points >= PASSES and decision.points == decision.of


def scored(
    wanted: OfficersPart,
    case: StoredCase | None,
    seconds: float,
    courtesy: Sequence[str],
    steps: Mapping[str, CourtesyStep],
) -> Score:
    """`case`: the officer's case as the store has it afterwards. Pure."""
    did = _did(case)
    asked = tuple(json.loads(case.asked)) if case is not None and case.asked else ()
    return Score(
        (
            _decision(wanted, did),
            _article(wanted, did, case.article or "" if case is not None else ""),
            _papers(wanted, did, asked),
            _time(wanted, seconds),
            _courtesy(wanted, courtesy, steps),
        )
    )


def _did(case: StoredCase | None) -> str:
    """approve, refuse, close, ask, or nothing."""
    if case is None:
        return "nothing"
    return case.verdict or ("ask" if case.asked else "nothing")


def _decision(wanted: OfficersPart, did: str) -> Part:
    of = POINTS["decision"]
    points = of if did in wanted.decision else 0
    return Part("decision", points, of, did, " / ".join(wanted.decision))


def _article(wanted: OfficersPart, did: str, article: str) -> Part:
    """Only a refusal has to name one; a wrong one is never right, where the scenario lists the right ones."""
    of = POINTS["article"]
    named = any(one in article for one in wanted.articles)
    needed = did == "refuse" or (wanted.decision[0] == "refuse")
    points = of if named or (not article and not needed) or not wanted.articles else 0
    return Part("article", points, of, article or "-", " / ".join(wanted.articles) or "-")


def _papers(wanted: OfficersPart, did: str, asked: Sequence[str]) -> Part:
    of = POINTS["papers"]
    right = set(asked) == set(wanted.asks) if did == "ask" else did in wanted.decision
    return Part("papers", of if right else 0, of, ", ".join(asked) or "-", ", ".join(wanted.asks) or "-")


def _time(wanted: OfficersPart, seconds: float) -> Part:
    """All within the time, none at twice of it."""
    of = POINTS["time"]
    share = min(1.0, max(0.0, 2.0 - seconds / wanted.seconds))
    return Part("time", round(of * share), of, f"{seconds:.0f} s", f"<= {wanted.seconds:.0f} s")


def _courtesy(wanted: OfficersPart, taken: Sequence[str], steps: Mapping[str, CourtesyStep]) -> Part:
    """Every step that belongs to it counts, in order; one that hurts takes all."""
    of = POINTS["courtesy"]
    bad = [one for one in taken if one in steps and not steps[one].good]
    order = list(steps)
    mine = [one for one in taken if one in wanted.courtesy]
    ordered = mine == sorted(mine, key=order.index)
    share = len(set(mine)) / len(wanted.courtesy) if wanted.courtesy else 1.0
    points = 0 if bad else round(of * share * (1.0 if ordered else 0.7))
    return Part("courtesy", points, of, ", ".join(taken) or "-", ", ".join(wanted.courtesy))
