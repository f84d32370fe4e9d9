"""Values out of words for the dialogue's slots: the word lists are here, at the edge; the reading is pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kiosk.dialogue.slot import Heard, Slot
from kiosk.dialogue.slot import Option as SlotOption
from kiosk.nlu.pinyin import readings
from kiosk.nlu.value import Option, ValueFound, read_value
from kiosk.nlu.value.lexicon import Lexicon, load
from kiosk.nlu.value.types import Kind
from kiosk.nlu.word_shapes import Shape
from kiosk.nlu.words import read_list

#: Kinds whose value may be told by the way; a yes never is.
_PLAIN: dict[str, Kind] = {"plate": "plate", "phone": "phone", "id_tail": "id_tail", "months": "months"}
#: Below what counts as plain: it is read back.
_BY_THE_WAY = 0.85
_CALLED = 0.95
#: A value that only its sound tells.
_BY_SOUND = 0.7
#: Right before a word it isn't meant.
_DENYING = ("没", "没有", "不", "不是", "不要", "不去", "没去", "不在")
#: What one sign may be put right of.
_NUMBERS = ("plate", "phone", "id_tail")


class _Corrections(Shape):
    """assets/dialogue/corrections.yaml."""

    wrong: list[str]
    card: list[str]
    another: list[str]


class _Sounds(Shape):
    """assets/dialogue/sounds.yaml."""

    date: str
    number: str
    kept: str
    """Small words that are never taken for a part of a value."""


@dataclass(frozen=True)
class WordReader:
    """A `SlotReader` over the lists of one installation."""

    lexicon: Lexicon
    corrections: _Corrections
    sounds: _Sounds

    @classmethod
    def load(cls, assets: Path) -> WordReader:
        """Raises NluError `bad_words`."""
        corrections = read_list(assets / "dialogue" / "corrections.yaml", _Corrections)
        sounds = read_list(assets / "dialogue" / "sounds.yaml", _Sounds)
        return cls(load(assets / "words" / "values"), corrections, sounds)

    # -- what was said of the slots ---------------------------------------------------------------

    def answer(
        self, asked: Slot, slots: Sequence[Slot], held: Mapping[str, str], text: str, day: str
    ) -> Mapping[str, Heard]:
        """The asked slot first; besides it what the sentence tells of others that are still open."""
        today = _day(day)
        found: dict[str, Heard] = {}
        if asked.kind == "date":
            found |= self._days(asked, slots, held, text, today)
        else:
            heard = self._asked(asked, text, today)
            if heard is not None:
                found[asked.name] = heard
        others = [s for s in slots if s.name not in held and s.name != asked.name]
        for name, heard in self.mentioned(others, text, day).items():
            found.setdefault(name, heard)
        return found

    def mentioned(self, slots: Sequence[Slot], text: str, day: str) -> Mapping[str, Heard]:
        """By the way only what is plain: a day without `edge` may be anything's."""
        today = _day(day)
        found: dict[str, Heard] = {}
        for slot in slots:
            if slot.name in found:
                continue
            if slot.edge == "first" and today is not None:
                found |= self._period(slot, slots, text, today)
                continue
            heard = self._by_the_way(slot, text, today)
            if heard is not None:
                found[slot.name] = heard
        return found

    def _by_the_way(self, slot: Slot, text: str, today: date | None) -> Heard | None:
        if slot.kind in ("choice", "reason"):
            named = [o.id for o in slot.options if any(_says(text, w) for w in _words(o) if len(w) > 1)]
            return Heard(named[0], _BY_THE_WAY) if len(named) == 1 else None
        if slot.kind in ("yes_no", "date"):
            return None
        return self._asked(slot, text, today)

    def _asked(self, slot: Slot, text: str, today: date | None) -> Heard | None:
        if slot.kind in _PLAIN:
            # Whole, or in a clause of its own.
            pieces = dict.fromkeys((text, *re.split(r"[，,。.！!？?；;]+", text)))
            heard = (_heard(self._read(_PLAIN[slot.kind], piece, today)) for piece in pieces if piece)
            return next((h for h in heard if h is not None), None)
        if slot.kind == "date":
            return self._one_day(slot, text, today)
        if slot.kind == "classes":
            found = self._read("classes", text, today)
            return _heard(found) if found is not None else self._chosen(slot, text, today)
        if slot.kind == "reason":
            return self._chosen(slot, text, today) or _heard(self._read("reason", text, today))
        return self._chosen(slot, text, today) if slot.options else None

    def _chosen(self, slot: Slot, text: str, today: date | None) -> Heard | None:
        """By one of its own words, by name, by number or by place."""
        named = self._by_name(slot, text)
        if named is not None:
            return named
        options = [Option(o.label.zh, o.id, o.words) for o in slot.options]
        found = self._read("choice", text, today, options)
        if found is None or not isinstance(found.value, int):
            return None
        return Heard(slot.options[found.value].id, found.confidence)

    @staticmethod
    def _by_name(slot: Slot, text: str) -> Heard | None:
        said = text.lower()
        named = {o.id for o in slot.options if any(_says(said, w.lower()) for w in _words(o))}
        return Heard(named.pop(), _CALLED) if len(named) == 1 else None

    # -- days -------------------------------------------------------------------------------------

    def _one_day(self, slot: Slot, text: str, today: date | None) -> Heard | None:
        found = self._read("date", text, today)
        if found is None:
            return None
        return Heard(_whole_day(str(found.value), slot.edge), found.confidence)

    def _period(self, first: Slot, slots: Sequence[Slot], text: str, today: date) -> dict[str, Heard]:
        """Both ends, where a beginning was said: a bare length begins today only if it is said so."""
        found = self._read("period", text, today)
        last = next((s for s in slots if s.edge == "last"), None)
        if found is None or last is None or not isinstance(found.value, Mapping):
            return {}
        return {
            first.name: Heard(found.value["from"], found.confidence),
            last.name: Heard(found.value["to"], found.confidence),
        }

    def _days(
        self, asked: Slot, slots: Sequence[Slot], held: Mapping[str, str], text: str, today: date | None
    ) -> dict[str, Heard]:
        """A day; of a period both ends from one sentence; a length from the day it begins on."""
        first = next((s for s in slots if s.edge == "first"), None)
        if today is None:
            return {}
        if first is not None and asked.edge == "first":
            both = self._period(first, slots, text, today)
            if both:
                return both
        if asked.edge == "last" and first is not None and first.name in held:
            begins = date.fromisoformat(held[first.name])
            both = self._period(first, slots, text, today)
            if both and both[first.name].value not in (today.isoformat(), held[first.name]):
                return both
            found = self._read("period", text, begins)
            if (
                found is not None
                and isinstance(found.value, Mapping)
                and found.value["from"] == held[first.name]
            ):
                return {asked.name: Heard(found.value["to"], found.confidence)}
        heard = self._one_day(asked, text, today)
        return {asked.name: heard} if heard is not None else {}

    # -- putting right ----------------------------------------------------------------------------

    def corrected(
        self, slots: Sequence[Slot], held: Mapping[str, str], text: str, day: str
    ) -> Mapping[str, Heard]:
        """A sign of a number put right, or another value said."""
        today = _day(day)
        named = [s for s in slots if any(word in text for word in s.called)]
        for slot in named or slots:
            if slot.kind in _NUMBERS:
                found = self._read("correction", text, today, before=held[slot.name])
                if found is not None and str(found.value) != held[slot.name]:
                    return {slot.name: Heard(str(found.value), found.confidence)}
        for slot in named or slots:
            if slot.edge == "first" and today is not None:
                both = self._period(slot, slots, text, today)
                if both and any(held.get(n) != h.value for n, h in both.items()):
                    return both
            heard = self._by_name(slot, text) if slot.options else self._asked(slot, text, today)
            if heard is not None and heard.value != held[slot.name]:
                return {slot.name: heard}
        return {}

    def complains(self, text: str) -> bool:
        """Does she say that something is wrong?"""
        return any(word in text.lower() for word in self.corrections.wrong)

    def wrong(self, slots: Sequence[Slot], text: str) -> tuple[str, ...]:
        """Slots by what they are called; `card` for what stands on the card."""
        if not self.complains(text):
            return ()
        said = text.lower()
        names = [s.name for s in slots if any(word in said for word in s.called)]
        if not names and any(word in said for word in self.corrections.card):
            names.append("card")
        return tuple(names)

    def another(self, text: str) -> bool:
        """我要办的是…"""
        said = text.lower()
        return any(word in said for word in self.corrections.another)

    # -- which of several items -------------------------------------------------------------------

    def choose(
        self, offered: Sequence[tuple[str, str]], words: Mapping[str, Sequence[str]], text: str
    ) -> str | None:
        """The item that was meant, of those offered (id, name): 丢了的那个, 第二个, 下面那个."""
        said = text.lower()
        own = {i: [w for w in words.get(i, ()) if w in said] for i, _ in offered}
        longest = {i: max(map(len, found)) for i, found in own.items() if found}
        best = [i for i, length in longest.items() if length == max(longest.values())]
        if len(best) == 1:
            return best[0]
        if best:
            return None
        options = [Option(name, i, tuple(words.get(i, ()))) for i, name in offered]
        found = self._read("choice", text, None, options)
        return offered[found.value][0] if found is not None and isinstance(found.value, int) else None

    def _read(
        self,
        kind: Kind,
        text: str,
        today: date | None,
        options: Sequence[Option] = (),
        before: str | None = None,
    ) -> ValueFound | None:
        if today is None and kind in ("date", "period"):
            return None
        anyday = today or date(2000, 1, 1)

        def once(said: str) -> ValueFound | None:
            return read_value(kind, said, today=anyday, options=options, before=before, lexicon=self.lexicon)

        found = once(text)
        parts = self._parts(kind)
        if not parts:
            return found
        again = once(by_sound(text, parts, self.sounds.kept))
        if again is None or (found is not None and _width(again) <= _width(found)):
            return found
        # 念 for 年: more of what was said makes sense.
        return replace(again, confidence=min(again.confidence, _BY_SOUND))

    def _parts(self, kind: Kind) -> str:
        """What a value of this kind is made of; '' where its sound is no help."""
        if kind in ("date", "period", "months"):
            return self.sounds.date
        return self.sounds.number if kind in ("plate", "phone", "id_tail") else ""


def _words(option: SlotOption) -> tuple[str, ...]:
    return (option.label.zh, option.label.en, *option.words)


def _width(found: ValueFound) -> int:
    return found.span[1] - found.span[0]


def by_sound(text: str, parts: str, kept: str = "") -> str:
    """`text` with every other character that sounds like one of `parts` in its place."""
    sounds: dict[str, str] = {}
    for part in parts:
        for reading in readings(part):
            sounds.setdefault("".join(reading), part)
    return "".join(c if c in parts or c in kept else _alike(c, sounds) for c in text)


def _alike(character: str, sounds: Mapping[str, str]) -> str:
    for reading in readings(character):
        found = sounds.get("".join(reading))
        if found is not None:
            return found
    return character


def _says(text: str, word: str) -> bool:
    """不是当兵 doesn't say 当兵; 没变 says 没变."""
    at = text.find(word)
    return at >= 0 and not text[:at].endswith(_DENYING)


def _heard(found: ValueFound | None) -> Heard | None:
    return Heard(str(found.value), found.confidence) if found is not None else None


def _day(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


def _whole_day(value: str, edge: str) -> str:
    """A month is its first day where something begins, else its last."""
    if len(value) != len("2026-01"):
        return value
    year, month = (int(part) for part in value.split("-"))
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1 if edge == "first" else last).isoformat()
