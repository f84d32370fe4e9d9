"""Who lives in the simulated city: numbers, names, addresses, ID cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.core.id_number import check_digit
from kiosk.registries.population.days import full_years, later, plus_years
from kiosk.registries.population.draw import Draw, Shares, column
from kiosk.registries.population.stock import Area, Stock
from kiosk.registries.records import PersonRecord

#: First ID cards in the census; a card from before nobody shows any more.
_FIRST_CARDS = date(2004, 6, 1)


@dataclass(frozen=True)
class Inhabitant:
    """What never changes about somebody."""

    index: int
    id_number: str
    name: str
    sex: str
    birth: date
    area: Area
    """Of the first registration: the ID number's."""
    hukou: Area
    """Of the registration today."""
    died: date | None


class People:
    """The inhabitants by index and by number."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.seed = stock.seed
        self.count = stock.numbers.people
        self._areas = stock.areas.areas
        self._home = stock.areas.home[:4]
        self._surnames = Shares(stock.names.surnames)
        self._ethnic = Shares(stock.names.ethnic)
        self._card_status = Shares(stock.numbers.id_card.status)
        self._homes = Shares(
            {i: a.share for i, a in enumerate(self._areas) if self._is_home(a.code) and a.until == 9999}
        )
        self._first17, self._area_of = self._numbers()
        self._sorted = np.argsort(self._first17, kind="stable")
        self._keys = self._first17[self._sorted]
        self._one = lru_cache(maxsize=4096)(self._make)

    def _is_home(self, code: str) -> bool:
        return code.startswith(self._home)

    def _numbers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first 17 digits of everybody's number, each once, and the index of their area."""
        births = self.stock.numbers.births
        first, last = date(births.first, 1, 1).toordinal(), date(births.last, 12, 31).toordinal()
        born = first + (column(self.seed, "born", self.count) % np.uint64(last - first + 1)).astype(np.int64)
        days = np.datetime64("0001-01-01") + (born - 1).astype("timedelta64[D]")
        years = days.astype("datetime64[Y]").astype(int) + 1970
        months = days.astype("datetime64[M]").astype(int) % 12 + 1
        month_days = (days - days.astype("datetime64[M]")).astype(int) + 1
        area = self._pick_areas(years)
        codes = np.array([int(a.code) for a in self._areas])[area]
        order = (column(self.seed, "order", self.count) % np.uint64(1000)).astype(np.int64)
        base = ((codes * 10_000 + years) * 100 + months) * 100 + month_days
        numbers = base * 1000 + order
        while True:
            _, firsts = np.unique(numbers, return_index=True)
            again = np.setdiff1d(np.arange(self.count), firsts)
            if not len(again):
                return numbers, area
            order[again] = (order[again] + 1) % 1000
            numbers[again] = base[again] * 1000 + order[again]

    def _pick_areas(self, years: NDArray[Any]) -> NDArray[np.int64]:
        ends = np.cumsum([a.share for a in self._areas])
        area = np.searchsorted(
            ends, (column(self.seed, "area", self.count) % np.uint64(ends[-1])).astype(np.int64), side="right"
        )
        # A code that was given up is nobody's who was born later: the next area has them.
        until = np.array([a.until for a in self._areas])
        while (late := years > until[area]).any():
            area[late] = (area[late] + 1) % len(self._areas)
        return area.astype(np.int64)

    def index_of(self, id_number: str) -> int | None:
        """Whose number this is."""
        if len(id_number) != 18 or not id_number[:17].isascii() or not id_number[:17].isdigit():
            return None
        key = int(id_number[:17])
        place = int(np.searchsorted(self._keys, key))
        if place == self.count or self._keys[place] != key or check_digit(id_number[:17]) != id_number[17]:
            return None
        return int(self._sorted[place])

    def birth(self, index: int) -> date:
        digits = str(self._first17[index])
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))

    def one(self, index: int) -> Inhabitant:
        """Somebody by index."""
        return self._one(index)

    def _make(self, index: int) -> Inhabitant:
        digits = str(self._first17[index])
        sex = "男" if int(digits[16]) % 2 else "女"
        area = self._areas[int(self._area_of[index])]
        draw = Draw(self.seed, "person", index)
        hukou = area
        if not self._is_home(area.code) and draw.one_in(self.stock.numbers.moved_here_one_in):
            hukou = self._areas[self._homes.pick(draw)]
        elif area.until != 9999:
            hukou = next(a for a in self._areas if a.text == area.text and a.until == 9999)
        died = None
        birth = self.birth(index)
        if draw.one_in(self.stock.numbers.dead_one_in):
            died = later(max(birth, date(2015, 1, 1)), draw.between(1, 4300))
        number = digits + check_digit(digits)
        return Inhabitant(index, number, self.name(index, sex), sex, birth, area, hukou, died)

    def name(self, index: int, sex: str, which: int = 0) -> str:
        """The name, or with `which` an earlier one of the same family."""
        names = self.stock.names
        family = self._surnames.pick(Draw(self.seed, "family", index))
        draw = Draw(self.seed, "given", index, which)
        given = names.given["男" if sex == "男" else "女"]
        return family + draw.pick(given) + draw.pick(given)

    def address(self, index: int, area: Area, which: int = 0) -> str:
        """Where somebody is registered, or with `which` was before."""
        draw = Draw(self.seed, "address", index, which)
        street = draw.pick(self.stock.streets.streets)
        end = draw.pick(self.stock.streets.ends)
        numbers = {"a": draw.between(1, 1999), "b": draw.between(1, 79), "c": draw.between(101, 2604)}
        return area.text + street + end.format(**numbers)

    def record(self, index: int, day: date) -> PersonRecord | None:
        """What the population register tells on a day, or None before the birth."""
        who = self.one(index)
        if who.birth > day:
            return None
        draw = Draw(self.seed, "id_card", index)
        status = self._card_status.pick(draw)
        alive = who.died is None or who.died > day
        told: dict[str, Any] = {}
        if not draw.one_in(self.stock.numbers.id_card.untold_one_in):
            told["card_valid_to"] = self._card_until(who, day, draw)
        return PersonRecord(
            id_number=who.id_number,
            name=who.name,
            sex="男" if who.sex == "男" else "女",
            ethnicity=self._ethnic.pick(draw),
            birth=who.birth,
            address=self.address(index, who.hukou),
            hukou_area=who.hukou.code,
            alive=alive,
            card_status=status if alive else "cancelled",
            card_authority=who.hukou.authority,
            **told,
        )

    def _card_until(self, who: Inhabitant, day: date, draw: Draw) -> Any:
        """Last day of the newest card: 5, 10, 20 years or long-term, by the age at its issue."""
        issued = max(_FIRST_CARDS, later(who.birth, 800))
        issued = later(issued, draw.below(700))
        if issued > day:
            return None
        while True:
            age = full_years(who.birth, issued)
            if age >= 46:
                return "long-term"
            until = plus_years(issued, 5 if age < 16 else 10 if age <= 25 else 20)
            # Most get the next card in time; one in twenty comes a year or two late.
            renewed = later(until, draw.between(-80, -1) if not draw.one_in(20) else draw.between(30, 700))
            if renewed > day:
                return until
            issued = renewed
