"""What the pages tell of an item beside its name: its guide, its everyday name, and how it is found. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.guide import GuideLine, guide_lines
from kiosk.catalogue.model import Item
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual, Language
from kiosk.terminal.screen import Choice

_HAPPENED = "choice.happened."
#: English words that nobody looks for.
_SMALL = frozenset({"a", "an", "the", "of", "or", "and", "to", "for", "by", "from", "on"})


@lru_cache(maxsize=1000)
def initials(name: str) -> str:
    """First letters of the pinyin, capitals and signs as they are: 驾驶证 -> JSZ."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="default")
    return "".join(c for c in "".join(letters).upper() if c.isascii() and c.isalnum())


@dataclass(frozen=True)
class Guidance:
    """The items of one installation as the pages show them."""

    items: Mapping[str, Item]
    prompts: Prompts

    @classmethod
    def of(cls, catalogue: Catalogue, prompts: Prompts) -> Guidance:
        return cls(catalogue.all_items, prompts)

    # -- finding ----------------------------------------------------------------------------------

    def short(self, item: str, language: Language) -> str:
        """What people call it: 驾驶证坏了. Empty where it has no such words."""
        key = f"apart.{item}"
        if not self.prompts.has(key):
            return ""
        words = self.prompts.text(key, language).replace("|", "")
        return words[:1].upper() + words[1:]

    def spelled(self, item: str, language: Language) -> tuple[str, ...]:
        """What may be keyed in to find it: first letters of its names, or the words of its English name."""
        held = self.items[item]
        if language == "en":
            words = f"{held.name.en} {self.short(item, 'en')}".upper().replace("-", " ").split()
            plain = ("".join(c for c in w if c.isascii() and c.isalnum()) for w in words)
            return tuple(dict.fromkeys(w for w in plain if w and w.lower() not in _SMALL))
        names = (self.short(item, "zh"), *held.find.called, held.name.zh)
        return tuple(dict.fromkeys(initials(n) for n in names if n))

    def happenings(self, language: Language) -> tuple[Choice, ...]:
        """What may have happened to somebody; what most items help with comes first."""
        named = {h for item in self.items.values() for h in item.find.happened}
        return tuple(
            Choice(i, "happened", self.prompts.text(_HAPPENED + i, language), self._example(i, language))
            for i in sorted(named, key=lambda h: (-len(self.helped_by(h)), h))
        )

    def _example(self, happened: str, language: Language) -> str:
        """The first item that helps, in its everyday words."""
        return next((self.short(i, language) for i in self.helped_by(happened)), "")

    def helped_by(self, happened: str) -> tuple[str, ...]:
        """The items for somebody to whom that has happened; those that are finished here first."""
        found = [i for i, item in self.items.items() if happened in item.find.happened]
        return tuple(sorted(found, key=lambda i: self.items[i].by_officer))

    # -- the guide --------------------------------------------------------------------------------

    def lines(self, item: str, language: Language) -> tuple[GuideLine, ...]:
        """The page of guidance (国务院令716号 art 6), from who may to by which law."""
        held = self.items.get(item)
        return () if held is None else guide_lines(held, self.prompts, language)


def told_aloud(held: Item) -> tuple[Bilingual, Bilingual, Bilingual] | None:
    """What to bring, how long, how much: what the conversation says of it."""
    guide = held.guide
    if guide is None:
        return None
    zh, en = "、".join(b.zh for b in guide.bring), ", ".join(b.en for b in guide.bring)
    return Bilingual(zh, en), guide.takes, guide.fee
