"""What crosses the desk's border: shared by its API and its client. Imports nothing of the desk's."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Stage(StrEnum):
    """The five stages of a case (受理 填报 核校 审批 出件), and what comes of them."""

    ACCEPT = "accept"
    FILL = "fill"
    CHECK = "check"
    APPROVE = "approve"
    ISSUE = "issue"


class CaseState(StrEnum):
    """Where a case is."""

    ACCEPTED = "accepted"
    FILLED = "filled"
    CHECKED = "checked"
    APPROVED = "approved"
    ISSUED = "issued"
    COLLECTED = "collected"
    REVIEW = "review"
    REFUSED = "refused"
    CLOSED = "closed"
    """An officer finished it by hand: no paper of ours."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SubmittedDocument(Wire):
    """A document as the kiosk read it."""

    document: str
    fields: dict[str, str]
    accepted: bool
    confirmed: bool
    """The citizen looked at what was read and agreed."""


class PrecheckRequest(Wire):
    """May more be needed from the citizen? Nothing is stored."""

    item: str
    documents: list[SubmittedDocument]


class PrecheckAnswer(Wire):
    """What no registry could tell and the citizen can."""

    needed_documents: list[str]
    known_answers: list[str] = Field(default_factory=list)
    """Questions of the item that a register can answer: nobody need ask them."""
    registries_silent: list[str] = Field(default_factory=list)
    """Ports that didn't answer."""


class Submission(Wire):
    """A new case. `case_id` comes from the client: the same submission twice is one case."""

    case_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    item: str
    source: Literal["kiosk", "window", "zheliban", "traffic_wechat"] = "kiosk"
    office: str = Field(default="ningbo", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    documents: list[SubmittedDocument]
    answers: dict[str, str] = Field(default_factory=dict)
    hand_off: str | None = None
    """A cause: the citizen or the kiosk wants an officer straight away."""
    note: str = ""
    """For the officer; no personal data."""


class ReasonView(Wire):
    rule: str
    basis: str
    zh: str
    en: str


class DecisionView(Wire):
    decision: Literal["approve", "review", "refuse"]
    cause: str | None
    reasons: list[ReasonView]
    unknown: list[str]
    item_version: str
    as_of: date


class CertificateView(Wire):
    number: str
    sha256: str
    """Of the signed PDF."""
    ready: bool
    """The paper is rendered and signed; GET /v1/cases/{id}/paper has it."""


class StageView(Wire):
    stage: Stage
    started: datetime
    ended: datetime
    seconds: float


class OfficeName(Wire):
    """How a hall is called where somebody is sent there."""

    zh: str
    en: str


class CaseView(Wire):
    """A case as its kiosk may see it: no personal data."""

    case_id: str
    item: str
    state: CaseState
    stages: list[StageView]
    decision: DecisionView | None
    ticket: str
    """What the citizen waits with: A001."""
    window: str
    certificate: CertificateView | None
    review_cause: str | None
    existing: bool = False
    """True: the person had an open case for this item, and this is it."""
    elsewhere: OfficeName | None = None
    """The open case is another office's: its window and number count there, and only there is it followed."""
    version: int


class VerifyAnswer(Wire):
    """What the desk knows of a paper by its number."""

    known: bool
    case_id: str | None = None
    sha256: str | None = None
    status: Literal["current", "revoked", "superseded", "unknown"] = "unknown"


class HandOff(Wire):
    """An open case goes to an officer."""

    cause: str
    """asked_by_citizen, agent, system, inaccurate, incomplete or not_eligible."""
    note: str = Field(default="", max_length=500)
    """For the officer; no personal data."""


class VerifyRequest(Wire):
    """A paper's number, in the body: it never stands in a URL."""

    number: str = Field(max_length=80)


class ReviewView(Wire):
    """One case that waits for an officer; no personal data."""

    case_id: str
    item: str
    office: str
    cause: str
    detail: str
    """Codes: `registry_timeout:driver`, `rules:lic_status_ok`, `not_confirmed:id_card_front`."""
    ticket: str
    window: str
    opened: datetime
    age_seconds: float


class ReviewQueue(Wire):
    """The oldest first."""

    reviews: list[ReviewView]


PrintKind = Literal["slip", "paper"]


class PrintWish(Wire):
    """A paper of a case is to be printed here."""

    kind: PrintKind
    again: bool = False
    """It was printed, and is wanted once more."""


class PrintingView(Wire):
    """The desk's row of one paper that is printed."""

    id: int
    case_id: str
    kind: PrintKind
    state: Literal["open", "printed", "handed_over", "replaced"]
    job: str | None
    """The printer's job, where one was noted."""


class PrintingRows(Wire):
    rows: list[PrintingView]


class PrintJobNote(Wire):
    """This job is about to print a row."""

    job: str = Field(min_length=1, max_length=80, examples=["slips-12"])
    instead_of: str | None = Field(default=None, max_length=80)
    """The job that the row names now; None: none yet."""


class PrintEnd(Wire):
    end: Literal["printed", "handed_over"]


class Health(Wire):
    """What `/healthz` tells; no key needed, so no figures about people."""

    status: Literal["ok"]
    version: str
    as_of: date
    """The day the rules are applied on."""
    simulated_day: bool
    """The day was set by hand (a demo, a test)."""
    waiting: int
    """Jobs that aren't done."""


class Problem(Wire):
    """An error as RFC 9457 has it, with our code."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
