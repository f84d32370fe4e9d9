"""What can happen to a conversation: words, taps, cards, the desk's answers, time. All small values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.text import Language
from kiosk.dialogue.told import Aid, Told
from kiosk.nlu.types import Understanding


@dataclass(frozen=True)
class Woke:
    """Somebody stands before the kiosk: a touch, a word, or the demo's start."""


@dataclass(frozen=True)
class Meant:
    """Something was said or tapped. A tap and a word are the same event."""

    understanding: Understanding
    by: Literal["voice", "touch"] = "voice"
    day: str = ""
    """Today, ISO: 明天 means a day. The terminal knows it."""


@dataclass(frozen=True)
class Touched:
    """A finger on the glass, on a button or beside one: somebody is there."""


@dataclass(frozen=True)
class LanguageChosen:
    """The visitor wants the other language."""

    language: Language


@dataclass(frozen=True)
class AidChosen:
    """The screen shall help otherwise: on where it was off, off where it was on."""

    aid: Aid


@dataclass(frozen=True)
class Rated:
    """How satisfied she is: 5 (very) to 1 (not at all)."""

    score: int


@dataclass(frozen=True)
class Unclear:
    """Something was said; what, is not sure enough to act on."""

    why: Literal["", "too_quiet", "too_loud", "noise"] = ""
    """What was wrong with the sound, where that may be the cause."""


@dataclass(frozen=True)
class CutShort:
    """She has spoken for so long that she was cut; what she said so far is being worked on."""


@dataclass(frozen=True)
class SaidAll:
    """Everything that was to be said has been said."""


@dataclass(frozen=True)
class TimerFired:
    """A timer that an action started has run out."""

    timer: str


@dataclass(frozen=True)
class CardStill:
    """A card lies still under the camera; reading begins."""

    document: str


@dataclass(frozen=True)
class CardRead:
    """The card was read, or could not be."""

    document: str
    accepted: bool
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    problems: tuple[str, ...] = ()
    """Codes, the most telling first."""
    found: str | None = None
    """What lies there as far as it could be told: a wrong document is named."""


@dataclass(frozen=True)
class PaperSeen:
    """A code lies under the camera."""

    number: str
    """Of the certificate; empty: it isn't a code of ours."""


@dataclass(frozen=True)
class PaperChecked:
    """What the desk knows of a paper."""

    number: str
    status: str
    """current, revoked, superseded, or unknown."""
    item: str = ""
    day: str = ""
    """When it was issued, ISO; empty where the desk doesn't tell."""


@dataclass(frozen=True)
class PrecheckDone:
    """What more the desk would need from the citizen."""

    needed_documents: tuple[str, ...]
    known_answers: tuple[str, ...] = ()
    """Slots that a register can tell."""


@dataclass(frozen=True)
class CaseTaken:
    """The desk has the case; from here on it can't be lost."""

    ticket: str
    window: str
    existing: bool = False


@dataclass(frozen=True)
class StageDone:
    """One of the five stages has ended."""

    stage: str
    seconds: float = 0.0
    """How long it took."""


@dataclass(frozen=True)
class CaseIssued:
    """Approved, and the paper is signed."""

    ticket: str
    window: str
    certificate: str
    reasons: tuple[Told, ...] = ()
    """Every rule that holds."""


@dataclass(frozen=True)
class CaseHandedOver:
    """The case lies with an officer."""

    ticket: str
    window: str
    cause: str
    reason: str = ""
    """The citizen's sentence of the rule that sent it there, in her language."""
    reasons: tuple[Told, ...] = ()
    """The rules that failed or could not be answered."""
    office: str = ""
    """Where the window is, in her language, if not in this hall."""


@dataclass(frozen=True)
class DeskFailed:
    """The desk can't be reached or answered with an error."""

    code: str


@dataclass(frozen=True)
class DeviceLost:
    """A device is gone, or gives nothing.

    `microphone`, `muted` or `switched_off`: nobody can be heard. `loudspeaker` or `silent`: 小智 can't be
    heard. `camera` or `covered`: no picture. `reader`: a picture can't be read at all. `printer`.
    """

    device: str


@dataclass(frozen=True)
class DeviceBack:
    """It is there again."""

    device: str


@dataclass(frozen=True)
class CornerHeld:
    """The fixed corner was held down: an officer wants in."""


@dataclass(frozen=True)
class SignInRefused:
    """The desk knows nobody of that name, password and code, or has locked the account."""

    code: str


@dataclass(frozen=True)
class SignInLeft:
    """Nobody wants in after all."""


@dataclass(frozen=True)
class TakenOver:
    """An officer has signed in at the kiosk: the visit is hers."""

    by: str
    """Her name, always in sight."""


@dataclass(frozen=True)
class FieldCorrected:
    """The officer has put a field of a document right, or typed one that no camera has read."""

    document: str
    name: str
    """Of the field."""
    value: str = field(repr=False)


@dataclass(frozen=True)
class AnsweredByOfficer:
    """The officer has answered one of the item's questions."""

    slot: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class ItemChosen:
    """The officer says which item it is."""

    item: str


@dataclass(frozen=True)
class StepSkipped:
    """The officer lets the present step go by."""

    reason: str = field(repr=False)


@dataclass(frozen=True)
class GivenBack:
    """小智 goes on where the visit stands."""


@dataclass(frozen=True)
class VisitEnded:
    """The officer ends the visit: nothing of it stays."""


Event = (
    Woke
    | Meant
    | Touched
    | LanguageChosen
    | AidChosen
    | Rated
    | Unclear
    | CutShort
    | SaidAll
    | TimerFired
    | CardStill
    | CardRead
    | PaperSeen
    | PaperChecked
    | PrecheckDone
    | CaseTaken
    | StageDone
    | CaseIssued
    | CaseHandedOver
    | DeskFailed
    | DeviceLost
    | DeviceBack
    | CornerHeld
    | SignInRefused
    | SignInLeft
    | TakenOver
    | FieldCorrected
    | AnsweredByOfficer
    | ItemChosen
    | StepSkipped
    | GivenBack
    | VisitEnded
)
