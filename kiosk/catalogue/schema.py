"""The shape of the catalogue's files: pydantic at the border, nothing of it inside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiosk.catalogue.model import Cause, FactType, Outcome
from kiosk.core.text import Bilingual

Mark = Literal["T", "S", "K", "C", "?"]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("should be a date like 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Shape):
    """A sentence in both languages; neither may be missing."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def bilingual(self) -> Bilingual:
        return Bilingual(self.zh, self.en)


class FactShape(Shape):
    name: Id
    type: FactType
    source: str = Field(pattern=r"^(card:\w+\.\w+|registry:\w+\.\w+|asked:\w+|derived:\w+|case:as_of)$")
    fallback: str | None = Field(default=None, pattern=r"^(card:\w+\.\w+|registry:\w+\.\w+)$")
    label: Words
    example: bool | int | str | date | None = None


class FactsShape(Shape):
    """assets/facts.yaml."""

    unknown: Words
    """The sentence for a rule that can't be answered; `{facts}` takes the labels."""
    facts: list[FactShape] = Field(min_length=1)


class RuleShape(Shape):
    id: Id
    title: Words
    when: str = Field(min_length=1)
    """CEL: holds, fails or is unknown."""
    basis: str = Field(min_length=1)
    mark: Mark
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    cause: Literal[Cause.NOT_ELIGIBLE, Cause.INACCURATE, Cause.INCOMPLETE]
    citizen: Words
    officer: Words
    offer: Id | None = None
    note: str | None = None
    """For whoever reads the file: why it is so."""


class ExampleShape(Shape):
    name: str = Field(min_length=1)
    as_of: Day
    facts: dict[str, Any] = Field(default_factory=dict)
    """What differs from the item's base."""
    without: list[str] = Field(default_factory=list)
    """Facts of the base that are unknown here."""
    decision: Outcome
    cause: Cause | None = None
    reasons: list[str] = Field(default_factory=list)
    unknown: list[str] | None = None
    """Exactly what is named as unknown."""
    not_for: list[Id] = Field(default_factory=list)
    """Of shared rules: items for which it comes out otherwise; they have their own."""


class GuideShape(Shape):
    """The page of guidance: who, what to bring, how long, how much, by which law."""

    who: Words
    bring: list[Words] = Field(min_length=1)
    takes: Words
    fee: Words
    law: list[Annotated[str, Field(min_length=4)]] = Field(min_length=1)


class FindShape(Shape):
    """How the home page finds an item besides by its name."""

    happened: list[Id] = Field(default_factory=list)
    """What has happened to somebody who needs it; the words of each are the prompt `choice.happened.ID`."""
    called: list[str] = Field(default_factory=list)
    """What people call the thing: its first letters find the item."""


class SharedShape(Shape):
    """assets/items/shared/*.yaml: rules that several items have, with their examples."""

    rules: list[RuleShape] = Field(min_length=1)
    examples: list[ExampleShape] = Field(min_length=1)


class OptionShape(Shape):
    """One answer of a list; its words on the screen are the prompt `choice.SLOT.ID`."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    words: list[str] = Field(default_factory=list)
    """What people say for it."""


class QuestionShape(Shape):
    """What is asked beside the cards, where no card, register or earlier sentence has it.

    Asked with the prompt `slot.ask.NAME`, read back after `label.slot.NAME`; the rules' `asked:NAME`.
    """

    name: Id
    kind: Literal["plate", "phone", "id_tail", "date", "months", "classes", "reason", "choice", "yes_no"]
    options: list[OptionShape] = Field(default_factory=list)
    """For choice, classes and reason."""
    called: list[str] = Field(default_factory=list)
    """What people call it: 车牌."""
    card: str | None = Field(default=None, pattern=r"^\w+\.\w+$")
    """DOCUMENT.FIELD that tells it."""
    when: dict[Id, list[str]] = Field(default_factory=dict)
    """Asked only where these earlier questions were answered so."""
    confirm: Literal["always", "unsure", "never"] | None = None
    """Read back: numbers, plates and days always, one of a list where it was not plain. None: as its kind."""
    edge: Literal["first", "last"] | None = None
    """One end of a period; the last follows its first."""


class OutcomeShape(Shape):
    paper: Id
    certificate_prefix: str
    fee_parameter: str | None
    old_card_back: bool
    old_card_back_if: str | None = None
    identity: Literal["window", "live"]
    limit_parameter: str | None = None
    ends: Id | None = None
    """`assets/prompts`: its approval is told by `result.approved.ENDS`; none: by `result.approved`."""


class ItemShape(Shape):
    """assets/items/*.yaml."""

    id: Id
    kind: Literal["item", "handoff"]
    status: Literal["ready", "taught_later"] = "ready"
    """taught_later: understood already, and ruled, but the desk can't fetch its facts; an officer does it."""
    name: Words
    department: Words
    window: str
    sentences: list[str] = Field(default_factory=list)
    documents: list[str]
    extra_documents: dict[str, str] = Field(default_factory=dict)
    include: list[Id] = Field(default_factory=list)
    rules: list[RuleShape] = Field(default_factory=list)
    outcome: OutcomeShape | None = None
    handoff_reason: Words | None = None
    questions: list[QuestionShape] = Field(default_factory=list)
    discreet: bool = False
    """Every hand-over of it sounds and looks the same, whatever the cause."""
    one_sentence: Words | None = None
    """The one sentence of a discreet item."""
    guide: GuideShape | None = None
    find: FindShape = FindShape()
    base: dict[str, Any] = Field(default_factory=dict)
    """What differs from the facts' own examples in somebody this item is approved for."""
    examples: list[ExampleShape] = Field(default_factory=list)


class ValueShape(Shape):
    from_: Day | None = Field(alias="from")
    to: Day | None
    value: bool | int | str | date
    article: str = Field(min_length=1)
    source: str = Field(min_length=1)
    mark: Mark


class ParameterShape(Shape):
    name: Id
    type: FactType
    label: Words
    values: list[ValueShape] = Field(min_length=1)


class LawShape(Shape):
    """assets/law/*.yaml."""

    parameters: list[ParameterShape] = Field(min_length=1)


class SpanShape(Shape):
    """Days off, both ends included."""

    from_: Day = Field(alias="from")
    to: Day


class WorkingDaysShape(Shape):
    """assets/law/calendar/working_days.yaml."""

    years: list[int] = Field(min_length=1)
    days_off: list[SpanShape]
    worked: list[Day]
    """Saturdays and Sundays."""
