"""The voice Kokoro-82M (int8 ONNX): Mandarin and English, 24 kHz, on the CPU."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.core.text import Language
from kiosk.speech.loudness import trim
from kiosk.speech.sentences import sentences
from kiosk.speech.types import Samples, SpeechError

RATE = 24_000
#: The voices' styles are tables of 510 rows, one for each number of tokens.
_MAX_TOKENS = 510
_PAUSE = 0.28
_CLAUSES = re.compile(r"[^，,、：:]+[，,、：:]*")
#: A voice's name begins with its language's letter.
_FIRST_LETTERS: dict[Language, tuple[str, ...]] = {"zh": ("z",), "en": ("a", "b")}


class KokoroEngine:
    """Makes samples of written sentences. Its files: `model.onnx`, `vocab.json`, `voices/*.bin`."""

    name = "kokoro"

    def __init__(
        self,
        folder: Callable[[], Path],
        phonemes: Callable[[str], str],
        threads: int = 2,
        english: Callable[[str], str] | None = None,
    ) -> None:
        """`phonemes` and `english` turn a written sentence into phonemes; `threads` is for one synthesis."""
        self._folder = folder
        self._phonemes: dict[Language, Callable[[str], str]] = {"zh": phonemes}
        if english is not None:
            self._phonemes["en"] = english
        self.languages: tuple[Language, ...] = tuple(self._phonemes)
        self._threads = threads
        # One sentence after the other: two at once would each come late, and the first is waited for.
        self._turn = threading.Lock()
        self._session: Any = None
        self._vocabulary: dict[str, int] = {}
        self._styles: dict[str, Samples] = {}

    def voices(self) -> tuple[str, ...]:
        """The voices in the model's folder, of the languages it speaks here.

        Raises SpeechError `model_missing`.
        """
        letters = tuple(c for language in self.languages for c in _FIRST_LETTERS[language])
        found = sorted(p.stem for p in (self._folder() / "voices").glob("*.bin"))
        return tuple(sorted((v for v in found if v.startswith(letters)), key=lambda v: v[0] != "z"))

    def spoken(self, text: str, language: Language) -> str:
        """What of a text decides its sound: the phonemes, so that a changed reading is made anew."""
        return self._phonemes[language](text) if language in self._phonemes else text

    def warm(self) -> None:
        """Load the network; about a second.

        Raises SpeechError `model_missing` or `model_damaged`.
        """
        if self._session is not None:
            return
        import onnxruntime

        folder = self._folder()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Idle threads must sleep, not spin: the recogniser and the card reader want the same two cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
            model = str(folder / "model.onnx")
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise SpeechError("model_damaged", f"Kokoro can't be loaded: {type(error).__name__}") from error
        self._phonemes["zh"]("您好")  # its dictionary takes a second to read

    def synthesise(self, text: str, voice: str, speed: float, language: Language) -> tuple[Samples, int]:
        """Samples and their rate; sentences are made one by one with a short pause between.

        Raises SpeechError `voice_unknown`, `language_unsupported`, `nothing_to_say` or those of `warm`.
        """
        if language not in self.languages:
            raise SpeechError("language_unsupported", f"Kokoro here speaks {self.languages}, not {language}")
        self.warm()
        style = self._style(voice)
        pause = np.zeros(int(_PAUSE * RATE / speed), np.float32)
        made: list[Samples] = []
        for sentence in sentences(text, language):
            for tokens in self._token_runs(sentence, language):
                sound = trim(self._infer(tokens, style, speed), RATE)
                if len(sound):
                    made += [sound, pause]
        if not made:
            raise SpeechError("nothing_to_say", "a sentence without any word that can be spoken")
        return np.concatenate(made[:-1]), RATE

    def _token_runs(self, sentence: str, language: Language) -> list[list[int]]:
        """The tokens of a sentence, cut at its commas only where they are too many for the model."""
        tokens = self._tokens(sentence, language)
        if len(tokens) < _MAX_TOKENS:
            return [tokens] if tokens else []
        runs: list[list[int]] = []
        for clause in _CLAUSES.findall(sentence):
            piece = self._tokens(clause, language)
            if runs and len(runs[-1]) + len(piece) < _MAX_TOKENS:
                runs[-1] += piece
            else:
                # A clause that alone is too long has no comma to cut at: cut it hard, losing no sound.
                step = _MAX_TOKENS - 1
                runs += [piece[i : i + step] for i in range(0, len(piece), step)]
        return runs

    def _tokens(self, text: str, language: Language) -> list[int]:
        return [self._vocabulary[c] for c in self._phonemes[language](text) if c in self._vocabulary]

    def _infer(self, tokens: list[int], style: Samples, speed: float) -> Samples:
        given = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[len(tokens)].reshape(1, 256),
            "speed": np.array([speed], dtype=np.float32),
        }
        with self._turn:
            made = self._session.run(None, given)[0]
        return np.asarray(made, dtype=np.float32).ravel()

    def _style(self, voice: str) -> Samples:
        """float32 [510, 256]: row n is for n tokens."""
        if voice not in self._styles:
            path = self._folder() / "voices" / f"{voice}.bin"
            if not re.fullmatch(r"[a-z_]+", voice) or not path.is_file():
                raise SpeechError(
                    "voice_unknown", f"no voice {voice!r}; there are {', '.join(self.voices())}"
                )
            self._styles[voice] = np.fromfile(path, dtype="<f4").reshape(510, 256)
        return self._styles[voice]
