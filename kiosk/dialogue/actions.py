"""What a conversation wants done. The terminal does it; the results come back as events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.dialogue.states import DocumentHeld


@dataclass(frozen=True)
class Say:
    """Speak the sentences of a prompt and show them as a caption."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    variant: int = 0
    """Which way of saying it, where there are several."""


@dataclass(frozen=True)
class Show:
    """Turn to a page."""

    page: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    choices: tuple[str, ...] = ()
    """Ids of items, commands or answers, in the order of the buttons."""


@dataclass(frozen=True)
class Listen:
    """Listen once everything has been said."""

    expect: Literal["open", "yes_no", "commands", "choice", "digits", "plate", "date"]
    options: tuple[str, ...] = ()
    """Ids of items that were offered, or of a slot's answers."""
    slot: str = ""
    """The slot that is asked for."""
    may_be_silent: bool = False
    """It goes on by itself: nobody has to answer."""


@dataclass(frozen=True)
class StopListening:
    """Close the ears."""


@dataclass(frozen=True)
class Capture:
    """Wait for this document to lie still, then read it."""

    document: str


@dataclass(frozen=True)
class StopCapture:
    """Let the camera be."""


@dataclass(frozen=True)
class Scan:
    """Look for the code of a paper of ours until `StopCapture`."""


@dataclass(frozen=True)
class CheckPaper:
    """Ask the desk what it knows of the paper of this number."""

    number: str


@dataclass(frozen=True)
class Print:
    """She asked for a slip: the guide of an item, or once more what she takes to the window.

    (That one prints by itself the first time, when the case is decided.)
    """

    what: Literal["guide", "slip"]
    item: str = ""
    """Of the guide."""


@dataclass(frozen=True)
class AskPrecheck:
    """Ask the desk, while the citizen looks at the fields, whether more is needed."""

    item: str
    documents: tuple[DocumentHeld, ...]


@dataclass(frozen=True)
class Submit:
    """Hand the case in."""

    item: str
    documents: tuple[DocumentHeld, ...]
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By slot."""


@dataclass(frozen=True)
class HandOver:
    """Give the visit to an officer: the case that is in, or a new one with what is known."""

    cause: str
    item: str | None
    documents: tuple[DocumentHeld, ...]
    note: str = ""
    """For the officer: the state it came from. No personal data."""
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What was asked already, by slot."""
    opens: bool = True
    """Nothing of this request lies at the desk yet."""


@dataclass(frozen=True)
class CallStaff:
    """Light the lamp at the officer's desk."""

    urgency: Literal["normal", "emergency"]


@dataclass(frozen=True)
class StartTimer:
    """Start (anew) a timer of this name."""

    timer: str
    seconds: float


@dataclass(frozen=True)
class StopTimers:
    """No timer runs any more."""


@dataclass(frozen=True)
class Adjust:
    """Volume, speed, or size of type."""

    what: Literal["louder", "quieter", "slower", "large"]


@dataclass(frozen=True)
class Look:
    """The same page, as she now wants to see it."""


@dataclass(frozen=True)
class Rate:
    """Keep how satisfied she was, 5 to 1; nothing that tells who."""

    score: int


@dataclass(frozen=True)
class Acknowledge:
    """A short sound: something was received and is being worked on."""


@dataclass(frozen=True)
class Hush:
    """Stop in the middle of the sentence."""


Act = Literal["taken_over", "corrected", "answered", "chosen", "skipped", "given_back", "ended", "locked"]


@dataclass(frozen=True)
class Record:
    """Tell the desk what an officer did with the visit, for its audit."""

    act: Act
    step: str
    """Where the visit stood."""
    item: str | None = None
    subject: str = ""
    """What it was done to: a question, or DOCUMENT.FIELD."""
    old: str = field(default="", repr=False)
    new: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class SignOut:
    """The officer's session at this kiosk ends."""


@dataclass(frozen=True)
class Wipe:
    """Overwrite what was heard and seen, delete what was written down, clear the screen."""


Action = (
    Say
    | Show
    | Listen
    | StopListening
    | Capture
    | StopCapture
    | Scan
    | CheckPaper
    | Print
    | AskPrecheck
    | Submit
    | HandOver
    | CallStaff
    | StartTimer
    | StopTimers
    | Adjust
    | Look
    | Rate
    | Acknowledge
    | Hush
    | Record
    | SignOut
    | Wipe
)
