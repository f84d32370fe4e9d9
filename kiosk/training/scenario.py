"""Scenarios as data: `assets/scenarios/*.yaml`, one visit a file, and what has to come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kiosk.core.text import Language
from kiosk.core.yaml_model import read_model
from kiosk.registries.faults import FaultKind
from kiosk.registries.ports import Port
from kiosk.training.people import TrainingError

#: The day of all scenarios: a fixed one, so that a scenario says the same for ever.
DAY = date(2026, 11, 24)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Way = Literal["voice", "writing"]
"""How her words reach 小智: spoken by Kokoro and recognised, or put in as text where the recogniser's is."""
How = Literal["photographed", "upside_down", "blurred", "in_writing"]
"""How a document lies there; in_writing: its fields are put in where the card reader's are."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Data):
    """In both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Person(_Data):
    """Somebody invented: like a person of `assets/training/people.yaml`, but for what is said here."""

    id: Name = "citizen"
    like: Name
    name: str
    sex: Literal["男", "女"]
    birth: date
    card_name: str = ""
    """Printed on the card, where that is another than the register has."""
    known: bool = True
    """False: no register has heard of her."""
    but: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Section of the world file (person, driver, ...) -> fields that are otherwise; null takes one out."""
    vehicle: dict[str, Any] | None = None
    """Fields of her car that are otherwise than her like's; insurance and violations as parts."""
    passes: list[dict[str, Any]] = Field(default_factory=list)


class Step(_Data):
    """What she says or touches when she is asked this for the n-th time (n steps with one `at`)."""

    at: str = Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$")
    """The question: a state of the conversation, or slot.NAME."""
    says: str = ""
    touches: str = Field(default="", pattern=r"^(|[a-z_]+:[^ ]*)$")
    """`kind:what` of a button: `item:lic_lost`, `command:confirm`, `value:浙B12345`, `language:en`."""
    quiet: bool = False
    """She doesn't answer this time."""
    heard_as: str = ""
    """Written scenarios: what the recogniser makes of it (a mishearing)."""
    by: Way | None = None

    @model_validator(mode="after")
    def _one(self) -> Step:
        if bool(self.says) + bool(self.touches) + self.quiet != 1:
            raise ValueError("a step is one of says, touches, quiet")
        return self


class Laid(_Data):
    """A document as it is laid under the camera."""

    document: str = "id_card_front"
    of: Name = "citizen"
    how: How = "photographed"
    to: str = ""
    """Which document was asked for; without it the next one, whatever it is."""


class Citizen(_Data):
    """How she speaks and what she does. What she isn't told here she does as people do: she agrees to what is
    right, and says nothing to the survey."""

    voice: str = "zf_xiaoni"
    speed: float = Field(default=1.0, ge=0.6, le=1.4)
    noise_db: float = Field(default=25.0, ge=0, le=60)
    """The hall's noise below her voice."""
    by: Way = "voice"
    agrees: Way = "writing"
    """How she says yes to what is right, where no step says otherwise."""
    language: Language = "zh"
    touches_only: bool = False
    """She can't or won't speak: buttons, also where nothing is said here."""
    steps: list[Step] = Field(default_factory=list)
    lays: list[Laid] = Field(default_factory=lambda: [Laid()])


class Mishap(_Data):
    """Something that goes wrong, and when."""

    at: str = "start"
    """start, or an event of the visit's log: submit, stage, card_lies, hand_over."""
    does: Literal["register", "desk_killed", "printer_empty"] = "register"
    port: Port | None = None
    fault: FaultKind = FaultKind.DOWN
    seconds: float = 0.0

    @model_validator(mode="after")
    def _port_named(self) -> Mishap:
        if (self.does == "register") != (self.port is not None):
            raise ValueError("a register's fault names its port, others have none")
        return self


class Expected(_Data):
    """What the desk has to hold afterwards."""

    ended: Literal["issued", "handed_over", "timed_out", "cancelled", "emergency"]
    item: str | None = None
    """Of the case; null: there is none."""
    decision: Literal["approve", "review", "refuse"] | None = None
    cause: str | None = None
    """Why an officer has it."""
    rules: list[str] = Field(default_factory=list)
    """Ids of rules that the decision names, at least."""
    article: str = ""
    """Stands in the basis of one of the decision's reasons."""
    paper: str | None = None
    """Template of the paper that is made."""
    printed: int | None = None
    """Papers that left the printer; null: as many as were made."""
    calls_staff: Literal["normal", "emergency"] | None = None
    opens_cases: int | None = None
    """Null: one where `item` names one."""


class OfficersPart(_Data):
    """What the officer has to do who takes over; other ways to be right can be listed."""

    decision: list[Literal["approve", "refuse", "close", "ask"]]
    """The right ones, the best first."""
    articles: list[str] = Field(default_factory=list)
    """Any of these must stand in the article she names; a refusal needs one."""
    asks: list[str] = Field(default_factory=list)
    """Documents to ask for."""
    seconds: float = Field(default=180.0, gt=0)
    courtesy: list[Name] = Field(default_factory=lambda: ["greet", "explain", "farewell"])
    """Steps of `assets/training/courtesy.yaml`."""
    right: Words
    """What would have been right, told afterwards."""


class Lesson(_Data):
    """What is taught."""

    zh: str
    en: str
    article: str


class Scenario(_Data):
    """One visit."""

    id: Name
    title: Words
    item: str
    """What it is about: an item's id, or `service`."""
    kind: Literal["approved", "handed_over", "emergency", "device", "citizen"]
    people: list[Person] = Field(default_factory=list)
    citizen: Citizen = Field(default_factory=Citizen)
    mishaps: list[Mishap] = Field(default_factory=list)
    expect: Expected
    officer: OfficersPart | None = None
    teaches: Lesson

    @model_validator(mode="after")
    def _people_are_there(self) -> Scenario:
        known = {p.id for p in self.people}
        missing = {laid.of for laid in self.citizen.lays} - known
        if missing and self.people:
            raise ValueError(f"nobody here is {', '.join(sorted(missing))}")
        if self.expect.ended == "handed_over" and self.expect.item and self.officer is None:
            raise ValueError("a case that is handed over says what the officer does")
        return self


def load_scenario(file: Path) -> Scenario:
    """Raises TrainingError `scenario_unusable`."""
    refuse = partial(TrainingError, "scenario_unusable")
    found = read_model(file, Scenario, refuse)
    if found.id != file.stem:
        raise refuse(f"{file.name} holds the scenario {found.id}: both must be named alike")
    return found


def load_scenarios(assets: Path) -> Mapping[str, Scenario]:
    """By id, in order. Raises TrainingError `scenario_unusable`."""
    files = sorted((assets / "scenarios").glob("*.yaml"))
    return {s.id: s for s in map(load_scenario, files)}
