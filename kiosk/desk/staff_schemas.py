"""What crosses the border between the desk and those who work with it. Imports only `schemas`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.desk.schemas import CaseState, DecisionView, ReviewView, StageView, SubmittedDocument, Wire

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
CaseId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class SignIn(Wire):
    staff: str = Field(max_length=40, examples=["wang.li"])
    password: str = Field(max_length=200, examples=["correct horse"])
    code: str = Field(default="", max_length=10, examples=["123456"])
    """Of the authenticator, where the account has one."""


class SessionView(Wire):
    staff: str
    name: str
    roles: list[str]
    rights: list[str]
    expires: datetime
    glass: bool
    token: str | None = None
    """Only in the answer to the sign-in: send it as `Authorization: Bearer`."""


class Glass(Wire):
    reason: str = Field(min_length=10, max_length=500, examples=["no supervisor in the hall, a bus waits"])


class NewStaff(Wire):
    staff: str = Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$", examples=["wang.li"])
    name: Sentence
    roles: list[str] = Field(min_length=1, max_length=5, examples=[["officer"]])
    password: str = Field(min_length=8, max_length=200)
    code: bool = False
    """With one-time codes."""


class StaffChange(Wire):
    roles: list[str] | None = Field(default=None, min_length=1, max_length=5)
    password: str | None = Field(default=None, min_length=8, max_length=200)
    disabled: bool | None = None
    unlock: bool = False


class StaffView(Wire):
    staff: str
    name: str
    roles: list[str]
    active: bool


class StaffList(Wire):
    staff: list[StaffView]
    enrolment: str | None = None
    """otpauth address of the account that was just made."""


class ReviewLine(ReviewView):
    """The same for who works on it: how urgent, and who has it; no personal data."""

    source: str
    kind: Literal["case", "paper"]
    due: datetime | None
    overdue: bool
    priority: int
    owner: str | None
    """Who has it now."""
    asked: list[str]
    """Documents that the citizen was asked for."""
    second: bool
    """An officer has proposed to issue; somebody else must confirm."""
    version: int


class QueuePage(Wire):
    reviews: list[ReviewLine]
    next: str | None = None
    """The cursor of the next page."""
    lost: int
    """Past their time, and nobody's: never more than nought for long."""


class CaseFile(Wire):
    """All that an officer sees of a case; that it was opened is audited."""

    review: ReviewLine
    state: CaseState
    documents: list[SubmittedDocument]
    answers: dict[str, str]
    note: str
    decision: DecisionView | None
    facts: dict[str, str | int | bool | date] | None
    stages: list[StageView]
    earlier_refusals: int
    """Of the same person and item, in the last 30 days."""


class Verdict(Wire):
    """An officer's decision."""

    outcome: Literal["approve", "refuse", "close"]
    article: str = Field(default="", max_length=200, examples=["机动车驾驶证申领和使用规定第69条"])
    """The article that a refusal rests on."""
    reason: Sentence


class VerdictView(Wire):
    state: CaseState
    second_needed: bool = False
    """Not decided yet: another person must confirm."""
    version: int


class AskFor(Wire):
    documents: list[Annotated[str, StringConstraints(min_length=1, max_length=60)]] = Field(
        min_length=1, max_length=10, examples=[["id_card_back"]]
    )
    reason: Sentence


class Brought(Wire):
    """What the citizen brought after having been asked."""

    documents: list[SubmittedDocument] = Field(min_length=1, max_length=10)


class Collection(Wire):
    """The officer's hand-over at the window."""

    number: str = Field(max_length=80, examples=["JSZ-NINGBO-20261124-0001"])
    """As scanned from the slip."""
    face_matches: bool
    """The person looks like the card's picture."""
    old_card_back: bool = False
    fee_fen: int = Field(default=0, ge=0, le=1_000_000)
    """What was paid."""


class Revocation(Wire):
    number: str = Field(max_length=80)
    reason: Sentence
    superseded_by: str | None = Field(default=None, max_length=80)


class Uncollected(Wire):
    case_id: str
    number: str
    office: str
    ticket: str
    issued: datetime
    days: int


class UncollectedList(Wire):
    papers: list[Uncollected]


class RotationView(Wire):
    key: str
    fields: int
    papers: int


class AuditReport(Wire):
    whole: bool
    rows: int
    seals: int
    heads: int
    findings: list[str]
