"""A trainee's course: which scenarios, what she has reached so far, kept by name or number."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.crypto import write_private
from kiosk.training.people import TrainingError
from kiosk.training.scenario import Scenario

_TRAINEE = re.compile(r"[\w .·-]{1,40}")
COLUMNS = ("trainee", "scenario", "role", "points", "passed", "seconds", "at")


class Done(BaseModel):
    """One exercise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    role: str
    points: int = Field(ge=0, le=100)
    passed: bool
    seconds: float
    at: datetime


class Progress(BaseModel):
    """All that one trainee has done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trainee: str
    done: tuple[Done, ...] = ()

    def best(self, scenario: str) -> Done | None:
        """As the officer: who only was the citizen has decided nothing."""
        mine = [one for one in self.done if one.scenario == scenario and one.role == "officer"]
        return max(mine, key=lambda one: (one.passed, one.points), default=None)

    def finished(self, course: Mapping[str, Scenario]) -> bool:
        """Every scenario of the course is passed."""
        return all((best := self.best(name)) is not None and best.passed for name in course)

    def next(self, course: Mapping[str, Scenario]) -> str | None:
        """The first that isn't passed yet."""
        return next((n for n in course if (best := self.best(n)) is None or not best.passed), None)


def course_of(scenarios: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """What an officer learns on: every scenario with a part for her."""
    return {name: one for name, one in scenarios.items() if one.officer is not None}


class ProgressBook:
    """The trainees' progress in one folder, a private file each, named by a digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, trainee: str) -> Progress:
        """An empty one where she is new. Raises TrainingError `trainee_unfit`, `progress_damaged`."""
        file = self._file(trainee)
        if not file.is_file():
            return Progress(trainee=trainee)
        try:
            return Progress.model_validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise TrainingError("progress_damaged", "this trainee's progress can't be read") from error

    def add(self, trainee: str, done: Done) -> Progress:
        """One exercise more. Raises as `read`."""
        before = self.read(trainee)
        now = before.model_copy(update={"done": (*before.done, done)})
        file = self._file(trainee)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        write_private(draft, now.model_dump_json().encode())
        draft.replace(file)
        return now

    def everybody(self) -> list[Progress]:
        files = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        return [Progress.model_validate_json(file.read_bytes()) for file in files]

    def _file(self, trainee: str) -> Path:
        if not _TRAINEE.fullmatch(trainee) or re.search(r"\d{15}", trainee):
            raise TrainingError("trainee_unfit", "a trainee is a name or a short number")
        return self._folder / f"{hashlib.sha256(trainee.encode()).hexdigest()[:24]}.json"


def as_csv(progress: list[Progress]) -> str:
    """One line an exercise, oldest first; with a mark so that spreadsheets read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in progress:
        for d in one.done:
            trainee = f"'{one.trainee}" if one.trainee[:1] in "=+-@" else one.trainee
            writer.writerow(
                (trainee, d.scenario, d.role, d.points, int(d.passed), round(d.seconds), d.at.isoformat())
            )
    return "\ufeff" + out.getvalue()
