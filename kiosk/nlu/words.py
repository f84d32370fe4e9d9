"""The word lists of `assets/words/`, read once and compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.nlu.alarm import CRY, DANGER, SERVICE, Alarms
from kiosk.nlu.errors import NluError
from kiosk.nlu.match import Term, make_term
from kiosk.nlu.normalise import Normaliser
from kiosk.nlu.people import People
from kiosk.nlu.pinyin import Sounds
from kiosk.nlu.word_shapes import (
    CommandShape,
    CommandsShape,
    ConditionsShape,
    EmergenciesShape,
    GatesShape,
    HearingShape,
    JointsShape,
    NegationShape,
    NormaliseShape,
    ObjectsShape,
    PeopleShape,
    QuestionsShape,
    RepliesShape,
    SoundsShape,
)

GENERIC, OTHER, NOTHING, ASIDE = "generic", "other", "nothing", "aside"

#: The commands that take the whole sentence or nothing.
WHOLE = ("confirm", "deny")


@dataclass(frozen=True)
class Condition:
    """What may be the matter."""

    id: str
    ids: tuple[str, ...]
    """What a request with this matter can be; empty: it says nothing."""
    denies: str | None
    """The condition it says is not so."""
    neutral: bool
    """It only keeps shorter terms from matching."""
    doubtful: tuple[str, ...] = ()
    """Terms that leave open which item is meant, …"""
    unless: tuple[str, ...] = ()
    """… unless one of these is in the sentence."""


@dataclass(frozen=True)
class Negation:
    """How something is said not to be so."""

    negators: tuple[str, ...]
    clause: tuple[str, ...]
    """They deny the rest of their clause, …"""
    corrections: tuple[str, ...]
    """… up to one of these."""
    false: tuple[str, ...]
    reach: int
    set_aside: tuple[str, ...]
    """A clause that says only this of a thing sets it aside, …"""
    set_aside_with: tuple[str, ...]
    """… with these words about it."""
    english_questions: frozenset[str]
    """A sentence that begins so is neither yes nor no."""
    no_yes: tuple[str, ...]
    """Where one of these is said nothing learned makes it a yes."""
    no_yes_english: frozenset[str]


@dataclass(frozen=True)
class Gate:
    """What makes an item an officer's this time."""

    id: str
    words: tuple[Term, ...]
    unless: tuple[Term, ...]
    items: tuple[str, ...]
    """Empty: all."""
    handoff: tuple[str, ...]
    """Items for which the outcome is a hand-over."""


@dataclass(frozen=True)
class Ask:
    """A request that leaves open what is wanted, and what is offered."""

    kind: str
    matters: tuple[str, ...]
    """All of them hold."""
    words: tuple[str, ...]
    unless: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Joints:
    """What joins two requests."""

    requests: tuple[Term, ...]
    clauses: tuple[Term, ...]
    between: tuple[str, ...]
    things: tuple[Term, ...]
    aside: tuple[str, ...]
    """Where one of these is said, the one thing is only mentioned on the way, …"""
    joiners: tuple[str, ...]
    """What stands between two requests that are joined to learn from."""
    strong: tuple[Term, ...]
    """… unless one of these is said, too."""


@dataclass(frozen=True)
class Questions:
    """What to ask where too little was said."""

    small: tuple[str, ...]
    """Words that add nothing, longest first."""
    ask: tuple[Ask, ...]
    """Where nothing else is said, …"""
    open: tuple[Ask, ...]
    """… and however much is said."""


@dataclass(frozen=True)
class Command:
    """One command."""

    id: str
    phrases: tuple[str, ...]
    terms: tuple[Term, ...]
    always: tuple[Term, ...]
    """Where one of these is said the command counts, whatever else is in the sentence."""
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
    pronouns: tuple[str, ...]
    """Said of whatever thing is named."""
    kinds: Mapping[str, tuple[str, ...]]
    """Kind of object -> what a request about it can be."""
    negation: Negation
    people: People
    gates: tuple[Gate, ...]
    questions: Questions
    joints: Joints
    alarms: Alarms
    commands: tuple[Command, ...]
    prompt: tuple[str, ...]
    """Whole sentences that prime an open recogniser."""
    replies: Mapping[str, tuple[str, ...]]
    """Command id -> what its sound is scored against after a yes-or-no question."""

    @classmethod
    def load(cls, folder: Path) -> Words:
        """From `assets/words`. Raises NluError `bad_words` with file and place."""
        normalise = read_list(folder / "normalise.yaml", NormaliseShape)
        sounds = read_list(folder / "sounds.yaml", SoundsShape)
        objects = read_list(folder / "objects.yaml", ObjectsShape)
        conditions = read_list(folder / "conditions.yaml", ConditionsShape)
        negation = read_list(folder / "negation.yaml", NegationShape)
        people = read_list(folder / "people.yaml", PeopleShape)
        gates = read_list(folder / "gates.yaml", GatesShape).gates
        questions = read_list(folder / "questions.yaml", QuestionsShape)
        joints = read_list(folder / "joints.yaml", JointsShape)
        emergencies = read_list(folder / "emergencies.yaml", EmergenciesShape)
        commands = read_list(folder / "commands.yaml", CommandsShape).root
        replies = read_list(folder / "replies.yaml", RepliesShape).root
        if replies.keys() != commands.keys():
            differing = ", ".join(sorted(replies.keys() ^ commands.keys()))
            raise NluError("bad_words", f"replies.yaml and commands.yaml differ in {differing}")
        groups = conditions.groups
        heard = Sounds.make(**sounds.model_dump())
        return cls(
            normaliser=Normaliser.make(normalise.fillers, normalise.replace),
            sounds=heard,
            objects=(
                *(
                    term
                    for kind, held in objects.kinds.items()
                    for term in (
                        *_terms(kind, held.sure, True, "objects.yaml"),
                        *_terms(kind, held.unsure, False, "objects.yaml"),
                    )
                ),
                *_terms(ASIDE, objects.aside, True, "objects.yaml"),
                *_terms(GENERIC, objects.generic, False, "objects.yaml"),
                *_terms(OTHER, objects.other, True, "objects.yaml"),
            ),
            kinds={kind: tuple(held.ids) for kind, held in objects.kinds.items()},
            conditions={
                g.id: Condition(g.id, tuple(g.ids), g.denies, g.neutral, tuple(g.doubtful), tuple(g.unless))
                for g in groups
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
            pronouns=tuple(objects.pronouns),
            negation=Negation(
                tuple(negation.negators),
                tuple(negation.clause),
                tuple(negation.corrections),
                tuple(negation.not_negators),
                negation.reach,
                tuple(negation.set_aside),
                tuple(negation.set_aside_with),
                frozenset(negation.english_questions),
                tuple(negation.no_yes),
                frozenset(negation.no_yes_english),
            ),
            people=_people(people),
            gates=tuple(
                Gate(
                    g.id,
                    _terms(g.id, g.words, True, "gates.yaml"),
                    _terms(g.id, g.unless, True, "gates.yaml"),
                    tuple(g.items),
                    tuple(g.handoff),
                )
                for g in gates
            ),
            joints=Joints(
                _terms("request", joints.requests, True, "joints.yaml"),
                _terms("clause", joints.clauses, True, "joints.yaml"),
                tuple(joints.between),
                _terms("thing", joints.things, True, "joints.yaml"),
                tuple(joints.aside),
                tuple(joints.joiners),
                _terms("strong", joints.strong, True, "joints.yaml"),
            ),
            questions=Questions(
                tuple(sorted(questions.small, key=len, reverse=True)),
                tuple(
                    Ask(
                        a.kind,
                        () if a.matter == "none" else (a.matter,),
                        tuple(a.words),
                        tuple(a.unless),
                        tuple(a.candidates),
                    )
                    for a in questions.ask
                ),
                tuple(
                    Ask(a.kind, tuple(a.matters), tuple(a.words), tuple(a.unless), tuple(a.candidates))
                    for a in questions.open
                ),
            ),
            alarms=_alarms(emergencies, heard),
            commands=tuple(_command(name, shape) for name, shape in commands.items()),
            prompt=tuple(read_list(folder / "hearing.yaml", HearingShape).prompt),
            replies={name: tuple(phrases) for name, phrases in replies.items()},
        )


S = TypeVar("S", bound=BaseModel)


def read_list(path: Path, shape: type[S]) -> S:
    """One list, checked against its shape. Raises NluError `bad_words` with file and place."""
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


def _people(shape: PeopleShape) -> People:
    held = {name: tuple(words) for name, words in shape.model_dump().items()}
    return People(**held)


def _alarms(shape: EmergenciesShape, sounds: Sounds) -> Alarms:
    def terms(group: str, texts: Sequence[str], sure: bool = True) -> tuple[Term, ...]:
        return _terms(group, texts, sure, "emergencies.yaml")

    return Alarms(
        calls=(
            *terms(CRY, shape.cries),
            *terms(SERVICE, shape.services),
            *terms(DANGER, shape.danger),
            *terms(DANGER, shape.mild, False),
        ),
        denials=tuple(shape.denials),
        refusals=tuple(shape.refusals),
        between=tuple(shape.between),
        not_denials=tuple(shape.not_denials),
        idioms=terms("idiom", shape.idioms),
        told=terms("told", shape.told),
        past=terms("past", shape.past),
        lately=tuple(shape.lately),
        now=tuple(shape.now),
        over=terms("over", shape.over),
        papers=terms("paper", shape.papers),
        hurry=tuple(shape.hurry),
        alike=terms(DANGER, shape.alike, False),
        sounds=sounds,
        services=tuple(
            term
            for name, held in shape.calls.items()
            for term in (*terms(name, held.asked), *terms(name, held.signs, False))
        ),
    )


def _command(name: str, shape: CommandShape) -> Command:
    if (name in WHOLE) != bool(shape.whole):
        raise NluError("bad_words", f"commands.yaml: {name}: only {' and '.join(WHOLE)} have `whole`")
    return Command(
        name,
        tuple(shape.phrases),
        _terms(name, [*shape.phrases, *shape.also], True, "commands.yaml"),
        _terms(name, shape.always, True, "commands.yaml"),
        tuple(sorted(shape.whole, key=len, reverse=True)),
    )
