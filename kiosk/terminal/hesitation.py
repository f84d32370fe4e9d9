"""Is she still looking for the next word? Told by what she said last; the words are data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import RootModel

from kiosk.core.text import Language
from kiosk.nlu.words import read_list

#: Seconds that she is given for the next word.
HELD = 0.6


class _Words(RootModel[dict[Language, list[str]]]):
    """assets/dialogue/hesitation.yaml: language -> words with which nobody ends."""


@dataclass(frozen=True)
class Hesitation:
    """With the words of one installation."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @classmethod
    def load(cls, assets: Path) -> Hesitation:
        """Raises NluError `bad_words`."""
        words = read_list(assets / "dialogue" / "hesitation.yaml", _Words).root
        return cls(tuple(words.get("zh", ())), tuple(words.get("en", ())))

    def heard_in(self, text: str, language: Language) -> bool:
        """`text` ends with a word that nobody ends with; nothing at all doesn't."""
        if language == "zh":
            return text.rstrip("，。、… ").endswith(self.zh) if self.zh else False
        said = " ".join(text.lower().rstrip(" .,…").split())
        return any(said == word or said.endswith(f" {word}") for word in self.en)
