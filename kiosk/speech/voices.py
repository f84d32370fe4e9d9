"""The port of speaking: the best voice that works, the cache of fixed sentences, what fell back to what."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
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
from kiosk.speech.reading import Reading
from kiosk.speech.sentences import Cutter, PieceRules, load_piece_rules, sentences
from kiosk.speech.stretch import stretch
from kiosk.speech.types import Samples, Speech, SpeechError

_log = logging.getLogger("kiosk.speech")

#: 小智's own voice: the clearest of the female ones to a recogniser, and a warm one.
DEFAULT_VOICE = "zf_xiaoyi"
#: The same for who chose English.
ENGLISH_VOICE = "af_heart"
#: Raise it when loudness or trimming change, so that old files are not used any more.
_RECIPE = "2"
#: Settings that can be spoken with; beyond them nobody understands.
SLOWEST, FASTEST = 0.6, 1.4


class VoiceEngine(Protocol):
    """What makes samples of text."""

    name: str
    languages: tuple[Language, ...]

    def voices(self) -> tuple[str, ...]:
        """The names that `synthesise` takes."""

    def warm(self) -> None:
        """Load what is needed. Raises SpeechError."""

    def spoken(self, text: str, language: Language) -> str:
        """What of a text decides its sound; a cached file is used only where it is the same."""

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
        pieces: PieceRules | None = None,
        english: str = ENGLISH_VOICE,
    ) -> None:
        """`pieces`: how a new sentence is cut; without them it stays whole."""
        self._engines = engines
        self._cache = cache
        self._voices: Mapping[Language, str] = {"zh": voice, "en": english}
        self._speed = speed
        self._cutter = Cutter(pieces) if pieces else None
        self._failed: dict[str, str] = {}
        self._fixed: set[tuple[Language, str]] = set()

    def keep(self, texts: Iterable[str], language: Language) -> None:
        """Fixed sentences, without personal data: kept on disk when first spoken at natural speed."""
        self._fixed.update((language, text) for text in texts)

    @property
    def speed(self) -> float:
        """1.0 is natural."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Takes effect with the next piece; kept sentences are stretched, new ones made at that speed."""
        self._speed = min(FASTEST, max(SLOWEST, speed))

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

    def pieces(self, text: str, language: Language = "zh") -> tuple[str, ...]:
        """`text` in what is to be spoken one after the other: kept sentences whole, new ones cut early.

        Each is for `speak`; the next can be made while one plays. Nothing is made here, files are looked for.
        """
        made: list[str] = []
        for sentence in sentences(text, language):
            if self._cutter is None or self._kept(sentence, language):
                made.append(sentence)
            else:
                made += self._cutter.clauses(sentence, language)
        return tuple(made)

    def fixed_pieces(self, texts: Iterable[str], language: Language, unmade: str) -> list[str]:
        """What can be made ready of sentences with a hole (`unmade`) in them: pieces without it, openers."""
        if self._cutter is None:
            return []
        pieces = [
            p for text in texts for s in sentences(text, language) for p in self._cutter.clauses(s, language)
        ]
        found = [p for p in pieces if unmade not in p and sentences(p, language)]
        return list(dict.fromkeys([*found, *self._cutter.rules.openers[language]]))

    def speak(self, text: str, language: Language = "zh", voice: str | None = None) -> Speech:
        """One or more sentences, from the cache where they are; written to it only if `keep` names them.

        `voice` is another of Kokoro's than the usual one. What looks like an ID number is never spoken.
        Raises SpeechError `no_voice`, `voice_unknown` or `nothing_to_say`.
        """
        keep = voice is None and self._speed == 1.0 and (language, text) in self._fixed
        return self._speak(text, language, voice or self._voices[language], self._speed, keep)

    def prerender(
        self, texts: Iterable[str], progress: Progress | None = None, language: Language = "zh"
    ) -> int:
        """Make the fixed sentences that aren't in the cache yet, at natural speed; returns how many.

        Only for sentences without personal data: these are kept on disk. Raises SpeechError.
        """
        shown = progress or SilentProgress()
        wanted = list(dict.fromkeys(texts))
        made = 0
        shown.begin("sentences", len(wanted))
        try:
            for done, text in enumerate(wanted, 1):
                made += not self._speak(text, language, self._voices[language], 1.0, keep=True).cached
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
                works, detail = True, f"{'+'.join(engine.languages)}: {', '.join(engine.voices())}"
            except SpeechError as error:
                works, detail = False, error.operator
            states.append(VoiceState(engine.name, works, works and not used, detail))
            used = used or works
        return states

    def _speak(self, text: str, language: Language, wanted: str, speed: float, keep: bool) -> Speech:
        said = redact(text).replace("‹id-number›", "")
        if said != text:
            _log.error("an ID number was left out of a sentence to be spoken")
        for engine in self._engines:
            if language not in engine.languages:
                continue
            voice = wanted if engine.name == "kokoro" else "system"
            found = self._found(engine, said, language, voice, speed)
            if found:
                return found
            try:
                samples, rate = engine.synthesise(said, voice, speed, language)
            except SpeechError as error:
                if error.code in ("nothing_to_say", "voice_unknown"):
                    raise
                self._note_failure(engine, error)
                continue
            self._failed.pop(engine.name, None)
            made = level(samples, rate)
            if keep:
                self._cache.put(self._key(engine, said, language, voice, speed), made, rate)
            return Speech(made, rate, engine.name, voice, cached=False)
        raise SpeechError("no_voice", f"nothing here can speak {language}: {self._reasons()}")

    def _found(
        self, engine: VoiceEngine, text: str, language: Language, voice: str, speed: float
    ) -> Speech | None:
        """From the cache, at another speed by stretching."""
        kept = self._cache.get(self._key(engine, text, language, voice, 1.0))
        if kept is None:
            return None
        samples, rate = kept
        return Speech(stretch(samples, rate, speed), rate, engine.name, voice, cached=True)

    def _kept(self, text: str, language: Language) -> bool:
        """Is it there for the engine that would speak?"""
        for engine in self._engines:
            if language in engine.languages and engine.name not in self._failed:
                voice = self._voices[language] if engine.name == "kokoro" else "system"
                return self._cache.has(self._key(engine, redact(text), language, voice, 1.0))
        return False

    def _key(self, engine: VoiceEngine, text: str, language: Language, voice: str, speed: float) -> str:
        """All that makes a difference to the sound: engine, voice, speed, recipe, how the text is read."""
        return self._cache.key(
            f"{engine.name}/{_RECIPE}", f"{voice}/{language}", speed, engine.spoken(text, language)
        )

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
    reading = Reading.load(assets / "speech")
    kokoro = KokoroEngine(
        lambda: store.path("kokoro-zh"),
        lambda text: reading.phonemes(text, "zh"),
        english=lambda text: reading.phonemes(text, "en"),
    )
    rules = load_piece_rules(assets / "speech" / "pieces.yaml")
    return Voices([kokoro, Pyttsx3Engine()], SpeechCache(cache / "speech"), voice, speed, rules)
