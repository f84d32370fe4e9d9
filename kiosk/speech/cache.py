"""Fixed sentences on disk as WAV, so that they start at once.

Only what `put` is given is kept: sentences with somebody's name or number in them are never put here.
A file's name is a hash, so it says nothing about the sentence.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import numpy as np
import soundfile

from kiosk.speech.types import Samples, SpeechError

#: Raise it when the making of samples changes, so that old files are not used any more.
_RECIPE = "1"


class SpeechCache:
    """WAV files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, engine: str, voice: str, speed: float, text: str) -> str:
        """64 hex digits for one way of saying one sentence."""
        return hashlib.sha256(
            "\x1f".join([_RECIPE, engine, voice, f"{speed:.3f}", text]).encode()
        ).hexdigest()

    def has(self, key: str) -> bool:
        """Is it there?"""
        return self._path(key).is_file()

    def get(self, key: str) -> tuple[Samples, int] | None:
        """Samples and rate, or None; a damaged file is thrown away and counts as not there."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            samples, rate = soundfile.read(path, dtype="float32")
        except (soundfile.SoundFileError, OSError):
            path.unlink(missing_ok=True)
            return None
        return np.asarray(samples, dtype=np.float32), int(rate)

    def put(self, key: str, samples: Samples, rate: int) -> None:
        """Write it whole or not at all.

        Raises SpeechError `cache_unwritable`.
        """
        path = self._path(key)
        draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.wav")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                soundfile.write(draft, samples, rate, subtype="PCM_16")
                os.replace(draft, path)
            finally:
                draft.unlink(missing_ok=True)
        except (soundfile.SoundFileError, OSError) as error:
            raise SpeechError("cache_unwritable", f"spoken sentences can't be kept: {error}") from error

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.wav"
