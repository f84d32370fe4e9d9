"""Sentences as a recogniser spoils them: homophones, characters dropped, characters that were never said.

Used to train, so that what is misheard is still understood, and to measure it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.nlu.pinyin import readings


@dataclass(frozen=True)
class Noise:
    """Homophones and other characters to put in a character's place."""

    alike: Mapping[str, tuple[str, ...]]
    """First reading -> the characters that have it."""
    any: tuple[str, ...]

    @classmethod
    def make(cls, sentences: Sequence[str]) -> Noise:
        """From the characters that these sentences use: a recogniser writes common ones."""
        common = sorted({c for s in sentences for c in s if "\u4e00" <= c <= "\u9fff"})
        alike: dict[str, list[str]] = defaultdict(list)
        for character in common:
            for reading in readings(character)[:1]:
                alike["".join(reading)].append(character)
        return cls({sound: tuple(found) for sound, found in alike.items()}, tuple(common))

    def spoil(self, text: str, share: float, rng: random.Random) -> str:
        """`share` of the characters changed: half to homophones, a quarter dropped, a quarter at random."""
        if not self.any:
            return text
        places = [at for at, c in enumerate(text) if "\u4e00" <= c <= "\u9fff"]
        spoiled = list(text)
        for at in rng.sample(places, min(len(places), round(share * len(places) + rng.random() - 0.5))):
            how = rng.random()
            if how < 0.5:
                sound = "".join(readings(text[at])[0]) if readings(text[at]) else ""
                others = [c for c in self.alike.get(sound, ()) if c != text[at]]
                spoiled[at] = rng.choice(others) if others else text[at]
            elif how < 0.75:
                spoiled[at] = ""
            else:
                spoiled[at] = rng.choice(self.any)
        return "".join(spoiled)
