"""How patient the conversation is, and what it knows of the items: passed in, never looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kiosk.core.text import Bilingual
from kiosk.dialogue.slot import Slot, SlotReader


@dataclass(frozen=True)
class Patience:
    """Seconds of quiet before each rung of the ladder; settings of the installation."""

    first_prompt: float = 8.0
    second_prompt: float = 23.0
    warning: float = 60.0
    wipe: float = 75.0
    card: float = 120.0
    """While a card is to be placed, instead of `wipe`; the warning comes 15 s before."""
    survey: float = 8.0
    handed_over: float = 20.0
    """How long the slip's page stays."""
    camera: float = 15.0
    """How long a camera without a picture is waited for, while a card is wanted."""
    notice: float = 3.0
    """After its sentence the notice stays so long, then it goes on; who touches it is reading and is given
    `first_prompt` instead."""

    sign_in: float = 60.0
    """How long the officers' sign-in page waits before the visit goes on."""
    officer: float = 180.0
    """After so long without a touch of the officer's the kiosk locks itself."""
    locked: float = 300.0
    """So long a locked visit waits for its officer; then the desk gets it, and the kiosk is wiped."""

    def doubled(self) -> Patience:
        """For the large-type mode."""
        return replace(self, **{name: value * 2 for name, value in vars(self).items()})


@dataclass(frozen=True)
class GuideView:
    """What is told aloud of an item before it is begun."""

    bring: Bilingual
    takes: Bilingual
    fee: Bilingual


@dataclass(frozen=True)
class ItemView:
    """What the conversation needs to know of an item."""

    id: str
    documents: tuple[str, ...]
    handed_over: bool = False
    """Recognised, explained, and always an officer's."""
    slots: tuple[Slot, ...] = ()
    """What is asked beside the cards, in this order."""
    why: Bilingual | None = None
    """Why an officer does it."""
    apart: Bilingual | None = None
    """A few words that tell it from its neighbours: 驾驶证丢了."""
    discreet: bool = False
    """Every hand-over of it sounds and looks the same, whatever the cause."""
    approved: str = "result.approved"
    """The sentence that tells it is done: what is collected, and what holds until then."""
    guide: GuideView | None = None


@dataclass(frozen=True)
class DialogueSettings:
    """Everything outside the state that a step depends on."""

    items: Mapping[str, ItemView]
    card_problems: frozenset[str] = frozenset()
    """Problem codes that have a sentence of their own."""
    disqualifiers: frozenset[str] = frozenset()
    """What makes an item an officer's this time, as far as it has a sentence of its own."""
    apart: frozenset[str] = frozenset()
    """Sets of items, their ids sorted and joined by dots, that have a question of their own."""
    reader: SlotReader | None = None
    """None: only taps answer questions."""
    prints: bool = False
    """There is a printer for slips."""
    patience: Patience = field(default_factory=Patience)
    max_misses: int = 3
    max_repeats: int = 6
    """After so many repeats or detours without progress an officer is called."""
    max_card_tries: int = 3
    offers_staff: int = 3
    """From so many detours on it is said that an officer would come."""
