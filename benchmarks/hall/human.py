"""Recordings of real people: characters wrong, beside plain faster-whisper on the same files.

`human/` holds two with a transcript. An operator's own: a folder of WAV or FLAC files, each with a `.txt`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.hall.listener import Listener
from benchmarks.hall.peer import Peer, plain
from kiosk.speech.audio import load_audio

#: As in `human/README.md`.
_SAID = {
    "aishell-BAC009S0724W0121.wav": "广州市房地产中介协会分析",
    "uberi_chinese.flac": "砸自己的脚",
}


@dataclass
class HumanResult:
    """Characters."""

    said: int = 0
    wrong: int = 0
    peer_wrong: int = 0

    def share(self, wrong: int) -> float:
        """Of what was said."""
        return round(wrong / self.said, 4) if self.said else 0.0


def recordings(folder: Path | None = None) -> list[tuple[Path, str]]:
    """(file, what is said in it). `folder`: an operator's own instead of ours."""
    if folder is None:
        ours = Path(__file__).parent / "human"
        return [(ours / name, said) for name, said in _SAID.items()]
    return [
        (path, path.with_suffix(".txt").read_text(encoding="utf-8").strip())
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in (".wav", ".flac") and path.with_suffix(".txt").is_file()
    ]


def run_human(listener: Listener, peer: Peer, known: list[tuple[Path, str]]) -> HumanResult:
    """The whole file at once, as an open request: what is measured is the recogniser, not the turns."""
    counts = HumanResult()
    for path, said in known:
        samples = load_audio(path)
        heard = listener.recogniser.listen(samples, listener.expectations.open("zh"))
        truth = plain(said)
        counts.said += len(truth)
        counts.wrong += edits(truth, plain(heard.text))
        counts.peer_wrong += edits(truth, peer.text(samples))
    return counts


def edits(one: str, other: str) -> int:
    """Levenshtein's distance in characters."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
