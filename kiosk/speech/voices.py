"""The port of speaking: the best voice that works, the cache of fixed sentences, what fell back to what."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.core.id_number import redact
from kiosk.core.text import Language
from kiosk.speech.cache import SpeechCache
from kiosk.speech.kokoro import KokoroEngine
from kiosk.speech.loudness import level
from kiosk.speech.models import ModelStore
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.speech.pyttsx3_voice import Pyttsx3Engine
from kiosk.speech.types import Samples, Speech, SpeechError
from kiosk.speech.zh_phonemes import Phonemiser, load_pinyin_table
from kiosk.speech.zh_text import TextReader, load_spoken_forms

_log = logging.getLogger("kiosk.speech")

#: 小智's own voice: the clearest of the female ones to a recogniser, and a warm one.
DEFAULT_VOICE = "zf_xiaoyi"


class VoiceEngine(Protocol):
    """What makes samples of text."""

    name: str
    languages: tuple[Language, ...]

    def voices(self) -> tuple[str, ...]:
        """The names that `synthesise` takes."""

    def warm(self) -> None:
        """Load what is needed. Raises SpeechError."""

    def synthesise(self, text: str, voice: str, speed: float, language: Language) -> tuple[Samples, int]:
        """Mono samples and their rate. Raises SpeechError."""


@dataclass(frozen=True)
class VoiceState:
    """One line of `doctor` about speaking."""

    engine: str
    works: bool
    in_use: bool
    detail: str


class Voices:
    """The Voice of the house: engines in order of preference, the first that works speaks."""

    def __init__(
        self,
        engines: Sequence[VoiceEngine],
        cache: SpeechCache,
        voice: str = DEFAULT_VOICE,
        speed: float = 1.0,
    ) -> None:
        self._engines = engines
        self._cache = cache
        self._voice = voice
        self._speed = speed
        self._failed: dict[str, str] = {}

    def set_speed(self, speed: float) -> None:
        """1.0 is natural; sentences at another speed are made anew. Takes effect with the next sentence."""
        self._speed = speed

    @property
    def name(self) -> str:
        """The engine that would speak now."""
        for engine in self._engines:
            if engine.name not in self._failed:
                return engine.name
        return "none"

    def warm(self) -> None:
        """Load the first engine that works.

        Raises SpeechError `no_voice` where none does.
        """
        for engine in self._engines:
            try:
                engine.warm()
            except SpeechError as error:
                self._note_failure(engine, error)
            else:
                self._failed.pop(engine.name, None)
                return
        raise SpeechError("no_voice", f"nothing here can speak: {self._reasons()}")

    def speak(self, text: str, language: Language = "zh", voice: str | None = None) -> Speech:
        """One or more sentences, from the cache where they are there; never written to it.

        `voice` is another of Kokoro's than the usual one. What looks like an ID number is never spoken.
        Raises SpeechError `no_voice`, `voice_unknown` or `nothing_to_say`.
        """
        return self._speak(text, language, voice or self._voice, keep=False)

    def prerender(
        self, texts: Iterable[str], progress: Progress | None = None, language: Language = "zh"
    ) -> int:
        """Make the fixed sentences that aren't in the cache yet; returns how many were made.

        Only for sentences without personal data: these are kept on disk. Raises SpeechError.
        """
        shown = progress or SilentProgress()
        wanted = list(dict.fromkeys(texts))
        made = 0
        shown.begin("sentences", len(wanted))
        try:
            for done, text in enumerate(wanted, 1):
                made += not self._speak(text, language, self._voice, keep=True).cached
                shown.reach("sentences", done)
        finally:
            shown.end("sentences")
        return made

    def describe(self) -> list[VoiceState]:
        """Each engine: does it work, is it the one in use, and why not. Loads what isn't loaded yet."""
        states = []
        used = False
        for engine in self._engines:
            try:
                engine.warm()
                works, detail = True, ", ".join(engine.voices())
            except SpeechError as error:
                works, detail = False, error.operator
            states.append(VoiceState(engine.name, works, works and not used, detail))
            used = used or works
        return states

    def _speak(self, text: str, language: Language, wanted: str, keep: bool) -> Speech:
        said = redact(text).replace("‹id-number›", "")
        if said != text:
            _log.error("an ID number was left out of a sentence to be spoken")
        for engine in self._engines:
            if language not in engine.languages:
                continue
            voice = wanted if engine.name == "kokoro" else "system"
            key = self._cache.key(engine.name, f"{voice}/{language}", self._speed, said)
            kept = self._cache.get(key)
            if kept:
                return Speech(kept[0], kept[1], engine.name, voice, cached=True)
            try:
                samples, rate = engine.synthesise(said, voice, self._speed, language)
            except SpeechError as error:
                if error.code in ("nothing_to_say", "voice_unknown"):
                    raise
                self._note_failure(engine, error)
                continue
            self._failed.pop(engine.name, None)
            made = level(samples, rate)
            if keep:
                self._cache.put(key, made, rate)
            return Speech(made, rate, engine.name, voice, cached=False)
        raise SpeechError("no_voice", f"nothing here can speak {language}: {self._reasons()}")

    def _note_failure(self, engine: VoiceEngine, error: SpeechError) -> None:
        if self._failed.get(engine.name) != error.operator:
            _log.warning("voice fell back", extra={"engine": engine.name, "reason": error.operator})
        self._failed[engine.name] = error.operator

    def _reasons(self) -> str:
        return "; ".join(f"{name}: {reason}" for name, reason in self._failed.items())


def default_voices(
    store: ModelStore, assets: Path, cache: Path, voice: str = DEFAULT_VOICE, speed: float = 1.0
) -> Voices:
    """Kokoro first, the system's voice last. `assets` and `cache` are the folders of Paths.

    Raises SpeechError `speech_data_bad`.
    """
    forms = load_spoken_forms(assets / "speech" / "spoken_forms.yaml")
    phonemise = Phonemiser(load_pinyin_table(assets / "speech" / "pinyin_ipa.yaml"), forms)
    reader = TextReader(forms)
    kokoro = KokoroEngine(lambda: store.path("kokoro-zh"), lambda text: phonemise(reader.read(text)))
    return Voices([kokoro, Pyttsx3Engine()], SpeechCache(cache / "speech"), voice, speed)
