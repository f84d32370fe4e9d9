"""Where a visit is: every state of the conversation and all that is remembered in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from kiosk.core.text import Language


class StateName(StrEnum):
    """The states of the conversation, in the order of a visit."""

    IDLE = "idle"
    GREET = "greet"
    ASK_NEED = "ask_need"
    CLARIFY = "clarify"
    CONFIRM_ITEM = "confirm_item"
    NOTICE = "notice"
    PLACE_CARD = "place_card"
    RECOGNISE = "recognise"
    CONFIRM_FIELDS = "confirm_fields"
    EXTRA_INFO = "extra_info"
    DECIDE = "decide"
    ISSUE = "issue"
    SURVEY = "survey"
    GOODBYE = "goodbye"
    STAFF = "staff"
    EMERGENCY = "emergency"
    WIPE = "wipe"


#: In these nothing of a citizen is held and nobody is waited for.
RESTING = frozenset({StateName.IDLE, StateName.WIPE})


@dataclass(frozen=True)
class DocumentHeld:
    """A document as it was read. Its fields never show in a repr: states may be logged."""

    document: str
    fields: Mapping[str, str] = field(repr=False)
    confirmed: bool = False


@dataclass(frozen=True)
class CaseHeld:
    """What the desk said about the case."""

    ticket: str
    window: str
    certificate: str | None = None
    existing: bool = False


@dataclass(frozen=True)
class Prompt:
    """A sentence by its key, kept so that it can be said again."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


Precheck = Literal["not_asked", "asked", "answered"]


@dataclass(frozen=True)
class State:
    """One visit. Immutable; a new visit starts from `State()` with nothing left of the last."""

    name: StateName = StateName.IDLE
    language: Language = "zh"
    item: str | None = None
    for_whom: str | None = None
    """Somebody who isn't here: explained and handed over."""
    candidates: tuple[str, ...] = ()
    """The items offered by the present question."""
    later: tuple[str, ...] = ()
    """Further requests of the same citizen, in order."""
    wanted_document: str | None = None
    to_show: tuple[str, ...] = ()
    """Documents still to be laid under the camera after the wanted one."""
    documents: tuple[DocumentHeld, ...] = ()
    card_tries: int = 0
    precheck: Precheck = "not_asked"
    fields_confirmed: bool = False
    submitted: bool = False
    case: CaseHeld | None = None
    handoff_cause: str | None = None
    misses: int = 0
    """Answers in a row that were not understood."""
    again: int = 0
    """How often in a row the same thing was said again because she asked for it."""
    denials: int = 0
    """How often in this visit what was offered was not it."""
    silences: int = 0
    prompt: Prompt | None = None
    """What was asked last."""
    held: bool = False
    """The citizen asked to wait: nothing goes on by itself."""
    large: bool = False
    ended: str | None = None
    """How the visit ended: issued, handed_over, cancelled, timed_out, emergency."""

    def at(self, name: StateName, **changes: object) -> State:
        """The same visit in another state, its ladders at the first rung."""
        return replace(self, name=name, **{"misses": 0, "silences": 0, "again": 0, "held": False, **changes})  # type: ignore[arg-type]


def visit_over(state: State) -> bool:
    """Nothing more will be said or asked."""
    return state.name is StateName.WIPE
