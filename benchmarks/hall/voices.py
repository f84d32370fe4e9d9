"""Who speaks: Kokoro's Mandarin voices at other speeds, pitches, with accents; kept in the cache folder."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.hall.accents import AccentedTable
from kiosk.core.paths import Paths
from kiosk.speech.audio import resample
from kiosk.speech.cache import SpeechCache
from kiosk.speech.kokoro import KokoroEngine
from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.speech.zh_phonemes import Phonemiser, PinyinTable, load_pinyin_table
from kiosk.speech.zh_text import TextReader, load_spoken_forms
from kiosk.terminal.parts import open_store

#: Nobody tunes on these: the figures are theirs.
HELD_OUT = ("zf_xiaobei", "zm_yunxi", "zm_yunxia")
#: A crowd, a neighbour, 小智 herself.
OTHERS = ("zf_xiaoni", "zf_xiaoxiao", "zm_yunjian", "zm_yunyang")
KIOSK = "zf_xiaoyi"
#: Raise it when the making of samples changes.
_RECIPE = "hall-1"


@dataclass(frozen=True)
class Utterance:
    """One saying of a text."""

    text: str
    voice: str
    speed: float = 1.0
    """0.8 is slow, 1.25 fast."""
    pitch: float = 1.0
    """Of voice and mouth together: 1.1 is a smaller person."""
    accent: tuple[str, ...] = ()
    """Names out of `accents.CHANGES`."""


class Speakers:
    """Makes utterances, one thread; what was made once is read from the cache."""

    def __init__(self, paths: Paths | None = None) -> None:
        where = paths or Paths.default()
        self._forms = load_spoken_forms(where.assets / "speech" / "spoken_forms.yaml")
        self._table = load_pinyin_table(where.assets / "speech" / "pinyin_ipa.yaml")
        self._reader = TextReader(self._forms)
        self._cache = SpeechCache(where.cache / "bench" / "hearing")
        self._phonemisers: dict[tuple[str, ...], Phonemiser] = {}
        store = open_store(where)
        # It is given phonemes, not text.
        self._kokoro = KokoroEngine(lambda: store.path("kokoro-zh"), lambda sounds: sounds, threads=1)
        self.made = 0
        """Utterances that weren't in the cache."""

    def say(self, utterance: Utterance) -> Samples:
        """16 kHz, dry. Raises SpeechError where the voices aren't installed."""
        one = utterance
        sounds = self._phonemes(one)
        # Another reading of the same words is another recording.
        key = self._cache.key(_RECIPE, f"{one.voice}/{one.pitch:.3f}", one.speed, sounds)
        kept = self._cache.get(key)
        if kept is not None:
            return kept[0]
        # Spoken slower by as much as playing it faster makes up for.
        samples, rate = self._kokoro.synthesise(sounds, one.voice, one.speed / one.pitch, "zh")
        spoken = resample(samples, round(rate * one.pitch), SAMPLE_RATE)
        self._cache.put(key, spoken, SAMPLE_RATE)
        self.made += 1
        return spoken

    def _phonemes(self, one: Utterance) -> str:
        if one.accent not in self._phonemisers:
            table: PinyinTable = self._table
            if one.accent:
                table = AccentedTable(**self._table.model_dump(), accent=one.accent)
            self._phonemisers[one.accent] = Phonemiser(table, self._forms)
        return self._phonemisers[one.accent](self._reader.read(one.text))
