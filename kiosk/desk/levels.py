"""How long anything may wait (`assets/desk/service_levels.yaml`). What waits longer rises in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model


class ServiceLevels(BaseModel):
    """Seconds, days and ranks; the defaults are those of an embedded desk without the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage_seconds: Mapping[str, float] = Field(default_factory=dict)
    """State of a case -> how long it may stay there before it is overdue."""
    other_stage_seconds: float = Field(default=120.0, gt=0)
    review_minutes: Mapping[str, float] = Field(default_factory=dict)
    """Cause of a hand-over -> how long it may wait for a decision."""
    other_review_minutes: float = Field(default=60.0, gt=0)
    asked_days: float = Field(default=15.0, gt=0)
    """How long a citizen has to bring a paper that was asked for."""
    priorities: Mapping[str, int] = Field(default_factory=dict)
    """Cause, or `paper` -> rank; the higher comes first."""
    uncollected_days: float = Field(default=30.0, gt=0)
    discreet_margin_seconds: float = Field(default=2.0, ge=0)
    """A discreet item's hand-over is told so long after the last register may have answered."""
    claim_minutes: float = Field(default=15.0, gt=0)
    """How long an officer has a case without a sign of life."""
    window_wait_hours: float = Field(default=24.0, ge=0)
    """So long a case that an officer typed waits for a silent register; then it lies in the queue."""
    window_again_seconds: float = Field(default=10.0, gt=0)
    """Between two tries meanwhile; a minute at most."""
    retention_days: int = Field(default=1095, ge=1)
    """After that the personal data of a finished case is erased."""
    idempotency_days: int = Field(default=30, ge=1)

    @classmethod
    def load(cls, assets: Path) -> ServiceLevels:
        """From the assets folder. Raises SetupError `service_levels`."""
        return read_model(assets / "desk" / "service_levels.yaml", cls, partial(SetupError, "service_levels"))

    def stage_limit(self, state: str) -> timedelta:
        return timedelta(seconds=self.stage_seconds.get(state, self.other_stage_seconds))

    def review_due(self, cause: str, opened: datetime) -> datetime:
        return opened + timedelta(minutes=self.review_minutes.get(cause, self.other_review_minutes))

    def priority(self, cause: str, kind: str = "case") -> int:
        return self.priorities.get("paper" if kind == "paper" else cause, 0)
