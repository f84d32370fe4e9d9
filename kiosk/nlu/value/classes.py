"""Classes of driving licence: A二 和 E is A2E, in the order of the licence."""

from __future__ import annotations

import re

from kiosk.nlu.value.class_patterns import ClassPatterns
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

#: (code, or "" where no one class is meant; start; end; whether it was plainly said)
_One = tuple[str, int, int, bool]


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The classes that were said; None where one of them is not one class, 大车 or A照."""
    patterns = lexicon.class_patterns
    text = patterns.lowered.sub(lambda m: "\x02" + "\x01" * (len(m.group(0)) - 1), said.text)
    for marked in lexicon.restarts.readings(text):
        found: tuple[set[str], int, int, bool] | None = None
        pending = False
        for offset, piece in statements(marked.replace(PAUSE, " ")):
            here = _codes(piece, patterns)
            pending = here is None and found is not None
            if here is not None:
                codes, start, end, sure = here
                found = (codes, start + offset, end + offset, sure)
        if found is None or pending:
            continue
        codes, start, end, sure = found
        if not codes or not codes <= set(patterns.shape.order):
            return None
        if lexicon.questions.asked(said.text, start, end):
            return None
        joined = "".join(code for code in patterns.shape.order if code in codes)
        return Hit(joined, 0.95 if sure else 0.85, start, end)
    return None


def _codes(piece: str, patterns: ClassPatterns) -> tuple[set[str], int, int, bool] | None:
    """The codes in a piece, among them "" or one that doesn't exist where no one class is meant."""
    found: list[_One] = []
    for match in patterns.any.finditer(piece):
        code, certain = _code(match, piece, patterns)
        dropped = patterns.dropped_before.search(piece[: match.start()]) or patterns.dropped_after.match(
            piece, match.end()
        )
        if code is not None and not dropped:
            found.append((code, match.start(), match.end(), certain))
    found = _explained(_with_sounds(found, piece, patterns), piece, patterns)
    codes = {code for code, _, _, _ in found}
    if not codes:
        return None
    if re.search(r"或者|还是|或", piece) and len(codes) > 1:
        codes.add("")
    return codes, found[0][1], found[-1][2], all(certain for _, _, _, certain in found)


def _with_sounds(found: list[_One], piece: str, patterns: ClassPatterns) -> list[_One]:
    """A二低, 西一和艾弗, 驾照是低: a letter by its sound, beside a code or where a class is named."""
    more: list[_One] = []
    places = [*patterns.framed.finditer(piece), *patterns.joined_before.finditer(piece)]
    for one in found:
        end = one[2]
        while match := patterns.joined.match(piece, end) if one[0] else None:
            places.append(match)
            end = match.end()
    for match in places:
        start, end = match.span("letter")
        if all(end <= one[1] or start >= one[2] for one in (*found, *more)):
            more.append((patterns.letters[match.group("letter")], start, end, False))
    return sorted([*found, *more], key=lambda one: one[1])


def _explained(found: list[_One], piece: str, patterns: ClassPatterns) -> list[_One]:
    """摩托车D照, B2货车, A2开大车: a vague name beside a code says the same, or what is driven."""
    kept: list[_One] = []
    coded = any(one[0] for one in found)
    for i, one in enumerate(found):
        beside = [found[k] for k in (i - 1, i + 1) if 0 <= k < len(found) and found[k][0]]
        near = any(
            patterns.between.match(piece[min(one[2], other[2]) : max(one[1], other[1])]) for other in beside
        )
        near = near or (coded and patterns.driven.search(piece[: one[1]]) is not None)
        if one[0] or not near:
            kept.append(one)
    return kept


def _code(match: re.Match[str], piece: str, patterns: ClassPatterns) -> tuple[str | None, bool]:
    name = match.group("name")
    if name is not None:
        return patterns.names[name], True
    letter = match.group("letter")
    if letter is not None:
        meant = patterns.letters[letter]
        number = match.group("number")
        code = meant + patterns.numbers[number]
        exact = letter.isascii() and (number.isascii() or number in "一二三四五六")
        if meant in "DEFMNP":
            return (meant if letter.isascii() else None), exact
        if not exact and code not in patterns.shape.order:
            return None, False
        return code, exact
    alone = match.group("alone")
    if alone is not None:
        return (alone if alone in patterns.shape.alone else ""), True
    sounded = match.group("sounded")
    meant = "E" if sounded == "一" else patterns.letters[sounded]
    return (meant if meant in patterns.shape.alone else ""), False
