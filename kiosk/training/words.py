"""What training says and shows, and the steps of courtesy: `assets/training/*.yaml`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.core.yaml_model import read_model
from kiosk.training.people import TrainingError
from kiosk.training.scenario import Words


class CourtesyStep(Words):
    """Something an officer says or does."""

    good: bool


class _Courtesy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: dict[str, CourtesyStep]


class TrainingWords(BaseModel):
    """`words.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mark: Words
    roles: dict[str, Words]
    outcomes: dict[str, Words]
    parts: dict[str, Words]
    verdict: dict[str, Words]
    certificate: dict[str, Words]


def load_words(assets: Path) -> TrainingWords:
    """Raises TrainingError `training_words`."""
    return read_model(
        assets / "training" / "words.yaml", TrainingWords, partial(TrainingError, "training_words")
    )


def load_courtesy(assets: Path) -> dict[str, CourtesyStep]:
    """By id, in order. Raises TrainingError `training_words`."""
    file = assets / "training" / "courtesy.yaml"
    return read_model(file, _Courtesy, partial(TrainingError, "training_words")).steps
