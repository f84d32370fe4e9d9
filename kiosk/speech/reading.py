"""How a written sentence is read aloud, in both languages: to words, to syllables, to phonemes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.core.text import Language
from kiosk.speech.en_phonemes import EnglishPhonemiser, load_english_words
from kiosk.speech.en_text import EnglishReader, load_english_forms
from kiosk.speech.zh_phonemes import Phonemiser, load_pinyin_table
from kiosk.speech.zh_text import TextReader, load_spoken_forms


@dataclass(frozen=True)
class Reading:
    """How a written sentence is read, in both languages."""

    chinese: TextReader
    chinese_sounds: Phonemiser
    english: EnglishReader
    english_sounds: EnglishPhonemiser

    @classmethod
    def load(cls, folder: Path) -> Reading:
        """From `assets/speech`. Raises SpeechError `speech_data_bad`."""
        forms = load_spoken_forms(folder / "spoken_forms.yaml")
        table = load_pinyin_table(folder / "pinyin_ipa.yaml")
        sounds = Phonemiser(table, forms)
        english = load_english_forms(folder / "en_forms.yaml")
        words = load_english_words(folder / "en_words.tsv")
        return cls(
            TextReader(forms),
            sounds,
            EnglishReader(english),
            EnglishPhonemiser(words, english, sounds, table.phonemes),
        )

    def said(self, text: str, language: Language = "zh") -> str:
        """For a person: pinyin of a Chinese sentence, the words of an English one."""
        if language == "zh":
            return " ".join(self.chinese_sounds.pinyin(self.chinese.read(text)))
        return self.english.read(text)

    def phonemes(self, text: str, language: Language) -> str:
        """For Kokoro."""
        if language == "zh":
            return self.chinese_sounds(self.chinese.read(text))
        return self.english_sounds(self.english.read(text))
