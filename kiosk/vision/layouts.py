"""The documents that are read by their labels, as data: `assets/vision/documents.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.core.errors import SetupError
from kiosk.core.paths import Paths

Kind = Literal[
    "name", "sex", "ethnicity", "date", "span", "address", "id_number", "authority", "word", "classes",
    "file_number", "text", "plate", "model", "vin", "code", "seats", "inspection", "height", "vision",
]  # fmt: skip


class _Field(BaseModel):
    model_config = ConfigDict(extra="forbid")

    labels: list[str]
    kind: Kind
    lines: int = 1
    optional: bool = False
    may_lack: bool = False
    words: str | None = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: tuple[float, float]
    title: list[str]
    fields: dict[str, _Field]
    also: list[str] = []
    without: list[str] = []
    english: list[str] = []
    seal: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    documents: dict[str, _Document]
    words: dict[str, list[str]]


@dataclass(frozen=True)
class FieldLayout:
    """One labelled field."""

    name: str
    labels: tuple[str, ...]
    """Longest first."""
    kind: Kind
    lines: int
    optional: bool
    words: frozenset[str]
    """The closed vocabulary of a `word`."""
    may_lack: bool = False
    """Not every issue of the document has it."""

    @property
    def told(self) -> str:
        """The name that problems carry."""
        return "valid_to" if self.kind == "span" else self.name


@dataclass(frozen=True)
class Layout:
    """One document."""

    document: str
    size_mm: tuple[float, float]
    titles: tuple[str, ...]
    fields: tuple[FieldLayout, ...]
    also: tuple[str, ...]
    """Labels of what isn't read."""
    without: tuple[str, ...]
    """Words that stand on other documents only."""
    english: tuple[str, ...]
    seal: bool


@lru_cache(maxsize=4)
def load_layouts(folder: Path | None = None) -> Mapping[str, Layout]:
    """Document -> layout. Raises SetupError `assets_missing` when the file isn't there or wrong."""
    place = (folder or Paths.default().assets / "vision") / "documents.yaml"
    try:
        parsed = _File.model_validate(yaml.safe_load(place.read_text(encoding="utf-8")))
        return {name: _layout(name, one, parsed.words) for name, one in parsed.documents.items()}
    except (OSError, yaml.YAMLError, ValidationError, KeyError) as error:
        raise SetupError("assets_missing", f"cannot use {place.name}: {type(error).__name__}") from error


def _layout(name: str, one: _Document, words: Mapping[str, list[str]]) -> Layout:
    fields = tuple(
        FieldLayout(
            field,
            tuple(sorted(given.labels, key=len, reverse=True)),
            given.kind,
            given.lines,
            given.optional,
            frozenset(
                words[given.words] if given.words else words["classes"] if given.kind == "classes" else ()
            ),
            given.may_lack,
        )
        for field, given in one.fields.items()
    )
    return Layout(
        name,
        one.size,
        tuple(one.title),
        fields,
        tuple(one.also),
        tuple(one.without),
        tuple(one.english),
        one.seal,
    )
