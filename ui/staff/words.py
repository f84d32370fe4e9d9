"""The words of the officer's window (`assets/staff/words/*.yaml`), in the language that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.catalogue.prompts import Prompts
from kiosk.core.errors import KioskError
from kiosk.core.text import Language


class Words:
    """Sentences by key. The language is the window's, not a visit's."""

    def __init__(self, prompts: Prompts, language: Language = "zh") -> None:
        self._prompts = prompts
        self.language: Language = language

    @classmethod
    def load(cls, assets: Path, language: Language = "zh") -> Words:
        """Raises CatalogueError `bad_file`."""
        return cls(Prompts.load(assets / "staff" / "words"), language)

    def say(self, key: str, **values: Any) -> str:
        """Raises CatalogueError `bad_prompt`."""
        return self._prompts.text(key, self.language, **values)

    def known(self, key: str, otherwise: str = "") -> str:
        """The sentence without placeholders, or `otherwise` where there is none."""
        return self._prompts.text(key, self.language) if self._prompts.has(key) else otherwise

    def has(self, key: str) -> bool:
        return self._prompts.has(key)

    def problem(self, error: KioskError) -> str:
        """What an error says to an officer."""
        key = f"problem.{error.code}"
        return self.say(key) if self._prompts.has(key) else self.say("problem.other", code=error.code)

    def all(self) -> dict[str, str]:
        """Every sentence without placeholders, for QML."""
        keys = sorted(self._prompts.keys())
        return {k: self.say(k) for k in keys if not self._prompts.placeholders(k)}

    def keys(self) -> frozenset[str]:
        return self._prompts.keys()
