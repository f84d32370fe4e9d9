"""The shape of the word lists' files: pydantic at the border, nothing of it inside."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NormaliseShape(Shape):
    fillers: list[str]
    replace: dict[str, str]


class SoundsShape(Shape):
    initials: list[list[str]]
    finals: list[list[str]]
    same_sound: float
    confusable: float
    other: float
    limit: float


class KindShape(Shape):
    ids: list[str]
    sure: list[str]
    unsure: list[str]


class ObjectsShape(Shape):
    kinds: dict[str, KindShape]
    aside: list[str]
    pronouns: list[str]
    generic: list[str]
    other: list[str]


class GroupShape(Shape):
    id: str
    ids: list[str] = Field(default_factory=list)
    denies: str | None = None
    neutral: bool = False
    doubtful: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    alone: list[str] = Field(default_factory=list)
    sure: list[str] = Field(default_factory=list)
    unsure: list[str] = Field(default_factory=list)


class ConditionsShape(Shape):
    groups: list[GroupShape]
    actions: list[str]


class NegationShape(Shape):
    negators: list[str]
    clause: list[str]
    corrections: list[str]
    not_negators: list[str]
    reach: int
    set_aside: list[str]
    set_aside_with: list[str]
    english_questions: list[str]
    no_yes: list[str]
    no_yes_english: list[str]


class PeopleShape(Shape):
    kin: list[str]
    helping: list[str]
    particles: list[str]
    agency: list[str]
    sending: list[str]
    superiors: list[str]
    owning: list[str]
    belonging: list[str]
    cars: list[str]
    elsewhere: list[str]
    fetched: list[str]
    absent: list[str]
    instead: list[str]
    others: list[str]
    asked: list[str]
    being: list[str]
    wanting: list[str]
    demanding: list[str]
    mine: list[str]
    records: list[str]


class GateShape(Shape):
    id: str
    words: list[str]
    unless: list[str] = Field(default_factory=list)
    items: list[str] = Field(default_factory=list)
    handoff: list[str] = Field(default_factory=list)


class GatesShape(Shape):
    gates: list[GateShape]


class AskShape(Shape):
    kind: str
    matter: str
    words: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    candidates: list[str] = Field(min_length=1, max_length=5)


class OpenShape(Shape):
    kind: str
    matters: list[str]
    words: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    candidates: list[str] = Field(min_length=2, max_length=5)


class QuestionsShape(Shape):
    small: list[str]
    ask: list[AskShape]
    open: list[OpenShape]


class JointsShape(Shape):
    requests: list[str]
    clauses: list[str]
    between: list[str]
    things: list[str]
    joiners: list[str]
    aside: list[str]
    strong: list[str]


class CalledShape(Shape):
    asked: list[str]
    signs: list[str]


class EmergenciesShape(Shape):
    calls: dict[Literal["police", "fire", "medical"], CalledShape]
    cries: list[str]
    services: list[str]
    alike: list[str]
    danger: list[str]
    mild: list[str]
    denials: list[str]
    refusals: list[str]
    between: list[str]
    not_denials: list[str]
    idioms: list[str]
    told: list[str]
    past: list[str]
    lately: list[str]
    now: list[str]
    over: list[str]
    papers: list[str]
    hurry: list[str]


class CommandShape(Shape):
    phrases: list[str] = Field(min_length=1)
    also: list[str] = Field(default_factory=list)
    always: list[str] = Field(default_factory=list)
    whole: list[str] = Field(default_factory=list)


class CommandsShape(RootModel[dict[str, CommandShape]]):
    """id -> ways to say it."""


class HearingShape(Shape):
    prompt: list[str]


class RepliesShape(RootModel[dict[str, list[str]]]):
    """Command id -> phrases that may answer a yes-or-no question."""
