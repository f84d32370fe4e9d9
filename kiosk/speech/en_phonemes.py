"""English words to the phonemes that Kokoro v1.0 was trained on: a dictionary and rules.

The dictionary and the rules for endings and weak forms follow misaki's `en.py` (Apache-2.0), which needs
spaCy and, for unknown words, eSpeak (GPL). Here an unknown word is, in this order: a dictionary word with an
ending, two dictionary words in one or a name in pinyin (said in Mandarin), or spelled.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.speech.en_text import EnglishForms
from kiosk.speech.types import SpeechError

_log = logging.getLogger("kiosk.speech")
_TOKENS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[\u4e00-\u9fff]+|[;:,.!?—…\"“”()]|\s+|[^\s]")
_PAUSES = frozenset(";:,.!?—…")
_KEPT = _PAUSES | frozenset('"“”()')
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθT")
_FLAPPED_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in"
    r"|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)
#: The shortest word that may be one of two in one: shorter ones fit everywhere.
_LEAST_PART = 3


@dataclass(frozen=True)
class EnglishWords:
    """The dictionary."""

    usual: Mapping[str, str]
    before_pause: Mapping[str, str]
    """Only those that sound stronger there: `I have.`"""


def load_english_words(path: Path) -> EnglishWords:
    """Read `en_words.tsv`.

    Raises SpeechError `speech_data_bad`.
    """
    usual, strong = {}, {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            word, phonemes, *end = line.split("\t")
            usual[word] = phonemes
            if end:
                strong[word] = end[0]
    except (OSError, ValueError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error
    return EnglishWords(usual, strong)


class EnglishPhonemiser:
    """Spoken English (no digits any more) to a string of phonemes.

    `mandarin`: phonemes of Chinese characters; `syllable`: of one syllable of pinyin with its tone.
    """

    def __init__(
        self,
        words: EnglishWords,
        forms: EnglishForms,
        mandarin: Callable[[str], str],
        syllable: Callable[[str], str],
    ) -> None:
        self._words = words
        self._forms = forms
        self._mandarin = mandarin
        self._syllable = syllable
        self._own = {w.lower(): p for w, p in forms.words.items()}

    def __call__(self, text: str) -> str:
        """Phonemes of `text`, words apart by spaces, punctuation kept as pauses."""
        text = text.replace("-", " ") if not self._hyphenated(text) else self._without_hyphens(text)
        said: list[str] = []
        following = ""
        # From the end, since a weak form depends on the sound that follows.
        for token in reversed(_TOKENS.findall(text.replace("’", "'"))):
            if token.isspace():
                said.append(" ")
                continue
            one = self._token(token, following)
            said.append(one)
            following = one if one in _PAUSES or any(c in _VOWELS | _CONSONANTS for c in one) else following
        return re.sub(r"\s+", " ", "".join(reversed(said))).strip().replace("ɾ", "T").replace("ʔ", "t")

    def _hyphenated(self, text: str) -> bool:
        return any("-" in w and w in text.lower() for w in self._own)

    def _without_hyphens(self, text: str) -> str:
        """Hyphens stay inside the house's own words only, as a letter-like mark that keeps them together."""
        for word in (w for w in self._own if "-" in w):
            text = re.sub(rf"(?i)\b{re.escape(word)}\b", word.replace("-", "xhyx"), text)
        return text.replace("-", " ")

    def _token(self, token: str, following: str) -> str:
        if "\u4e00" <= token[0] <= "\u9fff":
            return self._mandarin(token)
        if token[0].isalpha():
            return self._word(token.replace("xhyx", "-"), following)
        return token if token in _KEPT else ""

    def _word(self, word: str, following: str) -> str:
        low = word.lower()
        weak = self._weak(low, word, following)
        if weak is not None:
            return weak
        if word in self._forms.spelled or (len(word) == 1 and low not in ("a", "i")):
            return self._spelled(word)
        if low in self._own:
            return self._own[low]
        if low in self._forms.names:
            return "".join(map(self._syllable, self._forms.names[low]))
        known = self._known(word) or self._ended(low)
        # With a capital a name in pinyin is likelier than two words in one.
        rules = (self._pinyin, self._joined) if word[0].isupper() else (self._joined, self._pinyin)
        return known or rules[0](low) or rules[1](low) or self._spelled_with_notice(word)

    def _weak(self, low: str, word: str, following: str) -> str | None:
        """The little words that bend to what comes after them."""
        vowel = next((c in _VOWELS for c in following if c in _VOWELS or c in _CONSONANTS), None)
        paused = not following or following[0] in _PAUSES
        if low == "the":
            return "ði" if vowel and not paused else "ðə"
        if low == "a" and word != "A":
            return "ɐ"
        if low == "a":
            return "ɐ" if following and not paused and len(following) > 2 else "ˈA"
        if low == "an":
            return "ɐn"
        if word == "I":
            return "ˌI"
        if low == "to" and not paused:
            return "tʊ" if vowel else "tə"
        if low == "in" and not paused:
            return "ɪn"
        if paused and low in self._words.before_pause:
            return self._words.before_pause[low]
        return None

    def _known(self, word: str) -> str | None:
        usual = self._words.usual
        return usual.get(word.lower()) or usual.get(word) or usual.get(word.capitalize())

    def _stem(self, word: str) -> str | None:
        return self._own.get(word) or self._known(word)

    def _ended(self, word: str) -> str | None:
        """A dictionary word with 's, -s, -es, -ed, -ing, -er, -ly."""
        if word.endswith(("'s", "s'")):
            stem = (
                self._stem(word[:-2])
                if word.endswith("'s")
                else self._stem(word[:-2]) or self._stem(word[:-1])
            )
            return _with_s(stem) if stem else None
        for ending, stems, add in (
            ("ies", [word[:-3] + "y"], _with_s),
            ("s", [word[:-1], word[:-2] if word.endswith("es") else ""], _with_s),
            ("ied", [word[:-3] + "y"], _with_ed),
            ("ed", [word[:-1], word[:-2], word[:-3] if _doubled(word[:-2]) else ""], _with_ed),
            ("ing", [word[:-3], word[:-3] + "e", word[:-4] if _doubled(word[:-3]) else ""], _with_ing),
            ("ly", [word[:-2]], lambda stem: stem + "li"),
            ("er", [word[:-2], word[:-1]], lambda stem: stem + "əɹ"),
        ):
            if not word.endswith(ending):
                continue
            for stem in filter(lambda s: len(s) > 1, stems):
                sound = self._stem(stem)
                if sound:
                    return add(sound)
        return None

    def _joined(self, word: str) -> str | None:
        """Two dictionary words in one: the second loses its main stress."""
        for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
            first, second = self._known(word[:cut]), self._known(word[cut:])
            if first and second:
                return first + second.replace("ˌ", "").replace("ˈ", "ˌ")
        return None

    def _pinyin(self, word: str) -> str | None:
        """A name in pinyin without tones, by the first tone, which is nearest to none."""
        syllables = _cut_pinyin(word)
        if not syllables:
            return None
        try:
            return "".join(self._syllable(f"{s}1") for s in syllables)
        except ValueError:
            return None

    def _spelled_with_notice(self, word: str) -> str:
        if word != word.upper():
            _log.warning("an English word is spelled: no dictionary has it", extra={"letters": len(word)})
        return self._spelled(word)

    def _spelled(self, word: str) -> str:
        return " ".join(self._words.usual[c] for c in word.upper() if c in self._words.usual)


def _doubled(stem: str) -> bool:
    return len(stem) > 2 and stem[-1] == stem[-2]


def _with_s(stem: str) -> str:
    if stem[-1] in "ptkfθ":
        return stem + "s"
    return stem + ("ᵻz" if stem[-1] in "szʃʒʧʤ" else "z")


def _with_ed(stem: str) -> str:
    if stem[-1] in "pkfθʃsʧ":
        return stem + "t"
    if stem[-1] == "d":
        return stem + "ᵻd"
    if stem[-1] != "t":
        return stem + "d"
    return stem[:-1] + "ɾᵻd" if len(stem) > 1 and stem[-2] in _FLAPPED_AFTER else stem + "ᵻd"


def _with_ing(stem: str) -> str:
    flapped = len(stem) > 1 and stem[-1] == "t" and stem[-2] in _FLAPPED_AFTER
    return stem[:-1] + "ɾɪŋ" if flapped else stem + "ɪŋ"


def _cut_pinyin(word: str) -> list[str] | None:
    """`beilun` -> bei, lun; the longest syllable first, and back where that leads nowhere."""
    if not word:
        return []
    found = _SYLLABLE.match(word)
    if not found:
        return None
    for end in range(found.end(), 0, -1):
        if _SYLLABLE.fullmatch(word[:end]):
            rest = _cut_pinyin(word[end:])
            if rest is not None:
                return [word[:end], *rest]
    return None
