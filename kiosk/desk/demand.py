"""Why these thirteen: a year's demand held against five tests (`assets/desk/demand.csv`, `demand.yaml`).

A matter is for the machine if it has one applicant, needs no more than the ID card and police data, is
decided by rules, ends in a paper made on site, and is frequent. The shipped figures are invented and say so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model
from kiosk.desk.figures import DemandLine, DemandRanking, Said
from kiosk.desk.offices import Name

_TESTS = ("one_applicant", "police_data", "rule_based", "printed")
_YesNo = Literal["yes", "no"]


class DemandSettings(BaseModel):
    """`assets/desk/demand.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    invented: bool
    year: int
    frequent_from: int = Field(gt=0)
    """Requests a year from which a matter is frequent."""
    tests: Mapping[str, Name]


class Matter(BaseModel):
    """One line of the CSV."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str
    zh: str
    en: str
    department_zh: str
    department_en: str
    requests: int = Field(ge=0)
    one_applicant: _YesNo
    police_data: _YesNo
    rule_based: _YesNo
    printed: _YesNo


@dataclass(frozen=True)
class Demand:
    """A year's matters and the tests."""

    settings: DemandSettings
    matters: tuple[Matter, ...]

    @classmethod
    def load(cls, assets: Path) -> Demand:
        """From the assets folder. Raises SetupError `demand`."""
        folder = assets / "desk"
        settings = read_model(folder / "demand.yaml", DemandSettings, partial(SetupError, "demand"))
        try:
            return cls(settings, read_matters((folder / "demand.csv").read_text(encoding="utf-8")))
        except (OSError, ValidationError) as error:
            raise SetupError("demand", f"demand.csv can't be used ({type(error).__name__})") from error

    def ranking(self, automatic: Iterable[str]) -> DemandRanking:
        """The most wanted first; `automatic`: the items that the machine decides today."""
        decided = frozenset(automatic)
        ordered = sorted(self.matters, key=lambda m: (-m.requests, m.item))
        return DemandRanking(
            year=self.settings.year,
            invented=self.settings.invented,
            frequent_from=self.settings.frequent_from,
            tests={name: Said(zh=one.zh, en=one.en) for name, one in self.settings.tests.items()},
            matters=[self._line(rank, m, decided) for rank, m in enumerate(ordered, 1)],
        )

    def _line(self, rank: int, matter: Matter, decided: frozenset[str]) -> DemandLine:
        tests = {name: getattr(matter, name) == "yes" for name in _TESTS}
        tests["frequent"] = matter.requests >= self.settings.frequent_from
        return DemandLine(
            rank=rank,
            item=matter.item,
            name=Said(zh=matter.zh, en=matter.en),
            department=Said(zh=matter.department_zh, en=matter.department_en),
            requests=matter.requests,
            tests=tests,
            passes=all(tests.values()),
            automatic=matter.item in decided,
        )


def read_matters(text: str) -> tuple[Matter, ...]:
    """The CSV's lines. Raises ValidationError."""
    return tuple(Matter.model_validate(row) for row in csv.DictReader(io.StringIO(text)))
