"""A number plate as GA 36 has it: 浙B12345, 浙BD12345, 浙B1234挂."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.nlu.value.lexer import GAP, Lexeme
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.plate_words import NOTHING, PlateWords, Word
from kiosk.nlu.value.restarts import PAUSE, statements, swap_in
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

_CITY = re.compile(r"(?P<city>[\u4e00-\u9fff]{2})的?(?=[A-Z])")
#: B，宁波的B: the letter again, with a word it is in.
_EXPLAINED = re.compile(
    r"(?P<letter>[A-Z])(?P<more>[，,、 ]*(?:就是|是)?[\u4e00-\u9fff]{1,4}的(?P=letter))(?![A-Z]{2})"
)
_EITHER = re.compile(r"或者|或是|还是|或")


@dataclass(frozen=True)
class _Part:
    """What was said between two restarts."""

    province: str
    letter: str
    body: str
    start: int
    end: int
    sure: bool = True
    city: str = ""
    """The letter that the city has which stood for the province."""

    @property
    def astray(self) -> bool:
        """宁波的A: no such plate."""
        return bool(self.city) and self.city != self.letter

    @property
    def text(self) -> str:
        return self.province + self.letter + self.body


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The plate that was said; None without a province, a letter or the right number of characters."""
    words = lexicon.plate_words
    swapped = _swapped(said, lexicon)
    if swapped is not None:
        return swapped[0]
    for marked in lexicon.restarts.readings(lexicon.questions.without_listening(said.text)):
        for pauses_cut in (False, True):
            hit = _read(_without_cities(marked, words), words, pauses_cut)
            if hit is not None:
                asked = lexicon.questions.asked(said.text, hit.start, hit.end)
                several = _EITHER.search(said.text) or _another(said.text, hit, words)
                return None if asked or several else hit
    return None


def _another(text: str, hit: Hit, words: PlateWords) -> bool:
    """浙B12345和54321: the end of another plate behind this one."""
    match = words.another.match(text, hit.end)
    other = words.spelled(match.group("other")) if match else ""
    return 4 <= len(other) <= 8 and not str(hit.value).endswith(other[1:])


def _swapped(said: Said, lexicon: Lexicon) -> tuple[Hit | None] | None:
    """浙A12345，不是A，是B: the one place where A stands; (None,) where it stands nowhere or twice."""
    swap = swap_in(said.text)
    words = lexicon.plate_words
    if swap is None:
        return None
    held = _held(_without_cities(swap.head, words), words, False)
    old, new = words.spelled(swap.old), words.spelled(swap.rest)
    if held is None or not words.shape.match(held.text) or not old or len(old) != len(new) or len(old) > 4:
        return None
    body = held.letter + held.body
    if body.count(old) != 1:
        kept = old not in body and body.count(new) == 1
        return (Hit(held.text, 0.8, held.start, held.end),) if kept and not held.astray else (None,)
    value = held.province + body.replace(old, new)
    fits = words.shape.match(value) and (not held.city or value[1] == held.city)
    return (Hit(value, 0.8, held.start, len(said.text)) if fits else None,)


def _without_cities(text: str, words: PlateWords) -> str:
    """宁波的B: the city is no part of the plate."""

    def blank(match: re.Match[str]) -> str:
        city = match.group("city")
        kept = (
            city in words.cities or city in words.names or "的" in city or not match.group(0).endswith("的")
        )
        return match.group(0) if kept else "\x01" * len(match.group(0))

    once = _EXPLAINED.sub(lambda m: m.group("letter") + "\x01" * len(m.group("more")), text)
    return _CITY.sub(blank, once)


def _read(marked: str, words: PlateWords, pauses_cut: bool) -> Hit | None:
    held = _held(marked, words, pauses_cut)
    if held is None or held.astray or not words.shape.match(held.text):
        return None
    again = len(statements(marked, pauses_cut)) > 1
    confidence = (0.95 if held.sure else 0.85) - (0.1 if again else 0.0)
    return Hit(held.text, confidence, held.start, held.end)


def _held(marked: str, words: PlateWords, pauses_cut: bool) -> _Part | None:
    """What stands after all restarts; None where two plates were said, or one was taken back."""
    held: _Part | None = None
    pieces = statements(marked, pauses_cut)
    pending = False
    for offset, piece in pieces:
        lexemes = words.read(piece.replace(PAUSE, " "))
        parts = _parts(lexemes, words)
        complete = {part.text for part in parts if words.shape.match(part.text)}
        if len(complete) > 1:
            return None
        part = next((p for p in parts if p.text in complete), parts[0] if parts else None)
        pending = part is None and held is not None
        if part is not None:
            part = replace(part, start=part.start + offset, end=part.end + offset)
            merged = _merge(held, part, words) if held else part
            kept = held.city if held and not part.province else part.city
            held = replace(merged, city=kept)
    return None if pending else held


def _merge(held: _Part, new: _Part, words: PlateWords) -> _Part:
    """What a restart leaves: all anew, only the head, or only the tail."""
    if new.province:
        if new.letter and new.body:
            if words.shape.match(new.text) or not words.shape.match(held.province + held.letter + new.body):
                return new
            return new
        letter = new.letter or held.letter
        return replace(held, province=new.province, letter=letter, end=new.end)
    same = (min(held.start, new.start), new.end)
    tails = [new.letter + new.body]
    whole = len(held.body) if words.shape.match(held.text) else 0
    for length in dict.fromkeys((whole or 5, 5, 6)):
        for tail in tails:
            dropped = len(held.body) + len(tail) - length
            if new.letter and len(new.body) >= 5 and words.shape.match(held.province + new.text):
                return _Part(held.province, new.letter, new.body, *same)
            if 0 < dropped <= len(held.body):
                body = held.body[: len(held.body) - dropped] + tail
                if words.shape.match(held.province + held.letter + body):
                    return _Part(held.province, held.letter, body, *same)
    if new.letter and not held.body:
        return _Part(held.province, new.letter, new.body, *same)
    if new.letter and not new.body:
        return _Part(held.province, new.letter, held.body, *same)
    return _Part(held.province, held.letter, new.letter + new.body, *same)


def _parts(lexemes: Sequence[Lexeme], words: PlateWords) -> list[_Part]:
    """Every plate that begins somewhere here; if there is none, a piece of one."""
    found: list[_Part] = []
    for surely in (True, False):
        at = 0
        while at < len(lexemes):
            part, end = _from_province(lexemes, at, words, surely)
            if part is not None:
                found.append(part)
            at = end if part is not None and len(part.body) >= 5 else at + 1
        if any(words.shape.match(part.text) for part in found):
            return found
    return found or _piece(lexemes, words)


def _from_province(
    lexemes: Sequence[Lexeme], at: int, words: PlateWords, surely: bool
) -> tuple[_Part | None, int]:
    first = words.of(lexemes[at])
    start = lexemes[at].start
    if first.together:
        body, end, sure = _body(lexemes, at + 1, words)
        whole = first.together + body
        if words.shape.match(whole):
            return _Part(whole[0], whole[1], body, start, _end(lexemes, end), False), end
    province = first.province or first.city[:1] or ("" if surely else first.heard)
    if not province:
        return None, at
    after = at + 1
    while after < len(lexemes) and _skipped(lexemes[after], words.of(lexemes[after]), province):
        after += 1
    letter = _letter(words.of(lexemes[after])) if after < len(lexemes) else ""
    if not letter:
        if first.province and lexemes[at].text == province:
            return _Part(province, "", "", start, lexemes[at].end), at + 1
        return None, at
    body, end, sure = _body(lexemes, after + 1, words)
    sure = sure and lexemes[after].text == letter and bool(first.province)
    city = "" if first.province else first.city[1:]
    return _Part(province, letter, body, start, _end(lexemes, end), sure, city), end


def _piece(lexemes: Sequence[Lexeme], words: PlateWords) -> list[_Part]:
    """A correction without its province: B12346, 46."""
    for at, lexeme in enumerate(lexemes):
        word = words.of(lexeme)
        if _skipped(lexeme, word, "") and word.letter != lexeme.text:
            continue
        letter = word.letter if word.letter and not word.digit else ""
        body, end, sure = _body(lexemes, at + 1 if letter else at, words)
        if letter or body:
            return [_Part("", letter, body, lexeme.start, _end(lexemes, end), sure)]
    return []


def _skipped(lexeme: Lexeme, word: Word, province: str) -> bool:
    if lexeme.tag == GAP:
        return True
    if word.province:
        return word.province == province
    return word.filler and not word.digit and not (word.letter and lexeme.text.isascii())


def _letter(word: Word) -> str:
    return word.first or word.letter


def _end(lexemes: Sequence[Lexeme], end: int) -> int:
    while end and lexemes[end - 1].tag == GAP:
        end -= 1
    return lexemes[end - 1].end if end else 0


def _body(lexemes: Sequence[Lexeme], at: int, words: PlateWords) -> tuple[str, int, bool]:
    """(characters, past-the-last lexeme, whether no character was guessed by its sound)."""
    body = ""
    sure = True
    last = at
    while at < len(lexemes) and len(body) < 12:
        here, lexeme = words.of(lexemes[at]), lexemes[at]
        if _goes_on(lexemes, at, words, body):
            sure = False
            break
        said, used, certain = _character(lexemes, at, words, body)
        if used:
            body, at, sure = body + said, at + used, sure and certain
            last = at
            if said in "挂学警港澳":
                break
        elif lexeme.tag == GAP or here.filler:
            at += 1
        else:
            break
    half = len(body) // 2
    if half >= 5 and body[:half] == body[half:]:
        body = body[:half]
    return body, last, sure


def _goes_on(lexemes: Sequence[Lexeme], at: int, words: PlateWords, body: str) -> bool:
    """浙B12345要进城: the plate is whole, and what only sounds like a digit begins what is wanted."""
    after = words.of(lexemes[at + 1]) if at + 1 < len(lexemes) else NOTHING
    whole = len(body) == (6 if body[:1].isalpha() else 5)
    return whole and words.of(lexemes[at]).alike and not after.digit


def _character(lexemes: Sequence[Lexeme], at: int, words: PlateWords, body: str) -> tuple[str, int, bool]:
    lexeme = lexemes[at]
    word = words.of(lexeme)
    after = words.of(lexemes[at + 1]) if at + 1 < len(lexemes) else NOTHING
    if word.times and after.counter:
        counted = words.of(lexemes[at + 2]) if at + 2 < len(lexemes) else NOTHING
        one = counted.digit or counted.letter
        return (one * word.times, 3, True) if one else ("", 2, True)
    if word.again and after.digit:
        return after.digit * word.again, 2, True
    if word.suffix and len(body) == 4:
        return word.suffix, 1, lexeme.text == word.suffix
    if word.digit:
        certain = not word.alike or bool(after.digit)
        return word.digit, 1, certain
    if word.letter and (lexeme.text.isascii() or len(lexeme.text) > 1):
        return word.letter, 1, True
    if word.letter and not word.filler:
        first = not body and _follows_letter(lexemes, at) and _digit_follows(lexemes, at, words)
        ends = at + 1 == len(lexemes) or lexemes[at + 1].tag == GAP
        if first or after.digit or after.letter or (ends and len(body) >= 4) or after.suffix:
            return word.letter, 1, False
    return "", 0, True


def _follows_letter(lexemes: Sequence[Lexeme], at: int) -> bool:
    """No pause before it, but perhaps a space."""
    before = at - 1
    while before >= 0 and lexemes[before].text == " ":
        before -= 1
    return before >= 0 and lexemes[before].tag != GAP


def _digit_follows(lexemes: Sequence[Lexeme], at: int, words: PlateWords) -> bool:
    """浙B诶，二三四五: right behind the letter, with the rest behind a pause."""
    after = at + 1
    while after < len(lexemes) and lexemes[after].tag == GAP:
        after += 1
    return after < len(lexemes) and bool(words.of(lexemes[after]).digit)
