"""What was read back, corrected: 第三位是九, 最后四位改成8001, 把八改成九. The whole corrected value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.id_number import parse_id_number
from kiosk.nlu.value import id_tail, phone, plate
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit

_N = r"(?:十[1-9]?|[1-9]十[1-9]?|[1-9][0-9]?)"
_V = r"[0-9A-ZX\u4e00-\u9fff]"
_PLACE = (
    rf"(?:(?:o1)?(?P<letter>b)|(?P<back>r)[o,]*(?P<bn>{_N})[ug]?|s?(?:l|t|h|f)?(?:o|(?={_N}do?{_N}u))(?P<n>{_N})(?:u?(?:[d,]+o|d|o)(?P<n2>{_N})(?=u))?(?P<unit>[ug])?"
    rf"|(?P<side>[lfmth])(?P<k>{_N})[ug]|(?P<one>l)(?:[ug]|(?!{_N}[ug]))|(?P<edge>[thfm])(?!{_N}[ug])(?:(?<=[hf])[ug])?)"
)
_CHANGE = re.compile(
    rf"{_PLACE}(?P<before>[cwn,]*)(?P<a>{_V}+)(?:(?P<between>[,?]*[cwn][cwn,]*)(?P<b>{_V}+))?"
)
_BARE = re.compile(rf"(?P<before>[n,]*)(?P<a>{_V}+)(?P<between>[,]*[cwn][cwn,]*)(?P<b>{_V}+)")
_WHOLE = re.compile(rf"[cwn,?]*(?P<a>{_V}{{4,}})[,w?]*\Z")
#: 五七后面不是四，是六: beside the digits that were named.
_BESIDE = re.compile(
    rf"\A[,?]*(?P<near>{_V}+)(?P<side>[lfh])[ug]?"
    rf"(?:,*n(?P<old>{_V}+),*c?(?P<new>{_V}+)|c(?P<new2>{_V}+)(?:,*n(?P<old2>{_V}+))?)[,w]*\Z"
)
_COUNT = re.compile(r"(?<![or0-9十l])([2-9])g(?=([0-9X]))")


class _NoneMeant(Exception):
    """The correction can't be carried out."""


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    new: str


def read(said: Said, lexicon: Lexicon, before: str | None) -> Hit | None:
    """`before` with what was said put right; None where place, old digit or result doesn't fit."""
    value = re.sub(r"[\s-]+", "", before or "").upper()
    if not value or lexicon.questions.asked(said.text, 0, len(said.text)):
        return None
    anew = lexicon.correction_words.anew.search(said.text)
    if anew is not None:
        again = _again(said, anew.end(), value, lexicon)
        if again is not None:
            return again
    signs = lexicon.correction_words.signs(said.text, _is_plate(value, lexicon))
    signs = _COUNT.sub(lambda m: m.group(2) * (int(m.group(1)) - 1), signs)
    try:
        after = _apply(value, _edits(signs, value))
    except _NoneMeant:
        return None
    if after is None or not _valid(value, after, lexicon):
        return None
    return Hit(after, 0.9, 0, len(said.text))


def _again(said: Said, at: int, before: str, lexicon: Lexicon) -> Hit | None:
    """重新说，… and the whole value."""
    readers = ((phone.valid, phone.read), (id_tail.valid, id_tail.read))
    reader = next((read for valid, read in readers if valid(before)), None)
    if _is_plate(before, lexicon):
        reader = plate.read
    rest = Said.make(said.text[at:].lstrip("，,。:： "))
    hit = reader(rest, lexicon) if reader is not None else None
    return Hit(hit.value, 0.9, 0, len(said.text)) if hit is not None else None


def _is_plate(value: str, lexicon: Lexicon) -> bool:
    return lexicon.plate_words.shape.match(value) is not None


def _valid(before: str, after: str, lexicon: Lexicon) -> bool:
    """The result has the shape that was read back."""
    checks: tuple[Callable[[str], bool], ...] = (
        phone.valid,
        id_tail.valid,
        lambda text: lexicon.plate_words.shape.match(text) is not None,
        lambda text: len(text) == 18 and parse_id_number(text) is not None,
    )
    for check in checks:
        if check(before):
            return check(after)
    return len(before) == len(after)


def _edits(signs: str, value: str) -> list[_Edit]:
    signs = re.sub(r"t(?=[ug])", "l", signs)
    beside = _BESIDE.match(signs)
    if beside is not None:
        return [_beside(beside, value)]
    edits: list[_Edit] = []
    at = 0
    while match := _CHANGE.search(signs, at):
        edits.append(_placed(match, value))
        at = match.end()
    if edits:
        return edits
    bare = _BARE.search(signs)
    if bare is not None:
        return [_swapped(bare, value)]
    whole = _WHOLE.match(signs)
    if whole is not None and len(whole.group("a")) == len(value):
        return [_Edit(0, len(value), whole.group("a"))]
    return []


def _apply(value: str, edits: list[_Edit]) -> str | None:
    """All edits, none over another; None where there is none."""
    if not edits:
        return None
    result = value
    for i, edit in enumerate(edits):
        if any(edit.start < other.end and other.start < edit.end for other in edits[:i]):
            raise _NoneMeant
        result = result[: edit.start] + edit.new + result[edit.end :]
    return result


def _old_new(match: re.Match[str]) -> tuple[str | None, str]:
    """(what it was said to be, what it shall be)."""
    a, b = match.group("a"), match.group("b")
    if b is None:
        if "n" in match.group("before"):
            raise _NoneMeant
        return None, a
    if (
        "n" in match.group("between")
        and "n" not in match.group("before")
        and "c" not in match.group("between")
    ):
        return b, a
    return a, b


def _placed(match: re.Match[str], value: str) -> _Edit:
    old, new = _old_new(match)
    occurrence = _letter(match, value, old, new) or _run(match, value, old, new)
    occurrence = occurrence or _occurrence(match, value, old, new)
    if occurrence is not None:
        return occurrence
    start, end = _range(match, value, len(new))
    if not 0 <= start < end <= len(value) or end - start != len(new):
        raise _NoneMeant
    if old is not None and value[start:end] != old and "c" not in match.group("before"):
        raise _NoneMeant
    if old is not None and value[start:end] != old and "n" in match.group("before"):
        raise _NoneMeant
    if match.group("letter") and not new.isalpha():
        raise _NoneMeant
    return _Edit(start, end, new)


def _beside(match: re.Match[str], value: str) -> _Edit:
    """What stands behind or before the one place where the named digits are."""
    near, new = match.group("near"), match.group("new") or match.group("new2")
    old = match.group("old") or match.group("old2")
    behind = match.group("side") == "l"
    places = [i + len(near) if behind else i - len(new) for i in _places(value, near)]
    places = [i for i in places if 0 <= i <= len(value) - len(new)]
    if old is not None:
        places = [i for i in places if value.startswith(old, i)]
    if len(places) != 1 or (old is not None and len(old) != len(new)):
        raise _NoneMeant
    return _Edit(places[0], places[0] + len(new), new)


def _places(value: str, part: str) -> list[int]:
    return [i for i in range(len(value)) if value.startswith(part, i)]


def _letter(match: re.Match[str], value: str, old: str | None, new: str) -> _Edit | None:
    """字母不是低，是艾弗: the letter that was named."""
    if not match.group("letter") or old is None or not old.isalpha() or len(old) != len(new):
        return None
    places = _places(value, old)
    first = next((i for i, c in enumerate(value) if c.isascii() and c.isalpha()), -1)
    meant = [first] if match.group(0).startswith("o1") else places
    if len(places) != 1 or places != meant or not new.isascii():
        raise _NoneMeant
    return _Edit(places[0], places[0] + len(old), new)


def _run(match: re.Match[str], value: str, old: str | None, new: str) -> _Edit | None:
    """最后三个零改成三个六: the last place where three of them stand."""
    count = _number(match.group("k")) if match.group("k") and "g" in match.group(0) else 1
    if old is None or len(old) != 1 or count < 2 or match.group("side") == "m":
        return None
    places = _places(value, old * count)
    if not places or len(new) != count:
        raise _NoneMeant
    start = places[-1] if match.group("side") in "lt" else places[0]
    return _Edit(start, start + count, new)


def _occurrence(match: re.Match[str], value: str, old: str | None, new: str) -> _Edit | None:
    """第二个八改成九: the second 8, wherever it stands."""
    if old is None or match.group("before").strip(",") or len(old) != len(new):
        return None
    places = _places(value, old)
    if match.group("unit") == "g" and match.group("n2") is None:
        index = _number(match.group("n")) - 1
    elif match.group("back") and match.group(0)[: match.end("bn") - match.start() + 1].endswith("g"):
        index = -_number(match.group("bn"))
    elif match.group("one") or (match.group("side") in ("l", "t") and match.group("k") == "1"):
        index = -1
    elif match.group("edge") in ("f", "h"):
        index = 0
    elif match.group("edge") == "m" and len(places) % 2:
        index = len(places) // 2
    else:
        return None
    if not -len(places) <= index < len(places):
        return None
    return _Edit(places[index], places[index] + len(old), new)


def _range(match: re.Match[str], value: str, length: int) -> tuple[int, int]:
    size = len(value)
    if match.group("letter"):
        letters = [i for i, c in enumerate(value) if c.isascii() and c.isalpha()]
        return (letters[0], letters[0] + 1) if letters else (0, 0)
    if match.group("back"):
        if "o" not in match.group(0)[:2] and length == _number(match.group("bn")):
            return size - length, size
        start = size - _number(match.group("bn"))
        return start, start + 1
    if match.group("n"):
        start = _number(match.group("n")) - 1
        end = _number(match.group("n2")) if match.group("n2") else start + 1
        return start, end
    if match.group("one"):
        one = match.group(0)[1:2] in ("u", "g")
        return size - (1 if one else length), size
    if match.group("side"):
        count = _number(match.group("k"))
        side = match.group("side")
        if side == "m":
            return _middle(size, count)
        return (size - count, size) if side in "lt" else (0, count)
    edge = match.group("edge")
    if edge == "m":
        return _middle(size, length)
    return (size - length, size) if edge == "t" else (0, length)


def _middle(size: int, count: int) -> tuple[int, int]:
    """The middle four of a mobile number are the fourth to the seventh."""
    if size == 11 and count == 4:
        return 3, 7
    if (size - count) % 2:
        raise _NoneMeant
    start = (size - count) // 2
    return start, start + count


def _swapped(match: re.Match[str], value: str) -> _Edit:
    old, new = _old_new(match)
    if old is None or len(old) != len(new) or value.count(old) != 1:
        raise _NoneMeant
    start = value.index(old)
    return _Edit(start, start + len(old), new)


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    head, _, tail = said.partition("十")
    return 10 * int(head or 1) + int(tail or 0)
