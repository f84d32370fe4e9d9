"""The word lists of `assets/words/`, read once and compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from kiosk.nlu.errors import NluError
from kiosk.nlu.match import Term, make_term
from kiosk.nlu.normalise import Normaliser
from kiosk.nlu.pinyin import Sounds

LICENCE, GENERIC, OTHER = "licence", "generic", "other"

#: The commands that take the whole sentence or nothing.
WHOLE = ("confirm", "deny")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Normalise(_Shape):
    fillers: list[str]
    replace: dict[str, str]


class _Sounds(_Shape):
    initials: list[list[str]]
    finals: list[list[str]]
    same_sound: float
    confusable: float
    other: float
    limit: float


class _Licence(_Shape):
    sure: list[str]
    unsure: list[str]


class _Objects(_Shape):
    licence: _Licence
    generic: list[str]
    other: list[str]


class _Group(_Shape):
    id: str
    item: str | None = None
    neutral: bool = False
    doubtful: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    alone: list[str] = Field(default_factory=list)
    sure: list[str] = Field(default_factory=list)
    unsure: list[str] = Field(default_factory=list)


class _Conditions(_Shape):
    groups: list[_Group]
    actions: list[str]


class _Negation(_Shape):
    negators: list[str]
    not_negators: list[str]
    reach: int


class _People(_Shape):
    kin: list[str]
    helping: list[str]
    particles: list[str]
    agency: list[str]


class _Emergencies(_Shape):
    patterns: list[str]
    mild: list[str]
    not_: list[str] = Field(alias="not")


class _Command(_Shape):
    phrases: list[str] = Field(min_length=1)
    also: list[str] = Field(default_factory=list)
    whole: list[str] = Field(default_factory=list)


class _Commands(RootModel[dict[str, _Command]]):
    """id -> ways to say it."""


class _Hearing(_Shape):
    prompt: list[str]


class _Replies(RootModel[dict[str, list[str]]]):
    """Command id -> phrases that may answer a yes-or-no question."""


@dataclass(frozen=True)
class Condition:
    """What may be the matter."""

    id: str
    item: str | None
    """Ours, or None."""
    neutral: bool
    """It only keeps shorter terms from matching."""
    doubtful: tuple[str, ...] = ()
    """Terms that leave open which item is meant, …"""
    unless: tuple[str, ...] = ()
    """… unless one of these is in the sentence."""


@dataclass(frozen=True)
class People:
    """Words of `values.for`."""

    kin: tuple[str, ...]
    helping: tuple[str, ...]
    particles: tuple[str, ...]
    agency: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """One command."""

    id: str
    phrases: tuple[str, ...]
    terms: tuple[Term, ...]
    whole: tuple[str, ...]
    """Longest first; for confirm and deny."""


@dataclass(frozen=True)
class Words:
    """All lists."""

    normaliser: Normaliser
    sounds: Sounds
    objects: tuple[Term, ...]
    conditions: Mapping[str, Condition]
    condition_terms: tuple[Term, ...]
    alone: tuple[Term, ...]
    """Terms that name a matter without any object; their group is the condition."""
    actions: tuple[str, ...]
    negators: tuple[str, ...]
    not_negators: tuple[str, ...]
    reach: int
    people: People
    emergencies: tuple[Term, ...]
    """Unsure: yields where the sentence is about a licence."""
    no_emergencies: tuple[str, ...]
    commands: tuple[Command, ...]
    prompt: tuple[str, ...]
    """Whole sentences that prime an open recogniser."""
    replies: Mapping[str, tuple[str, ...]]
    """Command id -> what its sound is scored against after a yes-or-no question."""

    @classmethod
    def load(cls, folder: Path) -> Words:
        """From `assets/words`. Raises NluError `bad_words` with file and place."""
        normalise = _read(folder / "normalise.yaml", _Normalise)
        sounds = _read(folder / "sounds.yaml", _Sounds)
        objects = _read(folder / "objects.yaml", _Objects)
        conditions = _read(folder / "conditions.yaml", _Conditions)
        negation = _read(folder / "negation.yaml", _Negation)
        people = _read(folder / "people.yaml", _People)
        emergencies = _read(folder / "emergencies.yaml", _Emergencies)
        commands = _read(folder / "commands.yaml", _Commands).root
        replies = _read(folder / "replies.yaml", _Replies).root
        if replies.keys() != commands.keys():
            differing = ", ".join(sorted(replies.keys() ^ commands.keys()))
            raise NluError("bad_words", f"replies.yaml and commands.yaml differ in {differing}")
        groups = conditions.groups
        return cls(
            normaliser=Normaliser.make(normalise.fillers, normalise.replace),
            sounds=Sounds.make(**sounds.model_dump()),
            objects=(
                *_terms(LICENCE, objects.licence.sure, True, "objects.yaml"),
                *_terms(LICENCE, objects.licence.unsure, False, "objects.yaml"),
                *_terms(GENERIC, objects.generic, False, "objects.yaml"),
                *_terms(OTHER, objects.other, True, "objects.yaml"),
            ),
            conditions={
                g.id: Condition(g.id, g.item, g.neutral, tuple(g.doubtful), tuple(g.unless)) for g in groups
            },
            condition_terms=tuple(
                t
                for g in groups
                for t in (
                    *_terms(g.id, g.sure, True, "conditions.yaml"),
                    *_terms(g.id, g.unsure, False, "conditions.yaml"),
                )
            ),
            alone=tuple(t for g in groups for t in _terms(g.id, g.alone, True, "conditions.yaml")),
            actions=tuple(conditions.actions),
            negators=tuple(negation.negators),
            not_negators=tuple(negation.not_negators),
            reach=negation.reach,
            people=People(
                tuple(sorted(people.kin, key=len, reverse=True)),
                tuple(people.helping),
                tuple(sorted(people.particles, key=len, reverse=True)),
                tuple(people.agency),
            ),
            emergencies=(
                *_terms("emergency", emergencies.patterns, True, "emergencies.yaml"),
                *_terms("emergency", emergencies.mild, False, "emergencies.yaml"),
            ),
            no_emergencies=tuple(emergencies.not_),
            commands=tuple(_command(name, shape) for name, shape in commands.items()),
            prompt=tuple(_read(folder / "hearing.yaml", _Hearing).prompt),
            replies={name: tuple(phrases) for name, phrases in replies.items()},
        )


S = TypeVar("S", bound=BaseModel)


def _read(path: Path, shape: type[S]) -> S:
    try:
        return shape.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise NluError("bad_words", f"{path.name}: can't be read") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise NluError("bad_words", f"{path.name}{line}: isn't YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NluError("bad_words", f"{path.name}: {where}: {first['msg']}") from error


def _terms(group: str, texts: Sequence[str], sure: bool, where: str) -> tuple[Term, ...]:
    return tuple(make_term(group, text, sure, where) for text in texts)


def _command(name: str, shape: _Command) -> Command:
    if (name in WHOLE) != bool(shape.whole):
        raise NluError("bad_words", f"commands.yaml: {name}: only {' and '.join(WHOLE)} have `whole`")
    return Command(
        name,
        tuple(shape.phrases),
        _terms(name, [*shape.phrases, *shape.also], True, "commands.yaml"),
        tuple(sorted(shape.whole, key=len, reverse=True)),
    )
