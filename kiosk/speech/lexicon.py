"""How words of many readings sound: `assets/speech/lexicon.yaml`, data that an officer can add to.

Three kinds, the later wins: words by their readings, surnames before a title, and a character by what stands
around it (a pattern).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from kiosk.speech.types import SpeechError


class ByContext(BaseModel):
    """One character by its neighbours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: str
    """A regular expression with exactly one group: the one character."""
    say: str
    """Pinyin with its tone as a digit."""

    @field_validator("pattern")
    @classmethod
    def _has_one_group(cls, pattern: str) -> str:
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        if groups != 1:
            raise ValueError(f"{pattern!r} needs exactly one group")
        return pattern


class Lexicon(BaseModel):
    """The file `lexicon.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """A word and a syllable for each of its characters; it is also kept together as one word."""
    surnames: Mapping[str, str] = Field(default_factory=dict)
    titles: tuple[str, ...] = ()
    """What follows a name: 先生, 女士."""
    contexts: tuple[ByContext, ...] = ()

    @model_validator(mode="after")
    def _a_syllable_a_character(self) -> Lexicon:
        for word, syllables in self.words.items():
            if len(word) != len(syllables):
                raise ValueError(f"{word} has {len(word)} characters and {len(syllables)} syllables")
        return self

    def by_context(self, text: str) -> Iterator[tuple[int, str]]:
        """Where in `text` a character has a reading of its own there: position and syllable."""
        if self._surname is not None:
            for found in self._surname.finditer(text):
                yield found.start(1), self.surnames[found[1]]
        for pattern, say in self._compiled:
            for found in pattern.finditer(text):
                yield found.start(1), say

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(c.pattern), c.say) for c in self.contexts]

    @cached_property
    def _surname(self) -> re.Pattern[str] | None:
        """A surname begins its clause, and a title follows the name."""
        if not self.surnames or not self.titles:
            return None
        names, titles = "|".join(self.surnames), "|".join(self.titles)
        given = r"(?:(?![的位是在个])[\u4e00-\u9fff]){0,2}"
        return re.compile(rf"(?<![\u4e00-\u9fff])({names})(?={given}(?:{titles}))")


def load_lexicon(path: Path) -> Lexicon:
    """Read and check the file.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error
