"""What crosses the border where officers teach: items, drafts, signatures. Imports only schemas."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from kiosk.desk.schemas import Wire

ItemId = str


class TaughtItem(Wire):
    """One item, and the version of it that decides."""

    item: str
    zh: str
    en: str
    version: str
    """'' where nothing is in force."""
    signers: list[str]
    """Nobody: as the release has it."""


class WaitingDraft(Wire):
    """A version that lacks the second officer, or whose day is to come."""

    item: str
    digest: str
    signers: list[str]
    in_force_from: date
    complete: bool


class TaughtItems(Wire):
    items: list[TaughtItem]
    waiting: list[WaitingDraft]
    problems: list[str]


class ParameterView(Wire):
    name: str
    zh: str
    en: str
    value: str
    article: str


class RuleView(Wire):
    rule: str
    zh: str
    en: str


class TeachableView(Wire):
    """What may be changed of an item in a form."""

    item: str
    version: str
    parameters: list[ParameterView]
    rules: list[RuleView]
    sentences: list[str]


class ChangeWish(Wire):
    kind: Literal["parameter", "citizen_zh", "citizen_en", "sentence"]
    name: str = Field(default="", max_length=60)
    value: str = Field(min_length=1, max_length=200)


class DraftWish(Wire):
    changes: list[ChangeWish] = Field(min_length=1, max_length=20)


class DraftView(Wire):
    """What a change does, before anybody signs it."""

    item: str
    digest: str
    version: str
    differences: list[str]
    findings: list[str]
    """What fails its check: with one of these nobody can sign it."""
    examples: int
    cases: int
    """Decided cases of this desk that were gone through again."""
    same: int
    otherwise: dict[str, int]
    """`approve>refuse` -> how many."""


class Signature(Wire):
    in_force_from: date | None = None


class SignedView(Wire):
    item: str
    digest: str
    signers: list[str]
    in_force_from: date
    complete: bool
