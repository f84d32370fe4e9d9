"""Enterprises of the simulated district: numbers (GB 32100), zones, size. Later parts ask more of them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.registries.population.draw import Draw
from kiosk.registries.population.stock import Stock

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SPACE = 31**4
_SCATTER = 100_003


@dataclass(frozen=True)
class Enterprise:
    """One enterprise."""

    index: int
    uscc: str
    name: str
    zone: int
    """1 to 11."""
    industrial: bool
    headcount: int


class Enterprises:
    """By index and by unified social credit code."""

    def __init__(self, stock: Stock) -> None:
        self._seed = stock.seed
        self._data = stock.numbers.enterprises_data
        self.count = stock.numbers.enterprises

    def one(self, index: int) -> Enterprise:
        data, names = self._data, self._data.names
        draw = Draw(self._seed, "enterprise", index)
        large = index < data.large
        name = (
            "模拟" + draw.pick(names.first) + draw.pick(names.second) + draw.pick(names.trades)
            + f"{index:05d}号" + draw.pick(names.form)
        )  # fmt: skip
        return Enterprise(
            index,
            self.uscc(index),
            name,
            draw.between(1, data.zones),
            draw.per_1000(data.industrial_per_1000),
            draw.between(1000, 6000) if large else _small_headcount(draw),
        )

    def uscc(self, index: int) -> str:
        """91, the area, an organisation code that begins with MA, a check character."""
        serial = index * _SCATTER % _SPACE
        code = "MA00" + "".join(_ALPHABET[serial // 31**i % 31] for i in range(4))
        text = "91" + self._data.area + code + _organisation_check(code)
        return text + uscc_check(text)

    def index_of(self, uscc: str) -> int | None:
        """Whose number this is."""
        if len(uscc) != 18 or any(c not in _ALPHABET for c in uscc[12:16]):
            return None
        serial = sum(_ALPHABET.index(c) * 31**i for i, c in enumerate(uscc[12:16]))
        index = serial * pow(_SCATTER, -1, _SPACE) % _SPACE
        return index if index < self.count and self.uscc(index) == uscc else None


def _small_headcount(draw: Draw) -> int:
    """Most have a handful, few some hundred."""
    return min(draw.between(1, 999), draw.between(1, 400), draw.between(1, 120) if draw.below(4) else 999)


def _organisation_check(code: str) -> str:
    rest = 11 - sum(_BASE36.index(c) * w for c, w in zip(code, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def uscc_check(first17: str) -> str:
    """The eighteenth character."""
    return _ALPHABET[(31 - sum(_ALPHABET.index(c) * 3**i for i, c in enumerate(first17)) % 31) % 31]
