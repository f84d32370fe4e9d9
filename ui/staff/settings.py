"""What a hall may choose of the officer's window (`assets/staff/settings.yaml`)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model


class StaffSettings(BaseModel):
    """Seconds, and lines of the queue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lock_seconds: float = Field(default=180.0, gt=0)
    """Without a key or a movement of the mouse: then the window locks."""
    warn_seconds: float = Field(default=20.0, ge=0)
    page_rows: int = Field(default=100, ge=10, le=200)
    told_seconds: float = Field(default=6.0, gt=0)
    office: str = Field(default="ningbo", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    """The hall that this window belongs to: of the cases that are typed here."""
    languages: tuple[str, ...] = ("zh", "en")

    @classmethod
    def load(cls, assets: Path) -> StaffSettings:
        """From the assets folder. Raises SetupError `staff_settings`."""
        return read_model(assets / "staff" / "settings.yaml", cls, partial(SetupError, "staff_settings"))
