"""Numbers of a fixed length said in groups: counts, cardinals, homophones, restarts and repetitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kiosk.nlu.value import numerals
from kiosk.nlu.value.lexer import GAP, UNKNOWN, Lexeme, Lexer, tagged
from kiosk.nlu.value.restarts import Restarts, Swap, statements, swap_in
from kiosk.nlu.value.shapes import DigitsShape, SpeechShape

_HOMOPHONE = dict(zip("abcdefghijk", "0123456789X", strict=True))
_WEAK = dict(zip("pqrstuvwxy", "0123456789", strict=True))
COUNTER, FILLER, UNIT, EITHER, TRIPLE, TENS = "G", ".", "U", "|", "T", "H"
_EDGES = {GAP, FILLER, UNIT, EITHER}
_CARDINAL = re.compile(
    r"(?:[1-9]千(?:零?[1-9]百)?|[1-9]百)(?:零?[1-9]?十)?(?:零?[1-9])?|[1-9]?十[1-9]?|[1-9]千零?[1-9]?[1-9]?十[1-9]?"
)
_HAN = dict(zip("0123456789", "零123456789", strict=True))


@dataclass(frozen=True)
class Group:
    """Digits said in one go."""

    digits: str
    start: int
    end: int
    sure: bool
    """False where a homophone was read as a digit."""


@dataclass(frozen=True)
class Number:
    """A number put together from groups."""

    digits: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class DigitReader:
    """Made from digits.yaml and speech.yaml."""

    shape: DigitsShape
    speech: SpeechShape
    restarts: Restarts
    _cache: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def lexer(self) -> Lexer:
        shape = self.shape
        numbers = [*"一二两三四五六七八九123456789", "十", "十一", "十八", "10", "11", "18"]
        frames = [
            frame.replace("#", number)
            for frame in shape.frames
            for number in (numbers if "#" in frame else [""])
        ]
        table = tagged(
            {
                GAP: frames,
                TRIPLE: shape.triples,
                **shape.digits,
                **{tag: shape.homophones.get(d, ()) for tag, d in _HOMOPHONE.items()},
                **{tag: shape.weak.get(d, ()) for tag, d in _WEAK.items()},
                COUNTER: shape.counters,
                UNIT: shape.units,
                EITHER: shape.alternatives,
                FILLER: self.speech.fillers,
                "十": ("十", "拾"),
                "百": ("百", "佰"),
                "千": ("千", "仟"),
            }
        )
        return Lexer(table)

    @cached_property
    def _plain_too(self) -> dict[str, str]:
        """俩 by itself is a 2."""
        return {w: d for d, words in self.shape.digits.items() for w in words if w in self.shape.triples}

    def groups(self, text: str, homophones: bool) -> list[Group | str]:
        """The groups in order; `|` between two where it was said that they are alternatives."""
        lexemes = self.lexer.read(text)
        tags = [one.tag for one in lexemes]
        unsure = self._resolve(lexemes, tags) if homophones else set()
        found: list[Group | str] = []
        at = 0
        while at < len(tags):
            digits, used = self._digits(lexemes, tags, at)
            if not used:
                if tags[at] == EITHER:
                    found.append(EITHER)
                at += 1
                continue
            start = at
            said = ""
            while used:
                said, at = said + digits, at + used
                digits, used = self._digits(lexemes, tags, at)
            if at < len(tags) and tags[at] == UNIT:
                continue
            sure = unsure.isdisjoint(range(start, at))
            found.append(Group(said, lexemes[start].start, lexemes[at - 1].end, sure))
        return found

    def _resolve(self, lexemes: Sequence[Lexeme], tags: list[str]) -> set[int]:
        """Homophones beside digits become digits in `tags`; returns where."""
        changed: set[int] = set()
        kinds = [_HOMOPHONE.get(t) or _WEAK.get(t) for t in tags]
        at = 0
        while at < len(tags):
            if kinds[at] is None:
                at += 1
                continue
            end = at
            while end < len(tags) and kinds[end] is not None:
                end += 1
            before = tags[at - 1] if at else GAP
            after = tags[end] if end < len(tags) else GAP
            weak = any(tags[i] in _WEAK for i in range(at, end))
            if self._stands(lexemes, at, before, after, weak, end - at):
                for i in range(at, end):
                    tags[i] = kinds[i] or tags[i]
                    changed.add(i)
            at = end
        return changed

    def _stands(
        self, lexemes: Sequence[Lexeme], at: int, before: str, after: str, weak: bool, length: int
    ) -> bool:
        left, right = _digit(before), _digit(after)
        if weak:
            return left and right and length <= 2
        if not left and at and lexemes[at - 1].text in self.shape.not_after:
            return False
        return (left or before in _EDGES) and (right or after in _EDGES) and (left or right or length > 2)

    def _digits(self, lexemes: Sequence[Lexeme], tags: Sequence[str], at: int) -> tuple[str, int]:
        """What is said at `at` as digits, and how many lexemes that takes; 0: no digits there."""
        tag = tags[at] if at < len(tags) else ""
        after = tags[at + 1] if at + 1 < len(tags) else ""
        if tag == TRIPLE and lexemes[at].text in self._plain_too:
            plain = self._plain_too[lexemes[at].text]
            counted = tags[at + 2] if at + 2 < len(tags) else ""
            if after == COUNTER and _digit(counted):
                return counted * int(plain), 3
            if not _digit(after) or lexemes[at + 1].text in self.shape.plain_before:
                return plain, 1
        if tag == TRIPLE:
            gap = int(after == GAP)
            counted = tags[at + 1 + gap] if at + 1 + gap < len(tags) else ""
            return (counted * self.shape.triples[lexemes[at].text], 2 + gap) if _digit(counted) else ("", 0)
        if not _digit(tag) and tag != "十":
            return "", 0
        if after == COUNTER:
            counted = tags[at + 2] if at + 2 < len(tags) else ""
            if _digit(counted) and tag not in "0X":
                return counted * int(tag), 3
            return "", 0
        if tag in "十123456789" and (tag == "十" or after in ("十", "百", "千")):
            return _cardinal(lexemes, tags, at)
        return (tag, 1) if _digit(tag) else ("", 0)

    def read(
        self, text: str, lengths: Sequence[int], valid: Callable[[str], bool], homophones: bool = True
    ) -> Number | None:
        """The one valid number said in `text` (all restarts obeyed), or None."""
        swap = swap_in(text)
        swapped = self._swapped(swap, lengths, valid) if swap is not None else None
        if swapped is not None:
            return swapped[0]
        for marked in self.restarts.readings(text):
            for level in (True, False) if homophones else (False,):
                for cut in (False, True):
                    found = self._read(marked, lengths, valid, level, cut)
                    if found is not None:
                        return found
        return None

    def read_after(
        self, text: str, cues: Sequence[str], lengths: Sequence[int], valid: Callable[[str], bool]
    ) -> Number | None:
        """The number in all of `text`, or else in what follows the last word that announces it."""
        found = self.read(text, lengths, valid)
        if found is not None:
            return found
        at = max((text.rfind(cue) + len(cue) for cue in cues if cue in text), default=0)
        if not at:
            return None
        return self.read("\x01" * at + text[at:], lengths, valid)

    def _read(
        self, marked: str, lengths: Sequence[int], valid: Callable[[str], bool], level: bool, cut: bool
    ) -> Number | None:
        held = self._held(marked, lengths, valid, level, cut)
        whole = _whole(held, lengths, valid)
        if whole is None:
            return None
        confidence = 0.97 if all(g.sure for g in held) else 0.85
        again = len(statements(marked, cut)) > 1
        start, end = min(g.start for g in held), max(g.end for g in held)
        return Number(whole, start, end, confidence - (0.1 if again else 0.0))

    def _held(
        self, marked: str, lengths: Sequence[int], valid: Callable[[str], bool], level: bool, cut: bool
    ) -> list[Group]:
        """The groups that stand after all restarts; none where the last one is followed by nothing."""
        held: list[Group] = []
        pending = False
        for i, (offset, piece) in enumerate(statements(marked, cut)):
            said = self.groups(piece.replace("\x03", " "), level)
            if EITHER in said[1:-1]:
                return []
            groups = [
                Group(g.digits, g.start + offset, g.end + offset, g.sure)
                for g in said
                if isinstance(g, Group)
            ]
            pending = bool(i and not groups and held)
            if groups:
                held = merge(held, groups, lengths, valid) if held else groups
        return [] if pending else held

    def _swapped(
        self, swap: Swap, lengths: Sequence[int], valid: Callable[[str], bool]
    ) -> tuple[Number | None] | None:
        """不是A，是B behind digits: (what stands,), (None,) where that is open; None: no such thing."""
        held = self._held(next(self.restarts.readings(swap.head)), lengths, valid, True, False)
        old = "".join(g.digits for g in self.groups(swap.old, True) if isinstance(g, Group))
        after = [g for g in self.groups(swap.rest, True) if isinstance(g, Group)]
        if not held or not old or not after:
            return None
        start, end = held[0].start, after[-1].end + swap.at
        if valid(after[-1].digits):
            return (Number(after[-1].digits, after[-1].start + swap.at, end, 0.87),)
        before, new = "".join(g.digits for g in held), after[0].digits
        tail = "".join(g.digits for g in after[1:])
        meant = {before + new + tail, *swapped(held, old, new, tail)}
        if old not in before and before.count(new) == 1:
            meant.add(before + tail)
        found = sorted(filter(valid, meant))
        return (Number(found[0], start, end, 0.85),) if len(found) == 1 else (None,)


def swapped(held: Sequence[Group], old: str, new: str, tail: str) -> set[str]:
    """The number with `old` made `new` where it stands alone, or is a group of its own."""
    before = "".join(g.digits for g in held)
    places = [i for i in range(len(before)) if before.startswith(old, i)]
    if len(places) > 1:
        starts = [sum(len(g.digits) for g in held[:i]) for i in range(len(held))]
        places = [at for at, g in zip(starts, held, strict=True) if g.digits == old]
    if len(places) != 1 or len(old) != len(new):
        return set()
    return {before[: places[0]] + new + before[places[0] + len(old) :] + tail}


def _digit(tag: str) -> bool:
    return len(tag) == 1 and tag in "0123456789X"


def _cardinal(lexemes: Sequence[Lexeme], tags: Sequence[str], at: int) -> tuple[str, int]:
    run = at
    while run < len(tags) and (tags[run] in "0123456789十百千") and len(tags[run]) == 1:
        run += 1
    plain = "".join(_HAN.get(tag, tag) for tag in tags[at:run])
    match = _CARDINAL.match(plain)
    if match is None:
        return "", 0
    value = numerals.number(match.group(0))
    if value is None:
        return "", 0
    return str(value), match.end()


def merge(
    held: list[Group], new: list[Group], lengths: Sequence[int], valid: Callable[[str], bool]
) -> list[Group]:
    """What stands after a restart: all anew, or the last group or the last digits replaced."""
    said = "".join(g.digits for g in new)
    if valid(said):
        return new
    before = "".join(g.digits for g in held)
    same = [i for i, g in enumerate(held) if len(g.digits) == len(said)] if len(new) == 1 else []
    if same and len(held) > 1 and valid(before):
        kept = [*held[: same[-1]], *new, *held[same[-1] + 1 :]]
        if valid("".join(g.digits for g in kept)):
            return kept
    order = sorted(lengths, key=lambda n: n != len(before))
    for length in order:
        dropped = len(before) + len(said) - length
        if 0 < dropped <= len(before) and valid(before[: len(before) - dropped] + said):
            return [*_without(held, dropped), *new]
    return [*held[:-1], *new]


def _without(groups: list[Group], dropped: int) -> list[Group]:
    kept = list(groups)
    while dropped and kept:
        last = kept.pop()
        if len(last.digits) > dropped:
            kept.append(Group(last.digits[: len(last.digits) - dropped], last.start, last.end, last.sure))
            break
        dropped -= len(last.digits)
    return kept


def _whole(groups: list[Group], lengths: Sequence[int], valid: Callable[[str], bool]) -> str | None:
    """The groups as one number; a number said twice, or begun twice, counts once."""
    said = "".join(g.digits for g in groups)
    if valid(said):
        return said
    for length in lengths:
        for i in range(1, len(groups)):
            first, second = "".join(g.digits for g in groups[:i]), "".join(g.digits for g in groups[i:])
            if len(second) == length and valid(second) and second.startswith(first):
                return second
            if len(first) == length and valid(first) and (first.endswith(second) or first == second):
                return first
    return _alone(groups, lengths, valid)


def _alone(groups: list[Group], lengths: Sequence[int], valid: Callable[[str], bool]) -> str | None:
    """A long number said in one go, after short ones about other things."""
    whole = [g.digits for g in groups if valid(g.digits)]
    others = [g.digits for g in groups if not valid(g.digits)]
    last = groups and valid(groups[-1].digits)
    if min(lengths) < 8 or len(whole) != 1 or not last or any(len(other) > 6 for other in others):
        return None
    return whole[0]


__all__ = ["EITHER", "UNKNOWN", "DigitReader", "Group", "Number", "merge"]
