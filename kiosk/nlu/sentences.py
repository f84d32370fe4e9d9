"""What people said, and what they wanted: `assets/words/sentences/*.yaml`, one file a writer.

A file has `writer` and any of these, each sentence plain or with its phrase family (`{family, say: [...]}`):

- `items`, `handoff`, `commands`: id -> sentences
- `emergency`, with whom it calls (`{kind: police|fire|medical, say: [...]}`; plain: the police);
  `no_emergency`: sounds like one and isn't (what it is stays open)
- `out_of_scope`, `near_miss`: another office's matter, `{text, pointer}` where it is known whose
- `ambiguous`: `{text, candidates}`; `two_requests`: `{text, ids}`
- `disqualified`: an item that an officer does this time, `{text, id, why}`
- `english`: the same sections again, and `none`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from kiosk.nlu.word_shapes import Shape
from kiosk.nlu.words import read_list

NONE, EMERGENCY = "none", "emergency"
#: The classifier's label for requests that leave open what is wanted.
OPEN = "open"


@dataclass(frozen=True)
class Said:
    """One sentence with its meaning."""

    text: str
    labels: tuple[str, ...]
    """An id, `emergency`, `none`; several where a question must be asked; empty: no emergency."""
    section: str
    writer: str
    family: str = ""
    pointer: str | None = None
    """The office that does it."""
    why: str | None = None
    """What makes it an officer's this time."""
    english: bool = False
    kind: str | None = None
    """Whom an emergency calls: police, fire or medical, where the hand said so."""


class _Family(Shape):
    family: str
    say: list[str]


class _Alarm(Shape):
    kind: Literal["police", "fire", "medical"]
    say: list[str]


class _Elsewhere(Shape):
    text: str
    pointer: str | None = None


class _Ambiguous(Shape):
    text: str
    candidates: list[str] = Field(min_length=1)


class _Two(Shape):
    text: str
    ids: list[str] = Field(min_length=2)


class _Disqualified(Shape):
    text: str
    id: str
    why: str


_Sentences = list[str | _Family]


class _Sections(Shape):
    items: dict[str, _Sentences] = Field(default_factory=dict)
    handoff: dict[str, _Sentences] = Field(default_factory=dict)
    commands: dict[str, _Sentences] = Field(default_factory=dict)
    emergency: list[str | _Alarm] = Field(default_factory=list)
    no_emergency: list[str] = Field(default_factory=list)
    out_of_scope: list[str | _Elsewhere] = Field(default_factory=list)
    near_miss: list[str | _Elsewhere] = Field(default_factory=list)
    none: list[str] = Field(default_factory=list)
    ambiguous: list[_Ambiguous] = Field(default_factory=list)
    two_requests: list[_Two] = Field(default_factory=list)
    disqualified: list[_Disqualified] = Field(default_factory=list)


class _File(_Sections):
    writer: str
    english: _Sections = Field(default_factory=_Sections)


def read_sentences(folder: Path) -> list[Said]:
    """All of them, in the order of the files' names. Raises NluError `bad_words` with file and place."""
    found: list[Said] = []
    for path in sorted(folder.glob("*.yaml")):
        shape = read_list(path, _File)
        found += _said(shape, shape.writer, False)
        found += _said(shape.english, shape.writer, True)
    return found


def catalogue_sentences(sentences: Mapping[str, Sequence[str]]) -> list[Said]:
    """Those of the items' own files: item id -> sentences."""
    return [
        Said(text, (item,), "items", "catalogue", family=f"catalogue {item}")
        for item, texts in sentences.items()
        for text in texts
    ]


def _said(shape: _Sections, writer: str, english: bool) -> Iterator[Said]:
    for section in ("items", "handoff", "commands"):
        for label, sentences in getattr(shape, section).items():
            for text, family in _flat(sentences):
                yield Said(
                    text, (label,), section, writer, f"{writer} {label} {family}".strip(), english=english
                )
    for alarm in shape.emergency:
        kind = None if isinstance(alarm, str) else alarm.kind
        for text in [alarm] if isinstance(alarm, str) else alarm.say:
            yield Said(text, (EMERGENCY,), "emergency", writer, english=english, kind=kind)
    for text in shape.no_emergency:
        yield Said(text, (), "no_emergency", writer, english=english)
    for text in shape.none:
        yield Said(text, (NONE,), "out_of_scope", writer, english=english)
    for section in ("out_of_scope", "near_miss"):
        for one in getattr(shape, section):
            text, pointer = (one, None) if isinstance(one, str) else (one.text, one.pointer)
            yield Said(text, (NONE,), section, writer, pointer=pointer, english=english)
    for open_ in shape.ambiguous:
        yield Said(open_.text, tuple(open_.candidates), "ambiguous", writer, english=english)
    for two in shape.two_requests:
        yield Said(two.text, tuple(two.ids), "two_requests", writer, english=english)
    for gated in shape.disqualified:
        yield Said(gated.text, (gated.id,), "disqualified", writer, why=gated.why, english=english)


def _flat(sentences: Iterable[str | _Family]) -> Iterator[tuple[str, str]]:
    for one in sentences:
        if isinstance(one, str):
            yield one, ""
        else:
            for text in one.say:
                yield text, one.family
