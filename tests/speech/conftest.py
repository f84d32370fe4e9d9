"""Shared by the room's tests: the data files, the installed models, and a fake engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.core.paths import Paths, repository_root
from kiosk.core.text import Language
from kiosk.speech.manifest import load_manifest
from kiosk.speech.models import ModelStore
from kiosk.speech.types import Samples, SpeechError
from kiosk.speech.zh_text import SpokenForms, load_spoken_forms

ASSETS = repository_root() / "assets"


@pytest.fixture(scope="session")
def forms() -> SpokenForms:
    return load_spoken_forms(ASSETS / "speech" / "spoken_forms.yaml")


@pytest.fixture(scope="session")
def store() -> ModelStore:
    """The store of this machine, for tests marked `models`."""
    return ModelStore(Paths.default().models, load_manifest(ASSETS / "models.yaml"))


class FakeEngine:
    """A voice that says every character as 0.05 s of tone, or fails."""

    def __init__(
        self, name: str, fails: str | None = None, languages: tuple[Language, ...] = ("zh",)
    ) -> None:
        self.name = name
        self.languages = languages
        self.fails = fails
        self.said: list[str] = []

    def voices(self) -> tuple[str, ...]:
        return ("one",)

    def warm(self) -> None:
        if self.fails:
            raise SpeechError(self.fails, f"{self.name} is broken")

    def spoken(self, text: str, language: Language) -> str:
        return text

    def synthesise(self, text: str, voice: str, speed: float, language: Language) -> tuple[Samples, int]:
        self.warm()
        self.said.append(text)
        time = np.arange(int(0.05 * len(text) * 8000)) / 8000
        return (0.01 * np.sin(2 * np.pi * 300 * time)).astype(np.float32), 8000


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    """Half a second of a tone at 44.1 kHz in stereo."""
    import soundfile

    time = np.arange(22050) / 44100
    tone = 0.5 * np.sin(2 * np.pi * 440 * time)
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.stack([tone, tone], axis=1), 44100)
    return path
