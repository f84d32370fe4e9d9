"""An officer's score: by the store, part by part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.paths import repository_root
from kiosk.training.scenario import OfficersPart
from kiosk.training.score import POINTS, Score, scored
from kiosk.training.stored import StoredCase
from kiosk.training.words import load_courtesy

STEPS = load_courtesy(repository_root() / "assets")
REFUSES = OfficersPart.model_validate(
    {"decision": ["refuse"], "articles": ["第69条"], "right": {"zh": "拒绝", "en": "refuse"}}
)
ASKS = OfficersPart.model_validate(
    {"decision": ["ask"], "asks": ["medical_form"], "right": {"zh": "补", "en": "ask"}}
)
CASE = StoredCase(
    "c", "lic_lost", "refused", "refuse", "not_eligible", None, 0, 1, "refuse", "令162第69条第3款", None
)
POLITE = ("greet", "explain", "farewell")


def _points(score: Score) -> dict[str, int]:
    return {part.name: part.points for part in score.parts}


def test_all_right_is_a_hundred() -> None:
    score = scored(REFUSES, CASE, 60, POLITE, STEPS)
    assert score.points == 100
    assert score.passed
    assert _points(score) == dict(POINTS)


def test_a_wrong_decision_never_passes() -> None:
    score = scored(REFUSES, replace(CASE, verdict="close", state="closed"), 1, POLITE, STEPS)
    assert _points(score)["decision"] == 0
    assert not score.passed


@pytest.mark.parametrize("article", ["", None, "第66条"])
def test_a_refusal_without_its_article_loses_it(article: str | None) -> None:
    assert _points(scored(REFUSES, replace(CASE, article=article), 1, POLITE, STEPS))["article"] == 0


def test_nothing_done_is_nothing() -> None:
    assert _points(scored(REFUSES, None, 10, (), STEPS))["decision"] == 0
    undecided = replace(CASE, state="review", verdict=None, article=None)
    assert not scored(REFUSES, undecided, 10, POLITE, STEPS).passed


@pytest.mark.parametrize(("asked", "points"), [('["medical_form"]', 10), ('["lease"]', 0), ("[]", 0)])
def test_the_right_papers_are_asked_for(asked: str, points: int) -> None:
    case = replace(CASE, state="review", verdict=None, article=None, asked=asked)
    score = scored(ASKS, case, 10, POLITE, STEPS)
    assert _points(score)["papers"] == points
    assert _points(score)["decision"] == 40


@pytest.mark.parametrize(("seconds", "points"), [(0, 10), (180, 10), (270, 5), (360, 0), (9999, 0)])
def test_time(seconds: float, points: int) -> None:
    assert _points(scored(REFUSES, CASE, seconds, POLITE, STEPS))["time"] == points


@pytest.mark.parametrize(
    ("taken", "points"),
    [
        (POLITE, 15),
        ((), 0),
        (("greet",), 5),
        (("farewell", "explain", "greet"), 10),
        ((*POLITE, "read_aloud"), 0),
    ],
)
def test_courtesy(taken: tuple[str, ...], points: int) -> None:
    assert _points(scored(REFUSES, CASE, 1, taken, STEPS))["courtesy"] == points
