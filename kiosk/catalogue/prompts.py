"""What 小智 says and shows: `assets/prompts/*.yaml`, key -> zh and en, with variants and `{placeholders}`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.schema import Shape
from kiosk.catalogue.yamlfile import YamlFile, parse, read_yaml
from kiosk.core.text import Bilingual, Language


class _Entry(Shape):
    zh: str
    en: str
    variants: list[_Variant] = Field(default_factory=list)


class _Variant(Shape):
    zh: str
    en: str


class _PromptFile(RootModel[dict[str, _Entry]]):
    """key -> sentence."""


@dataclass(frozen=True)
class Prompts:
    """All sentences. A key may have variants: the second and third way to say it."""

    _sentences: Mapping[str, tuple[Bilingual, ...]]

    @classmethod
    def load(cls, folder: Path) -> Prompts:
        """Every `*.yaml` in the folder. Raises CatalogueError `bad_file` with file and line."""
        sentences: dict[str, tuple[Bilingual, ...]] = {}
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise CatalogueError("bad_file", f"{folder.name}/: no prompt file is there")
        for path in paths:
            file = read_yaml(path)
            for key, entry in parse(file, _PromptFile).root.items():
                if key in sentences:
                    raise file.error((key,), f"the prompt {key!r} is there twice")
                sentences[key] = _all(file, key, entry)
        return cls(sentences)

    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._sentences)

    def has(self, key: str) -> bool:
        """Is there such a sentence?"""
        return key in self._sentences

    def ways(self, key: str) -> int:
        """How many ways of saying it there are, at least one."""
        return len(self._sentences.get(key, ())) or 1

    def text(self, key: str, language: Language, *, variant: int = 0, **values: object) -> str:
        """The sentence with its placeholders filled; beyond the last variant the last is used.

        Raises CatalogueError `bad_prompt` for an unknown key or a placeholder without a value.
        """
        if key not in self._sentences:
            raise CatalogueError("bad_prompt", f"no prompt {key!r}{suggestion(key, self._sentences)}")
        ways = self._sentences[key]
        template = ways[min(max(variant, 0), len(ways) - 1)].get(language)
        missing = sorted(_placeholders(template) - values.keys())
        if missing:
            raise CatalogueError("bad_prompt", f"the prompt {key!r} needs {', '.join(missing)}")
        return template.format_map(values)

    def placeholders(self, key: str) -> frozenset[str]:
        """What the sentence needs, over all its variants and languages."""
        if key not in self._sentences:
            raise CatalogueError("bad_prompt", f"no prompt {key!r}{suggestion(key, self._sentences)}")
        return frozenset().union(*(_placeholders(w.zh) | _placeholders(w.en) for w in self._sentences[key]))


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _all(file: YamlFile, key: str, entry: _Entry) -> tuple[Bilingual, ...]:
    ways = (Bilingual(entry.zh, entry.en), *(Bilingual(v.zh, v.en) for v in entry.variants))
    for way in ways:
        try:
            here, there = _placeholders(way.zh), _placeholders(way.en)
        except ValueError as error:
            raise file.error((key,), f"{key}: a brace has no partner") from error
        if here != there:
            raise file.error((key,), f"{key}: zh and en have different placeholders")
    return ways
