"""The words of teaching, `assets/teaching/`: how rules are explained, and what registers' words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import RootModel

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.schema import Words
from kiosk.catalogue.yamlfile import parse, read_yaml
from kiosk.core.text import Bilingual, Language


class _Phrases(RootModel[dict[str, Words]]):
    """phrases.yaml: key -> template."""


class _Codes(RootModel[dict[str, dict[str, Words]]]):
    """codes.yaml: fact -> word -> its name."""


@dataclass(frozen=True)
class Phrases:
    """Templates and names, in one language."""

    language: Language
    _templates: Mapping[str, Bilingual]
    _codes: Mapping[str, Mapping[str, Bilingual]]

    @classmethod
    def load(cls, folder: Path, language: Language) -> Phrases:
        """From `assets/teaching`. Raises CatalogueError with file and line."""
        templates = {
            **parse(read_yaml(folder / "phrases.yaml"), _Phrases).root,
            **parse(read_yaml(folder / "interview.yaml"), _Phrases).root,
        }
        codes = parse(read_yaml(folder / "codes.yaml"), _Codes).root
        return cls(
            language,
            {key: words.bilingual() for key, words in templates.items()},
            {fact: {word: name.bilingual() for word, name in names.items()} for fact, names in codes.items()},
        )

    def say(self, key: str, /, **places: object) -> str:
        """The phrase of that key, filled in. Raises CatalogueError `bad_prompt` for a key nobody wrote."""
        if key not in self._templates:
            raise CatalogueError("bad_prompt", f"no phrase {key!r}{suggestion(key, self._templates)}")
        return self._templates[key].get(self.language).format(**places)

    def words(self, said: Bilingual) -> str:
        """The sentence in this language."""
        return said.get(self.language)

    def code(self, fact: str | None, word: str) -> str:
        """A register's word as an officer calls it; the word itself where nobody named it."""
        named = self._codes.get(fact or "", {}).get(word)
        return self.say("quoted", a=self.words(named) if named else word)

    def yes_no(self, fact: str, yes: bool) -> str | None:
        """The sentence of a yes-or-no fact, or None where nobody wrote one."""
        named = self._codes.get(fact, {}).get("yes" if yes else "no")
        return self.words(named) if named else None

    def listed(self, words: list[str]) -> str:
        """A、B或C."""
        if len(words) < 2:
            return "".join(words)
        return self.say("list").join(words[:-1]) + self.say("list_last") + words[-1]
