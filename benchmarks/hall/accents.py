"""南方普通话: Mandarin as it is spoken south of the Yangtze, made in pinyin before it becomes phonemes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kiosk.speech.zh_phonemes import PinyinTable

Change = Callable[[str], str]


def _flat(pinyin: str) -> str:
    """zh ch sh as z c s: 四 and 是 sound alike."""
    return re.sub(r"^([zcs])h", r"\1", pinyin)


def _l_for_n(pinyin: str) -> str:
    return re.sub(r"^n(?=[aeiouüv])", "l", pinyin)


def _n_for_l(pinyin: str) -> str:
    return re.sub(r"^l(?=[aeiouüv])", "n", pinyin)


def _front(pinyin: str) -> str:
    """ing as in, eng as en."""
    return re.sub(r"^([a-zü]*)([ie])ng(?=\d)", r"\1\2n", pinyin)


_F_FOR_HU = {
    "hu": "fu", "hua": "fa", "hui": "fei", "huan": "fan", "hun": "fen", "huang": "fang",
}  # fmt: skip


def _f_for_hu(pinyin: str) -> str:
    return _F_FOR_HU.get(pinyin[:-1], pinyin[:-1]) + pinyin[-1]


#: By name. n_for_l and l_for_n exclude each other: who has both has neither.
CHANGES: dict[str, Change] = {
    "flat": _flat,
    "l_for_n": _l_for_n,
    "n_for_l": _n_for_l,
    "front": _front,
    "f_for_hu": _f_for_hu,
}
#: How people are: most have the first two kinds, few all of them.
ACCENTS: tuple[tuple[str, ...], ...] = (
    ("flat",),
    ("flat", "front"),
    ("front",),
    ("flat", "l_for_n"),
    ("flat", "front", "n_for_l"),
    ("flat", "front", "l_for_n", "f_for_hu"),
)


class AccentedTable(PinyinTable):
    """The table of phonemes, asked for a syllable as this speaker says it."""

    accent: tuple[str, ...] = ()

    def phonemes(self, pinyin: str) -> str:
        said = change(pinyin, self.accent)
        try:
            return super().phonemes(said)
        except ValueError:
            return super().phonemes(pinyin)


def change(pinyin: str, accent: Sequence[str]) -> str:
    """One syllable with its tone as a digit."""
    for name in accent:
        pinyin = CHANGES[name](pinyin)
    return pinyin
