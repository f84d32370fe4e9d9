"""What officers set of a kiosk while it runs: open or closed, how loud, whether 小智 speaks."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_log = logging.getLogger("kiosk.terminal")
FILE = "kiosk-settings.json"


class HouseSettings(BaseModel):
    """The defaults are those of a kiosk that nobody has set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open: bool = True
    """False: citizens see that it is being looked after, and where to go instead."""
    volume: float = Field(default=0.7, ge=0.25, le=1.0)
    """At the beginning of every visit."""
    spoken: bool = True
    """False: sentences are only shown."""
    paper_changed: date | None = None
    """When the printer got its last roll."""


class House:
    """The file. Each process reads it as it needs it; the last one to write wins."""

    def __init__(self, state: Path) -> None:
        self._file = state / FILE
        self._seen = -1
        self._held = HouseSettings()

    def now(self) -> HouseSettings:
        """As it is; one that can't be read changes nothing, and is logged once."""
        try:
            changed = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return self._held
        if changed != self._seen:
            self._seen = changed
            try:
                self._held = HouseSettings.model_validate_json(self._file.read_text(encoding="utf-8"))
            except (OSError, ValidationError):
                _log.error("the kiosk's settings can't be read", extra={"code": "kiosk_settings"})
        return self._held

    def put(self, settings: HouseSettings) -> None:
        """Whole or not at all. Raises OSError."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(settings.model_dump_json(), encoding="utf-8")
        os.replace(draft, self._file)
