"""What an item of the catalogue is: the frozen types that `assets/items/*.yaml` is loaded into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from kiosk.core.text import Bilingual

if TYPE_CHECKING:
    from kiosk.catalogue.law import Law

FactValue = bool | int | str | date
FactType = Literal["bool", "int", "string", "date"]

#: An end of validity that never comes: 长期, written `long-term` in files and on the wire.
LONG_TERM = date.max


class Outcome(StrEnum):
    """What the rules say. The machine itself only approves or hands over."""

    APPROVE = "approve"
    REVIEW = "review"
    REFUSE = "refuse"


class Cause(StrEnum):
    """Why a case goes to an officer."""

    INACCURATE = "inaccurate"
    INCOMPLETE = "incomplete"
    NOT_ELIGIBLE = "not_eligible"
    SYSTEM = "system"
    ASKED_BY_CITIZEN = "asked_by_citizen"
    AGENT = "agent"


@dataclass(frozen=True)
class Place:
    """Where something is written."""

    file: str
    """Name of the file, without its folder."""
    line: int
    """From 1."""


#: Of what no file holds.
NOWHERE = Place("", 0)


@dataclass(frozen=True)
class Fact:
    """One thing the rules may ask about."""

    name: str
    type: FactType
    source: str
    """`card:DOCUMENT.FIELD`, `registry:PORT.FIELD` (`registry:PORT.found`: somebody is known there),
    `derived:FUNCTION`, `case:as_of`."""
    label: Bilingual
    example: FactValue | None
    """None for a derived fact."""
    fallback: str | None = None
    """A second source, for when the first has nothing."""

    @property
    def given(self) -> bool:
        """It comes from outside: not derived, not the day itself."""
        return self.source.startswith(("card:", "registry:", "asked:"))


@dataclass(frozen=True)
class Rule:
    """A dated condition that must hold."""

    id: str
    title: Bilingual
    """What holds when it holds."""
    expression: str
    """CEL over the item's facts and parameters."""
    basis: str
    """The article, as a citizen would cite it."""
    mark: str
    """Evidence: T (read in the statute), S (public page), K (general), C (our choice), ? (check)."""
    in_force_from: date | None
    in_force_to: date | None
    """The last day in force, or None."""
    cause: Cause
    """Where it fails."""
    citizen: Bilingual
    officer: Bilingual
    offer: str | None = None
    """The item that helps where this rule fails."""
    note: str | None = None
    """Why it is so, for whoever reads the file."""
    place: Place = field(default=NOWHERE, compare=False)

    def in_force(self, day: date) -> bool:
        """Is it law on that day? Both ends belong to the span."""
        after = self.in_force_from is None or self.in_force_from <= day
        return after and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True)
class ItemOutcome:
    """What an approval gives."""

    paper: str
    """A template of assets/papers, without its suffix."""
    certificate_prefix: str
    fee_parameter: str | None
    """A parameter of assets/law in fen; paid at the window."""
    old_card_back: bool
    """The window takes the old one back (where there is one)."""
    identity: Literal["window", "live"]
    old_card_back_if: str | None = None
    """CEL: a condition on top, for an item that replaces lost and damaged ones alike."""
    limit_parameter: str | None = None
    """A parameter of assets/law: the working days within which the law wants it done; None: none set."""
    ends: str | None = None
    """How it is told that it is done, where nothing like a new card is collected: `result.approved.ENDS`."""

    @property
    def told(self) -> str:
        """The key of `assets/prompts` by which an approval is told."""
        return f"result.approved.{self.ends}" if self.ends else "result.approved"


@dataclass(frozen=True)
class Example:
    """A worked example: facts, the day, and what the rules must say."""

    name: str
    as_of: date
    facts: Mapping[str, FactValue]
    decision: Outcome
    cause: Cause | None
    reasons: tuple[str, ...]
    """Ids of the rules that must be among the reasons."""
    unknown: tuple[str, ...] | None = None
    """Exactly what must be named as unknown; None: not compared."""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Question:
    """What is asked of the citizen beside her cards; see `schema.QuestionShape`."""

    name: str
    kind: Literal["plate", "phone", "id_tail", "date", "months", "classes", "reason", "choice", "yes_no"]
    options: Mapping[str, tuple[str, ...]]
    """Answer of a list -> what people say for it."""
    called: tuple[str, ...] = ()
    card: str | None = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confirm: Literal["always", "unsure", "never"] | None = None
    edge: Literal["first", "last"] | None = None


@dataclass(frozen=True)
class Guide:
    """The item's page of guidance (国务院令716号 art 6)."""

    who: Bilingual
    bring: tuple[Bilingual, ...]
    takes: Bilingual
    fee: Bilingual
    law: tuple[str, ...]
    """Articles, as a citizen would cite them."""


@dataclass(frozen=True)
class Find:
    """How the home page finds an item besides by its name."""

    happened: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing the desk does, or recognises and hands over."""

    id: str
    version: str
    """The first twelve digits of `digest`: what a decision names."""
    kind: Literal["item", "handoff"]
    taught_later: bool
    """An item that is understood already, but whose rules are still to come."""
    name: Bilingual
    department: Bilingual
    window: str
    """Where it is collected or handled."""
    sentences: tuple[str, ...]
    """How people ask for it."""
    documents: tuple[str, ...]
    """Documents the citizen lays under the camera, in order."""
    extra_documents: Mapping[str, str]
    """fact name -> the document that tells it where no registry does."""
    facts: Mapping[str, Fact]
    """All that the rules may ask about, what they derive from included."""
    rules: tuple[Rule, ...]
    outcome: ItemOutcome | None
    """None for a hand-off item and one that is taught later."""
    handoff_reason: Bilingual | None
    """Why an officer does it, for a hand-off item."""
    typical: Mapping[str, FactValue]
    """Facts of somebody this item is approved for on the day of the first example."""
    examples: tuple[Example, ...]
    questions: tuple[Question, ...] = ()
    """Asked in this order, where nothing has told them."""
    discreet: bool = False
    """Every hand-over of it sounds and looks the same."""
    one_sentence: Bilingual | None = None
    """What a discreet item says to the citizen, whatever rule failed."""
    guide: Guide | None = None
    find: Find = Find()
    digest: str = ""
    """SHA-256 over the item's file, what it includes, the facts and the law: what an approval signs."""
    law: Law | None = field(default=None, repr=False, compare=False)
    """The dated parameters that belong to this version."""
    in_force: bool = True
    """False where no version of it may decide: it is known, without its rules."""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def handoff_causes(self) -> tuple[Cause, ...]:
        """Why a case of it may go to an officer, in the order of `Cause`."""
        always = {Cause.SYSTEM, Cause.ASKED_BY_CITIZEN, Cause.AGENT}
        ruled = {rule.cause for rule in self.rules} | ({Cause.INCOMPLETE} if self.rules else set())
        own = {Cause.NOT_ELIGIBLE} if self.by_officer else set()
        return tuple(cause for cause in Cause if cause in always | ruled | own)

    @property
    def text_keys(self) -> tuple[str, ...]:
        """The keys of `assets/prompts` that the dialogue needs for its questions and its end."""
        keys = []
        for question in self.questions:
            keys += [f"slot.ask.{question.name}", f"label.slot.{question.name}"]
            keys += [f"choice.{question.name}.{option}" for option in question.options]
        if self.outcome is not None:
            keys.append(self.outcome.told)
        return tuple(keys)

    @property
    def shared(self) -> tuple[str, ...]:
        """The registers that tell the desk what nobody has to bring, in the order of the facts."""
        sources = (f.source.split(":", 1) for f in self.facts.values() if f.source.startswith("registry:"))
        return tuple(dict.fromkeys(where.partition(".")[0] for _, where in sources))

    @property
    def by_officer(self) -> bool:
        """Is it always an officer's: a hand-off item, one without rules as yet, or one not in force?"""
        return self.kind == "handoff" or self.taught_later or not self.in_force


@dataclass(frozen=True)
class Reason:
    """A rule and how it came out."""

    rule: str
    basis: str
    holds: bool | None
    """None: unknown."""
    cause: Cause | None
    """None where it holds."""
    zh: str
    en: str
    officer: Bilingual
    offer: str | None = None
    """The item that helps, where it fails."""


@dataclass(frozen=True)
class Decision:
    """What the rules say about one set of facts on one day. Pure data; the desk stores it whole."""

    item: str
    item_version: str
    as_of: date
    decision: Outcome
    cause: Cause | None
    reasons: tuple[Reason, ...]
    """On approval every rule; else those that failed or are unknown, the failed ones first."""
    unknown: tuple[str, ...]
    """Given facts (and law parameters not in force) that were missing, sorted."""
