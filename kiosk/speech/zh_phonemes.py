"""Chinese text to the phonemes that Kokoro v1.0 was trained on.

The same steps as misaki's `zh.ZHG2P` (Apache-2.0), whose package doesn't run on every Python of ours:
words by jieba, pinyin by pypinyin, phonemes by a table of initials and finals. Added: the lexicon of words of
many readings, and letters by their Chinese sounds.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jieba
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials, to_normal

from kiosk.speech.types import SpeechError
from kiosk.speech.zh_text import SpokenForms

_log = logging.getLogger("kiosk.speech")
#: A word as its syllables.
Word = tuple[str, ...]
_PIECES = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]|[^\u4e00-\u9fffA-Za-z]+")
_PUNCTUATION = str.maketrans(
    {
        "、": ", ",
        "，": ", ",
        "。": ". ",
        "．": ". ",
        "！": "! ",
        "：": ": ",
        "；": "; ",
        "？": "? ",
        "«": " “",
        "»": "” ",
        "《": " “",
        "》": "” ",
        "「": " “",
        "」": "” ",
        "【": " “",
        "】": "” ",
        "（": " (",
        "）": ") ",
    }
)


class PinyinTable(BaseModel):
    """The file `pinyin_ipa.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tones: Mapping[int, str]
    initials: Mapping[str, str]
    whole: Mapping[str, str]
    finals: Mapping[str, str]
    buzzed_initials: frozenset[str]
    buzzed_i: str

    def phonemes(self, pinyin: str) -> str:
        """One syllable with its tone as a digit (`zhong1`, `ma5`).

        Raises ValueError for what isn't Mandarin.
        """
        if not pinyin or pinyin[-1] not in "12345":
            raise ValueError(pinyin)
        tone, plain = self.tones[int(pinyin[-1])], to_normal(pinyin)
        if plain in self.whole:
            return self.whole[plain].replace("0", tone)
        initial = to_initials(plain, strict=True)
        final = to_finals(plain, strict=True, v_to_u=True)
        if final not in self.finals or (initial and initial not in self.initials):
            raise ValueError(pinyin)
        buzzed = final == "i" and initial in self.buzzed_initials
        sound = self.buzzed_i if buzzed else self.finals[final]
        return self.initials.get(initial, "") + sound.replace("0", tone)


def load_pinyin_table(path: Path) -> PinyinTable:
    """Read and check the table.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return PinyinTable.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error


class Phonemiser:
    """Spoken Chinese (no digits any more) to a string of phonemes."""

    def __init__(self, table: PinyinTable, forms: SpokenForms) -> None:
        self._table = table
        self._forms = forms
        self._lexicon = forms.lexicon
        jieba.setLogLevel(logging.WARNING)
        # A segmenter of our own: words added to jieba's shared one would change it for the whole process.
        self._segmenter = jieba.Tokenizer()
        for word in self._lexicon.words:
            self._segmenter.add_word(word)
        self._syllable = functools.cache(table.phonemes)

    def __call__(self, text: str) -> str:
        """Phonemes of `text`, words apart by spaces, punctuation kept as pauses."""
        return "".join(
            " ".join(self._sounds(word) for word in piece) if isinstance(piece, list) else piece
            for piece in self._pieces(text)
        ).strip()

    def pinyin(self, text: str) -> list[str]:
        """The syllables of `text`, punctuation left out: for a person, and for tests."""
        words = [word for piece in self._pieces(text) if isinstance(piece, list) for word in piece]
        return [syllable for word in words for syllable in word]

    def _pieces(self, text: str) -> Iterator[list[Word] | str]:
        """Runs of Chinese as words of syllables, letters as one word each, the rest as it is written."""
        readings = dict(self._lexicon.by_context(text))
        for found in _PIECES.finditer(text):
            piece = found[0]
            if "\u4e00" <= piece[0] <= "\u9fff":
                yield self._words(piece, found.start(), readings)
            elif piece.upper() in self._forms.letters:
                yield [self._forms.letters[piece.upper()]]
            else:
                yield piece.translate(_PUNCTUATION)

    def _words(self, run: str, begin: int, readings: Mapping[int, str]) -> list[Word]:
        words = []
        for word in self._segmenter.lcut(run):
            said = self._lexicon.words.get(word) or tuple(
                lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
            )
            words.append(tuple(readings.get(begin + i, one) for i, one in enumerate(said)))
            begin += len(word)
        return words

    def _sounds(self, syllables: Word) -> str:
        said = ""
        for syllable in syllables:
            try:
                said += self._syllable(syllable)
            except ValueError:
                _log.warning("a syllable without phonemes was left out", extra={"syllable": syllable})
        return said
