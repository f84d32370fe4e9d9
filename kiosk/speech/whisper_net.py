"""Whisper's network: loading it, turning sound into encoder output, tokens, and what it may not write."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

from kiosk.core.text import Language
from kiosk.speech.decoder import Decoder
from kiosk.speech.types import SAMPLE_RATE, Samples, SpeechError

#: Encoder output frames a second.
ENCODER_RATE = 50
_MEL_RATE = 100
#: Half of the decoder's 448 positions, less the mark before it.
_MAX_PROMPT = 223


def _import_faster_whisper() -> Any:
    """faster-whisper without PyAV.

    Its `audio` module imports `av` for a file decoder that we never use (soundfile reads our files), and the
    wheels of `av` carry the GPL libraries x264 and x265. An empty module of that name lets the import pass;
    where a real `av` is installed it is left alone.
    """
    try:
        import av  # type: ignore[import-not-found, unused-ignore]  # noqa: F401
    except ImportError:
        placeholder = types.ModuleType("av")
        placeholder.__doc__ = (
            "Placeholder by kiosk.speech.whisper_net: faster-whisper's file decoder is not used."
        )
        sys.modules["av"] = placeholder
    import faster_whisper

    return faster_whisper


class WhisperNet:
    """One loaded model. Not safe for two calls at a time; CTranslate2 lets other threads run meanwhile."""

    def __init__(self, folder: Callable[[], Path], threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._loaded: Any = None
        self._tokenizers: dict[Language, Any] = {}
        self._suppressed: list[int] = []
        self._chinese: frozenset[int] = frozenset()
        self._decoder: Decoder | None = None
        self._simplify = OpenCC("t2s")

    def load(self) -> None:
        """Half a second, once.

        Raises SpeechError `model_missing` or `model_damaged`.
        """
        if self._loaded is not None:
            return
        folder = self._folder()
        faster_whisper = _import_faster_whisper()
        try:
            model = faster_whisper.WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads, num_workers=1
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechError("model_damaged", f"Whisper can't be loaded: {type(error).__name__}") from error
        from faster_whisper.tokenizer import Tokenizer

        for language in ("zh", "en"):
            made = Tokenizer(model.hf_tokenizer, True, task="transcribe", language=language)
            self._tokenizers[language] = made
        self._suppressed = self._unwanted_tokens(model.hf_tokenizer)
        self._chinese = _chinese_tokens(model.hf_tokenizer, self._suppressed)
        self._decoder = Decoder.load(folder)
        self._loaded = model

    @property
    def model(self) -> Any:
        """The CTranslate2 model."""
        self.load()
        return self._loaded.model

    @property
    def suppressed(self) -> list[int]:
        """Ids of punctuation, digits, other scripts and Traditional characters."""
        self.load()
        return self._suppressed

    @property
    def chinese(self) -> frozenset[int]:
        """Ids of Simplified Chinese and of the single bytes that rare characters are made of."""
        self.load()
        return self._chinese

    @property
    def decoder(self) -> Decoder:
        """The decoder, step by step."""
        self.load()
        assert self._decoder is not None
        return self._decoder

    def end_token(self) -> int:
        """What ends a text."""
        return int(self.special("zh").eot)

    def lead_tokens(self, prompt: str, language: Language, longest: int = _MAX_PROMPT) -> list[int]:
        """Everything before the first token of a text: what primes it, and the marks."""
        special = self.special(language)
        tokens = [*self.start_tokens(language), int(special.no_timestamps)]
        if not prompt:
            return tokens
        return [int(special.sot_prev), *self.encode_text(" " + prompt)[-longest:], *tokens]

    def start_tokens(self, language: Language) -> list[int]:
        """Start, language, task."""
        self.load()
        return [int(t) for t in self._tokenizers[language].sot_sequence]

    def special(self, language: Language) -> Any:
        """faster-whisper's tokenizer, for its special ids."""
        self.load()
        return self._tokenizers[language]

    def encode_text(self, text: str) -> list[int]:
        """Token ids of plain text."""
        self.load()
        ids = self._loaded.hf_tokenizer.encode(text, add_special_tokens=False).ids
        return [int(i) for i in ids]

    def decode_text(self, ids: list[int]) -> str:
        """Plain text of token ids; Traditional characters that came in by bytes are made Simplified."""
        self.load()
        return str(self._simplify.convert(self._loaded.hf_tokenizer.decode(ids))).strip()

    def encode_audio(self, samples: Samples, window: float) -> NDArray[np.float32]:
        """Encoder output float32 [1, 50 * window, 512] of `samples`, zeros after them up to `window` s."""
        import ctranslate2

        self.load()
        size = round(window * SAMPLE_RATE)
        padded = np.zeros(size, np.float32)
        padded[: min(size, len(samples))] = samples[:size]
        mel = self._loaded.feature_extractor(padded, padding=0)[:, : round(window * _MEL_RATE)]
        features = ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None], dtype=np.float32))
        return np.asarray(self.model.encode(features, to_cpu=True), dtype=np.float32)

    def _unwanted_tokens(self, tokenizer: Any) -> list[int]:
        """Ids of all but Simplified Chinese and plain letters.

        Punctuation fills n-best lists with one sentence dotted anew.
        """
        end_of_text = int(tokenizer.token_to_id("<|endoftext|>"))
        texts = tokenizer.decode_batch([[i] for i in range(end_of_text)])
        simplified: dict[str, str] = {}
        unwanted = []
        for index, text in enumerate(texts):
            bare = text.strip()
            if bare and not all(_is_chinese(c) or (c.isascii() and c.isalpha()) for c in bare):
                # Digits, too: a pause became one once its comma was forbidden; numbers are written in Han
                # digits. And ⁴ or ᵍ behind a sentence, which are as good a place for a breath.
                unwanted.append(index)
                continue
            for char in bare:
                if "\u4e00" <= char <= "\u9fff" and char not in simplified:
                    simplified[char] = self._simplify.convert(char)
            if any(simplified.get(c, c) != c for c in bare):
                unwanted.append(index)
        return unwanted


def _chinese_tokens(tokenizer: Any, suppressed: list[int]) -> frozenset[int]:
    end_of_text = int(tokenizer.token_to_id("<|endoftext|>"))
    texts = [t.strip() for t in tokenizer.decode_batch([[i] for i in range(end_of_text)])]
    allowed = set(range(end_of_text)) - set(suppressed)
    return frozenset(i for i in allowed if texts[i] and all(_is_chinese(c) for c in texts[i]))


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char == "\ufffd"
