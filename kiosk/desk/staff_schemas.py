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
    total: int
    """Of the part of the queue that was asked for."""
    causes: dict[str, int]
    """Cause as it is told -> how many, of the office and item that were asked for."""
    offices: dict[str, int]
    """Likewise, of the cause and item."""
    lost: int
    """Past their time, and nobody's: never more than nought for long."""


class ItemBrief(Wire):
    """What the officer has to know of the item."""

    item: str
    zh: str
    en: str
    version: str
    """In force now; the decision names its own."""
    fee_fen: int | None
    can_issue: bool
    """The machine can make the paper; else the case is closed by hand."""


class FactLine(Wire):
    """One thing that is known, with where it comes from."""

    name: str
    zh: str
    en: str
    value: str
    """Dates ISO, `long-term`, `true`, `false`; '' where it isn't known."""
    source: str
    """`card:DOCUMENT.FIELD`, `registry:PORT.FIELD`, `asked:QUESTION`."""
    system: str = ""
    """The register as it names itself."""
    at: datetime | None = None
    """When the register said so."""


class RuleLine(Wire):
    """One rule's answer."""

    rule: str
    zh: str
    en: str
    article: str
    holds: bool | None
    cause: str | None
    officer_zh: str
    officer_en: str
    facts: list[str]
    """Names of the facts it looks at."""
    offer: str | None
    """The item that helps where this rule fails."""


class WhatIfLine(Wire):
    """Were these facts so, the rules would approve."""

    facts: dict[str, str]


class ArticleLine(Wire):
    """An article that a refusal may rest on."""

    article: str
    zh: str
    en: str
    failed: bool
    """Its rule has failed in this case."""


class HistoryLine(Wire):
    """Another case of the same person at this desk."""

    case_id: str
    item: str
    office: str
    day: date
    state: CaseState


class Proposal(Wire):
    """What an officer has proposed, for the second person."""

    by: str
    reason: str


class CaseFile(Wire):
    """All that an officer sees of a case; that it was opened is audited."""

    item: ItemBrief
    known: list[FactLine]
    rules: list[RuleLine]
    """As the rules in force say to the facts that were known; the failed first."""
    what_if: list[WhatIfLine]
    history: list[HistoryLine]
    """The newest first; without what this role may not see."""
    articles: list[ArticleLine]
    may_ask: list[str]
    """Documents that the citizen may be asked for."""
    second: bool
    """An approval takes two persons."""
    proposal: Proposal | None

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


class ItemName(Wire):
    item: str
    zh: str
    en: str
    automatic: bool
    """Decided by rules; else always an officer's."""


class OfficeName(Wire):
    office: str
    zh: str
    en: str


class Names(Wire):
    """What things are called, for a window that holds no catalogue."""

    items: list[ItemName]
    offices: list[OfficeName]


class Lookup(Wire):
    """What a slip says, in the body: it never stands in a URL."""

    number: str = Field(min_length=1, max_length=80, examples=["JSZ-NINGBO-20261124-0001"])
    """Of the certificate, or today's ticket."""
    office: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{1,39}$")


class WaitingPaper(Wire):
    """A paper that may be handed over, with what is to be compared."""

    case_id: str
    item: str
    zh: str
    en: str
    number: str
    office: str
    ticket: str
    window: str
    state: CaseState
    status: str
    ready: bool
    """It is made and signed."""
    name: str
    birth: str
    """Beside the card; the number itself is masked."""
    id_masked: str
    old_card_back: bool
    fee_fen: int
    issued: datetime


class AuditRow(Wire):
    seq: int
    at: datetime
    case_id: str | None
    actor: str
    action: str
    detail: dict[str, object]
    """Codes and numbers; nothing sealed, and nothing of a discreet item's case."""


class AuditPage(Wire):
    rows: list[AuditRow]
    """The newest first."""
    next: int | None
    """`before` of the next page."""


class AuditReport(Wire):
    whole: bool
    rows: int
    seals: int
    heads: int
    findings: list[str]
