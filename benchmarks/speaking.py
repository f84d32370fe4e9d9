"""How well 小智's own sentences are understood: every fixed one is spoken and heard again by the recogniser.

No prompt helps it. `cer`: share of characters wrong, numbers as words; `syllable_error`: the same by
syllables without tones, with the mishearings of the south (zh/z, n/l, in/ing) forgiven: what a listener takes
from the sound. `en_cer`, `en_wer`: English. `first_cached`, `first_new`: seconds from asking to the first
piece's sound; `rtf`: seconds of making a second of speech; `_cpu`: the same in seconds of a core, which other
work on the machine changes little. The worst ten of each language are listed. A seeded sample of sentences,
all with `--all`; the new ones are what a visit has (tickets, plates, dates).
"""

from __future__ import annotations

import os
import random
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from pypinyin import lazy_pinyin

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.speech.audio import to_house_rate
from kiosk.speech.engines import choose_recogniser
from kiosk.speech.loudness import lufs, true_peak
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.speech.reading import Reading
from kiosk.speech.types import SAMPLE_RATE, Expectation, Recogniser, Samples, Speech
from kiosk.speech.voices import Voices
from kiosk.terminal.fixed import spoken_texts, whole
from kiosk.terminal.parts import open_store, open_voices

#: Sentences of the sample: what eight minutes hold on two cores, English ones made anew among them.
_SAMPLE: dict[Language, int] = {"zh": 110, "en": 30}
_SEED = 11
_NEW = (
    "您的号码是A017。",
    "车牌号是浙B12345，对吗？",
    "从2026年11月26日到2026年12月2日，对吗？",
    "请到出入境管理窗口办这件事。",
    "您要办机动车驾驶证损毁换证，还有货车进城通行证，对吗？",
    "电话号码是13800138000，对吗？",
    "您的号码是B203。",
    "请到鄞州区行政服务中心办这件事。",
)
_WORST = 10
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@dataclass(frozen=True)
class Heard:
    """One sentence and what came back."""

    language: Language
    meant: str
    heard: str
    characters: tuple[int, int]
    """Wrong, all."""
    units: tuple[int, int]
    """The same in fuzzy syllables, in English in words."""
    loudness: float
    peak: float

    @property
    def error(self) -> float:
        return self.characters[0] / max(1, self.characters[1])


def run(
    n: int | None = None, progress: Progress | None = None, everything: bool = False
) -> dict[str, float | int]:
    """All figures. `n`: so many Chinese sentences, a quarter as many English ones."""
    bar = progress or SilentProgress()
    paths = Paths.default()
    voices, reading = open_voices(paths), Reading.load(paths.assets / "speech")
    recogniser = choose_recogniser(open_store(paths))
    voices.warm()
    recogniser.warm()
    chosen = _chosen(paths, n, everything)
    timing = _Timing(voices, chosen[0][1])
    bar.begin("sentences", len(chosen))
    made = []
    for index, (language, text) in enumerate(chosen, 1):
        begin, cpu = time.perf_counter(), time.process_time()
        speech = voices.speak(text, language)
        if not speech.cached:
            timing.add(time.perf_counter() - begin, time.process_time() - cpu, speech.seconds)
        made.append(_listen(recogniser, reading, speech, language, text))
        bar.reach("sentences", index)
    bar.end("sentences")
    _tell(made)
    return {**_figures(made), **timing.figures(), "load_average": round(os.getloadavg()[0], 1)}


def _chosen(paths: Paths, n: int | None, everything: bool) -> list[tuple[Language, str]]:
    catalogue, prompts = Catalogue.load(paths.assets), Prompts.load(paths.assets / "prompts")
    rng = random.Random(_SEED)
    chosen: list[tuple[Language, str]] = []
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        texts = whole(spoken_texts(catalogue, prompts, language), language)
        size = _SAMPLE[language] if n is None else n if language == "zh" else max(1, n // 4)
        picked = texts if everything else rng.sample(texts, min(size, len(texts)))
        chosen += [(language, text) for text in picked]
    return chosen


class _Timing:
    """First sounds, measured before the recogniser has the cores."""

    def __init__(self, voices: Voices, fixed: str) -> None:
        voices.prerender([fixed])
        self.seconds = self.cpu = self.audio = 0.0
        self.cached = [self._first(voices, fixed)[0] for _ in range(20)]
        voices.speak("热一下身。")
        self.new = [self._first(voices, text) for text in _NEW]

    def _first(self, voices: Voices, text: str) -> tuple[float, float]:
        """Seconds by the clock, seconds of a core."""
        begin, cpu = time.perf_counter(), time.process_time()
        speech = voices.speak(voices.pieces(text)[0])
        taken, worked = time.perf_counter() - begin, time.process_time() - cpu
        if not speech.cached:
            self.add(taken, worked, speech.seconds)
        return taken, worked

    def add(self, seconds: float, cpu: float, audio: float) -> None:
        """One more sentence was made."""
        self.seconds, self.cpu, self.audio = self.seconds + seconds, self.cpu + cpu, self.audio + audio

    def figures(self) -> dict[str, float]:
        return {
            "first_cached": round(median(self.cached), 4),
            "first_new": round(median(t for t, _ in self.new), 3),
            "first_new_worst": round(max(t for t, _ in self.new), 3),
            "first_new_cpu": round(median(c for _, c in self.new), 3),
            "first_new_worst_cpu": round(max(c for _, c in self.new), 3),
            "rtf": round(self.seconds / max(0.01, self.audio), 3),
            "rtf_cpu": round(self.cpu / max(0.01, self.audio), 3),
        }


def _listen(recogniser: Recogniser, reading: Reading, speech: Speech, language: Language, text: str) -> Heard:
    """As a microphone has it in a quiet room: a second before, half a second after, a little noise."""
    sound = to_house_rate(speech.samples, speech.rate)
    whole_sound = np.concatenate([np.zeros(SAMPLE_RATE), sound, np.zeros(SAMPLE_RATE // 2)])
    noise = 2e-4 * np.random.default_rng(_SEED).standard_normal(len(whole_sound))
    samples: Samples = (whole_sound + noise).astype(np.float32)
    heard = recogniser.listen(samples, Expectation("open", language=language)).text
    meant, came = _plain(reading, text, language), _plain(reading, heard, language)
    if language == "zh":
        units = (_fuzzy(meant), _fuzzy(came))
        characters = (list(meant), list(came))
    else:
        units = (meant.split(), came.split())
        characters = (list(meant.replace(" ", "")), list(came.replace(" ", "")))
    return Heard(
        language,
        text,
        heard,
        (distance(*characters), len(characters[0])),
        (distance(*units), len(units[0])),
        lufs(speech.samples, speech.rate),
        true_peak(speech.samples),
    )


def _plain(reading: Reading, text: str, language: Language) -> str:
    """Numbers as words, no punctuation, one way to write them all."""
    text = unicodedata.normalize("NFKC", text)
    said = reading.chinese.read(text) if language == "zh" else reading.english.read(text).replace("-", " ")
    said = "".join(c if c.isalnum() else "" if language == "zh" or c in "'’" else " " for c in said)
    if language == "en":
        # The recogniser spells as in America.
        return " ".join(said.lower().split()).replace("licence", "license").replace("centre", "center")
    return said.upper().replace("幺", "一")


def _fuzzy(text: str) -> list[str]:
    syllables = [s.lower() for s in lazy_pinyin(text)]
    for strict, loose in _FUZZY:
        syllables = [s.replace(strict, loose) for s in syllables]
    return ["l" + s[1:] if s.startswith("n") and len(s) > 1 else s for s in syllables]


def distance(meant: Sequence[str], came: Sequence[str]) -> int:
    """Levenshtein's."""
    row = list(range(len(came) + 1))
    for i, a in enumerate(meant, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(came, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _figures(made: list[Heard]) -> dict[str, float | int]:
    figures: dict[str, float | int] = {}
    for language, prefix, unit in (("zh", "", "syllable_error"), ("en", "en_", "wer")):
        mine = [m for m in made if m.language == language]
        figures[f"{prefix}cer"] = _share([m.characters for m in mine])
        figures[f"{prefix}{unit}"] = _share([m.units for m in mine])
        figures[f"{prefix}whole_right"] = round(sum(m.units[0] == 0 for m in mine) / max(1, len(mine)), 3)
        figures[f"{prefix}sentences"] = len(mine)
    figures["lufs_median"] = round(median(m.loudness for m in made), 2)
    figures["lufs_spread"] = round(float(np.ptp([m.loudness for m in made])), 2)
    figures["true_peak_db"] = round(20 * float(np.log10(max(m.peak for m in made))), 2)
    return figures


def _share(counts: list[tuple[int, int]]) -> float:
    return round(sum(w for w, _ in counts) / max(1, sum(a for _, a in counts)), 4)


def _tell(made: list[Heard]) -> None:
    for language in ("zh", "en"):
        worst = sorted((m for m in made if m.language == language), key=lambda m: -m.error)[:_WORST]
        print(f"the worst of {language}:")
        for one in worst:
            print(f"  {one.error:4.0%}  {one.meant}  ->  {one.heard}")
