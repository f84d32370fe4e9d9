"""Invented people: names, births, numbers by GB 11643, addresses, spans of validity by the ID card law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.frames.words import Rng, chance, digits, pick, words

TODAY = date(2026, 11, 1)
"""The day the frames are taken on: a constant, so that the same seed gives the same frame next year."""
LONG_TERM = "long-term"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Person:
    """What a population register says of somebody who doesn't exist."""

    name: str
    sex: str
    ethnicity: str
    """As a card prints it: without 族."""
    birth: date
    address: str
    id_number: str
    authority: str
    """Who issues the card: the county's office, or the city's branch in a district."""


def person(rng: Rng, born: tuple[int, int] = (1930, 2012)) -> Person:
    """Somebody born in the years `born` (both included)."""
    birth = date(int(rng.integers(born[0], born[1] + 1)), 1, 1) + timedelta(int(rng.integers(0, 365)))
    sex = pick(rng, ("男", "女"))
    ethnicity = "汉" if chance(rng, 0.3) else pick(rng, words()["ethnic_groups"])
    place, authority = _region(rng)
    return Person(name(rng), sex, ethnicity, birth, address(rng, place), number(rng, birth, sex), authority)


def name(rng: Rng) -> str:
    """Two to fourteen characters; every fourth with a rare one, some beyond the BMP."""
    w = words()
    if chance(rng, 0.08):
        return str(pick(rng, w["long_names"]))
    family = pick(rng, w["surnames"])
    given = [pick(rng, w["given"]) for _ in range(2 if chance(rng, 0.7) else 1)]
    if chance(rng, 0.25):
        given[int(rng.integers(len(given)))] = pick(rng, w["rare"])
    return str(family) + "".join(given)


def number(rng: Rng, birth: date, sex: str) -> str:
    """A valid number with an arbitrary area code; the last but one digit is odd for 男."""
    area = str(rng.integers(11, 66)) + digits(rng, 4)
    order = int(rng.integers(0, 500)) * 2 + (1 if sex == "男" else 0)
    return with_check_digit(f"{area}{birth:%Y%m%d}{order:03d}")


def with_check_digit(first17: str) -> str:
    """GB 11643's eighteenth character appended."""
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def _region(rng: Rng) -> tuple[str, str]:
    province, city, counties = pick(rng, words()["regions"])
    county = pick(rng, counties)
    branch = county.endswith("区") and chance(rng, 0.6)
    authority = f"{city}公安局{county.removesuffix('区')}分局" if branch else f"{county}公安局"
    return f"{province}{city}{county}", authority


def address(rng: Rng, place: str | None = None, longest: int = 33) -> str:
    """One to three lines of eleven characters."""
    w = words()
    place = place or _region(rng)[0]
    room = f"{rng.integers(1, 60)}幢{rng.integers(1, 5)}单元{rng.integers(1, 30)}{digits(rng, 2)}室"
    town = pick(rng, w["towns"])
    village = f"{town}{pick(rng, w['villages'])}村"
    tails = (
        f"{pick(rng, w['roads'])}{rng.integers(1, 2000)}号",
        f"{village}{rng.integers(1, 300)}号",
        f"{village}{rng.integers(1, 20)}组{rng.integers(1, 99)}-{rng.integers(1, 9)}号",
        f"{pick(rng, w['roads'])}{rng.integers(1, 999)}弄{room}",
        f"{pick(rng, w['roads'])}{rng.integers(1, 999)}号{pick(rng, w['estates'])}{room}",
        f"{town}{pick(rng, w['estates'])}{rng.integers(1, 30)}号{rng.integers(1, 40)}{digits(rng, 2)}",
    )
    whole = place + pick(rng, tails)
    if len(whole) > longest:
        whole = place + f"{pick(rng, w['roads'])}{rng.integers(1, 99)}号"
    return whole[:longest]


def age(birth: date, on: date) -> int:
    """Full years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def card_validity(rng: Rng, birth: date) -> tuple[date, date | None]:
    """From and to (None = long-term) by the age at issue: 5, 10 or 20 years, from 46 on long-term."""
    earliest = max(date(2005, 1, 1), years_later(birth, 1))
    issued = earliest + timedelta(int(rng.integers(0, (TODAY - earliest).days)))
    old = age(birth, issued)
    if old >= 46:
        return issued, None
    return issued, years_later(issued, 5 if old < 16 else 10 if old < 26 else 20)


def licence_validity(rng: Rng, birth: date) -> tuple[date, date, date | None]:
    """First issue, and the present span: six years, then ten, then long-term."""
    earliest = max(date(1986, 1, 1), years_later(birth, 19))
    first = earliest + timedelta(int(rng.integers(0, max(1, (TODAY - earliest).days))))
    held = age(first, TODAY)
    if held < 6:
        return first, first, years_later(first, 6)
    if held < 16:
        return first, years_later(first, 6), years_later(first, 16)
    return first, years_later(first, 16), None


def iso(day: date | None) -> str:
    """ISO, or "long-term"."""
    return day.isoformat() if day else LONG_TERM
