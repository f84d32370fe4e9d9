"""Words for people: whose matter it is, if somebody else's (`assets/words/people.yaml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache


@lru_cache(maxsize=128)
def any_of(words: tuple[str, ...]) -> str:
    """A pattern of one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@dataclass(frozen=True)
class People:
    """Words of `values.for`; what each is for is said in the file."""

    kin: tuple[str, ...]
    """Longest first."""
    helping: tuple[str, ...]
    particles: tuple[str, ...]
    agency: tuple[str, ...]
    sending: tuple[str, ...]
    superiors: tuple[str, ...]
    owning: tuple[str, ...]
    belonging: tuple[str, ...]
    cars: tuple[str, ...]
    elsewhere: tuple[str, ...]
    fetched: tuple[str, ...]
    absent: tuple[str, ...]
    instead: tuple[str, ...]
    others: tuple[str, ...]
    """People besides kin whose record may be asked for."""
    asked: tuple[str, ...]
    being: tuple[str, ...]
    wanting: tuple[str, ...]
    demanding: tuple[str, ...]
    mine: tuple[str, ...]
    """Right before a thing: it is her own."""
    records: tuple[str, ...]
    """Items that are a record of a person: nobody gets another's."""

    @cached_property
    def person(self) -> str:
        """A pattern of one person; group 1."""
        return rf"(?<!其)((?:我们|我|你)?(?:家的?|公司|厂里|单位|大|小|二|亲|干|后)?(?:{any_of(self.kin)}))"
