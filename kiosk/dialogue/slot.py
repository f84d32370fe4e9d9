"""What an item asks of the citizen beside her cards: one slot a question, and what she answered to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kiosk.core.text import Bilingual

SlotKind = Literal["plate", "phone", "id_tail", "date", "months", "classes", "reason", "choice", "yes_no"]
Risk = Literal["always", "unsure", "never"]


@dataclass(frozen=True)
class Kind:
    """How a kind of answer is asked for and heard, and when it has to be read back."""

    page: Literal["choice", "yes_no", "digits", "plate", "date", "months"]
    listen: Literal["open", "yes_no", "digits", "plate", "date", "choice"]
    confirm: Risk
    """Numbers, plates and days always; one of a list where it was not plain; yes and no never."""
    shape: str
    """What a value looks like, as a pattern."""
    length: int = 0


_PLATE = "[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}"
_DAY = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_ANY = ".+"

KINDS: Mapping[SlotKind, Kind] = {
    "plate": Kind("plate", "plate", "always", _PLATE),
    "phone": Kind("digits", "digits", "always", "1[0-9]{10}", 11),
    "id_tail": Kind("digits", "digits", "always", "[0-9]{3}[0-9X]", 4),
    "date": Kind("date", "date", "always", _DAY),
    "months": Kind("months", "open", "always", "[0-9]{1,3}"),
    "classes": Kind("choice", "choice", "always", "[A-Z][A-Z0-9]*"),
    "reason": Kind("choice", "choice", "unsure", _ANY),
    "choice": Kind("choice", "choice", "unsure", _ANY),
    "yes_no": Kind("yes_no", "yes_no", "never", "yes|no"),
}


@dataclass(frozen=True)
class Option:
    """One answer of a list."""

    id: str
    label: Bilingual
    words: tuple[str, ...] = ()
    """What people say for it."""


@dataclass(frozen=True)
class Slot:
    """One question of an item."""

    name: str
    kind: SlotKind
    label: Bilingual
    """What is read back before the value: 车牌."""
    options: tuple[Option, ...] = ()
    called: tuple[str, ...] = ()
    """What people call it, where they say that it is wrong."""
    card: str = ""
    """`DOCUMENT.FIELD` that tells it: then nobody is asked."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Asked only where those answers are among these."""
    confirm: Risk | None = None
    """None: as its kind has it."""
    edge: Literal["", "first", "last"] = ""
    """A day that is one end of a period; `last` follows its `first`, and one sentence may tell both."""

    @property
    def risk(self) -> Risk:
        return self.confirm or KINDS[self.kind].confirm

    def takes(self, value: str) -> bool:
        """Is it a value of this slot at all? One for an earlier question may come late."""
        if self.options and self.kind != "classes":
            return value in {o.id for o in self.options}
        return re.fullmatch(KINDS[self.kind].shape, value) is not None


@dataclass(frozen=True)
class Heard:
    """A value as it was understood from words."""

    value: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class Answer:
    """What is held for a slot."""

    value: str = field(repr=False)
    sure: bool
    """Typed, tapped, or heard plainly."""
    confirmed: bool = False
    """Typed or tapped, or read back and agreed to."""


class SlotReader(Protocol):
    """Values out of words: pure functions, made at the edge where the word lists are. `day`: ISO, today."""

    def answer(
        self, asked: Slot, slots: Sequence[Slot], held: Mapping[str, str], text: str, day: str
    ) -> Mapping[str, Heard]:
        """What an answer to the question for `asked` says of any of the slots."""

    def mentioned(self, slots: Sequence[Slot], text: str, day: str) -> Mapping[str, Heard]:
        """What a request says of them by the way."""

    def corrected(
        self, slots: Sequence[Slot], held: Mapping[str, str], text: str, day: str
    ) -> Mapping[str, Heard]:
        """What was read back, put right: 第三位是九, 不是八月是九月."""

    def wrong(self, slots: Sequence[Slot], text: str) -> tuple[str, ...]:
        """The slots that are said to be wrong, and `card` for what stands on her card."""

    def complains(self, text: str) -> bool:
        """Does she say that something is wrong?"""

    def another(self, text: str) -> bool:
        """Does she say that she wants something else? 我要办的是…"""
