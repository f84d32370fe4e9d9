"""How alike two characters sound: toneless pinyin with sounds that people and recognisers mix up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[tuple[str, str], ...]:
    """Every toneless reading of a character as (initial, final); none for what isn't Chinese."""
    spelled = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(_split(syllable) for syllable in (spelled[0] if spelled else [])))


def _split(syllable: str) -> tuple[str, str]:
    initial = next((i for i in _INITIALS if syllable.startswith(i)), "")
    return initial, syllable.removeprefix(initial)


@dataclass(frozen=True)
class Sounds:
    """What one character costs instead of another, 0 (the same) to 1 (another sound)."""

    initials: frozenset[frozenset[str]]
    finals: frozenset[frozenset[str]]
    same_sound: float
    confusable: float
    other: float
    limit: float
    """The dearest mean price of a term that still matches."""
    _known: dict[tuple[str, str], float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def make(
        cls,
        initials: Iterable[Sequence[str]],
        finals: Iterable[Sequence[str]],
        same_sound: float,
        confusable: float,
        other: float,
        limit: float,
    ) -> Sounds:
        return cls(
            frozenset(frozenset(p) for p in initials),
            frozenset(frozenset(p) for p in finals),
            same_sound,
            confusable,
            other,
            limit,
        )

    def cost(self, a: str, b: str) -> float:
        """The price of `a` where `b` was meant."""
        if a == b:
            return 0.0
        key = (a, b)
        if key not in self._known:
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[key] = self._cost(a, b)
        return self._known[key]

    def _cost(self, a: str, b: str) -> float:
        best = self.other
        for (ia, fa), (ib, fb) in product(readings(a), readings(b)):
            first = ia == ib or frozenset((ia, ib)) in self.initials
            last = fa == fb or frozenset((fa, fb)) in self.finals
            if ia == ib and fa == fb:
                return self.same_sound
            if first and last:
                best = min(best, self.confusable)
        return best

    def distance(self, said: str, meant: str) -> float:
        """Edit distance with these prices; a character too many or too few costs 1."""
        row = [float(j) for j in range(len(meant) + 1)]
        for i, a in enumerate(said, 1):
            before, row[0] = row[0], float(i)
            for j, b in enumerate(meant, 1):
                change = before + self.cost(a, b)
                before = row[j]
                row[j] = min(change, row[j] + 1, row[j - 1] + 1)
        return row[-1]
