"""What one would build first: faster-whisper as it comes, a prompt of terms, words looked for in its text."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import opencc

from benchmarks.hall.closed import peer_command
from benchmarks.hall.phrases import Phrases
from kiosk.speech.types import Samples

_TERMS = (
    "驾驶证，驾照，行驶证，居住证，身份证，通行证，免检标志，无犯罪记录证明，补办，换证，到期，损坏，遗失，"
    "转入，延期，体检，降级，确认，不对，取消，返回，转人工，再说一遍。"
)


class Peer:
    """The same model files; beam of 5."""

    def __init__(self, model: Path, phrases: Phrases) -> None:
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
        self._simplified = opencc.OpenCC("t2s")
        self._listed = [(c, plain(p)) for c, said in phrases.closed.listed.items() for p in said]
        self.seconds: list[float] = []
        """Each transcription took so long."""

    def text(self, clip: Samples) -> str:
        """Simplified, without punctuation."""
        start = time.perf_counter()
        segments, _ = self._model.transcribe(
            clip, language="zh", beam_size=5, initial_prompt=_TERMS, vad_filter=False
        )
        said = "".join(segment.text for segment in segments)
        self.seconds.append(time.perf_counter() - start)
        return plain(self._simplified.convert(said))

    def command(self, clip: Samples) -> str | None:
        """A closed answer."""
        return peer_command(self.text(clip), self._listed)


def plain(text: str) -> str:
    """Only what is spoken."""
    return re.sub(r"[\s，。！？、,.!?；：…]+", "", text)
