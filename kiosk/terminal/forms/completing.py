"""Completion of what is long to type: addresses, authorities, ethnic groups; by characters or by pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.core.errors import SetupError
from kiosk.core.text import Language
from kiosk.core.yaml_model import read_model
from kiosk.nlu.pinyin import readings
from kiosk.terminal.forms.model import FormField

#: So many are offered.
MOST = 6


class _Area(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: str
    text: str
    authority: str
    share: float
    until: int | None = None
    plate: str = ""


class _Areas(BaseModel):
    model_config = ConfigDict(extra="ignore")

    areas: list[_Area]


class _Streets(BaseModel):
    model_config = ConfigDict(extra="ignore")

    streets: list[str]


@dataclass(frozen=True)
class Completion:
    """What may be meant by what was typed so far. Pure, but for its two files."""

    areas: tuple[str, ...]
    """The likeliest first."""
    streets: tuple[str, ...]
    authorities: tuple[str, ...]
    plates: tuple[str, ...]
    by_code: tuple[tuple[str, str], ...]
    """Area code of an ID number -> the area's name."""
    groups: tuple[str, ...] = ()

    @classmethod
    def load(cls, assets: Path, groups: Sequence[str] = ()) -> Completion:
        """Raises SetupError `assets_missing`."""
        refuse = partial(SetupError, "assets_missing")
        known = read_model(assets / "registries" / "areas.yaml", _Areas, refuse).areas
        streets = read_model(assets / "registries" / "streets.yaml", _Streets, refuse).streets
        now = sorted((a for a in known if a.until is None), key=lambda a: -a.share)
        return cls(
            tuple(dict.fromkeys(a.text for a in now)),
            tuple(streets),
            tuple(dict.fromkeys(a.authority for a in now)),
            tuple(dict.fromkeys(a.plate for a in now if a.plate)),
            tuple((a.code, a.text) for a in known),
            tuple(groups),
        )

    def offers(
        self, one: FormField, text: str, id_number: str = "", language: Language = "zh"
    ) -> tuple[str, ...]:
        """Whole texts for the line, the likeliest first; none where nothing is to be completed.

        `id_number`: of the same document, as far as it is typed: its area comes first.
        """
        text = text.strip()
        if one.kind == "address":
            return self._address(text, id_number)
        if one.kind == "authority":
            return _best(self.authorities, text)
        if one.kind == "ethnicity":
            return _best(self.groups, text)
        if one.kind == "plate":
            return tuple(p for p in self.plates if p.startswith(text.upper()) and p != text.upper())[:MOST]
        if one.choices:
            return _best(tuple(words.get(language) for _, words in one.choices), text)
        return ()

    def _address(self, text: str, id_number: str) -> tuple[str, ...]:
        area = next((a for a in sorted(self.areas, key=len, reverse=True) if text.startswith(a)), None)
        if area is not None:
            rest = text.removeprefix(area)
            if any(rest.startswith(s) for s in self.streets):
                return ()
            return tuple(area + s for s in _best(self.streets, rest))
        home = dict(self.by_code).get(id_number[:6])
        areas = _best(self.areas, text)
        if home and (not text or home in areas):
            areas = (home, *(a for a in areas if a != home))
        streets = _best(self.streets, text) if text else ()
        mine = home or (self.areas[0] if self.areas else "")
        return (*areas, *(mine + s for s in streets))[:MOST]


def _best(known: Sequence[str], text: str) -> tuple[str, ...]:
    """Those that begin so come first, then those that have it inside, then those that sound so."""
    if not text:
        return tuple(known[:MOST])
    begin = [k for k in known if k.startswith(text) and k != text]
    inside = [k for k in known if text in k and k not in begin and k != text]
    sound = []
    if text.isascii() and text.isalpha():
        low = text.lower()
        sound = [k for k in known if any(s.startswith(low) for s in spelled(k))]
        sound += [k for k in known if k not in sound and any(low in s for s in spelled(k))]
    return tuple(dict.fromkeys([*begin, *inside, *sound]))[:MOST]


@lru_cache(maxsize=4096)
def spelled(text: str) -> tuple[str, str]:
    """Toneless pinyin of the whole, and its first letters."""
    syllables = ["".join(readings(c)[0]) if readings(c) else c.lower() for c in text]
    return "".join(syllables), "".join(s[:1] for s in syllables)
