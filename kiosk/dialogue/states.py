"""Where a visit is: every state of the conversation and all that is remembered in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from kiosk.core.text import Language
from kiosk.dialogue.events import Meant
from kiosk.dialogue.slot import Answer
from kiosk.dialogue.told import Aid, Told


class StateName(StrEnum):
    """The states of the conversation, in the order of a visit."""

    IDLE = "idle"
    GREET = "greet"
    ASK_NEED = "ask_need"
    CLARIFY = "clarify"
    CONFIRM_ITEM = "confirm_item"
    ASK_ALARM = "ask_alarm"
    GUIDE = "guide"
    VERIFY = "verify"
    NOTICE = "notice"
    PLACE_CARD = "place_card"
    RECOGNISE = "recognise"
    CONFIRM_FIELDS = "confirm_fields"
    EXTRA_INFO = "extra_info"
    ASK_SLOT = "ask_slot"
    CONFIRM_SLOTS = "confirm_slots"
    DECIDE = "decide"
    ISSUE = "issue"
    SURVEY = "survey"
    WHY = "why"
    GOODBYE = "goodbye"
    STAFF = "staff"
    EMERGENCY = "emergency"
    SIGN_IN = "sign_in"
    OFFICER = "officer"
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
    office: str = ""
    """Where the window is, if not in this hall."""


@dataclass(frozen=True)
class Prompt:
    """A sentence by its key, kept so that it can be said again."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    variant: int = 0
    """Which way of saying it: the second and third asking sound otherwise."""


#: What doesn't outlive the state it belongs to.
_FIRST_RUNG = {
    **dict.fromkeys(("misses", "silences", "again"), 0),
    **dict.fromkeys(("held", "camera_lost", "noise"), False),
    "put_off": None,
}


@dataclass(frozen=True)
class PutOff:
    """What waits while it is asked whether somebody is in danger."""

    state: State
    event: Meant = field(repr=False)
    """The words, as they count if nobody is."""
    kind: str
    """police, fire or medical."""


@dataclass(frozen=True)
class Taken:
    """A visit in an officer's hands."""

    state: State
    """The visit as it stands under her hands; from here it goes on."""
    by: str = ""
    """Her name; empty: nobody has signed in yet."""
    due: bool = False
    """All that was wanted is there: it is handed in when the visit is given back."""


Precheck = Literal["not_asked", "asked", "answered"]


@dataclass(frozen=True)
class State:
    """One visit. Immutable; a new visit starts from `State()` with nothing left of the last."""

    name: StateName = StateName.IDLE
    language: Language = "zh"
    day: str = ""
    """Today, ISO, as the last words came with it."""
    item: str | None = None
    for_whom: str | None = None
    """Somebody who isn't here: explained and handed over."""
    disqualifier: str | None = None
    """What makes the item an officer's this time."""
    candidates: tuple[str, ...] = ()
    """The items offered by the present question."""
    interrupted: str | None = None
    """The item that was being done when another was named."""
    later: tuple[str, ...] = ()
    """Further requests of the same citizen, in order."""
    refused: tuple[str, ...] = ()
    """Items that were offered to her and weren't it."""
    wanted_document: str | None = None
    to_show: tuple[str, ...] = ()
    """Documents still to be laid under the camera after the wanted one."""
    documents: tuple[DocumentHeld, ...] = ()
    card_tries: int = 0
    precheck: Precheck = "not_asked"
    fields_confirmed: bool = False
    slot: str | None = None
    """The slot that is asked for."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By slot; those of an earlier item too, as long as they are true."""
    known: frozenset[str] = frozenset()
    """Slots that a register can tell: nobody is asked."""
    skipped: frozenset[str] = frozenset()
    """Slots that an officer let go by: nobody is asked, and the desk is told nothing."""
    confirming: tuple[str, ...] = ()
    """The slots that are being read back."""
    one_by_one: bool = False
    """Something in a list that was read back is wrong: each is read back alone."""
    submitted: bool = False
    case: CaseHeld | None = None
    handoff_cause: str | None = None
    reasons: tuple[Told, ...] = ()
    """What the decision rests on, the failed ones first; empty where nobody may be told."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Stage that has ended -> the seconds it took."""
    misses: int = 0
    """Answers in a row that were not understood."""
    again: int = 0
    """How often in a row the same thing was said again because she asked for it."""
    denials: int = 0
    """How often in this visit what was offered was not it."""
    detours: int = 0
    """How often in this visit something was gone back to, denied or changed."""
    silences: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)
    """How often each question was asked, by its sentence."""
    prompt: Prompt | None = None
    """What was asked last."""
    camera_lost: bool = False
    """A card is wanted and there is no picture: it is waited for, for a while."""
    held: bool = False
    """The citizen asked to wait: nothing goes on by itself."""
    noise: bool = False
    """That the hall is loud was said at this question."""
    put_off: PutOff | None = None
    """The visit as it stood when words sounded like a call for help."""
    taken: Taken | None = None
    """The visit that an officer has taken over."""
    paper: Mapping[str, str] = field(default_factory=dict)
    """What is known of the paper that is being verified: status, number, about, day."""
    large: bool = False
    aids: frozenset[Aid] = frozenset()
    """How the screen helps her: contrast, low (all within reach from a wheelchair), calm (nothing moves)."""
    before: str | None = None
    """How her earlier request of this visit ended."""
    ended: str | None = None
    """How the visit ended: issued, handed_over, cancelled, timed_out, emergency."""

    def at(self, name: StateName, **changes: object) -> State:
        """The same visit in another state, its ladders at the first rung."""
        return replace(self, name=name, **{**_FIRST_RUNG, **changes})  # type: ignore[arg-type]

    def following(self, **changes: object) -> State:
        """The same citizen's next request: her cards are still true, nothing else is.

        No answers: the plate of the first request may not be the second one's."""
        kept = {"language", "day", "large", "aids", "documents"}
        fresh = State(**{name: getattr(self, name) for name in kept})
        return replace(fresh, before=self.ended or self.before, **changes)  # type: ignore[arg-type]


def visit_over(state: State) -> bool:
    """Nothing more will be said or asked."""
    return state.name is StateName.WIPE
