"""Telephone numbers, plates and days, said as people say them; right where the kiosk reads what was said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.hall.listener import Listener, Outcome
from benchmarks.hall.material import Scene, Studio
from benchmarks.hall.phrases import Phrases, Value
from benchmarks.hall.score import Count
from benchmarks.hall.voices import HELD_OUT, Utterance
from kiosk.core.text import Bilingual
from kiosk.dialogue.actions import Listen
from kiosk.dialogue.slot import KINDS, Slot, SlotKind
from kiosk.terminal.reading import WordReader

#: The day of the bench: what 明天 is.
TODAY = "2026-11-25"
_DIGITS = "零一二三四五六七八九"
_PREFIXES = ("13", "15", "17", "18", "19")
#: Written values of a kind.
_ROUND = 20
_LEADS = ("", "", "", "我的电话是", "号码是")


@dataclass
class ValueResult:
    """Counts of one kind in one condition. Wrong ones are read back, never acted on."""

    first: Count = field(default_factory=Count)
    waited: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def slot_of(kind: SlotKind) -> Slot:
    """A question for such a value."""
    return Slot(kind, kind, Bilingual(kind, kind))


def always_read_back() -> bool:
    """Is no number, plate or day ever taken without being read back or typed?"""
    return all(KINDS[kind].confirm == "always" for kind in ("phone", "plate", "date", "id_tail"))


def phones(n: int, seed: int) -> list[Value]:
    """Mobile numbers in their usual groups; 1 is 一 or 幺."""
    rng = np.random.default_rng([seed, 41])
    made = []
    for _ in range(n):
        number = str(rng.choice(_PREFIXES)) + "".join(map(str, rng.integers(0, 10, 9)))
        said = "".join(_DIGITS[int(d)] for d in number)
        if rng.random() < 0.6:
            said = said.replace("一", "幺")
        cuts = ((3, 7), (3, 7), (), (3, 6, 9), (4, 8))[int(rng.integers(5))]
        pieces = [said[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
        made.append(Value(say=str(rng.choice(_LEADS)) + "，".join(pieces), value=number))
    return made


def spoken_values(phrases: Phrases, kind: SlotKind, n: int, seed: int) -> list[Value]:
    """`n` values of a kind."""
    if kind == "phone":
        return phones(n, seed)
    known = phrases.plates if kind == "plate" else phrases.dates
    return [known[i % len(known)] for i in range(n)]


def run_value(
    listener: Listener,
    studio: Studio,
    reader: WordReader,
    kind: SlotKind,
    numbered: tuple[int, Value],
    scene: Scene,
    into: ValueResult,
) -> None:
    """The `numbered` (place, value), said by one of the voices."""
    slot, (index, value) = slot_of(kind), numbered
    listen = Listen(KINDS[kind].listen, slot=slot.name)
    # With 20 values, the same one again is another voice's.
    voice = HELD_OUT[(index + index // _ROUND) % len(HELD_OUT)]
    found = listener.hear(studio.clip(Utterance(value.say, voice), scene), listen)
    taken = read(reader, slot, found)
    into.first.add(taken == value.value, taken not in (None, value.value))
    if found.noticed:
        into.waited.append(found.waited)
    if taken != value.value:
        into.missed.append(f"{value.say} {value.value} {voice} -> {taken} ({found.text})")


def read(reader: WordReader, slot: Slot, found: Outcome) -> str | None:
    """The value that the conversation would read back; None: it asks again."""
    if found.value is not None:
        return found.value if slot.takes(found.value) else None
    if not found.text:
        return None
    heard = reader.answer(slot, (slot,), {}, found.text, TODAY).get(slot.name)
    return heard.value if heard is not None and slot.takes(heard.value) else None
