"""The offices that the desk works for (`assets/desk/offices.yaml`): windows and ticket letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.errors import SetupError
from kiosk.core.text import Language
from kiosk.core.yaml_model import read_model
from kiosk.desk.errors import DeskFault


class Name(BaseModel):
    """In both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str

    def get(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Office(BaseModel):
    """One hall."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    short: Name | None = None
    """As it is called in a spoken sentence."""
    windows: Mapping[str, str] = Field(default_factory=dict)
    """An item's window -> the window of this hall, where it is another."""
    letters: Mapping[str, str] = Field(default_factory=dict)
    """A window -> the letter of its tickets. Letters apart are number ranges apart."""


class Offices(BaseModel):
    """All of them; without a file any office is taken as it names itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    offices: Mapping[str, Office] = Field(default_factory=dict)

    @classmethod
    def load(cls, assets: Path) -> Offices:
        """From the assets folder. Raises SetupError `offices`."""
        return read_model(assets / "desk" / "offices.yaml", cls, partial(SetupError, "offices"))

    def need(self, office: str) -> None:
        """Raises DeskFault `unknown_office` (422)."""
        if self.offices and office not in self.offices:
            raise DeskFault("unknown_office", "no such office is configured", 422)

    def called(self, office: str) -> Name:
        """How an office is called in a sentence; one that isn't configured by its own id."""
        found = self.offices.get(office)
        return (found.short or found.name) if found else Name(zh=office, en=office)

    def window(self, office: str, window: str) -> str:
        """The hall's own window for an item's."""
        found = self.offices.get(office)
        return found.windows.get(window, window) if found else window

    def letter(self, office: str, window: str) -> str | None:
        """The letter of a window's tickets, where the hall has set one."""
        found = self.offices.get(office)
        return found.letters.get(self.window(office, window)) if found else None
