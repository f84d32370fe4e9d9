"""What is typed on the question pages: which keys, when it is whole, how it is read. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_DIGITS = "1234567890"
#: The provinces of plates, Zhejiang first: most who come are from here.
_PROVINCES = "浙沪苏皖闽赣鲁豫京津冀晋蒙辽吉黑鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""There is no I and no O on plates."""
_SIGNS = _DIGITS + _LETTERS
#: The last sign of a trailer's, a learner's and a police plate (GA 36-2018).
_LAST = "挂学警"
_PLATE, _NEW_ENERGY = 7, 8
_MOST = 18
_PHONE = 11
_YEARS = (1900, 2100)


@dataclass(frozen=True)
class Keying:
    """What is known after some keys."""

    asks: str = ""
    """digits, plate or date; anything else is answered by buttons."""
    length: int = 0
    """For digits: how many; 0 where that isn't known."""
    typed: str = ""

    def press(self, key: str) -> Keying:
        """With one key more, if it is one of those that may follow."""
        return Keying(self.asks, self.length, self.typed + key) if key in self.keys else self

    def erase(self) -> Keying:
        """Without the last key."""
        return Keying(self.asks, self.length, self.typed[:-1])

    @property
    def keys(self) -> str:
        """The keys that may follow now."""
        if len(self.typed) >= self.most:
            return ""
        return _KEYS[self.asks](self) if self.asks in _KEYS else ""

    @property
    def board(self) -> str:
        """The keys that are shown; they stay where they are when no more may follow."""
        if self.asks == "plate":
            if len(self.typed) < 2:
                return _LETTERS if self.typed else _PROVINCES
            return _SIGNS + _LAST
        return _DIGITS if self.asks in _KEYS else ""

    @property
    def most(self) -> int:
        """How many keys at most."""
        return {"plate": _NEW_ENERGY, "date": 8}.get(self.asks, self.length or _MOST)

    @property
    def whole(self) -> bool:
        """It can be sent."""
        if self.asks == "plate":
            return len(self.typed) in (_PLATE, _NEW_ENERGY)
        if self.asks == "date":
            return _date(self.typed) is not None
        return len(self.typed) == self.length if self.length else bool(self.typed)

    @property
    def value(self) -> str:
        """What is sent: digits and plates as typed, a date in ISO."""
        told = _date(self.typed) if self.asks == "date" else None
        return told.isoformat() if told else self.typed

    @property
    def groups(self) -> tuple[str, ...]:
        """How it is read, with spaces for what is missing: 138 0013 8000, 浙B 12345."""
        sizes = self._sizes()
        filled = self.typed.ljust(sum(sizes))
        parts, at = [], 0
        for size in sizes:
            parts.append(filled[at : at + size])
            at += size
        return tuple(parts)

    def _sizes(self) -> tuple[int, ...]:
        if self.asks == "plate":
            return (2, max(_PLATE, len(self.typed)) - 2)
        if self.asks == "date":
            return (4, 2, 2)
        count = self.length or len(self.typed)
        if count == _PHONE or (not self.length and count > 4):
            return (3, *_fours(count - 3))
        return _fours(count)


def _fours(count: int) -> tuple[int, ...]:
    return tuple(min(4, count - at) for at in range(0, count, 4))


def _date(typed: str) -> date | None:
    """The day that eight digits name, if there is such a day."""
    if len(typed) != 8:
        return None
    try:
        told = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    except ValueError:
        return None
    return told if _YEARS[0] <= told.year < _YEARS[1] else None


def _date_keys(keying: Keying) -> str:
    """No key that can't become a day: a year begins with 19 or 20, a month with 0 or 1, a day with 0 to 3."""
    first = {0: "12", 4: "01", 6: "0123"}.get(len(keying.typed))
    if first is not None:
        return first
    if len(keying.typed) == 1:
        return "9" if keying.typed == "1" else "0"
    if len(keying.typed) == 5:
        return "123456789" if keying.typed[4] == "0" else "012"
    return _DIGITS


def _plate_keys(keying: Keying) -> str:
    """挂, 学 and 警 stand where the last of seven does, and nothing follows them."""
    if keying.typed and keying.typed[-1] in _LAST:
        return ""
    if len(keying.typed) < 2:
        return keying.board
    return _SIGNS + (_LAST if len(keying.typed) == _PLATE - 1 else "")


_KEYS: dict[str, Callable[[Keying], str]] = {
    "digits": lambda _: _DIGITS,
    "plate": _plate_keys,
    "date": _date_keys,
}
